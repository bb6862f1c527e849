"""Polls about dates: when an option would be, and what the poll came to."""

import sqlalchemy as sa
from alembic import op

revision = 'dates'
down_revision = 'silence'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('poll_date',
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('starts_local', sa.DateTime(), nullable=False),
    sa.Column('ends_local', sa.DateTime(), nullable=False),
    sa.Column('starts_fold', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('ends_fold', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('whole_day', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['option_id'], ['poll_option.id'], name=op.f('fk_poll_date_option_id_poll_option'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('option_id', name=op.f('pk_poll_date'))
    )
    op.create_table('poll_settlement',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['option_id'], ['poll_option.id'], name=op.f('fk_poll_settlement_option_id_poll_option'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['poll.id'], name=op.f('fk_poll_settlement_poll_id_poll'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_poll_settlement_session_id_session'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('poll_id', name=op.f('pk_poll_settlement'))
    )
    op.create_index(op.f('ix_poll_settlement_option_id'), 'poll_settlement', ['option_id'])
    op.create_index(op.f('ix_poll_settlement_session_id'), 'poll_settlement', ['session_id'])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('poll_settlement')
    op.drop_table('poll_date')
