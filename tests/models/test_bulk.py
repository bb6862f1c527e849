"""Many rows that are written at once say what each would say if it were written alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from meetings.core import ballot_box
from meetings.extensions import db, transaction
from meetings.models.ballot import Elector, Participation, SealedBallot
from meetings.models.base import Base
from meetings.models.bulk import in_one_go, write_all
from meetings.models.outbox import Announcement
from tests.make import Make

WORDS = (
    "",
    "Côte d’Ivoire",
    'a "quoted" \\ line\nand\ttabs',
    "日本 🗳️",
    "null",
    "%s %(x)s",
    "'; DROP TABLE poll; --",
    "{1,2}",
)
THEN = datetime(2026, 11, 23, 8, 30, 0, 123456, tzinfo=UTC)


def said(table: type[Base]) -> list[dict[str, Any]]:
    """Return the rows of *table* without their ids, in the order in which they were written."""
    there = Base.metadata.tables[table.__tablename__]
    rows = db.session.execute(sa.select(there).order_by(*there.primary_key)).mappings()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def one_by_one(table: type[Base], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what *rows* say when each is written alone, and take them away again."""
    for row in rows:
        db.session.execute(sa.insert(table), row)
    there = said(table)
    db.session.execute(sa.delete(table))
    return there


def at_once(table: type[Base], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what *rows* say when all are written together."""
    write_all(table, rows)
    return said(table)


def in_a_block(*parts: tuple[type[Base], list[dict[str, Any]]], fails: Exception | None = None) -> None:
    """Write rows into several tables in one go, and fail after that if the block is to."""
    with transaction(), in_one_go():
        for table, rows in parts:
            write_all(table, rows)
        if fails:
            raise fails


def test_words_instants_and_nested_values_arrive_as_they_were(make: Make) -> None:
    payload = {"z": 1, "a": [1, 2, None], "nested": {"é": True}, "none": None}
    there = THEN.astimezone(timezone(timedelta(hours=5, minutes=45)))
    rows = [{"kind": word, "payload": {**payload, "word": word}, "created_at": there} for word in WORDS]
    alone = one_by_one(Announcement, rows)
    assert at_once(Announcement, rows) == alone
    assert [row["kind"] for row in alone] == list(WORDS)
    assert [list(row["payload"]) for row in alone] == [["z", "a", "nested", "none", "word"]] * len(WORDS)
    others = {(row["created_at"], row["handled_at"], row["tries"], row["error"]) for row in alone}
    assert others == {(THEN, None, 0, "")}


def test_octets_and_truth_arrive_as_they_were(make: Make) -> None:
    make.ncp(make.member())
    poll = make.open_poll(make.meeting())
    boxes = [
        {"poll_id": poll.id, "slot": f"{place:064}", "sealed": sealed}
        for place, sealed in enumerate((b"", bytes(range(256)), b"\\x41", ballot_box.slot().encode()))
    ]
    assert at_once(SealedBallot, boxes) == boxes
    electors = [{"poll_id": poll.id, "voter": 900 + place, "advisory": place == 1} for place in range(3)]
    write_all(Elector, electors)
    parts = [
        {"poll_id": poll.id, "voter": each["voter"], "form": "f" * 64, "by_proxy": each["advisory"], "cast_by_id": None}
        for each in electors
    ]
    assert at_once(Participation, parts) == parts
    weights = sa.select(Elector.weight, Elector.advisory).where(Elector.voter >= 900).order_by(Elector.voter)
    assert [tuple(row) for row in db.session.execute(weights)] == [(1, False), (1, True), (1, False)]


def test_nothing_is_written_of_nothing(make: Make) -> None:
    write_all(Announcement, [])
    assert said(Announcement) == []


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({"created_at": datetime(2026, 11, 23)}, (ValueError, sa.exc.StatementError)),  # noqa: DTZ001
        ({"payload": {"odd": {1, 2}}}, (TypeError, sa.exc.StatementError)),
        ({"unknown": 1}, ValueError),
    ],
    ids=["no zone", "no form in JSON", "no such column"],
)
def test_what_cannot_be_written_is_said_and_nothing_is_half_written(make: Make, row, error) -> None:
    good = {"kind": "poll.opened", "payload": {}, "created_at": THEN}
    with pytest.raises(error):
        write_all(Announcement, [{**good, **row}, {**good, **row}])
    db.session.rollback()
    assert said(Announcement) == []


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """What is sent to the database."""
    there: list[str] = []
    listen = lambda _connection, _cursor, statement, *_rest: there.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    yield there
    sa.event.remove(db.engine, "before_cursor_execute", listen)


def test_one_statement_on_postgresql_writes_into_several_tables(make: Make, sent: list[str]) -> None:
    make.ncp(make.member())
    poll = make.open_poll(make.meeting())
    sent.clear()
    told = [{"kind": "poll.opened", "payload": {}, "created_at": THEN} for _place in range(300)]
    electors = [{"poll_id": poll.id, "voter": 900 + place} for place in range(3)]
    parts = [{**each, "form": "", "cast_by_id": None} for each in electors]
    for _again in range(2):
        with in_one_go():
            write_all(Elector, electors)
            # Points to what is written in the same statement.
            write_all(Participation, parts)
            write_all(Announcement, told)
        assert [row["voter"] for row in said(Participation)] == [900, 901, 902]
        assert len([row for row in said(Announcement) if row["created_at"] == THEN]) == 300
        db.session.rollback()
    texts = [text for text in sent if text.startswith(("INSERT", "WITH"))]
    on_postgresql = db.engine.dialect.name == "postgresql"
    assert (len(texts), len(set(texts))) == ((2, 1) if on_postgresql else (6, 3))


def test_nothing_is_written_of_a_block_that_fails(make: Make) -> None:
    row = {"kind": "poll.opened", "payload": {}, "created_at": THEN}
    with pytest.raises(ZeroDivisionError):
        in_a_block((Announcement, [row]), fails=ZeroDivisionError())
    assert said(Announcement) == []
    # What comes after it is written at once again.
    assert len(at_once(Announcement, [row])) == 1


def test_block_in_which_nothing_is_written_sends_nothing(make: Make, sent: list[str]) -> None:
    with in_one_go():
        write_all(Announcement, [])
    assert sent == []


def test_one_row_that_the_database_refuses_keeps_all_of_the_block_out(make: Make) -> None:
    row = {"kind": "poll.opened", "payload": {}, "created_at": THEN}
    foreign = {"poll_id": 4711, "voter": 1, "form": "", "cast_by_id": None}
    with pytest.raises(sa.exc.IntegrityError):
        in_a_block((Announcement, [row]), (Participation, [foreign]))
    assert said(Announcement) == []
