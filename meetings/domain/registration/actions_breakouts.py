"""Lets the registered choose a break-out of each sitting that has some."""

from collections.abc import Mapping
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.registration import breakouts, groups, rules
from meetings.models.database import fresh, lock
from meetings.models.meeting import Session
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import BreakoutChoice


def choose(
    registration: Registration, wanted: Mapping[int, int | None], *, by: Person | None, now: datetime
) -> list[BreakoutChoice]:
    """Give the holder of *registration* the break-outs *wanted*, by the id of the sitting; nothing is no group at all.

    The meeting is held while places are counted; where a group is full, they wait for a place in it. What is not
    named stays, and so do groups that have begun. Returns all that is chosen now. Raises ``MeetingCancelled``,
    ``NotRegistered`` or ``SeatNeeded``.
    """
    meeting = lock(registration.meeting)
    if meeting.cancelled_at:
        raise rules.MeetingCancelled
    if fresh(registration).place not in rules.HELD:
        raise rules.NotRegistered
    if registration.place is not Place.CONFIRMED:
        raise rules.SeatNeeded
    before = {choice.sitting_id: choice for choice in breakouts.of(registration)}
    for one in breakouts.attended(registration, meetings.programme(meeting)):
        if one.sitting.id in wanted:
            _choose(registration, one, wanted[one.sitting.id], before.get(one.sitting.id), by=by, now=now)
    audit.record(
        "registration.breakouts_chosen", registration, by=by, on_behalf_of=registration.person, meeting=meeting, now=now
    )
    return list(breakouts.of(registration))


def fill(breakout: Session, *, by: Person | None, now: datetime) -> list[BreakoutChoice]:
    """Give the free places of *breakout* to its waiting list, and return who got one: after its capacity grew."""
    lock(breakout.meeting)
    promoted = groups.fill(breakout, by=by, now=now)
    audit.record("breakout.filled", breakout, by=by, meeting=breakout.meeting, now=now, people=len(promoted))
    return promoted


def _choose(
    registration: Registration,
    offered: breakouts.Groups,
    number: int | None,
    former: BreakoutChoice | None,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Change the choice of one sitting, if it is another one and the groups have not begun."""
    breakout = next((one for one in offered.breakouts if one.id == number), None)
    if (number is not None and breakout is None) or (former and former.session_id == number):
        return
    if any(one.starts_at <= now for one in (breakout, former and former.session) if one):
        return
    if former:
        groups.drop([former], by=by, now=now)
    if breakout and breakout.cancelled_at is None:
        groups.put(registration, offered.sitting, breakout, now)
