"""parity."""

import sqlalchemy as sa
from alembic import op

revision = 'parity'
down_revision = 'planning'

#: What stands for an original whose translation is a machine's draft.
DRAFTED = {'me': 'en', 'mf': 'fr'}


def upgrade() -> None:
    """Apply the change."""
    op.create_table('translation_source',
    sa.Column('text', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    sa.PrimaryKeyConstraint('text', name=op.f('pk_translation_source'))
    )
    op.create_table('translation_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(20), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('brought_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_translation_file_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_translation_file_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_file'))
    )
    op.create_index(op.f('ix_translation_file_meeting_id'), 'translation_file', ['meeting_id'])
    op.create_index(op.f('ix_translation_file_by_id'), 'translation_file', ['by_id'])


def downgrade() -> None:
    """Take the change back; drafts of machines stay as translations that are behind."""
    op.drop_table('translation_file')
    op.drop_table('translation_source')
    connection = op.get_bind()
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            name = column['name'].removesuffix('_original')
            if name != column['name']:
                _say_behind(connection, table, name)


def _say_behind(connection: sa.Connection, table: str, name: str) -> None:
    """Let the drafts among the texts *name* of *table* be behind."""
    columns = sa.table(table, sa.column(f'{name}_original'), sa.column(f'{name}_behind', sa.Boolean()))
    original = columns.c[f'{name}_original']
    for mark, language in DRAFTED.items():
        values = {f'{name}_original': language, f'{name}_behind': True}
        connection.execute(sa.update(columns).where(original == mark).values(values))
