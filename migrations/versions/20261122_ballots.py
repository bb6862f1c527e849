"""ballots."""

import json

import sqlalchemy as sa
from alembic import op

revision = 'ballots'
down_revision = 'incoming'


def _terms() -> tuple[sa.Column, ...]:
    """Return the rule of a poll, as every poll before had it."""
    return (
        sa.Column('withdrawn', sa.Text(), server_default='', nullable=False),
        sa.Column('follows_id', sa.Integer(), nullable=True),
        sa.Column('round', sa.Integer(), server_default='1', nullable=False),
        sa.Column('kind', sa.String(length=20), server_default='one', nullable=False),
        sa.Column('least', sa.Integer(), server_default='1', nullable=False),
        sa.Column('most', sa.Integer(), server_default='1', nullable=False),
        sa.Column('secrecy', sa.String(length=20), server_default='named', nullable=False),
        sa.Column('voters', sa.String(length=20), server_default='members', nullable=False),
        sa.Column('kinds', sa.JSON(), server_default='[]', nullable=False),
        sa.Column('unit', sa.String(length=20), server_default='organisation', nullable=False),
        sa.Column('observers', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('changeable', sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column('majority', sa.String(length=20), server_default='none', nullable=False),
        sa.Column('basis', sa.String(length=20), server_default='voting', nullable=False),
        sa.Column('quorum', sa.Integer(), server_default='0', nullable=False),
        sa.Column('method', sa.String(length=20), server_default='most', nullable=False),
        sa.Column('seats', sa.Integer(), server_default='1', nullable=False),
        sa.Column('ties', sa.String(length=20), server_default='reported', nullable=False),
        sa.Column('results_when', sa.String(length=20), server_default='at_close', nullable=False),
        sa.Column('results_to', sa.String(length=20), server_default='readers', nullable=False),
        sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('public_key', sa.String(length=64), server_default='', nullable=False),
        sa.Column('sealed_keys', sa.Text(), server_default='', nullable=False),
        sa.Column('held', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('key_lost', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column('shown', sa.Text(), server_default='', nullable=False),
        sa.Column('shown_cast', sa.Integer(), server_default='0', nullable=False),
        sa.Column('tabulation', sa.Text(), server_default='', nullable=False),
        sa.Column('digest', sa.String(length=64), server_default='', nullable=False),
    )


CHECKS = (
    ('bounds_are_in_order', 'most >= least'),
    ('quorum_is_a_percentage', 'quorum BETWEEN 0 AND 100'),
    ('somebody_is_elected', 'seats >= 1'),
)


def upgrade() -> None:
    """Apply the change; the ballots cast so far are rewritten in the form that all kinds of questions share."""
    with op.batch_alter_table('poll') as batch:
        for column in _terms():
            batch.add_column(column)
        batch.create_foreign_key(op.f('fk_poll_follows_id_poll'), 'poll', ['follows_id'], ['id'], ondelete='SET NULL')
        batch.create_index(op.f('ix_poll_follows_id'), ['follows_id'])
        for name, rule in CHECKS:
            batch.create_check_constraint(op.f(f'ck_poll_{name}'), rule)
    with op.batch_alter_table('poll_option') as batch:
        batch.add_column(sa.Column('none_of_these', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column('document_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('image_key', sa.String(length=100), server_default='', nullable=False))
        batch.create_foreign_key(op.f('fk_poll_option_document_id_document'), 'document', ['document_id'], ['id'], ondelete='SET NULL')
        batch.create_index(op.f('ix_poll_option_document_id'), ['document_id'])
    _set_aside()
    _create_open_tables()
    _create_sealed_tables()
    _take_over()
    _reword_announcements()


def _set_aside() -> None:
    for table in ('ballot_entry', 'ballot', 'elector'):
        op.rename_table(table, f'{table}_before')
    for table in ('ballot_entry', 'ballot', 'elector'):
        op.execute(f'CREATE TABLE {table}_kept AS SELECT * FROM {table}_before')
        op.drop_table(f'{table}_before')


def _elector_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ['poll_id', 'voter'], ['elector.poll_id', 'elector.voter'], name=op.f(f'fk_{table}_poll_id_voter_elector'), ondelete='CASCADE'
    )


def _key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}_{target}'), ondelete=ondelete)


def _create_open_tables() -> None:
    op.create_table('elector',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('voter', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('region_id', sa.Integer(), nullable=True),
    sa.Column('weight', sa.Integer(), server_default='1', nullable=False),
    sa.Column('advisory', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('locked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('locked_by_id', sa.Integer(), nullable=True),
    _key('elector', 'poll_id', 'poll', 'CASCADE'),
    _key('elector', 'organisation_id', 'organisation'),
    _key('elector', 'person_id', 'person', 'SET NULL'),
    _key('elector', 'region_id', 'region'),
    _key('elector', 'locked_by_id', 'person', 'SET NULL'),
    sa.PrimaryKeyConstraint('poll_id', 'voter', name=op.f('pk_elector'))
    )
    op.create_index(op.f('ix_elector_organisation_id'), 'elector', ['organisation_id'])
    op.create_index(op.f('ix_elector_person_id'), 'elector', ['person_id'])
    op.create_table('ballot',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('voter', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('choice', sa.Text(), nullable=False),
    sa.Column('cast_by_id', sa.Integer(), nullable=True),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    _elector_key('ballot'),
    _key('ballot', 'cast_by_id', 'person', 'SET NULL'),
    _key('ballot', 'session_id', 'session', 'SET NULL'),
    sa.PrimaryKeyConstraint('poll_id', 'voter', name=op.f('pk_ballot'))
    )
    op.create_table('ballot_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('voter', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Text(), nullable=False),
    sa.Column('cast_by_id', sa.Integer(), nullable=True),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form', sa.String(length=64), server_default='', nullable=False),
    sa.Column('seal', sa.String(length=64), server_default='', nullable=False),
    _key('ballot_entry', 'poll_id', 'poll', 'CASCADE'),
    _key('ballot_entry', 'cast_by_id', 'person', 'SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot_entry')),
    sa.UniqueConstraint('poll_id', 'number', name=op.f('uq_ballot_entry_poll_id_number'))
    )
    op.create_index(op.f('ix_ballot_entry_poll_id'), 'ballot_entry', ['poll_id'])
    op.create_table('poll_voter',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('weight >= 1', name=op.f('ck_poll_voter_weight_is_positive')),
    _key('poll_voter', 'poll_id', 'poll', 'CASCADE'),
    _key('poll_voter', 'organisation_id', 'organisation'),
    sa.PrimaryKeyConstraint('poll_id', 'organisation_id', name=op.f('pk_poll_voter'))
    )


def _create_sealed_tables() -> None:
    op.create_table('participation',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('voter', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('form', sa.String(length=64), nullable=False),
    sa.Column('cast_by_id', sa.Integer(), nullable=True),
    _elector_key('participation'),
    _key('participation', 'cast_by_id', 'person', 'SET NULL'),
    sa.PrimaryKeyConstraint('poll_id', 'voter', name=op.f('pk_participation')),
    sqlite_with_rowid=False
    )
    op.create_table('sealed_ballot',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    _key('sealed_ballot', 'poll_id', 'poll', 'CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'slot', name=op.f('pk_sealed_ballot')),
    sqlite_with_rowid=False
    )
    op.create_table('tally_sheet',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('choice', sa.Text(), nullable=False),
    sa.Column('weight', sa.Integer(), server_default='1', nullable=False),
    sa.Column('advisory', sa.Boolean(), server_default=sa.false(), nullable=False),
    _key('tally_sheet', 'poll_id', 'poll', 'CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'position', name=op.f('pk_tally_sheet')),
    sqlite_with_rowid=False
    )
    op.create_table('ballot_receipt',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    _key('ballot_receipt', 'poll_id', 'poll', 'CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'fingerprint', name=op.f('pk_ballot_receipt')),
    sqlite_with_rowid=False
    )


def _take_over() -> None:
    op.execute(
        'INSERT INTO elector (poll_id, voter, organisation_id, region_id)'
        ' SELECT poll_id, organisation_id, organisation_id, region_id FROM elector_kept'
    )
    op.execute(
        'INSERT INTO ballot (poll_id, voter, choice, cast_by_id, cast_at)'
        " SELECT poll_id, organisation_id, '[' || option_id || ']', cast_by_id, cast_at FROM ballot_kept"
    )
    op.execute(
        'INSERT INTO ballot_entry (id, poll_id, number, voter, choice, cast_by_id, cast_at)'
        ' SELECT id, poll_id, row_number() OVER (PARTITION BY poll_id ORDER BY id), organisation_id,'
        " '[' || option_id || ']', cast_by_id, cast_at FROM ballot_entry_kept"
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("SELECT setval(pg_get_serial_sequence('ballot_entry', 'id'), (SELECT coalesce(max(id), 1) FROM ballot_entry))")
    for table in ('ballot_entry', 'ballot', 'elector'):
        op.drop_table(f'{table}_kept')


ANNOUNCEMENT = sa.table('announcement', sa.column('id', sa.Integer), sa.column('kind', sa.String), sa.column('payload', sa.JSON))


def _reword_announcements() -> None:
    """Let what was announced and not told yet speak of voters and answers."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(ANNOUNCEMENT).where(ANNOUNCEMENT.c.kind == 'poll.ballot_cast')).all()
    for row in rows:
        payload = dict(row.payload if isinstance(row.payload, dict) else json.loads(row.payload))
        if 'organisation' in payload:
            payload = {'poll': payload['poll'], 'voter': payload['organisation'], 'choice': f"[{payload['option']}]", 'by': payload['by']}
            connection.execute(sa.update(ANNOUNCEMENT).where(ANNOUNCEMENT.c.id == row.id).values(payload=payload))


def downgrade() -> None:
    """Take the change back; ballots of one option each stay, others cannot be told in the former form and go."""
    for table in ('ballot_receipt', 'tally_sheet', 'sealed_ballot', 'participation', 'poll_voter'):
        op.drop_table(table)
    _set_aside()
    op.create_table('elector',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('region_id', sa.Integer(), nullable=True),
    _key('elector', 'organisation_id', 'organisation'),
    _key('elector', 'poll_id', 'poll', 'CASCADE'),
    _key('elector', 'region_id', 'region'),
    sa.PrimaryKeyConstraint('poll_id', 'organisation_id', name=op.f('pk_elector'))
    )
    op.create_table('ballot',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('cast_by_id', sa.Integer(), nullable=True),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    _key('ballot', 'cast_by_id', 'person', 'SET NULL'),
    sa.ForeignKeyConstraint(['poll_id', 'option_id'], ['poll_option.poll_id', 'poll_option.id'], name=op.f('fk_ballot_poll_id_option_id_poll_option')),
    sa.ForeignKeyConstraint(['poll_id', 'organisation_id'], ['elector.poll_id', 'elector.organisation_id'], name=op.f('fk_ballot_poll_id_organisation_id_elector'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'organisation_id', name=op.f('pk_ballot'))
    )
    op.create_table('ballot_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('cast_by_id', sa.Integer(), nullable=True),
    sa.Column('cast_at', sa.DateTime(timezone=True), nullable=False),
    _key('ballot_entry', 'cast_by_id', 'person', 'SET NULL'),
    sa.ForeignKeyConstraint(['option_id'], ['poll_option.id'], name=op.f('fk_ballot_entry_option_id_poll_option')),
    _key('ballot_entry', 'organisation_id', 'organisation'),
    _key('ballot_entry', 'poll_id', 'poll', 'CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot_entry'))
    )
    op.create_index(op.f('ix_ballot_entry_organisation_id'), 'ballot_entry', ['organisation_id'])
    op.create_index(op.f('ix_ballot_entry_poll_id'), 'ballot_entry', ['poll_id'])
    _give_back()
    with op.batch_alter_table('poll_option') as batch:
        batch.drop_index(op.f('ix_poll_option_document_id'))
        batch.drop_constraint(op.f('fk_poll_option_document_id_document'), type_='foreignkey')
        for column in ('none_of_these', 'document_id', 'image_key'):
            batch.drop_column(column)
    op.execute("UPDATE poll SET state = 'closed' WHERE state IN ('paused', 'withdrawn')")
    with op.batch_alter_table('poll') as batch:
        batch.drop_index(op.f('ix_poll_follows_id'))
        batch.drop_constraint(op.f('fk_poll_follows_id_poll'), type_='foreignkey')
        for name, _rule in CHECKS:
            batch.drop_constraint(op.f(f'ck_poll_{name}'), type_='check')
        for column in _terms():
            batch.drop_column(column.name)


def _give_back() -> None:
    one = "choice LIKE '[%]' AND choice NOT LIKE '%,%' AND choice NOT LIKE '%\"%'"
    option = "CAST(substr(choice, 2, length(choice) - 2) AS INTEGER)"
    op.execute(
        'INSERT INTO elector (poll_id, organisation_id, region_id)'
        ' SELECT poll_id, organisation_id, region_id FROM elector_kept WHERE organisation_id = voter AND person_id IS NULL'
    )
    op.execute(
        'INSERT INTO ballot (poll_id, organisation_id, option_id, cast_by_id, cast_at)'
        f' SELECT poll_id, voter, {option}, cast_by_id, cast_at FROM ballot_kept WHERE {one}'
        ' AND EXISTS (SELECT 1 FROM elector WHERE elector.poll_id = ballot_kept.poll_id AND elector.organisation_id = voter)'
    )
    op.execute(
        'INSERT INTO ballot_entry (id, poll_id, organisation_id, option_id, cast_by_id, cast_at)'
        f' SELECT id, poll_id, voter, {option}, cast_by_id, cast_at FROM ballot_entry_kept WHERE {one}'
        ' AND EXISTS (SELECT 1 FROM elector WHERE elector.poll_id = ballot_entry_kept.poll_id AND elector.organisation_id = voter)'
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("SELECT setval(pg_get_serial_sequence('ballot_entry', 'id'), (SELECT coalesce(max(id), 1) FROM ballot_entry))")
    for table in ('ballot_entry', 'ballot', 'elector'):
        op.drop_table(f'{table}_kept')
