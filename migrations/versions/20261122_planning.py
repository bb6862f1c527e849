"""What a series keeps for its next meeting; more states of meetings; sittings on site, break-outs, hosts."""

import sqlalchemy as sa
from alembic import op

revision = 'planning'
down_revision = 'merging'

INSTANT = sa.DateTime(timezone=True)
TEXTS = {
    'series': ('title', 'body', 'summary'),
    'meeting': ('postponement',),
    'session': ('title', 'place', 'cancellation'),
}


def new_text(name: str) -> tuple[sa.Column, ...]:
    """Return the four columns of a text that rows of before do not have."""
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False, server_default=''),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False, server_default=''),
        sa.Column(f'{name}_original', sa.String(length=2), nullable=False, server_default='en'),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def text(name: str) -> tuple[sa.Column, ...]:
    """Return the four columns of a text in two languages."""
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False),
        sa.Column(f'{name}_original', sa.String(length=2), nullable=False),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False),
    )


def of_series(table: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that ties rows of *table* to their series."""
    name = op.f(f'fk_{table}_series_id_series')
    return sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=name, ondelete='CASCADE')


def upgrade() -> None:
    """Make the tables and columns."""
    _widen()
    op.create_table(
        'series_sitting',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('series_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        *text('title'),
        sa.Column('language', sa.String(20), nullable=False),
        sa.Column('day', sa.Integer(), nullable=False),
        sa.Column('starts', sa.Time(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('zone', sa.String(length=64), nullable=False),
        sa.Column('mode', sa.String(20), nullable=False),
        sa.Column('platform', sa.String(length=100), nullable=False),
        *text('place'),
        sa.Column('address', sa.String(length=300), nullable=False),
        sa.Column('capacity', sa.Integer(), nullable=True),
        sa.CheckConstraint('day >= 0', name=op.f('ck_series_sitting_is_on_or_after_the_first_day')),
        sa.CheckConstraint('minutes > 0', name=op.f('ck_series_sitting_lasts')),
        sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_series_sitting_capacity_is_positive')),
        of_series('series_sitting'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_series_sitting')),
        sa.UniqueConstraint('series_id', 'position', name=op.f('uq_series_sitting_series_id_position')),
    )
    op.create_table(
        'series_item',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('series_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(20), nullable=False),
        *text('title'),
        sa.Column('purpose', sa.String(20), nullable=False),
        *text('presenter'),
        sa.Column('minutes', sa.Integer(), nullable=True),
        sa.CheckConstraint('minutes IS NULL OR minutes > 0', name=op.f('ck_series_item_minutes_are_positive')),
        of_series('series_item'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_series_item')),
        sa.UniqueConstraint('series_id', 'position', name=op.f('uq_series_item_series_id_position')),
    )
    op.create_table(
        'series_deadline',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('series_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(20), nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('at', sa.Time(), nullable=False),
        of_series('series_deadline'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_series_deadline')),
        sa.UniqueConstraint('series_id', 'kind', name=op.f('uq_series_deadline_series_id_kind')),
    )
    for table, column, target in (('series_kind', 'kind_id', 'organisation_kind'), ('series_region', 'region_id', 'region')):
        op.create_table(
            table,
            sa.Column('series_id', sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            of_series(table),
            sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}_{target}')),
            sa.PrimaryKeyConstraint('series_id', column, name=op.f(f'pk_{table}')),
        )
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])
    op.create_table(
        'meeting_cohost',
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['meeting_id'], ['meeting.id'], name=op.f('fk_meeting_cohost_meeting_id_meeting'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'], name=op.f('fk_meeting_cohost_organisation_id_organisation')
        ),
        sa.PrimaryKeyConstraint('meeting_id', 'organisation_id', name=op.f('pk_meeting_cohost')),
    )
    op.create_index(op.f('ix_meeting_cohost_organisation_id'), 'meeting_cohost', ['organisation_id'])


def _widen() -> None:
    """Add the columns of series, meetings and sittings."""
    with op.batch_alter_table('series') as batch_op:
        for column in (part for name in TEXTS['series'] for part in new_text(name)):
            batch_op.add_column(column)
        batch_op.add_column(sa.Column('feminine', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('visibility', sa.String(20), nullable=False, server_default='open'))
        batch_op.add_column(sa.Column('holidays', sa.String(length=2), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('meeting') as batch_op:
        for column in new_text('postponement'):
            batch_op.add_column(column)
        for name in ('registration_opens_at', 'postponed_at', 'record_adopted_at'):
            batch_op.add_column(sa.Column(name, INSTANT, nullable=True))
        for name in ('tentative', 'undated'):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('host_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_meeting_host_id_organisation'), 'organisation', ['host_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_meeting_host_id'), ['host_id'])
    with op.batch_alter_table('session') as batch_op:
        for column in (part for name in TEXTS['session'] for part in new_text(name)):
            batch_op.add_column(column)
        for name in ('moved_from_at', 'cancelled_at'):
            batch_op.add_column(sa.Column(name, INSTANT, nullable=True))
        for name in ('starts_fold', 'ends_fold'):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('mode', sa.String(20), nullable=False, server_default='online'))
        batch_op.add_column(sa.Column('address', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('parent_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_session_parent_id_session'), 'session', ['parent_id'], ['id'], ondelete='CASCADE'
        )
        batch_op.create_index(batch_op.f('ix_session_parent_id'), ['parent_id'])


def downgrade() -> None:
    """Take them away; break-outs go, since they would be taken for sittings."""
    op.execute('DELETE FROM session WHERE parent_id IS NOT NULL')
    for table in ('meeting_cohost', 'series_region', 'series_kind', 'series_deadline', 'series_item', 'series_sitting'):
        op.drop_table(table)
    added = {
        'session': ('moved_from_at', 'cancelled_at', 'starts_fold', 'ends_fold', 'mode', 'address', 'parent_id'),
        'meeting': ('registration_opens_at', 'postponed_at', 'record_adopted_at', 'tentative', 'undated', 'host_id'),
        'series': ('feminine', 'visibility', 'holidays', 'revision'),
    }
    for table, names in added.items():
        with op.batch_alter_table(table) as batch_op:
            if table == 'session':
                batch_op.drop_index(batch_op.f('ix_session_parent_id'))
                batch_op.drop_constraint(batch_op.f('fk_session_parent_id_session'), type_='foreignkey')
            if table == 'meeting':
                batch_op.drop_index(batch_op.f('ix_meeting_host_id'))
                batch_op.drop_constraint(batch_op.f('fk_meeting_host_id_organisation'), type_='foreignkey')
            for name in names:
                batch_op.drop_column(name)
            for name in TEXTS[table]:
                for part in ('en', 'fr', 'original', 'behind'):
                    batch_op.drop_column(f'{name}_{part}')
