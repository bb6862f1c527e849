"""Fills the first page: what is yours, what is next, the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.attendance import figures
from meetings.domain.meeting import listing, policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import State
from meetings.domain.organisation import queries as organisations
from meetings.domain.poll import waiting
from meetings.domain.registration import queries as registrations
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.registration import RegistrationDay
from meetings.web import seats
from meetings.web.agenda import slots
from meetings.web.agenda.slots import Presenting
from meetings.web.chamber import Chamber
from meetings.web.meeting.lists import Line, lines

#: Meetings in each list.
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Next:
    """The next meeting, whole."""

    meeting: Meeting
    sessions: Sequence[Session]
    state: State


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What is next, for everyone and for the reader."""

    next: Next | None
    chamber: Chamber | None
    coming: Sequence[Line]
    past: Sequence[Line]
    places: Sequence[RegistrationDay]
    polls: Sequence[Poll]
    presenting: Sequence[Presenting]
    may_plan: bool


def first_page(viewer: Person | None, *, now: datetime) -> FirstPage:
    """Gather the first page for *viewer*."""
    coming = [line for line in lines(listing.coming(viewer, now=now), now) if not line.meeting.cancelled_at]
    ahead = next((line for line in coming if line.meeting.announced_at), None)
    first = _next(ahead) if ahead else None
    return FirstPage(
        next=first,
        chamber=_chamber(first.meeting, viewer, now) if first else None,
        coming=[line for line in coming if line is not ahead][:SHOWN],
        past=lines(listing.past(viewer, now=now, limit=SHOWN), now),
        places=registrations.of_person(viewer, now=now) if viewer else (),
        polls=waiting.for_person(viewer, now=now) if viewer else (),
        presenting=slots.of(viewer, now=now) if viewer else (),
        may_plan=policy.can_plan(viewer),
    )


def _next(line: Line) -> Next | None:
    """Return the whole meeting behind *line*."""
    meeting = meetings.by_slug(line.meeting.slug)
    return Next(meeting, meetings.sessions_of(meeting), line.state) if meeting else None


def _chamber(meeting: Meeting, viewer: Person | None, now: datetime) -> Chamber | None:
    members = organisations.seats(on=now.date())
    if not members:
        return None
    nomination = organisations.nomination_of(viewer, on=now.date()) if viewer else None
    return seats.filled(
        members,
        figures.members(meeting).registered,
        mode="registered",
        mine=nomination.organisation if nomination else None,
    )
