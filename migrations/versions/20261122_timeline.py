"""timeline."""

import sqlalchemy as sa
from alembic import op

revision = 'timeline'
down_revision = 'registration'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('timeline_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(20), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_timeline_step_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timeline_step')),
    sa.UniqueConstraint('meeting_id', 'kind', 'number', name=op.f('uq_timeline_step_meeting_id_kind_number'))
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('timeline_step')
