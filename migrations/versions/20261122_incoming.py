"""incoming."""

import sqlalchemy as sa
from alembic import op

revision = 'incoming'
down_revision = 'mailing'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('incoming',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sort', sa.String(length=20), nullable=False),
    sa.Column('fate', sa.String(length=20), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('why', sa.String(length=20), nullable=True),
    sa.Column('for_good', sa.Boolean(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['mail_id'], ['mail.id'], name=op.f('fk_incoming_mail_id_mail'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_incoming_meeting_id_meeting'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_incoming_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incoming')),
    sa.UniqueConstraint('digest', name=op.f('uq_incoming_digest'))
    )
    for column in ('came_at', 'mail_id', 'meeting_id'):
        op.create_index(op.f(f'ix_incoming_{column}'), 'incoming', [column])
    op.create_index('ix_incoming_person_id_sort', 'incoming', ['person_id', 'sort'])
    op.create_table('calendar_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=100), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('comment', sa.String(length=500), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_calendar_answer_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_answer')),
    sa.UniqueConstraint('uid', name=op.f('uq_calendar_answer_uid'))
    )
    op.create_index(op.f('ix_calendar_answer_registration_id'), 'calendar_answer', ['registration_id'])
    op.create_table('mailbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('validity', sa.BigInteger(), nullable=False),
    sa.Column('last_uid', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=20), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailbox'))
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('mailbox')
    op.drop_table('calendar_answer')
    op.drop_table('incoming')
