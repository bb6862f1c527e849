"""floor."""

import sqlalchemy as sa
from alembic import op

revision = 'floor'
down_revision = 'questions'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('floor_plan',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes IS NULL OR minutes > 0', name=op.f('ck_floor_plan_minutes_are_positive')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_floor_plan_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_floor_plan'))
    )
    op.create_table('floor_closing',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_floor_closing_session_id_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_floor_closing'))
    )
    op.create_table('floor_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_floor_request_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_floor_request_session_id_session'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_floor_request_item_id_agenda_item'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_floor_request_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_floor_request_asked_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_floor_request'))
    )
    for column in ('meeting_id', 'item_id', 'organisation_id', 'asked_by_id'):
        op.create_index(op.f(f'ix_floor_request_{column}'), 'floor_request', [column])
    op.create_index('ix_floor_request_session_id_state', 'floor_request', ['session_id', 'state'])


def downgrade() -> None:
    """Take the change back."""
    for table in ('floor_request', 'floor_closing', 'floor_plan'):
        op.drop_table(table)
