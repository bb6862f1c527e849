"""mailing."""

import sqlalchemy as sa
from alembic import op

revision = 'mailing'
down_revision = 'delivery'


def _bilingual(name):
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False),
        sa.Column(f'{name}_original', sa.String(2), nullable=False),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False),
    )


def _moment():
    return (
        sa.Column('timing', sa.String(20), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('unit', sa.String(20), nullable=False),
        sa.Column('hour', sa.Time(), nullable=True),
    )


def upgrade() -> None:
    """Apply the change."""
    op.create_table('mail_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(20), nullable=False),
    *_bilingual('subject'),
    *_bilingual('body'),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_mail_template_series_id_series'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_template')),
    sa.UniqueConstraint('series_id', 'kind', name=op.f('uq_mail_template_series_id_kind'))
    )
    op.create_table('series_mailing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    sa.Column('audience', sa.String(20), nullable=False),
    *_moment(),
    sa.CheckConstraint('number >= 0', name=op.f('ck_series_mailing_is_not_negative')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_series_mailing_series_id_series'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series_mailing')),
    sa.UniqueConstraint('series_id', 'position', name=op.f('uq_series_mailing_series_id_position'))
    )
    op.create_table('mailing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(20), nullable=False),
    *_bilingual('subject'),
    *_bilingual('body'),
    sa.Column('segment', sa.JSON(), nullable=False),
    *_moment(),
    sa.Column('at_local', sa.DateTime(), nullable=True),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('waiver', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(20), nullable=False),
    sa.Column('reason', sa.String(20), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved_from_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('swept_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('letter', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint('number >= 0', name=op.f('ck_mailing_is_not_negative')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_mailing_created_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_mailing_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing'))
    )
    op.create_index('ix_mailing_meeting_id_state', 'mailing', ['meeting_id', 'state'])
    op.create_index(op.f('ix_mailing_state'), 'mailing', ['state'])
    op.create_index(op.f('ix_mailing_created_by_id'), 'mailing', ['created_by_id'])
    op.create_table('mailing_recipient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mailing_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(20), nullable=False),
    sa.Column('reason', sa.String(20), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['mail_id'], ['mail.id'], name=op.f('fk_mailing_recipient_mail_id_mail'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mailing_id'], ['mailing.id'], name=op.f('fk_mailing_recipient_mailing_id_mailing'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mailing_recipient_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing_recipient')),
    sa.UniqueConstraint('mailing_id', 'person_id', name=op.f('uq_mailing_recipient_mailing_id_person_id'))
    )
    op.create_index('ix_mailing_recipient_mailing_id_state', 'mailing_recipient', ['mailing_id', 'state'])
    op.create_index(op.f('ix_mailing_recipient_mail_id'), 'mailing_recipient', ['mail_id'])
    op.create_index(op.f('ix_mailing_recipient_person_id'), 'mailing_recipient', ['person_id'])


def downgrade() -> None:
    """Take the change back."""
    for table in ('mailing_recipient', 'mailing', 'series_mailing', 'mail_template'):
        op.drop_table(table)
