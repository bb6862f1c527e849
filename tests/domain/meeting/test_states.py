"""The states of a meeting: one function says where it stands, and each step leads where it should."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.core.errors import Refused
from meetings.domain.feed import queries as feed
from meetings.domain.meeting import actions, actions_states, queries, rules
from meetings.domain.meeting.rules import Slot, State
from meetings.domain.record import actions as records
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from tests.domain.meeting.test_actions import announced
from tests.make import Make, both

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)
REASON = both("The room is not ready")


@dataclass
class Sat:
    """A sitting from an hour to an hour, counted from now."""

    begins: int
    ends: int
    cancelled_at: datetime | None = None

    @property
    def starts_at(self) -> datetime:
        return NOW + timedelta(hours=self.begins)

    @property
    def ends_at(self) -> datetime:
        return NOW + timedelta(hours=self.ends)


@dataclass
class Stands:
    """What is written down of a meeting."""

    announced_at: datetime | None = NOW
    tentative: bool = False
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    undated: bool = False
    cancelled_at: datetime | None = None
    record_adopted_at: datetime | None = None


AHEAD, TWIN = [Sat(24, 26)], [Sat(-2, 0), Sat(24, 26)]
LATER, BEFORE = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("meeting", "sessions", "expected"),
    [
        (Stands(announced_at=None), AHEAD, State.DRAFT),
        (Stands(tentative=True), AHEAD, State.ANNOUNCED),
        (Stands(registration_opens_at=LATER), AHEAD, State.ANNOUNCED),
        (Stands(registration_opens_at=BEFORE), AHEAD, State.OPEN),
        (Stands(), TWIN, State.OPEN),
        (Stands(registration_closes_at=BEFORE), AHEAD, State.AWAITED),
        (Stands(registration_closes_at=BEFORE), TWIN, State.BETWEEN),
        (Stands(), [Sat(-1, 1)], State.IN_SESSION),
        (Stands(), [Sat(-1, 1, NOW), Sat(24, 26)], State.OPEN),
        (Stands(), [Sat(-2, 0), Sat(24, 26, NOW)], State.CLOSED),
        (Stands(record_adopted_at=NOW), [Sat(-2, -1)], State.ADOPTED),
        (Stands(undated=True), [Sat(-2, -1)], State.POSTPONED),
        (Stands(undated=True, cancelled_at=NOW), AHEAD, State.CANCELLED),
    ],
)
def test_state_follows_from_what_is_written_and_from_the_clock(
    meeting: Stands, sessions: list[Sat], expected: State
) -> None:
    assert rules.state(meeting, sessions, NOW) is expected


def state(make: Make, meeting: Meeting) -> State:
    return rules.state(meeting, queries.sessions_of(meeting), make.now)


def slots(make: Make, meeting: Meeting, *, days: int) -> list[Slot]:
    later = timedelta(days=days)
    return [Slot(s.id, s.starts_local + later, s.ends_local + later, s.zone) for s in make.sessions(meeting)]


def postpone(make: Make, meeting: Meeting, new: list[Slot]) -> None:
    with transaction():
        actions_states.postpone(meeting, REASON, new, by=None, now=make.now)


def test_save_the_date_takes_nobody_until_it_is_confirmed(make: Make) -> None:
    meeting = make.meeting(announced=False)
    with transaction():
        actions.announce(meeting, gaps=0, waiver="", tentative=True, by=None, now=make.now)
    assert state(make, meeting) is State.ANNOUNCED
    with pytest.raises(Refused):
        make.registration(meeting, make.person())
    with transaction():
        actions_states.confirm_dates(meeting, by=None, now=make.now)
    assert state(make, meeting) is State.OPEN
    assert {session.revision for session in make.sessions(meeting)} == {1}
    make.registration(meeting, make.person())


def test_registration_opens_before_its_time(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        meeting.registration_opens_at = make.now + timedelta(days=2)
    assert state(make, meeting) is State.ANNOUNCED
    with transaction():
        actions_states.open_registration(meeting, by=None, now=make.now)
    assert state(make, meeting) is State.OPEN
    with pytest.raises(rules.AlreadyOpen), transaction():
        actions_states.open_registration(meeting, by=None, now=make.now)


def test_postponed_to_another_week_keeps_places_and_old_dates(make: Make) -> None:
    meeting = make.meeting()
    first = make.sessions(meeting)[0]
    was, closes = first.starts_at, first.starts_at - timedelta(days=2)
    with transaction():
        meeting.registration_closes_at = closes
    make.registration(meeting, make.person())
    postpone(make, meeting, slots(make, meeting, days=7))
    assert (first.moved_from_at, first.starts_at, first.revision) == (was, was + timedelta(days=7), 1)
    assert meeting.registration_closes_at == closes + timedelta(days=7)
    assert (state(make, meeting), announced("meeting.postponed")) == (State.OPEN, 1)


def test_postponed_without_a_date_waits_for_one(make: Make) -> None:
    meeting = make.meeting()
    person = make.person()
    make.registration(meeting, person)
    first = make.sessions(meeting)[0]
    was = first.starts_at
    postpone(make, meeting, [])
    assert state(make, meeting) is State.POSTPONED
    assert first.revision == 1
    later = make.now + timedelta(days=29)
    assert len(feed.public_sessions(now=later)) == 2, "struck out for a while"
    assert not feed.public_sessions(now=make.now + timedelta(days=31))
    with pytest.raises(rules.DatesOpen):
        postpone(make, meeting, [])
    with transaction():
        actions_states.fix_dates(meeting, slots(make, meeting, days=20), by=None, now=make.now)
    assert state(make, meeting) is State.OPEN
    assert (first.moved_from_at, first.revision) == (was, 2)
    assert announced("meeting.session_moved") == 2


@pytest.mark.parametrize(("days", "why"), [(-40, rules.DatesPassed), (-11, rules.DatesPassed)])
def test_new_dates_are_not_in_the_past(make: Make, days: int, why: type[Refused]) -> None:
    meeting = make.meeting()
    with pytest.raises(why):
        postpone(make, meeting, slots(make, meeting, days=days))
    make.again(meeting)
    assert meeting.postponed_at is None


def test_meeting_that_has_begun_is_not_postponed(make: Make) -> None:
    with pytest.raises(rules.MeetingBegun):
        postpone(make, make.meeting(days=-1), [])


def test_record_is_adopted_once_it_is_published_and_then_stays(make: Make) -> None:
    meeting = make.meeting(days=-20)
    adopt: Callable[[], None] = lambda: actions_states.adopt_record(meeting, by=None, now=make.now)  # noqa: E731
    with pytest.raises(rules.RecordMissing), transaction():
        adopt()
    record = make.record(meeting, published=True)
    with transaction():
        adopt()
    assert state(make, meeting) is State.ADOPTED
    with pytest.raises(rules.RecordAdopted), transaction():
        adopt()
    with pytest.raises(rules.RecordAdopted), transaction():
        records.withdraw(record, by=None, now=make.now)


@pytest.mark.parametrize("step", ["confirm_dates", "open_registration", "adopt_record"])
def test_cancelled_meeting_takes_no_step(make: Make, step: str) -> None:
    meeting = make.meeting()
    with transaction():
        actions.cancel(meeting, REASON, by=None, now=make.now)
    with pytest.raises(rules.AlreadyCancelled), transaction():
        getattr(actions_states, step)(meeting, by=None, now=make.now)
    with pytest.raises(rules.AlreadyCancelled):
        postpone(make, meeting, [])
