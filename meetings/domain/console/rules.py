"""The line from the first letter of a meeting to its adopted record: which steps there are, when due, and which done.

The days before and after follow what secretariats of international bodies do for a light plenary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from meetings.core import workdays, zones
from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.models.meeting import Meeting, Session
from meetings.models.timeline import StepKind, StepState, TimelineStep

#: Days from the first sitting (before it) or from the last one (after it) to the day on which a step is due.
BEFORE: Mapping[StepKind, int] = {
    StepKind.SAVE_THE_DATE: 60,
    StepKind.REGISTRATION_OPENS: 42,
    StepKind.INVITATION: 42,
    StepKind.AGENDA: 30,
    StepKind.DOCUMENTS: 20,
    StepKind.REMINDER: 14,
    StepKind.LINKS: 3,
}
AFTER: Mapping[StepKind, int] = {
    StepKind.ATTENDANCE: 2,
    StepKind.FOLLOW_UP: 3,
    StepKind.DRAFT_RECORD: 7,
    StepKind.RECORD: 30,
    StepKind.ADOPTION: 90,
}
#: Their time is decided elsewhere: with the sittings, with the opening of registration, and as deadlines.
FIXED = frozenset(
    {
        StepKind.SESSION,
        StepKind.REGISTRATION_OPENS,
        StepKind.REGISTRATION_CLOSES,
        StepKind.PROPOSALS_CLOSE,
        StepKind.DOCUMENTS_CLOSE,
        StepKind.COMMENTS_CLOSE,
        StepKind.SURVEY_CLOSES,
    }
)
#: A meeting keeps at most so many steps of its own.
OWN_STEPS = 40


class TooManySteps(Refused):
    """The meeting has as many steps of its own as it can keep."""


class StepGone(Refused):
    """Somebody else has removed the step."""


class Standing(StrEnum):
    """Where a step stands on a day."""

    DONE = "done"
    LATE = "late"
    #: Due today.
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the house knows of the work on a meeting."""

    #: When each kind of step was done; nothing stands for one that is done on a day that nobody wrote down.
    done: Mapping[StepKind, date | None]
    #: How many things each kind of step still lacks.
    lacking: Mapping[StepKind, int] = field(default_factory=dict)
    #: Until when Members may propose items, if they are asked.
    proposals_close_at: datetime | None = None
    #: When the other deadlines of the meeting pass.
    closings: Mapping[StepKind, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of a meeting."""

    kind: StepKind
    number: int
    title: str
    due_on: date
    #: The instant, of a step that has one.
    at: datetime | None
    standing: Standing
    done_on: date | None
    lacking: int
    #: What was decided of it by hand.
    state: StepState
    session: Session | None = None

    @property
    def key(self) -> str:
        """What it is called in an address."""
        return f"{self.kind}-{self.number}" if self.kind is StepKind.OWN else str(self.kind)

    @property
    def can_be_changed(self) -> bool:
        """Whether its day or state is decided on the line itself: not once the house knows that it is done."""
        return self.kind not in FIXED and (self.standing is not Standing.DONE or self.state is StepState.DONE)

    @property
    def can_be_ticked(self) -> bool:
        """Whether only somebody's word tells that it is done: of the others the house knows it."""
        return self.kind is StepKind.OWN and self.standing is not Standing.DONE


def line(
    meeting: Meeting, sessions: Sequence[Session], decided: Sequence[TimelineStep], facts: Facts, *, now: datetime
) -> list[Step]:
    """Return the steps of *meeting* in the order in which they are due, those that are idle left out.

    *sessions* are the sittings that take place; without any there are own steps only. What is *decided* by hand wins
    over what is usual, and what is done stays done.
    """
    today = zones.local(now, meeting.zone).date()
    hand = {(row.kind, row.number): row for row in decided}
    found = [
        _step(kind, number, due, at, hand.get((kind, number)), facts, today, session)
        for kind, number, due, at, session in _due(meeting, sessions, hand, facts)
    ]
    over = meetings.is_over(sessions, now)
    return sorted((step for step in found if not _is_idle(step, over)), key=_place)


def dropped(decided: Sequence[TimelineStep]) -> list[StepKind]:
    """Return the usual steps that a meeting does without."""
    return [row.kind for row in decided if row.state is StepState.DROPPED and row.kind is not StepKind.OWN]


def usual_day(kind: StepKind, sessions: Sequence[Session], country: str) -> date | None:
    """Return the working day of *country* on which a step is usually due, the one nearest to its day."""
    if not sessions:
        return None
    if kind in BEFORE:
        return _working(_first(sessions) - timedelta(BEFORE[kind]), country, -1)
    if kind in AFTER:
        return _working(_last(sessions) + timedelta(AFTER[kind]), country, 1)
    return None


def next_number(decided: Sequence[TimelineStep]) -> int:
    """Return the number of the next own step; raises ``TooManySteps``."""
    own = [row.number for row in decided if row.kind is StepKind.OWN]
    if len(own) >= OWN_STEPS:
        raise TooManySteps
    return max(own, default=0) + 1


_Due = tuple[StepKind, int, date, datetime | None, Session | None]


def _due(
    meeting: Meeting, sessions: Sequence[Session], hand: Mapping[tuple[StepKind, int], TimelineStep], facts: Facts
) -> Iterator[_Due]:
    """Name every step with the day on which it is due."""
    country = meeting.series.holidays
    for kind in (*BEFORE, *AFTER):
        row = hand.get((kind, 0))
        usual = usual_day(kind, sessions, country)
        day = (row.due_on if row else None) or usual
        if day and kind is not StepKind.REGISTRATION_OPENS:
            yield kind, 0, day, None, None
    yield from _registration(meeting, usual_day(StepKind.REGISTRATION_OPENS, sessions, country))
    if facts.proposals_close_at:
        day = zones.local(facts.proposals_close_at, meeting.zone).date()
        yield StepKind.PROPOSALS_CLOSE, 0, day, facts.proposals_close_at, None
    for kind, at in facts.closings.items():
        yield kind, 0, zones.local(at, meeting.zone).date(), at, None
    for session in sessions:
        yield StepKind.SESSION, session.id, session.starts_local.date(), session.starts_at, session
    for row in hand.values():
        if row.kind is StepKind.OWN and row.due_on:
            yield StepKind.OWN, row.number, row.due_on, None, None


def _registration(meeting: Meeting, usual: date | None) -> Iterator[_Due]:
    opens, closes = meeting.registration_opens_at or meeting.announced_at, meeting.registration_closes_at
    day = zones.local(opens, meeting.zone).date() if opens else usual
    if day:
        yield StepKind.REGISTRATION_OPENS, 0, day, opens, None
    if closes:
        yield StepKind.REGISTRATION_CLOSES, 0, zones.local(closes, meeting.zone).date(), closes, None


def _step(
    kind: StepKind,
    number: int,
    due: date,
    at: datetime | None,
    row: TimelineStep | None,
    facts: Facts,
    today: date,
    session: Session | None,
) -> Step:
    ticked = row is not None and row.state is StepState.DONE
    known = kind in facts.done or (session is not None and session.ends_local.date() < today)
    done = ticked or known
    done_on = facts.done.get(kind) or (row.done_on if row and ticked else None)
    return Step(
        kind=kind,
        number=number,
        title=row.title if row else "",
        due_on=due,
        at=at,
        standing=_standing(done, due, today),
        done_on=done_on,
        lacking=0 if done else facts.lacking.get(kind, 0),
        state=row.state if row else StepState.OPEN,
        session=session,
    )


def _standing(done: bool, due: date, today: date) -> Standing:
    if done:
        return Standing.DONE
    if due < today:
        return Standing.LATE
    return Standing.NOW if due == today else Standing.AHEAD


def _is_idle(step: Step, over: bool) -> bool:
    """Say whether nobody has to look at *step*: it is not needed, or too late for a meeting that is *over*."""
    too_late = over and step.kind in BEFORE and step.standing is not Standing.DONE
    return step.state is StepState.DROPPED or too_late


def _place(step: Step) -> tuple[date, int, int]:
    return step.due_on, list(StepKind).index(step.kind), step.number


def _working(day: date, country: str, way: int) -> date:
    while workdays.is_free(day, country):
        day += timedelta(way)
    return day


def _first(sessions: Sequence[Session]) -> date:
    return min(session.starts_local for session in sessions).date()


def _last(sessions: Sequence[Session]) -> date:
    return max(session.ends_local for session in sessions).date()
