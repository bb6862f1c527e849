"""The audit trail: nobody changes it, and whoever gets around the database is found by the chain."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from meetings.domain.audit import actions as audit
from meetings.domain.audit import queries, rules, sealing
from meetings.domain.audit.queries import Wanted
from meetings.extensions import db, transaction
from meetings.models.audit import AuditCut, AuditLine, AuditSeal
from meetings.models.person import Person
from tests.make import Make


def note(make: Make, number: int = 1, *, by: Person | None = None) -> list[int]:
    """Write *number* lines and return their ids."""
    person = by or make.secretariat()
    with transaction():
        for count in range(number):
            audit.record("person.revised", person, by=person, now=make.now, count=count)
    return list(db.session.scalars(sa.select(AuditLine.id).order_by(AuditLine.id.desc()).limit(number)))[::-1]


def seal() -> int:
    with transaction():
        return sealing.seal()


@contextmanager
def unguarded() -> Iterator[sa.Connection]:
    """Take the guards of the database away, as somebody could who owns it."""
    db.session.rollback()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield connection
            return
        guards = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in guards:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        for _, statement in guards:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_line SET verb = 'x.y'",
        "UPDATE audit_line SET details = '{}'",
        "UPDATE audit_line SET thing = 'x:1'",
        "UPDATE audit_line SET at = '2001-01-01 00:00:00'",
        "UPDATE audit_line SET actor_name = 'Somebody Else'",
        "UPDATE audit_line SET actor_id = (SELECT max(id) FROM person)",
        "UPDATE audit_line SET id = id + 1000",
        "DELETE FROM audit_line",
        "UPDATE audit_seal SET hash = 'x'",
        "DELETE FROM audit_seal",
    ],
)
def test_database_refuses_to_change_the_trail(make: Make, change: str) -> None:
    first = make.secretariat()
    note(make, by=first)
    make.person("Somebody Else")
    seal()
    with pytest.raises(DatabaseError, match="audit trail"), db.engine.begin() as connection:
        connection.exec_driver_sql(change)


def test_unsealed_line_cannot_be_deleted_either(make: Make) -> None:
    note(make)
    with pytest.raises(DatabaseError, match="audit trail"), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_line")


def test_erasure_of_a_name_and_of_an_id_passes_and_keeps_the_chain_whole(make: Make) -> None:
    note(make, 3)
    assert seal() > 3
    with transaction():
        db.session.execute(sa.update(AuditLine).values(actor_name="", actor_id=None))
    assert sealing.verify().whole


def test_lines_are_sealed_in_order_and_only_once(make: Make) -> None:
    ids = note(make, 5)
    seal()
    assert seal() == 0
    note(make, 2)
    with transaction():
        assert sealing.seal(limit=1) == 1
    assert seal() == 2
    seals = db.session.scalars(sa.select(AuditSeal).order_by(AuditSeal.position)).all()
    assert [one.position for one in seals] == list(range(1, len(seals) + 1))
    assert [one.line_id for one in seals if one.line_id in ids] == ids
    assert sealing.verify().whole


def test_verify_names_the_altered_line(make: Make) -> None:
    ids = note(make, 5)
    seal()
    with unguarded() as connection:
        connection.execute(sa.update(AuditLine).where(AuditLine.id == ids[2]).values(verb="poll.closed"))
    verdict = sealing.verify()
    assert (verdict.altered, verdict.missing, verdict.whole) == ((ids[2],), (), False)


def test_verify_finds_another_name_put_in_the_place_of_the_actor(make: Make) -> None:
    ids = note(make, 2)
    seal()
    other = make.person("Other").id
    with unguarded() as connection:
        connection.execute(sa.update(AuditLine).where(AuditLine.id == ids[0]).values(actor_id=other))
    assert sealing.verify().altered == (ids[0],)


def test_verify_names_the_missing_line(make: Make) -> None:
    ids = note(make, 5)
    seal()
    with unguarded() as connection:
        connection.execute(sa.delete(AuditLine).where(AuditLine.id == ids[1]))
    verdict = sealing.verify()
    assert (verdict.altered, verdict.missing) == ((), (ids[1],))


def test_verify_finds_a_line_whose_seal_went_with_it(make: Make) -> None:
    ids = note(make, 5)
    seal()
    with unguarded() as connection:
        connection.execute(sa.delete(AuditLine).where(AuditLine.id == ids[1]))
        connection.execute(sa.delete(AuditSeal).where(AuditSeal.line_id == ids[1]))
    verdict = sealing.verify()
    assert len(verdict.gaps) == 1
    assert verdict.altered == (ids[2],), "the link after the gap does not follow from the one before it"


def test_verify_finds_a_line_that_was_sealed_anew(make: Make) -> None:
    ids = note(make, 3)
    seal()
    with unguarded() as connection:
        connection.execute(sa.update(AuditLine).where(AuditLine.id == ids[1]).values(verb="poll.closed"))
        db.session.expire_all()
        before = db.session.scalars(sa.select(AuditSeal).where(AuditSeal.line_id == ids[0])).one()
        line = db.session.get_one(AuditLine, ids[1], populate_existing=True)
        line_hash = rules.link(before.hash, line, rules.Named.by(line)).replace("a", "b")
        db.session.rollback()
        connection.execute(sa.update(AuditSeal).where(AuditSeal.line_id == ids[1]).values(hash=line_hash))
    assert sealing.verify().altered


def test_verify_notices_a_tail_that_was_cut_off_by_the_link_noted_elsewhere(make: Make) -> None:
    ids = note(make, 5)
    seal()
    whole = sealing.verify()
    noted = (whole.position, whole.hash)
    assert sealing.verify(seen=noted).seen is True
    with unguarded() as connection:
        connection.execute(sa.delete(AuditLine).where(AuditLine.id == ids[4]))
        connection.execute(sa.delete(AuditSeal).where(AuditSeal.line_id == ids[4]))
    assert sealing.verify().whole, "the chain alone cannot know what came after its end"
    assert not sealing.verify(seen=noted).whole


def test_verify_counts_what_waits(make: Make) -> None:
    note(make, 2)
    seal()
    note(make, 3, by=db.session.scalars(sa.select(Person)).first())
    verdict = sealing.verify()
    assert (verdict.waiting, verdict.whole) == (3, True)


def test_old_lines_go_as_a_whole_and_the_chain_goes_on(make: Make) -> None:
    person = make.secretariat()
    with transaction():
        for days in (400, 399, 10):
            audit.record("person.revised", person, by=person, now=make.now - timedelta(days=days))
    seal()
    before = make.now - timedelta(days=365)
    assert sealing.count_before(before) == 0, "a younger line stands before them"
    with transaction():
        db.session.execute(sa.insert(AuditCut).values(at=make.now, position=1, hash=_hash_at(1)))
        db.session.execute(sa.delete(AuditLine).where(AuditLine.id == _line_at(1)))
        db.session.execute(sa.delete(AuditSeal).where(AuditSeal.position == 1))
    assert sealing.count_before(before) == 2
    with transaction():
        assert sealing.forget_before(before, now=make.now) == 2
    verdict = sealing.verify()
    assert verdict.whole
    assert verdict.begins == 4
    with pytest.raises(DatabaseError, match="audit trail"), db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_line")
    seal()
    assert sealing.verify().whole


def _line_at(position: int) -> int:
    return db.session.scalars(sa.select(AuditSeal.line_id).where(AuditSeal.position == position)).one()


def _hash_at(position: int) -> str:
    return db.session.scalars(sa.select(AuditSeal.hash).where(AuditSeal.position == position)).one()


def test_line_says_for_whom_it_was_done_unless_it_was_for_oneself(make: Make) -> None:
    secretary, other = make.secretariat(), make.person("Other")
    with transaction():
        audit.record("person.revised", other, by=secretary, on_behalf_of=other, now=make.now)
        audit.record("person.revised", other, by=other, on_behalf_of=other, now=make.now)
    lines = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc()).limit(2)).all()
    assert [line.on_behalf_of_id for line in lines] == [None, other.id]


def test_found_keeps_to_what_is_wanted(make: Make) -> None:
    ilse, other = make.secretariat(), make.person("Zoé Émirat", email="zoe@example.org")
    meeting = make.meeting()
    with transaction():
        audit.record("person.revised", other, by=other, now=make.now - timedelta(days=3))
        audit.record("person.revised", ilse, by=ilse, on_behalf_of=other, now=make.now)
    total = queries.found(Wanted()).total
    assert total > 4
    assert queries.found(Wanted(person="zoe emirat")).total == 2
    assert queries.found(Wanted(person="zoe@example")).total == 2
    assert queries.found(Wanted(person="%")).total == 0
    assert queries.found(Wanted(verb="meeting.planned")).total == 1
    assert queries.found(Wanted(meeting_id=meeting.id)).total == 2
    assert queries.found(Wanted(thing=f"person:{other.id}")).total == 2
    assert queries.found(Wanted(until=make.now - timedelta(days=1))).total == 1
    assert queries.found(Wanted(since=make.now)).total == total - 1


def test_touched_lists_things_of_one_account_and_period(make: Make) -> None:
    ilse = make.secretariat()
    with transaction():
        audit.record("person.revised", ilse, by=ilse, now=make.now - timedelta(days=3))
        audit.record("person.revised", ilse, by=ilse, now=make.now)
    found = queries.touched(ilse, since=None, until=None)
    assert [(one.thing, one.lines) for one in found] == [(f"person:{ilse.id}", 2)]
    assert found[0].last == make.now
    assert queries.touched(ilse, since=make.now, until=None)[0].lines == 1
    assert queries.touched(make.person("Other"), since=None, until=None) == []
