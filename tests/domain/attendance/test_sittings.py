"""Nobody can have been at what is called off; who was in a break-out was there, and not at the plenary for that."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from meetings.domain.attendance import (
    actions,
    certificates,
    figures,
    list_actions,
    listing,
    participants,
    presence,
    queries,
    rules,
)
from meetings.domain.attendance.listing import Wanted
from meetings.domain.meeting import actions as meeting_actions
from meetings.domain.meeting import actions_programme, actions_states
from meetings.extensions import transaction
from meetings.models.attendance import Presence, Stage
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.register_import import ImportState
from meetings.web.attendance.session_names import session_names
from tests.domain.attendance.test_lists import Desk
from tests.domain.meeting.test_programme import add
from tests.make import Make, both

REASON = both("No interpreters")


@pytest.fixture
def desk(make: Make) -> Desk:
    return Desk(make)


def call_off_sitting(desk: Desk) -> None:
    actions_programme.cancel_sitting(desk.english, REASON, by=None, now=desk.make.now)


def call_off_meeting(desk: Desk) -> None:
    meeting_actions.cancel(desk.meeting, REASON, by=None, now=desk.make.now)


def leave_dates_open(desk: Desk) -> None:
    actions_states.postpone(desk.meeting, REASON, (), by=None, now=desk.make.now)


CALLED_OFF = pytest.mark.parametrize("call_off", [call_off_sitting, call_off_meeting, leave_dates_open])


def say(session: Session, *who: Person, by: Person) -> None:
    with transaction():
        actions.decide(session, who, Presence.PRESENT, by=by, now=session.ends_at)


@CALLED_OFF
def test_nobody_was_at_what_is_called_off(desk: Desk, call_off: Callable[[Desk], None]) -> None:
    group, at = add(desk.make, desk.english), desk.english.ends_at
    with transaction():
        call_off(desk)
    for session in (desk.english, group):
        for word in (
            lambda one: actions.decide(one, [desk.person], Presence.PRESENT, by=desk.by, now=at),
            lambda one: actions.decide(one, [desk.person], Presence.EXCUSED, reason="Ill", by=desk.by, now=at),
            lambda one: actions.attest(one, desk.person, closed=False, now=at),
            lambda one: actions.admit(one, {desk.person: at}, by=desk.by, now=at),
            lambda one: actions.welcome(one, "Guest", function="", organisation=None, by=desk.by, now=at),
        ):
            with pytest.raises(rules.SessionNotHeld), transaction():
                word(session)
    assert desk.english not in queries.held(desk.meeting)
    assert group not in queries.held(desk.meeting)


def test_list_of_a_sitting_that_was_called_off_since_is_not_taken_over(desk: Desk) -> None:
    found = desk.judged()
    with transaction():
        call_off_sitting(desk)
    with transaction():
        list_actions.ask(found, leave_open=True, by=desk.by, now=desk.make.now)
    desk.step()
    assert (found.state, found.failure) == (ImportState.FAILED, "SessionNotHeld")


def test_word_about_a_sitting_that_was_broken_off_no_longer_counts(desk: Desk) -> None:
    say(desk.english, desk.person, by=desk.by)
    assert figures.people(desk.meeting).attended == 1
    with transaction():
        call_off_sitting(desk)
    assert figures.people(desk.meeting).attended == 0
    assert certificates.holders(desk.meeting) == participants.found(desk.meeting, Stage.FINAL) == []
    with transaction():
        actions.retract(desk.english, [desk.person], by=desk.by, now=desk.make.now)
    assert listing.page(desk.meeting, Wanted(session_id=desk.english.id)).total == 1


def test_breakout_has_attendance_of_its_own_and_none_of_the_meeting(desk: Desk) -> None:
    group = add(desk.make, desk.english)
    say(group, desk.person, desk.other, by=desk.by)
    say(desk.english, desk.other, by=desk.by)
    counts = figures.by_session(desk.meeting)
    assert (counts[group.id].attended, counts[desk.english.id].attended) == (2, 1)
    assert figures.people(desk.meeting).attended == 1
    assert figures.members(desk.meeting).attended == {desk.kenya.id}
    assert [one.person for one in participants.found(desk.meeting, Stage.FINAL)] == [desk.other]
    assert [one.person for one in certificates.holders(desk.meeting)] == [desk.other]
    assert [one.name for one in presence.at_meeting(desk.meeting)[desk.kenya.id]] == [desk.other.name]
    assert listing.page(desk.meeting, Wanted(session_id=group.id)).total == 2


def test_members_of_a_breakout_alone_are_not_in_the_chamber(desk: Desk) -> None:
    say(add(desk.make, desk.english), desk.person, by=desk.by)
    assert figures.members(desk.meeting).attended == frozenset()
    assert not queries.is_recorded(desk.meeting)


def test_list_is_of_a_breakout_when_somebody_says_so(desk: Desk) -> None:
    group, found = add(desk.make, desk.english), desk.judged()
    assert found.session_id == desk.english.id
    with transaction():
        list_actions.choose(found, group, found.zone, by=desk.by, now=desk.make.now)
    desk.step()
    assert found.state is ImportState.READY
    assert desk.rows(found)["Wanjiru Kamande"].minutes == 60


def test_sittings_that_are_called_the_same_have_their_day(app, make: Make) -> None:
    first, second = sessions = make.sessions(_days(make))
    group = add(make, first)
    with app.test_request_context("/en/"):
        names = session_names([*sessions, group])
    assert names[group.id] == "Cloud"
    assert names[first.id] != names[second.id]


def _days(make: Make) -> Meeting:
    """Return a meeting with an English sitting on each of two days."""
    meeting = make.meeting()
    first, second = make.sessions(meeting)
    with transaction():
        second.language = first.language
        second.starts_local, second.ends_local = (
            at + timedelta(days=1) for at in (first.starts_local, first.ends_local)
        )
    return meeting
