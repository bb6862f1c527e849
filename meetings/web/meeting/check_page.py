"""The page that shows a plan before it is announced: every text, session and gap of the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.agenda import queries as agenda
from meetings.domain.agenda import rules as texts
from meetings.domain.meeting import queries, rules
from meetings.domain.meeting.rules import State
from meetings.domain.parity import queries as parity
from meetings.domain.parity.rules import Step
from meetings.domain.registration import queries as registrations
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Session
from meetings.web.meeting import clash_page
from meetings.web.meeting.clash_page import ClashPage
from meetings.web.parity import names
from meetings.web.parity.names import Gap


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the secretariat looks at before readers do."""

    state: State
    sessions: Sequence[Session]
    items: Sequence[AgendaItem]
    gaps: list[Gap]
    #: Texts that are current in both languages.
    current: int
    minutes: int
    #: How long the shortest session lasts.
    at_hand: int | None
    clashes: ClashPage | None
    #: Nobody is registered: readers lose nothing when it becomes a draft again.
    nobody_registered: bool

    @property
    def locked(self) -> bool:
        """Whether something other than a language stands in the way of announcing."""
        return not self.sessions


def of(meeting: Meeting, *, now: datetime) -> CheckPage:
    """Gather what the page shows of *meeting*."""
    sessions, items = queries.sessions_of(meeting), agenda.items(meeting)
    seen = parity.texts(meeting, Step.ANNOUNCE)
    gaps = [text for text in seen if text.is_gap]
    return CheckPage(
        state=rules.state(meeting, sessions, now),
        sessions=sessions,
        items=items,
        gaps=names.listed(meeting, gaps),
        current=len(seen) - len(gaps),
        minutes=texts.planned_minutes(items),
        at_hand=texts.minutes_at_hand(sessions),
        clashes=clash_page.of_sessions(sessions, meeting) if meeting.announced_at is None else None,
        nobody_registered=not registrations.anybody(meeting),
    )


def told_of_cancellation(meeting: Meeting) -> int:
    """Return how many people get a mail when *meeting* is cancelled: whoever has a place or waits for one."""
    numbers = registrations.numbers(meeting)
    return sum(numbers.get((None, place), 0) for place in registrations.HELD)
