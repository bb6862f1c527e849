"""people and privacy."""

import sqlalchemy as sa
from alembic import op

revision = 'people_and_privacy'
down_revision = 'roles_and_audit'

INSTANT = sa.DateTime(timezone=True)


def bilingual(name: str) -> tuple[sa.Column, ...]:
    """Return the four columns of a text in two languages."""
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False),
        sa.Column(f'{name}_original', sa.String(length=2), nullable=False),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False),
    )


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table('person') as person:
        person.add_column(sa.Column('family_name', sa.String(length=200), nullable=False, server_default=''))
        person.add_column(sa.Column('speaks', sa.String(length=200), nullable=False, server_default=''))
        person.add_column(sa.Column('phone', sa.String(length=40), nullable=False, server_default=''))
        person.add_column(sa.Column('photo_key', sa.String(length=100), nullable=True))
        person.add_column(sa.Column('address_seen_by', sa.String(20), nullable=False, server_default='organisation'))
        person.add_column(sa.Column('phone_seen_by', sa.String(20), nullable=False, server_default='organisation'))
        person.add_column(sa.Column('photo_seen_by', sa.String(20), nullable=False, server_default='everyone'))
        person.add_column(sa.Column('unwanted', sa.String(length=400), nullable=False, server_default=''))
        person.add_column(sa.Column('accepted_version', sa.Integer(), nullable=False, server_default='0'))
        person.add_column(sa.Column('erased_at', INSTANT, nullable=True))
    op.create_table(
        'privacy_notice',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        *bilingual('text'),
        *bilingual('changes'),
        sa.Column('controller', sa.String(length=200), nullable=False),
        sa.Column('contact', sa.String(length=300), nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('changed_at', INSTANT, nullable=False),
        sa.Column('published_at', INSTANT, nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_privacy_notice')),
        sa.UniqueConstraint('version', name=op.f('uq_privacy_notice_version')),
    )
    op.create_index(op.f('ix_privacy_notice_published_at'), 'privacy_notice', ['published_at'])
    op.create_table(
        'privacy_acceptance',
        sa.Column('notice_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ['notice_id'], ['privacy_notice.id'], name=op.f('fk_privacy_acceptance_notice_id_privacy_notice')
        ),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_privacy_acceptance_person_id_person'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('notice_id', 'person_id', name=op.f('pk_privacy_acceptance')),
    )
    op.create_index(op.f('ix_privacy_acceptance_person_id'), 'privacy_acceptance', ['person_id'])
    op.create_table(
        'retention_period',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('changed_at', INSTANT, nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_retention_period')),
    )
    op.create_table(
        'retention_report',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', INSTANT, nullable=False),
        sa.Column('gone', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_report')),
    )
    op.create_index(op.f('ix_retention_report_at'), 'retention_report', ['at'])
    op.create_table(
        'erasure_request',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('asked_at', INSTANT, nullable=False),
        sa.Column('due_at', INSTANT, nullable=False),
        sa.Column('state', sa.String(20), nullable=False),
        sa.Column('decided_at', INSTANT, nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_erasure_request_person_id_person'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['decided_by_id'], ['person.id'], name=op.f('fk_erasure_request_decided_by_id_person'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure_request')),
    )
    op.create_index(op.f('ix_erasure_request_person_id'), 'erasure_request', ['person_id'])
    op.create_index(op.f('ix_erasure_request_state'), 'erasure_request', ['state'])
    op.create_table(
        'erased_mark',
        sa.Column('mark', sa.String(length=64), nullable=False),
        sa.Column('at', INSTANT, nullable=False),
        sa.PrimaryKeyConstraint('mark', name=op.f('pk_erased_mark')),
    )


def downgrade() -> None:
    """Take the change back."""
    for name in (
        'erased_mark',
        'erasure_request',
        'retention_report',
        'retention_period',
        'privacy_acceptance',
        'privacy_notice',
    ):
        op.drop_table(name)
    with op.batch_alter_table('person') as person:
        for column in (
            'erased_at',
            'accepted_version',
            'unwanted',
            'photo_seen_by',
            'phone_seen_by',
            'address_seen_by',
            'photo_key',
            'phone',
            'speaks',
            'family_name',
        ):
            person.drop_column(column)
