"""What goes by its age: nothing too early, all of it in the end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import current_app

from meetings.domain.access import actions as access
from meetings.domain.access import queries as ways_in
from meetings.domain.access import rules as ways_in_rules
from meetings.domain.audit import sealing
from meetings.domain.privacy import actions_retention, marks, retention, rules
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.jobs import clockwork
from meetings.jobs import privacy as jobs
from meetings.models.access import WebSession
from meetings.models.base import Base
from meetings.models.database import add
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.reading import RegisterReading
from meetings.notices import post
from tests.make import Make


@pytest.fixture(autouse=True)
def _shelf(make: Make) -> Iterator[None]:
    yield
    current_app.extensions["storage"].delete(marks.KEY)


def let_go(now: datetime) -> dict[str, int]:
    with filing(current_app.extensions["storage"]) as files:
        return dict(actions_retention.let_go(files=files, now=now).gone)


def rows(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(Base.metadata.tables[table])) or 0


def lived_in(make: Make) -> tuple[Person, Organisation]:
    """Make a house with something of most classes."""
    kenya = make.member()
    person, gone = make.ncp(kenya), make.ncp(make.member("CM", "Cameroon"), "Odile Mbarga")
    meeting = make.meeting()
    place = make.registration(meeting, gone)
    with transaction():
        registrations.withdraw(place, by=gone, now=make.now)
        access.ask(
            person.email, language="en", browser="b", address_hash="a", next_path="", secret=make.secret, now=make.now
        )
        access.begin(person, browser_name="test", now=make.now)
        gone.disabled_at = make.now
    post.handle(100, now=make.now)
    return gone, kenya


def test_nothing_goes_at_once_and_everything_in_the_end(make: Make) -> None:
    gone, _kenya = lived_in(make)
    assert not any(let_go(make.now).values())
    assert all(rows(name) for name in ("mail", "announcement", "web_session", "sign_in_request"))
    name = gone.name
    for later in (100, 400, 1200):
        at = make.now + timedelta(days=later)
        foreseen = retention.expected(on=at)
        went = let_go(at)
        assert went == {**foreseen, "closed_accounts": went["closed_accounts"]}
    for table in ("mail", "announcement", "web_session", "sign_in_request", "registration"):
        assert rows(table) == 0, table
    db.session.expire_all()
    assert gone.erased_at is not None
    assert name not in db.session.scalars(sa.select(Person.name)).all()


def test_a_class_goes_on_its_day_and_not_before(make: Make) -> None:
    lived_in(make)
    created = make.now
    for name, table in (("announcements", "announcement"), ("mails", "mail")):
        days = retention.periods()[name]
        before = retention.expected(on=created + timedelta(days=days))[name]
        after = retention.expected(on=created + timedelta(days=days, seconds=1))[name]
        assert (before, after) == (0, rows(table)), name


def test_sessions_go_when_they_ended_or_were_not_used_for_long(make: Make) -> None:
    person = make.person()
    with transaction():
        for _ in range(3):
            access.begin(person, browser_name="b", now=make.now)
    ended, _unused, live = reversed(ways_in.live_sessions(person, now=make.now))
    later = make.now + 2 * ways_in_rules.KEPT + timedelta(seconds=1)
    with transaction():
        access.end(ended, now=make.now)
        live.seen_at = later
    assert let_go(make.now + ways_in_rules.KEPT)["sessions"] == 0
    assert let_go(later)["sessions"] == 2
    assert db.session.scalars(sa.select(WebSession)).all() == [live]


def test_the_clock_leaves_what_is_over_to_the_night_and_its_report(make: Make) -> None:
    person = make.person()
    with transaction():
        access.issue_link(person, secret=make.secret, by=None, now=make.now)
        access.begin(person, browser_name="b", now=make.now)
        add(RegisterReading(person_id=person.id, minute=make.now, number=1, refused=False))
    later = make.now + timedelta(days=120)
    with time_machine.travel(later, tick=False):
        clockwork.forget_sign_ins()
    went = let_go(later)
    assert (went["sign_ins"], went["sessions"], went["register_reading"]) == (1, 1, 1)


def test_counts_of_what_was_read_go_after_two_days(make: Make) -> None:
    person = make.person()
    with transaction():
        add(RegisterReading(person_id=person.id, minute=make.now, number=1, refused=False))
    for days, left in ((1, 1), (3, 0)):
        let_go(make.now + timedelta(days=days))
        assert rows("register_reading") == left


def test_mail_of_a_coming_meeting_stays_so_that_calendars_can_be_told(make: Make) -> None:
    person = make.ncp(make.member())
    meeting = make.meeting(days=500)
    make.registration(meeting, person)
    post.handle(100, now=make.now)
    assert rows("mail") == 1
    assert let_go(make.now + timedelta(days=400))["mails"] == 0
    assert let_go(make.now + timedelta(days=900))["mails"] == 1


def test_period_is_decided_within_its_bounds(make: Make) -> None:
    admin = make.secretariat()
    for days in (0, -1, 29, 3701, 2**31):
        with pytest.raises(rules.PeriodOutOfBounds), transaction():
            actions_retention.set_periods({"mails": days}, by=admin, now=make.now)
    with transaction():
        actions_retention.set_periods({"mails": 30}, by=admin, now=make.now)
    assert retention.periods()["mails"] == 30
    with transaction():
        actions_retention.set_periods({"mails": 60}, by=admin, now=make.now)
    assert retention.periods()["mails"] == 60


def test_audit_trail_goes_last_and_stays_whole(make: Make) -> None:
    lived_in(make)
    with transaction():
        sealing.seal()
    before = rows("audit_line")
    assert before
    assert let_go(make.now + timedelta(days=3651))["audit_lines"] >= before - 1
    with transaction():
        sealing.seal()
    assert sealing.verify().whole


def test_run_is_due_once_a_night(make: Make) -> None:
    def due(text: str) -> bool:
        return retention.is_due(zone="Europe/Brussels", now=datetime.fromisoformat(text).replace(tzinfo=UTC))

    assert due("2027-03-02T09:00")
    let_go(datetime(2027, 3, 2, 9, 0, tzinfo=UTC))
    assert not due("2027-03-02T23:00")
    assert not due("2027-03-03T00:59")
    assert due("2027-03-03T01:00")
    let_go(datetime(2027, 3, 3, 1, 0, tzinfo=UTC))
    assert not due("2027-03-03T20:00")


def test_job_runs_once_a_night_and_keeps_a_report(make: Make) -> None:
    lived_in(make)
    jobs.let_go()
    jobs.let_go()
    assert len(retention.reports()) == 1
    with time_machine.travel(make.now + timedelta(days=1), tick=False):
        jobs.keep_erased()
        jobs.let_go()
    assert len(retention.reports()) == 2


def test_dry_run_changes_nothing(make: Make) -> None:
    lived_in(make)
    runner = current_app.test_cli_runner()
    before = {table.name: rows(table.name) for table in Base.metadata.sorted_tables}
    answer = runner.invoke(args=["privacy", "retention", "--dry-run", "--on", "2031-01-01"])
    assert answer.exit_code == 0
    assert "       1 closed_accounts" in answer.output
    assert {table.name: rows(table.name) for table in Base.metadata.sorted_tables} == before
    assert "--on needs --dry-run" in runner.invoke(args=["privacy", "retention", "--on", "2031-01-01"]).output
    assert runner.invoke(args=["privacy", "retention"]).exit_code == 0
    assert len(retention.reports()) == 1
