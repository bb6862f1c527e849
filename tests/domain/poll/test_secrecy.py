"""Tries to find out who voted what from everything that the database holds."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.core import ballot_box
from meetings.domain.poll import actions_casting, actions_closing, ballot_queries, queries
from meetings.extensions import db, transaction
from meetings.models.ballot import Participation, SealedBallot, TallySheet
from meetings.models.base import Base
from meetings.models.poll import Secrecy
from tests.make import Make

VOTERS = 24


@pytest.fixture
def truth() -> dict[int, str]:
    """What each voter has chosen: known to the test alone."""
    return {}


@pytest.fixture(params=[Secrecy.CONFIDENTIAL, Secrecy.SECRET])
def poll(request, make: Make, truth: dict[int, str]):
    """A sealed poll in which everybody has voted, the voters in a random order, the choices by chance."""
    members = [make.member(f"M{n:02}") for n in range(VOTERS)]
    people = [make.ncp(member, f"NCP of {member.code}") for member in members]
    if on_postgresql():
        # What earlier tests left free in the files would be filled first, and the order of storing lost.
        db.session.execute(sa.text("TRUNCATE sealed_ballot, participation, tally_sheet"))
        db.session.commit()
    poll = make.open_poll(make.meeting(), secrecy=request.param)
    options = [option.id for option in queries.options(poll)]
    # Chance that is the same in every run.
    chance = random.Random(8)
    order = chance.sample(range(VOTERS), VOTERS)
    for place in order:
        choice = chance.choice(options)
        truth[members[place].id] = f"[{choice}]"
        with transaction():
            actions_casting.cast(
                poll,
                members[place].id,
                [choice],
                by=people[place],
                clock=lambda: make.now,
                form=f"form {place}",
                keys=make.keys,
            )
    return poll


def everything() -> str:
    """Return every value of every row of every table, as text."""
    lines = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            lines.append(f"{table.name}: {list(row)!r}")
    return "\n".join(lines)


def test_while_it_is_open_the_database_holds_no_choice(poll):
    options = {f"[{option.id}]" for option in queries.options(poll)}
    held = [
        line for line in everything().splitlines() if not line.startswith(("elector", "organisation", "nomination"))
    ]
    assert not [line for line in held if any(f"'{option}'" in line for option in options)]


def test_while_it_is_open_nothing_in_the_database_opens_a_secret_ballot(make, poll):
    sealed = db.session.scalars(sa.select(SealedBallot.sealed)).all()
    other = ballot_box.new_keys()
    for box in sealed:
        with pytest.raises(ballot_box.Unreadable):
            ballot_box.unseal(box, other)
    if poll.secrecy is Secrecy.SECRET:
        assert make.keys.find(poll.id, "").private.hex() not in everything()
        assert poll.sealed_keys == ""


def test_no_row_beside_the_electorate_and_the_participation_names_a_voter_and_none_of_them_a_choice(make, poll):
    make.close(poll)
    voters = ballot_queries.electors(poll)
    for model in (TallySheet, SealedBallot):
        columns = {column.name for column in model.__table__.columns}
        assert not columns & {"voter", "organisation_id", "person_id", "cast_by_id", "cast_at", "form"}
    columns = {column.name for column in Participation.__table__.columns}
    assert columns == {"poll_id", "voter", "form", "cast_by_id", "by_proxy"}
    assert set(db.session.scalars(sa.select(Participation.voter))) == voters


def test_no_value_is_shared_between_who_took_part_and_what_was_counted(make, poll):
    make.close(poll)
    parts = {str(value) for row in db.session.execute(sa.select(Participation.form)) for value in row}
    sheets = {
        str(value) for row in db.session.execute(sa.select(TallySheet.choice, TallySheet.weight)) for value in row
    }
    prints = set(db.session.scalars(sa.text("SELECT fingerprint FROM ballot_receipt")))
    assert not parts & sheets
    assert not parts & prints


def on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def guessed(poll, truth: dict[int, str]) -> int:
    """Pair who took part with what was counted, both as they are stored; return how many pairs are true."""
    order = " ORDER BY ctid" if on_postgresql() else ""
    voters = db.session.scalars(sa.text(f"SELECT voter FROM participation{order}")).all()
    choices = db.session.scalars(sa.text(f"SELECT choice FROM tally_sheet{order}")).all()
    return sum(truth[voter] == choice for voter, choice in zip(voters, choices, strict=True))


#: Of 24 ballots for three options chance alone pairs 8; 18 or more once in forty thousand closings.
SUSPICIOUS = 18


def test_stored_order_pairs_voters_and_choices_no_better_than_chance(make, poll, truth):
    make.close(poll)
    assert guessed(poll, truth) < SUSPICIOUS


def test_control_without_mixing_the_stored_order_tells(make, poll, truth, monkeypatch):
    if not on_postgresql():
        pytest.skip("SQLite keeps these tables in the order of their keys, which are random already")
    monkeypatch.setattr(actions_closing, "_mixed", list)
    with transaction():
        # Read the rows as they lie: the indexes hold them by random keys.
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            db.session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
        actions_closing.close(poll, by=None, now=make.now + timedelta(hours=1), keys=make.keys)
    assert guessed(poll, truth) >= SUSPICIOUS


def test_hidden_columns_of_postgresql_tell_nothing(make, poll):
    if not on_postgresql():
        pytest.skip("SQLite has no hidden columns")
    make.close(poll)
    both = "SELECT xmin::text FROM participation UNION SELECT xmin::text FROM tally_sheet"
    assert len(db.session.scalars(sa.text(both)).all()) == 1
