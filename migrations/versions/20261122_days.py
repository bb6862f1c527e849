"""days."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = 'days'
down_revision = 'substitutes'


def upgrade() -> None:
    """Apply the change; who has a place has it on every day in the language of their session, as it was until now."""
    day = op.create_table('registration_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=100), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_registration_day_registration_id_registration'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_registration_day_session_id_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_day')),
    sa.UniqueConstraint('registration_id', 'session_id', name=op.f('uq_registration_day_registration_id_session_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_registration_day_uid'))
    )
    op.create_index(op.f('ix_registration_day_session_id_dropped_at'), 'registration_day', ['session_id', 'dropped_at'])
    # The entry that calendars have keeps its identity.
    op.execute(
        'INSERT INTO registration_day (registration_id, session_id, uid, revision, changed_at) '
        'SELECT id, session_id, uid, revision, changed_at FROM registration'
    )
    others = op.get_bind().execute(sa.text(
        'SELECT registration.id AS registration_id, other.id AS session_id, registration.changed_at AS changed_at '
        'FROM registration JOIN session AS mine ON mine.id = registration.session_id '
        'JOIN session AS other ON other.meeting_id = mine.meeting_id AND other.id <> mine.id '
        'AND other.language = mine.language AND other.parent_id IS NULL '
        "WHERE registration.place IN ('confirmed', 'waiting', 'requested') "
        'ORDER BY registration.id, other.starts_at, other.id'
    ).columns(changed_at=sa.DateTime(timezone=True))).mappings().all()
    if others:
        op.bulk_insert(day, [{**row, 'uid': str(uuid.uuid4()), 'revision': 0, 'dropped_at': None} for row in others])
    with op.batch_alter_table('registration') as batch:
        batch.drop_column('revision')


def downgrade() -> None:
    """Take the change back; of several days the one that the place is sorted by stays."""
    with op.batch_alter_table('registration') as batch:
        batch.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='0'))
    # The identities of entries were unique: one that is another registration's meanwhile is not taken over.
    op.execute(
        'UPDATE registration SET revision = coalesce((SELECT revision FROM registration_day '
        'WHERE registration_id = registration.id AND session_id = registration.session_id), 0), '
        'uid = coalesce((SELECT uid FROM registration_day '
        'WHERE registration_id = registration.id AND session_id = registration.session_id AND NOT EXISTS '
        '(SELECT 1 FROM registration AS other WHERE other.uid = registration_day.uid AND other.id <> registration.id)'
        '), uid)'
    )
    with op.batch_alter_table('registration') as batch:
        batch.alter_column('revision', server_default=None)
    op.drop_table('registration_day')
