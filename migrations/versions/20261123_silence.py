"""silence."""

import sqlalchemy as sa
from alembic import op

revision = 'silence'
down_revision = 'poll_tie'


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table('poll') as batch:
        batch.add_column(sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('not_opened', sa.String(length=40), server_default='', nullable=False))
        batch.add_column(sa.Column('procedure', sa.String(length=20), server_default='meeting', nullable=False))
        batch.add_column(sa.Column('stops_at', sa.Integer(), server_default='1', nullable=False))
        batch.add_column(sa.Column('reminders', sa.JSON(), server_default='[7, 1]', nullable=False))
        batch.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_index(op.f('ix_poll_opens_at'), ['opens_at'])
        batch.create_check_constraint(op.f('ck_poll_an_objection_counts'), 'stops_at >= 1')
    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('voter', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(
        ['poll_id', 'voter'], ['elector.poll_id', 'elector.voter'], name=op.f('fk_objection_poll_id_voter_elector'), ondelete='CASCADE'
    ),
    sa.ForeignKeyConstraint(['raised_by_id'], ['person.id'], name=op.f('fk_objection_raised_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['person.id'], name=op.f('fk_objection_withdrawn_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    op.create_index('ix_objection_poll_id_voter', 'objection', ['poll_id', 'voter'])
    op.create_index(op.f('ix_objection_raised_by_id'), 'objection', ['raised_by_id'])
    op.create_index(op.f('ix_objection_withdrawn_by_id'), 'objection', ['withdrawn_by_id'])


def downgrade() -> None:
    """Undo the change."""
    op.drop_table('objection')
    with op.batch_alter_table('poll') as batch:
        batch.drop_constraint(op.f('ck_poll_an_objection_counts'), type_='check')
        batch.drop_index(op.f('ix_poll_opens_at'))
        for column in ('reminded_at', 'reminders', 'stops_at', 'procedure', 'not_opened', 'opens_at'):
            batch.drop_column(column)
