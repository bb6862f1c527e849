"""Attendance: who was at a sitting, lists of connections, guests, certificates, corrections of the list."""


import sqlalchemy as sa
from alembic import op

revision = 'attendance'
down_revision = 'agenda'


def upgrade() -> None:
    """Apply the change."""
    op.create_table('known_as',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.Column('choice', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_known_as_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_as')),
    sa.UniqueConstraint('mark', name=op.f('uq_known_as_mark'))
    )
    with op.batch_alter_table('known_as', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_known_as_person_id'), ['person_id'], unique=False)

    op.create_table('attendance_plan',
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_attendance_plan_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['published_by_id'], ['person.id'], name=op.f('fk_attendance_plan_published_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_attendance_plan'))
    )
    with op.batch_alter_table('attendance_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_plan_published_by_id'), ['published_by_id'], unique=False)

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_certificate_issued_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_certificate_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['person.id'], name=op.f('fk_certificate_withdrawn_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_issued_by_id'), ['issued_by_id'], unique=False)
        batch_op.create_index('ix_certificate_meeting_id_person_id', ['meeting_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_withdrawn_by_id'), ['withdrawn_by_id'], unique=False)

    op.create_table('list_correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_list_correction_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['person.id'], name=op.f('fk_list_correction_decided_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_list_correction_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_list_correction_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_list_correction'))
    )
    with op.batch_alter_table('list_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_list_correction_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_list_correction_decided_by_id'), ['decided_by_id'], unique=False)
        batch_op.create_index('ix_list_correction_meeting_id_state', ['meeting_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_list_correction_person_id'), ['person_id'], unique=False)

    op.create_table('connection_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('platform', sa.String(length=20), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('topic', sa.String(length=200), nullable=False),
    sa.Column('encoding', sa.String(length=20), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(length=60), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('applied_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['applied_by_id'], ['person.id'], name=op.f('fk_connection_list_applied_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_connection_list_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_connection_list_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_connection_list_session_id_session'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['person.id'], name=op.f('fk_connection_list_undone_by_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection_list'))
    )
    with op.batch_alter_table('connection_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_connection_list_applied_by_id'), ['applied_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_list_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_list_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_list_session_id'), ['session_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_list_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_list_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_list_undone_by_id'), ['undone_by_id'], unique=False)

    op.create_table('connection_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('spans', sa.JSON(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('joins', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('how', sa.String(length=20), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('candidates', sa.JSON(), nullable=False),
    sa.Column('choice', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['list_id'], ['connection_list.id'], name=op.f('fk_connection_row_list_id_connection_list'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_connection_row_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection_row'))
    )
    with op.batch_alter_table('connection_row', schema=None) as batch_op:
        batch_op.create_index('ix_connection_row_list_id_verdict', ['list_id', 'verdict'], unique=False)
        batch_op.create_index(batch_op.f('ix_connection_row_person_id'), ['person_id'], unique=False)

    op.create_table('guest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('function', sa.String(length=200), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['list_id'], ['connection_list.id'], name=op.f('fk_guest_list_id_connection_list'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_guest_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_guest_organisation_id_organisation'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest'))
    )
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guest_list_id'), ['list_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guest_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guest_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('guest_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('presence', sa.String(length=20), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('counted', sa.Boolean(), server_default='1', nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (guest_id IS NULL)', name=op.f('ck_attendance_person_or_guest')),
    sa.CheckConstraint('minutes IS NULL OR minutes >= 0', name=op.f('ck_attendance_minutes_are_not_negative')),
    sa.ForeignKeyConstraint(['guest_id'], ['guest.id'], name=op.f('fk_attendance_guest_id_guest'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_attendance_meeting_id_meeting'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_attendance_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_attendance_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('session_id', 'guest_id', name=op.f('uq_attendance_session_id_guest_id')),
    sa.UniqueConstraint('session_id', 'person_id', name=op.f('uq_attendance_session_id_person_id'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_guest_id'), ['guest_id'], unique=False)
        batch_op.create_index('ix_attendance_meeting_id_presence', ['meeting_id', 'presence'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_person_id'), ['person_id'], unique=False)

    op.create_table('attendance_testimony',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attendance_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('presence', sa.String(length=20), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('list_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_attendance_testimony_attendance_id_attendance'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attendance_testimony_by_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['list_id'], ['connection_list.id'], name=op.f('fk_attendance_testimony_list_id_connection_list'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_testimony')),
    sa.UniqueConstraint('attendance_id', 'source', 'list_id', name=op.f('uq_attendance_testimony_attendance_id_source_list_id'))
    )
    with op.batch_alter_table('attendance_testimony', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_testimony_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_testimony_list_id'), ['list_id'], unique=False)



def downgrade() -> None:
    """Take the change back."""
    for table in ('attendance_testimony', 'attendance', 'guest', 'connection_row', 'connection_list', 'list_correction', 'certificate', 'attendance_plan', 'known_as'):
        op.drop_table(table)
