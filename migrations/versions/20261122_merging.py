"""Records of one person brought together, earlier addresses, and pairs that only look alike."""

import sqlalchemy as sa
from alembic import op

revision = 'merging'
down_revision = 'people_and_privacy'

INSTANT = sa.DateTime(timezone=True)


def person(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that lets *column* of *table* point to a person."""
    name = op.f(f'fk_{table}_{column}_person')
    return sa.ForeignKeyConstraint([column], ['person.id'], name=name, ondelete=ondelete)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        'merge',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kept_id', sa.Integer(), nullable=False),
        sa.Column('gone_id', sa.Integer(), nullable=False),
        sa.Column('merged_at', INSTANT, nullable=False),
        sa.Column('merged_by_id', sa.Integer(), nullable=True),
        sa.Column('undo_until', INSTANT, nullable=False),
        sa.Column('settled_at', INSTANT, nullable=True),
        sa.Column('undone_at', INSTANT, nullable=True),
        sa.Column('undone_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('kept_id <> gone_id', name=op.f('ck_merge_two_records')),
        person('merge', 'kept_id', 'CASCADE'),
        person('merge', 'gone_id', 'CASCADE'),
        person('merge', 'merged_by_id', 'SET NULL'),
        person('merge', 'undone_by_id', 'SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_merge')),
    )
    for column in ('kept_id', 'gone_id', 'merged_at', 'merged_by_id', 'settled_at', 'undone_by_id'):
        op.create_index(op.f(f'ix_merge_{column}'), 'merge', [column])
    op.create_table(
        'merge_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('merge_id', sa.Integer(), nullable=False),
        sa.Column('thing_table', sa.String(length=60), nullable=False),
        sa.Column('thing_key', sa.JSON(), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('mark', sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ['merge_id'], ['merge.id'], name=op.f('fk_merge_change_merge_id_merge'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_change')),
    )
    op.create_index(op.f('ix_merge_change_merge_id'), 'merge_change', ['merge_id'])
    op.create_table(
        'address_alias',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('merge_id', sa.Integer(), nullable=False),
        person('address_alias', 'person_id', 'CASCADE'),
        sa.ForeignKeyConstraint(
            ['merge_id'], ['merge.id'], name=op.f('fk_address_alias_merge_id_merge'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_address_alias')),
        sa.UniqueConstraint('address', name=op.f('uq_address_alias_address')),
    )
    op.create_index(op.f('ix_address_alias_person_id'), 'address_alias', ['person_id'])
    op.create_index(op.f('ix_address_alias_merge_id'), 'address_alias', ['merge_id'])
    op.create_table(
        'not_the_same',
        sa.Column('one_id', sa.Integer(), nullable=False),
        sa.Column('other_id', sa.Integer(), nullable=False),
        sa.Column('said_at', INSTANT, nullable=False),
        sa.Column('said_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('one_id < other_id', name=op.f('ck_not_the_same_lower_id_first')),
        person('not_the_same', 'one_id', 'CASCADE'),
        person('not_the_same', 'other_id', 'CASCADE'),
        person('not_the_same', 'said_by_id', 'SET NULL'),
        sa.PrimaryKeyConstraint('one_id', 'other_id', name=op.f('pk_not_the_same')),
    )
    op.create_index(op.f('ix_not_the_same_other_id'), 'not_the_same', ['other_id'])
    op.create_index(op.f('ix_not_the_same_said_by_id'), 'not_the_same', ['said_by_id'])


def downgrade() -> None:
    """Take the tables away."""
    for table in ('not_the_same', 'address_alias', 'merge_change', 'merge'):
        op.drop_table(table)
