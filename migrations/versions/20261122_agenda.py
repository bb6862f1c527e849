"""Agendas with sub-items, presenters, versions and proposals."""

import sqlalchemy as sa
from alembic import op

revision = 'agenda'
down_revision = 'parity'

INSTANT = sa.DateTime(timezone=True)
NEW = ('key', 'sub', 'number', 'pause', 'session_id', 'proposer_id', 'revision', *(
    f'notes_{part}' for part in ('en', 'fr', 'original', 'behind')
))


def text(name: str, *, empty: bool = False) -> tuple[sa.Column, ...]:
    """Return the four columns of a text in two languages."""
    words = {'server_default': ''} if empty else {}
    original = {'server_default': 'en'} if empty else {}
    behind = {'server_default': sa.false()} if empty else {}
    return (
        sa.Column(f'{name}_en', sa.Text(), nullable=False, **words),
        sa.Column(f'{name}_fr', sa.Text(), nullable=False, **words),
        sa.Column(f'{name}_original', sa.String(length=2), nullable=False, **original),
        sa.Column(f'{name}_behind', sa.Boolean(), nullable=False, **behind),
    )


def points(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that lets *column* of *table* point to the table *to*."""
    return sa.ForeignKeyConstraint([column], [f'{to}.id'], name=op.f(f'fk_{table}_{column}_{to}'), ondelete=ondelete)


def upgrade() -> None:
    """Number the items there are, and make the tables."""
    with op.batch_alter_table('agenda_item') as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('sub', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('number', sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column('pause', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('session_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('proposer_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='1'))
        for column in text('notes', empty=True):
            batch_op.add_column(column)
    item = sa.table('agenda_item', sa.column('id'), sa.column('position'), sa.column('key'), sa.column('number'))
    first = {'key': 'first' + sa.cast(item.c.id, sa.String(20)), 'number': sa.cast(item.c.position, sa.String(10))}
    op.execute(item.update().values(first))
    with op.batch_alter_table('agenda_item') as batch_op:
        batch_op.alter_column('key', existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column('number', existing_type=sa.String(length=10), nullable=False)
        batch_op.create_check_constraint(batch_op.f('ck_agenda_item_pause_is_positive'), 'pause IS NULL OR pause > 0')
        for column, to in (('session_id', 'session'), ('proposer_id', 'organisation')):
            name = batch_op.f(f'fk_agenda_item_{column}_{to}')
            batch_op.create_foreign_key(name, to, [column], ['id'], ondelete='SET NULL')
            batch_op.create_index(batch_op.f(f'ix_agenda_item_{column}'), [column])
    _versions()
    _presenters()
    _proposals()


def _versions() -> None:
    op.create_table(
        'agenda_version',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('stage', sa.String(length=20), nullable=False),
        *text('reason', empty=True),
        sa.Column('issued_at', INSTANT, nullable=True),
        sa.Column('issued_by_id', sa.Integer(), nullable=True),
        points('agenda_version', 'meeting_id', 'meeting', 'CASCADE'),
        points('agenda_version', 'issued_by_id', 'person', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_version')),
        sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_agenda_version_meeting_id_number')),
    )
    op.create_index(op.f('ix_agenda_version_issued_by_id'), 'agenda_version', ['issued_by_id'])
    op.create_table(
        'agenda_issued_item',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('version_id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=True),
        *text('title'),
        *text('presenter'),
        sa.Column('key', sa.String(length=32), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('sub', sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column('number', sa.String(length=10), nullable=False),
        sa.Column('purpose', sa.String(length=20), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=True),
        sa.Column('pause', sa.Integer(), nullable=True),
        sa.Column('session_id', sa.Integer(), nullable=True),
        sa.Column('proposer_id', sa.Integer(), nullable=True),
        points('agenda_issued_item', 'version_id', 'agenda_version', 'CASCADE'),
        points('agenda_issued_item', 'item_id', 'agenda_item', 'SET NULL'),
        points('agenda_issued_item', 'session_id', 'session', 'SET NULL'),
        points('agenda_issued_item', 'proposer_id', 'organisation', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_issued_item')),
    )
    for column in ('version_id', 'item_id', 'session_id', 'proposer_id'):
        op.create_index(op.f(f'ix_agenda_issued_item_{column}'), 'agenda_issued_item', [column])


def _presenters() -> None:
    op.create_table(
        'agenda_presenter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=True),
        sa.Column('issued_id', sa.Integer(), nullable=True),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('(item_id IS NULL) <> (issued_id IS NULL)', name=op.f('ck_agenda_presenter_of_one_item')),
        sa.CheckConstraint(
            'person_id IS NOT NULL OR organisation_id IS NOT NULL', name=op.f('ck_agenda_presenter_is_somebody')
        ),
        points('agenda_presenter', 'item_id', 'agenda_item', 'CASCADE'),
        points('agenda_presenter', 'issued_id', 'agenda_issued_item', 'CASCADE'),
        points('agenda_presenter', 'person_id', 'person', 'CASCADE'),
        points('agenda_presenter', 'organisation_id', 'organisation', 'CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_presenter')),
    )
    for column in ('item_id', 'issued_id', 'person_id', 'organisation_id'):
        op.create_index(op.f(f'ix_agenda_presenter_{column}'), 'agenda_presenter', [column])


def _proposals() -> None:
    op.create_table(
        'agenda_call',
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('closes_local', sa.DateTime(), nullable=False),
        sa.Column('zone', sa.String(length=64), nullable=False),
        points('agenda_call', 'meeting_id', 'meeting', 'CASCADE'),
        sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_agenda_call')),
    )
    op.create_table(
        'agenda_proposal',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('meeting_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('proposed_by_id', sa.Integer(), nullable=True),
        *text('title'),
        sa.Column('purpose', sa.String(length=20), nullable=False),
        *text('why'),
        sa.Column('minutes', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=20), nullable=False),
        *text('answer', empty=True),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('changed_at', INSTANT, nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('item_id', sa.Integer(), nullable=True),
        points('agenda_proposal', 'meeting_id', 'meeting', 'CASCADE'),
        points('agenda_proposal', 'organisation_id', 'organisation', 'CASCADE'),
        points('agenda_proposal', 'proposed_by_id', 'person', 'SET NULL'),
        points('agenda_proposal', 'decided_by_id', 'person', 'SET NULL'),
        points('agenda_proposal', 'item_id', 'agenda_item', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_proposal')),
    )
    for column in ('meeting_id', 'organisation_id', 'proposed_by_id', 'decided_by_id', 'item_id'):
        op.create_index(op.f(f'ix_agenda_proposal_{column}'), 'agenda_proposal', [column])


def downgrade() -> None:
    """Take the tables and columns away; sub-items become items."""
    for table in ('agenda_proposal', 'agenda_call', 'agenda_presenter', 'agenda_issued_item', 'agenda_version'):
        op.drop_table(table)
    with op.batch_alter_table('agenda_item') as batch_op:
        for column, to in (('session_id', 'session'), ('proposer_id', 'organisation')):
            batch_op.drop_index(batch_op.f(f'ix_agenda_item_{column}'))
            batch_op.drop_constraint(batch_op.f(f'fk_agenda_item_{column}_{to}'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_agenda_item_pause_is_positive'), type_='check')
        for column in NEW:
            batch_op.drop_column(column)
