"""Files of the register on their way in, their rows, what they changed, how their columns were matched."""

import sqlalchemy as sa
from alembic import op

revision = 'imports'
down_revision = 'register'

PEOPLE = ('by_id', 'applied_by_id', 'undone_by_id')


def upgrade() -> None:
    """Apply the change."""
    op.create_table('register_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('sheet', sa.String(length=100), nullable=False),
    sa.Column('encoding', sa.String(length=20), nullable=False),
    sa.Column('source', sa.JSON(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('only_good', sa.Boolean(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('failure', sa.JSON(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('applied_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    *(
        sa.ForeignKeyConstraint([name], ['person.id'], name=op.f(f'fk_register_import_{name}_person'), ondelete='SET NULL')
        for name in PEOPLE
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_import'))
    )
    with op.batch_alter_table('register_import', schema=None) as batch_op:
        for name in ('state', *PEOPLE):
            batch_op.create_index(batch_op.f(f'ix_register_import_{name}'), [name], unique=False)

    op.create_table('register_import_rows',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_register_import_rows_import_id_register_import'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('import_id', 'place', name=op.f('pk_register_import_rows'))
    )
    op.create_table('register_import_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('thing_table', sa.String(length=60), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['register_import.id'], name=op.f('fk_register_import_change_import_id_register_import'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_import_change'))
    )
    with op.batch_alter_table('register_import_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_register_import_change_import_id'), ['import_id'], unique=False)

    op.create_table('register_import_matching',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_import_matching')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_register_import_matching_fingerprint'))
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('register_import_matching')
    op.drop_table('register_import_change')
    op.drop_table('register_import_rows')
    op.drop_table('register_import')
