"""Kinds of organisation as data; more about organisations and nominations; letters of nomination."""

import sqlalchemy as sa
from alembic import op

revision = 'register'
down_revision = 'outer_doors'

KINDS = (
    ('member', 'Member', 'Membre', True, True, True, True),
    ('observer', 'Observer', 'Observateur', False, False, False, False),
    ('private', 'Private sector', 'Secteur privé', False, False, False, False),
    ('partner', 'Partner agency', 'Organisme partenaire', False, False, False, False),
    ('academic', 'Academic body', 'Établissement universitaire', False, False, False, False),
)
OPEN_HEAD = sa.text("capacity = 'head' AND until_on IS NULL")


def upgrade() -> None:
    """Apply the change."""
    kind = _kinds()
    with op.batch_alter_table('organisation') as batch_op:
        batch_op.add_column(sa.Column('kind_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('protocol_en', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('protocol_fr', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('protocol_original', sa.String(length=2), nullable=False, server_default='en'))
        batch_op.add_column(sa.Column('protocol_behind', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('since_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('until_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='1'))
    old = sa.table('organisation', sa.column('kind'), sa.column('kind_id'))
    same = sa.select(kind.c.id).where(kind.c.code == old.c.kind).scalar_subquery()
    op.execute(old.update().values(kind_id=same))
    with op.batch_alter_table('organisation') as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_organisation_member_has_a_region'), type_='check')
        batch_op.alter_column('kind_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('kind')
        batch_op.create_foreign_key(
            batch_op.f('fk_organisation_kind_id_organisation_kind'), 'organisation_kind', ['kind_id'], ['id']
        )
        batch_op.create_check_constraint(
            batch_op.f('ck_organisation_leaves_after_it_joins'),
            'until_on IS NULL OR since_on IS NULL OR until_on >= since_on',
        )
        batch_op.create_index(batch_op.f('ix_organisation_kind_id'), ['kind_id'], unique=False)
    _nominations()
    op.create_table(
        'nomination_letter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('nomination_id', sa.Integer(), nullable=False),
        sa.Column('filename', sa.String(length=255), nullable=False),
        sa.Column('content_type', sa.String(length=100), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('storage_key', sa.String(length=100), nullable=False),
        sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('uploaded_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ['nomination_id'],
            ['nomination.id'],
            name=op.f('fk_nomination_letter_nomination_id_nomination'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['uploaded_by_id'], ['person.id'], name=op.f('fk_nomination_letter_uploaded_by_id_person'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_nomination_letter')),
        sa.UniqueConstraint('nomination_id', name=op.f('uq_nomination_letter_nomination_id')),
        sa.UniqueConstraint('storage_key', name=op.f('uq_nomination_letter_storage_key')),
    )
    op.create_index(op.f('ix_nomination_letter_uploaded_by_id'), 'nomination_letter', ['uploaded_by_id'])
    with op.batch_alter_table('person') as batch_op:
        batch_op.add_column(sa.Column('address_failed_at', sa.DateTime(timezone=True), nullable=True))


def _kinds() -> sa.Table:
    """Make the table of kinds, and fill it with those that the code knew until now."""
    kind = op.create_table(
        'organisation_kind',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=20), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('name_en', sa.Text(), nullable=False),
        sa.Column('name_fr', sa.Text(), nullable=False),
        sa.Column('name_original', sa.String(length=2), nullable=False),
        sa.Column('name_behind', sa.Boolean(), nullable=False),
        sa.Column('votes', sa.Boolean(), nullable=False),
        sa.Column('has_region', sa.Boolean(), nullable=False),
        sa.Column('is_country', sa.Boolean(), nullable=False),
        sa.Column('names_contact_points', sa.Boolean(), nullable=False),
        sa.Column('reads_register', sa.Boolean(), nullable=False),
        sa.Column('attends', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation_kind')),
        sa.UniqueConstraint('code', name=op.f('uq_organisation_kind_code')),
    )
    rows = [
        {
            'code': code,
            'position': position,
            'name_en': en,
            'name_fr': fr,
            'name_original': 'en',
            'name_behind': False,
            'votes': votes,
            'has_region': has_region,
            'is_country': is_country,
            'names_contact_points': names,
            'reads_register': True,
            'attends': True,
        }
        for position, (code, en, fr, votes, has_region, is_country, names) in enumerate(KINDS, 1)
    ]
    op.bulk_insert(kind, rows)
    return kind


def _nominations() -> None:
    """Add who recorded a nomination and what it ended; let no organisation have two heads without an end."""
    nomination = sa.table('nomination', *map(sa.column, ('id', 'organisation_id', 'capacity', 'since_on', 'until_on')))
    later = nomination.alias()
    # Where two heads are without an end, the earlier one becomes a contact point.
    newer = (
        sa.select(later.c.id)
        .where(
            later.c.organisation_id == nomination.c.organisation_id,
            later.c.capacity == 'head',
            later.c.until_on.is_(None),
            sa.tuple_(later.c.since_on, later.c.id) > sa.tuple_(nomination.c.since_on, nomination.c.id),
        )
        .exists()
    )
    op.execute(
        nomination.update()
        .where(nomination.c.capacity == 'head', nomination.c.until_on.is_(None), newer)
        .values(capacity='ncp')
    )
    with op.batch_alter_table('nomination') as batch_op:
        batch_op.add_column(sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('recorded_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('ended_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('until_before', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('came_with_id', sa.Integer(), nullable=True))
        for column, table in (('recorded_by', 'person'), ('ended_by', 'nomination'), ('came_with', 'nomination')):
            name = batch_op.f(f'fk_nomination_{column}_id_{table}')
            batch_op.create_foreign_key(name, table, [f'{column}_id'], ['id'], ondelete='SET NULL')
            batch_op.create_index(batch_op.f(f'ix_nomination_{column}_id'), [f'{column}_id'])
    op.create_index(
        'uq_nomination_open_head',
        'nomination',
        ['organisation_id'],
        unique=True,
        sqlite_where=OPEN_HEAD,
        postgresql_where=OPEN_HEAD,
    )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table('person') as batch_op:
        batch_op.drop_column('address_failed_at')
    op.drop_table('nomination_letter')
    op.drop_index('uq_nomination_open_head', 'nomination')
    with op.batch_alter_table('nomination') as batch_op:
        for column, table in (('recorded_by', 'person'), ('ended_by', 'nomination'), ('came_with', 'nomination')):
            batch_op.drop_index(batch_op.f(f'ix_nomination_{column}_id'))
            batch_op.drop_constraint(batch_op.f(f'fk_nomination_{column}_id_{table}'), type_='foreignkey')
        for name in ('recorded_at', 'recorded_by_id', 'ended_by_id', 'until_before', 'came_with_id'):
            batch_op.drop_column(name)
    with op.batch_alter_table('organisation') as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(20), nullable=True))
    old = sa.table('organisation', sa.column('kind'), sa.column('kind_id'))
    kind = sa.table('organisation_kind', sa.column('id'), sa.column('code'))
    same = sa.select(kind.c.code).where(kind.c.id == old.c.kind_id).scalar_subquery()
    op.execute(old.update().values(kind=same))
    with op.batch_alter_table('organisation') as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_kind_id'))
        batch_op.drop_constraint(batch_op.f('ck_organisation_leaves_after_it_joins'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_organisation_kind_id_organisation_kind'), type_='foreignkey')
        batch_op.alter_column('kind', existing_type=sa.String(20), nullable=False)
        for name in ('protocol_en', 'protocol_fr', 'protocol_original', 'protocol_behind'):
            batch_op.drop_column(name)
        for name in ('since_on', 'until_on', 'revision', 'kind_id'):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(
            batch_op.f('ck_organisation_member_has_a_region'), "kind <> 'member' OR region_id IS NOT NULL"
        )
    op.drop_table('organisation_kind')
