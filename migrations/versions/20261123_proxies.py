"""proxies."""

import sqlalchemy as sa
from alembic import op

revision = 'proxies'
down_revision = "prepare"

ORGANISATIONS, PEOPLE = ('giver_id', 'holder_id'), ('given_by_id', 'ended_by_id')
INDEXED = ('meeting_id', 'poll_id', *ORGANISATIONS, 'person_id', *PEOPLE, 'document_id')
UNIQUE = {
    'whole': ('meeting_id', 'ended_at IS NULL AND poll_id IS NULL'),
    'single': ('poll_id', 'ended_at IS NULL AND poll_id IS NOT NULL'),
}


def _key(column: str, table: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f'fk_proxy_{column}_{table}')
    return sa.ForeignKeyConstraint([column], [f'{table}.id'], name=name, ondelete=ondelete)


def upgrade() -> None:
    """Apply the change."""
    op.create_table('proxy_terms',
    sa.Column('meeting_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('most', sa.Integer(), server_default='0', nullable=False),
    sa.Column('own_vote', sa.Boolean(), server_default='0', nullable=False),
    sa.Column('present', sa.Boolean(), server_default='0', nullable=False),
    sa.CheckConstraint('most >= 0', name=op.f('ck_proxy_terms_most_is_no_debt')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_proxy_terms_meeting_id_meeting'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('meeting_id', name=op.f('pk_proxy_terms'))
    )
    op.create_table('proxy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=True),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('holder_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('declined', sa.Boolean(), server_default='0', nullable=False),
    sa.CheckConstraint('giver_id <> holder_id', name=op.f('ck_proxy_nobody_is_their_own_proxy')),
    _key('meeting_id', 'meeting', 'CASCADE'),
    _key('poll_id', 'poll', 'CASCADE'),
    *(_key(column, 'organisation') for column in ORGANISATIONS),
    _key('person_id', 'person'),
    *(_key(column, 'person', 'SET NULL') for column in PEOPLE),
    _key('document_id', 'document', 'SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proxy'))
    )
    for column in INDEXED:
        op.create_index(op.f(f'ix_proxy_{column}'), 'proxy', [column])
    for name, (column, where) in UNIQUE.items():
        op.create_index(
            f'uq_proxy_{name}', 'proxy', [column, 'giver_id'], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    for table in ('ballot', 'ballot_entry'):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('proxy_id', sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f'fk_{table}_proxy_id_proxy'), 'proxy', ['proxy_id'], ['id'], ondelete='SET NULL')
            batch.create_index(op.f(f'ix_{table}_proxy_id'), ['proxy_id'])
    # Without a batch: it would make the table anew, with numbers for its rows.
    op.add_column('participation', sa.Column('by_proxy', sa.Boolean(), server_default='0', nullable=False))


def downgrade() -> None:
    """Take the change back; ballots that were cast by proxy say only who cast them."""
    op.drop_column('participation', 'by_proxy')
    for table in ('ballot_entry', 'ballot'):
        with op.batch_alter_table(table) as batch:
            batch.drop_index(op.f(f'ix_{table}_proxy_id'))
            batch.drop_constraint(op.f(f'fk_{table}_proxy_id_proxy'), type_='foreignkey')
            batch.drop_column('proxy_id')
    op.drop_table('proxy')
    op.drop_table('proxy_terms')
