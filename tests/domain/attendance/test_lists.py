"""A list of connections on its way into the attendance and back."""

from datetime import timedelta

import pytest
import time_machine
from flask import current_app

from meetings.domain.attendance import figures, list_actions, list_queries, list_rules, queries
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.jobs import connections as job
from meetings.models import attendance as tables
from meetings.models.attendance import Guest, Source
from meetings.models.connection_list import Choice, ConnectionList, ConnectionRow, How, Verdict
from meetings.models.register_import import ImportState
from tests.domain.attendance import exports
from tests.make import BRUSSELS, Make
from tests.queries import counted


class Desk:
    """A plenary that was held, its secretariat, and Kenya’s two people of whom one registered."""

    def __init__(self, make: Make) -> None:
        self.make, self.by = make, make.secretariat()
        self.kenya = make.member()
        self.person, self.other = make.ncp(self.kenya), make.ncp(self.kenya, "James Otieno")
        self.meeting = make.meeting()
        self.english, self.french = make.sessions(self.meeting)
        make.registration(self.meeting, self.person)

    def bring(self, text: str = exports.ZOOM, *, encoding: str = "utf-8", **addresses: str) -> ConnectionList:
        data = exports.filled(text, **({"kenya": self.person.email} | addresses)).encode(encoding)
        with filing(current_app.extensions["storage"]) as storage:
            return list_actions.bring(
                self.meeting, "list.csv", data, house_zone=BRUSSELS, storage=storage, by=self.by, now=self.make.now
            )

    def judged(self, text: str = exports.ZOOM, **more) -> ConnectionList:
        found = self.bring(text, **more)
        self.step()
        assert found.state is ImportState.READY, found.failure
        return found

    def step(self) -> None:
        db.session.rollback()
        job.step()
        db.session.expire_all()

    def apply(self, found: ConnectionList, *, leave_open: bool = False) -> None:
        with transaction():
            list_actions.ask(found, leave_open=leave_open, by=self.by, now=self.make.now)
        self.step()
        assert found.state is ImportState.APPLIED, found.failure

    def rows(self, found: ConnectionList) -> dict[str, ConnectionRow]:
        parts = ("open", "sure", "settled", "outside")
        return {row.name: row for part in parts for row in list_queries.rows(found, part, page=1).things}

    def decide(self, found: ConnectionList, name: str, choice: Choice, person_id: int | None = None) -> None:
        row = self.rows(found)[name]
        with transaction():
            list_actions.decide(found, {row.id: (choice, person_id)}, by=self.by, now=self.make.now)


@pytest.fixture
def desk(make: Make) -> Desk:
    return Desk(make)


def test_list_is_recognised_settled_and_taken_over(desk: Desk) -> None:
    found = desk.judged()
    assert found.session_id == desk.english.id
    rows = desk.rows(found)
    sure, open_ = rows["Wanjiru Kamande"], rows["KE - Otieno, James"]
    assert (sure.verdict, sure.how, sure.person_id, sure.joins) == (Verdict.SURE, How.ADDRESS, desk.person.id, 2)
    assert (open_.verdict, open_.candidates) == (Verdict.DOUBTFUL, [[desk.other.id, 100]])
    with pytest.raises(list_rules.RowsOpen), transaction():
        list_actions.ask(found, leave_open=False, by=desk.by, now=desk.make.now)
    desk.decide(found, "KE - Otieno, James", Choice.PERSON, desk.other.id)
    desk.apply(found)
    minutes = {row.person_id: (row.minutes, row.source) for row in _attendance(desk)}
    assert minutes == {desk.person.id: (120, Source.LIST), desk.other.id: (60, Source.LIST)}
    assert {row.organisation_id for row in _attendance(desk)} == {desk.kenya.id}
    assert figures.people(desk.meeting) == figures.Count(1, 2)


def _attendance(desk: Desk):
    return [row for person in (desk.person, desk.other) for row in queries.of_person(desk.meeting, person)]


def test_undo_takes_everything_back(desk: Desk) -> None:
    found = desk.judged()
    desk.decide(found, "KE - Otieno, James", Choice.GUEST)
    desk.apply(found)
    assert db.session.query(Guest).count() == 1
    with transaction():
        list_actions.ask_undo(found, by=desk.by, now=desk.make.now)
    desk.step()
    assert found.state is ImportState.UNDONE
    assert [db.session.query(table).count() for table in (Guest, tables.Testimony)] == [0, 0]
    assert figures.people(desk.meeting).attended == 0
    desk.bring()  # and may come again


def test_undo_is_over_after_a_month(desk: Desk) -> None:
    found = desk.judged()
    desk.apply(found, leave_open=True)
    late = desk.make.now + timedelta(days=31)
    with pytest.raises(list_rules.UndoOver), transaction():
        list_actions.ask_undo(found, by=desk.by, now=late)


def test_same_file_twice_is_noticed(desk: Desk) -> None:
    desk.bring()
    with pytest.raises(list_rules.BroughtBefore):
        desk.bring()


def test_decision_is_remembered_for_the_next_list(desk: Desk) -> None:
    found = desk.judged()
    desk.decide(found, "KE - Otieno, James", Choice.PERSON, desk.other.id)
    again = desk.judged(exports.ZOOM.replace("02:00:00 PM,60", "02:30:00 PM,90"))
    row = desk.rows(again)["KE - Otieno, James"]
    assert (row.verdict, row.how, row.person_id) == (Verdict.SURE, How.REMEMBERED, desk.other.id)
    with transaction():
        list_actions.reopen(again, row, by=desk.by, now=desk.make.now)
    assert desk.rows(again)["KE - Otieno, James"].verdict is Verdict.DOUBTFUL


def test_two_lists_of_one_sitting_do_not_add_up(desk: Desk) -> None:
    desk.apply(desk.judged(), leave_open=True)
    desk.apply(desk.judged(exports.TEAMS, encoding="utf-16"), leave_open=True)
    (row,) = queries.of_person(desk.meeting, desk.person)
    assert row.minutes == 120
    assert len(queries.said_of([row])[row.id]) == 2


def test_rows_of_one_person_are_brought_together(desk: Desk) -> None:
    """From a telephone without an address, and from a computer with one, at the same time."""
    text = exports.ZOOM + "Wanjiru Kamande,,03/12/2027 01:00:00 PM,03/12/2027 02:00:00 PM,60,Yes,\n"
    desk.apply(desk.judged(text), leave_open=True)
    (row,) = queries.of_person(desk.meeting, desk.person)
    assert row.minutes == 120


def test_list_of_another_meeting_fits_no_sitting_and_says_which(desk: Desk) -> None:
    desk.make.meeting(number=9, days=40)
    text = exports.ZOOM.replace("03/12/2027", "04/11/2027")
    found = desk.bring(text)
    assert (found.state, found.session_id) == (ImportState.CHOOSING, None)
    other = list_queries.elsewhere(found)
    assert other
    assert other.meeting.number == 9
    with transaction():
        list_actions.choose(found, desk.english, BRUSSELS, by=desk.by, now=desk.make.now)
    desk.step()
    assert list_queries.counts(found)["outside"] == 2
    with pytest.raises(list_rules.NothingInside), transaction():
        list_actions.ask(found, leave_open=True, by=desk.by, now=desk.make.now)


def test_old_lists_are_forgotten_and_the_attendance_stays(desk: Desk) -> None:
    found, waiting = desk.judged(), desk.judged(exports.WEBEX, encoding="utf-16")
    desk.apply(found, leave_open=True)
    late = desk.make.now + timedelta(days=31)
    with time_machine.travel(late), filing(current_app.extensions["storage"]) as storage:
        list_actions.forget_old(storage=storage, now=late)
    assert [one.id for one in list_queries.of(desk.meeting)] == [found.id]
    assert waiting.id != found.id
    assert (found.file_key, desk.rows(found)) == ("", {})
    assert figures.people(desk.meeting).attended == 1


def test_closed_account_is_not_written(desk: Desk) -> None:
    found = desk.judged()
    with transaction():
        db.session.get_one(type(desk.person), desk.person.id).disabled_at = desk.make.now
    desk.apply(found, leave_open=True)
    assert figures.people(desk.meeting).attended == 0


@pytest.mark.parametrize("number", [1, 30])
def test_taking_over_costs_as_many_statements_for_thirty_as_for_one(desk: Desk, number: int) -> None:
    lines = "".join(
        f"Somebody {count},,03/12/2027 01:00:00 PM,03/12/2027 02:00:00 PM,60,Yes,\n" for count in range(number)
    )
    found = desk.judged(exports.ZOOM.splitlines()[3] + "\n" + lines)
    with transaction():
        list_actions.decide_unknown(found, Choice.GUEST, by=desk.by, now=desk.make.now)
        list_actions.ask(found, leave_open=True, by=desk.by, now=desk.make.now)
    db.session.rollback()
    with counted() as statements:
        job.step()
    assert len(statements) <= 32, len(statements)
