"""deadlines."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = 'deadlines'
down_revision = 'timeline'


def _bilingual(name):
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False),
        sa.Column(f'{name}_original', sa.String(2), nullable=False),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False),
    )


def upgrade() -> None:
    """Apply the change."""
    op.create_table('deadline',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    *_bilingual('title'),
    sa.Column('closes_local', sa.DateTime(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uid', sa.String(length=100), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_deadline_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadline')),
    sa.UniqueConstraint('meeting_id', 'kind', name=op.f('uq_deadline_meeting_id_kind')),
    sa.UniqueConstraint('uid', name=op.f('uq_deadline_uid'))
    )
    op.create_table('deadline_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    sa.Column('from_local', sa.DateTime(), nullable=False),
    sa.Column('from_zone', sa.String(length=64), nullable=False),
    sa.Column('to_local', sa.DateTime(), nullable=False),
    sa.Column('to_zone', sa.String(length=64), nullable=False),
    *_bilingual('reason'),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_by_id', sa.Integer(), nullable=True),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_deadline_move_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['moved_by_id'], ['person.id'], name=op.f('fk_deadline_move_moved_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadline_move'))
    )
    op.create_index(op.f('ix_deadline_move_meeting_id'), 'deadline_move', ['meeting_id'])
    op.create_index(op.f('ix_deadline_move_moved_by_id'), 'deadline_move', ['moved_by_id'])
    for table, key, prefix in (('meeting', 'id', 'registration_'), ('agenda_call', 'meeting_id', '')):
        op.add_column(table, sa.Column(f'{prefix}uid', sa.String(100), nullable=False, server_default=''))
        op.add_column(table, sa.Column(f'{prefix}revision', sa.Integer(), nullable=False, server_default='0'))
        rows = sa.table(table, sa.column(key), sa.column(f'{prefix}uid'))
        for (number,) in op.get_bind().execute(sa.select(rows.c[key])).all():
            op.execute(rows.update().where(rows.c[key] == number).values({f'{prefix}uid': str(uuid.uuid4())}))


def downgrade() -> None:
    """Take the change back."""
    for table, prefix in (('agenda_call', ''), ('meeting', 'registration_')):
        op.drop_column(table, f'{prefix}revision')
        op.drop_column(table, f'{prefix}uid')
    op.drop_table('deadline_move')
    op.drop_table('deadline')
