"""Fills lists of meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from meetings.domain.meeting import listing, policy
from meetings.domain.meeting.listing import Listed
from meetings.domain.meeting.rules import State, state
from meetings.models.person import Person

RECENT = 6


class Line(NamedTuple):
    """One meeting in a list."""

    meeting: Listed
    state: State


@dataclass(frozen=True, slots=True)
class ListPage:
    """The meetings to come and the latest of those held."""

    coming: Sequence[Line]
    past: Sequence[Line]
    may_plan: bool


def list_page(viewer: Person | None, *, now: datetime) -> ListPage:
    """Gather the list of meetings for *viewer*."""
    return ListPage(
        coming=lines(listing.coming(viewer, now=now), now),
        past=lines(listing.past(viewer, now=now, limit=RECENT), now),
        may_plan=policy.can_plan(viewer),
    )


def lines(meetings: Sequence[Listed], now: datetime) -> list[Line]:
    """Return a line for each of *meetings*, with where it stands at *now*."""
    return [Line(meeting, state(meeting, meeting.sessions, now)) for meeting in meetings]
