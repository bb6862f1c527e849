"""Fills the console of a meeting: its figures, what is due, what is lacking, and where its mails stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from meetings.core import zones
from meetings.domain.attendance import figures
from meetings.domain.attendance.figures import Members
from meetings.domain.console import queries, rules
from meetings.domain.console.queries import Work
from meetings.domain.console.rules import Standing, Step
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import OVER, State, state, taking_place
from meetings.domain.organisation import queries as organisations
from meetings.domain.organisation.queries import Seat
from meetings.domain.outbox import queries as outbox
from meetings.domain.outbox.queries import MailLine
from meetings.domain.parity import queries as parity
from meetings.domain.registration import queries as registrations
from meetings.domain.series import queries as series
from meetings.i18n import language
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place
from meetings.models.timeline import StepKind
from meetings.web import seats
from meetings.web.chamber import Chamber
from meetings.web.parity import names
from meetings.web.parity.names import Gap

#: Gaps that the console itself lists; the page of the languages has them all.
GAPS = 6
#: What was found of so many meetings is remembered.
KEPT = 64
_KEPT: dict[tuple[object, ...], tuple[Work, Sequence[Gap]]] = {}


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting with its people."""

    session: Session
    confirmed: int
    waiting: int
    lacks_link: bool

    @property
    def over(self) -> int:
        """How many more people are confirmed than there are places."""
        return max(0, self.confirmed - self.session.capacity) if self.session.capacity else 0


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """What those who run a meeting look at each morning."""

    meeting: Meeting
    state: State
    now: datetime
    today: date
    #: The day from which the line counts; nothing without a sitting.
    first: date | None
    steps: Sequence[Step]
    dropped: Sequence[StepKind]
    work: Work
    gaps: Sequence[Gap]
    sittings: Sequence[SittingLine]
    chamber: Chamber | None
    #: Whether the chamber shows who took part, not who is registered.
    took_part: bool
    #: Members with an NCP of which nobody is registered, by region.
    silent: tuple[tuple[Seat, ...], ...]
    mails: Sequence[MailLine]
    waiting_since: datetime | None

    @property
    def sessions(self) -> list[Session]:
        """The sittings that take place."""
        return [line.session for line in self.sittings]

    @property
    def more_gaps(self) -> int:
        """How many gaps are not listed here."""
        return self.work.all_gaps - len(self.gaps)

    @property
    def current(self) -> int:
        """How many texts are current in both languages."""
        return self.work.texts - self.work.all_gaps

    @property
    def late(self) -> int:
        """How many steps should be done already."""
        return self._standing(Standing.LATE)

    @property
    def due(self) -> int:
        """How many steps are due today."""
        return self._standing(Standing.NOW)

    @property
    def next(self) -> Step | None:
        """The step that is due next, after those of today."""
        return next((step for step in self.steps if step.standing is Standing.AHEAD), None)

    @property
    def people(self) -> int:
        """How many people have a place."""
        return sum(line.confirmed for line in self.sittings)

    @property
    def silent_members(self) -> int:
        """How many Members with an NCP are not registered."""
        return sum(len(found) for found in self.silent)

    @property
    def failed(self) -> int:
        """How many mails could not be delivered."""
        return sum(line.failed for line in self.mails)

    @property
    def waiting(self) -> int:
        """How many mails have not left yet."""
        return sum(line.waiting for line in self.mails)

    @property
    def all_mails(self) -> int:
        """How many mails there are."""
        return sum(line.waiting + line.sent + line.failed for line in self.mails)

    def _standing(self, standing: Standing) -> int:
        return sum(step.standing is standing for step in self.steps)


def of(meeting: Meeting, *, now: datetime) -> ConsolePage:
    """Gather the console of *meeting*."""
    sessions = meetings.sessions_of(meeting)
    held, stands = taking_place(sessions), state(meeting, sessions, now)
    members = organisations.seats(on=now.date())
    found = figures.members(meeting)
    silent = _silent(meeting, members, found.registered) if _asks(stands) else []
    work, gaps = _work(meeting, sessions)
    decided = queries.decided(meeting)
    facts = queries.facts(meeting, held, work, silent=len(silent), now=now)
    waiting = outbox.lines_of(meeting)
    return ConsolePage(
        meeting=meeting,
        state=stands,
        now=now,
        today=zones.local(now, meeting.zone).date(),
        first=min((one.starts_local.date() for one in held), default=None),
        steps=_steps(stands, rules.line(meeting, _dated(meeting, held), decided, facts, now=now)),
        dropped=rules.dropped(decided),
        work=work,
        gaps=gaps,
        sittings=_sittings(meeting, held, now),
        chamber=_chamber(members, found, stands),
        took_part=stands in OVER and bool(found.attended),
        silent=tuple(tuple(found) for _region, found in groupby(silent, key=lambda seat: seat.region)),
        mails=waiting,
        waiting_since=outbox.oldest_waiting() if any(line.waiting for line in waiting) else None,
    )


def _work(meeting: Meeting, sessions: Sequence[Session]) -> tuple[Work, Sequence[Gap]]:
    """Return how far the work on *meeting* is, and its first gaps; both are kept until something of it is written.

    Ids begin anew in a database that was restored; the UIDs of sittings are never given twice.
    """
    asked = (meeting.id, *(one.uid for one in sessions), queries.stamp(meeting), language())
    if asked not in _KEPT:
        texts = parity.texts(meeting)
        gaps = [text for text in texts if text.is_gap][:GAPS]
        found = queries.work(meeting, texts), tuple(names.listed(meeting, gaps))
        if len(_KEPT) >= KEPT:
            _KEPT.clear()
        _KEPT[asked] = found
    return _KEPT[asked]


def _asks(stands: State) -> bool:
    """Say whether it matters who is not registered: not before anybody can, nor when all is over."""
    return stands in (State.OPEN, State.AWAITED, State.IN_SESSION, State.BETWEEN)


def _silent(meeting: Meeting, members: Sequence[Seat], registered: frozenset[int]) -> list[Seat]:
    """Return the Members with an NCP, of the regions that are invited, of which nobody is registered."""
    regions = {meeting.region.code} if meeting.region else series.invited_regions(meeting.series)
    return [
        seat for seat in members if seat.named and seat.id not in registered and (not regions or seat.region in regions)
    ]


def _dated(meeting: Meeting, held: Sequence[Session]) -> Sequence[Session]:
    """Return the sittings from which days count: none while no date holds."""
    return () if meeting.undated else held


def _steps(stands: State, steps: Sequence[Step]) -> list[Step]:
    """Return the steps that are still of interest: of a cancelled meeting, what was done."""
    return [step for step in steps if stands is not State.CANCELLED or step.standing is Standing.DONE]


def _sittings(meeting: Meeting, held: Sequence[Session], now: datetime) -> list[SittingLine]:
    numbers = registrations.numbers(meeting)
    lacking = queries.without_link(held, now)
    return [
        SittingLine(
            one, numbers.get((one.id, Place.CONFIRMED), 0), numbers.get((one.id, Place.WAITING), 0), one in lacking
        )
        for one in held
    ]


def _chamber(members: Sequence[Seat], found: Members, stands: State) -> Chamber | None:
    if not members or stands is State.CANCELLED:
        return None
    if stands is State.DRAFT:
        return seats.filled(members, (), mode="hollow")
    if stands in OVER and found.attended:
        return seats.filled(members, found.attended, mode="took_part", titles=True, named_only=True)
    return seats.filled(members, found.registered, mode="registered", titles=True, named_only=True)
