"""What stands in calendars, and when their version changes."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.feed import queries, rules
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.models.meeting import Visibility
from tests.make import Make
from tests.queries import counted


def numbers(now):
    """Return the meetings of the public calendar, one for each sitting."""
    return [session.meeting.number for session in queries.public_sessions(now=now)]


def test_public_calendar_holds_announced_meetings_that_are_not_internal(make: Make):
    make.meeting(number=1)
    make.meeting(number=2, visibility=Visibility.PUBLIC)
    make.meeting(number=3, visibility=Visibility.INTERNAL)
    make.meeting(number=4, announced=False)
    assert sorted(numbers(make.now)) == [1, 1, 2, 2]


def test_meeting_that_is_over_stays_in_the_calendar(make: Make):
    ended = make.sessions(make.meeting())[0].ends_at
    assert numbers(ended + timedelta(days=4000)) == [8, 8]


@pytest.mark.parametrize(("days_ahead", "after", "left"), [(10, 30, 2), (10, 31, 0), (60, 31, 2), (60, 63, 0)])
def test_cancelled_meeting_stays_thirty_days_or_until_it_would_be_over(make: Make, days_ahead, after, left):
    meeting = make.meeting(days=days_ahead)
    with transaction():
        meetings.cancel(meeting, Bilingual("No quorum."), by=None, now=make.now)
    assert len(numbers(make.now + timedelta(days=after))) == left


def test_one_meeting_is_given_only_when_everyone_may_see_it(make: Make):
    make.meeting(number=1)
    make.meeting(number=2, visibility=Visibility.INTERNAL)
    make.meeting(number=3, announced=False)
    found = [len(queries.sessions_of_public_meeting(f"ncp-plenary-{number}")) for number in (1, 2, 3, 4)]
    assert found == [2, 0, 0, 0]


def test_own_calendar_keeps_a_place_that_was_given_up_for_thirty_days(make: Make):
    person = make.person()
    registration = make.registration(make.meeting(days=60), person)
    make.registration(make.meeting(number=9), make.person())
    with transaction():
        registrations.withdraw(registration, by=person, now=make.now)
    assert [day.registration_id for day in queries.days_of(person, now=make.now + timedelta(days=30))] == [
        registration.id
    ]
    assert queries.days_of(person, now=make.now + timedelta(days=31)) == []


def test_version_stays_while_nothing_changes_and_takes_one_statement(make: Make):
    make.meeting()
    before = queries.version()
    with counted() as statements:
        assert queries.version() == before
    assert len(statements) == 1
    assert queries.changed_at() == make.now


def test_version_of_an_empty_house_is_a_version(make: Make):
    assert queries.changed_at() is None
    assert queries.version() == queries.version()


def change(make, meeting, what, now):
    plan, sittings = make.plan(), make.sittings()
    if what == "moved":
        meetings.revise(meeting, plan, make.sittings(days=11), by=None, now=now)
    if what == "one sitting less":
        meetings.revise(meeting, plan, sittings[:1], by=None, now=now)
    if what == "cancelled":
        meetings.cancel(meeting, Bilingual("No quorum."), by=None, now=now)
    if what == "taken back":
        registrations.take_back(meeting, by=None, now=now)
    if what == "another":
        meetings.plan(make.plan(number=9), sittings, by=None, now=now)


@pytest.mark.parametrize("what", ["moved", "one sitting less", "cancelled", "taken back", "another"])
def test_version_changes_with_every_change(make: Make, what):
    meeting = make.meeting()
    before = queries.version()
    with transaction():
        change(make, meeting, what, make.now + timedelta(seconds=1))
    assert queries.version() != before


def test_version_notices_a_change_that_was_saved_after_a_later_one(make: Make):
    early, late = make.meeting(number=1), make.meeting(number=2)
    with transaction():
        late.title, late.changed_at = Bilingual("Later"), make.now + timedelta(seconds=9)
    before = queries.version()
    with transaction():
        early.title, early.changed_at = Bilingual("Earlier, but saved last"), make.now + timedelta(seconds=4)
    assert queries.version() != before


def test_calendars_let_go_at_midnight_only():
    assert rules.today(datetime(2027, 3, 2, 23, 59, tzinfo=UTC)) == datetime(2027, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("number", [1, 30])
def test_calendar_is_read_in_one_statement_however_long(make: Make, number):
    for n in range(number):
        make.meeting(number=n + 1)
    db.session.commit()
    db.session.expunge_all()
    with counted() as statements:
        found = [session.meeting.series.name for session in queries.public_sessions(now=make.now)]
    assert (len(found), len(statements)) == (2 * number, 1)
