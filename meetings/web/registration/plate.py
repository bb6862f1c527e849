"""Fills the nameplate on the meeting page: what is the reader's there, or how to get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.meeting.rules import OVER, State, takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import queries, rules
from meetings.i18n import language
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person
from meetings.models.registration import Place, Registration

#: States in which there is nothing to have or to take.
WITHOUT = (State.DRAFT, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Choice:
    """One session that can be chosen, and how many of its seats are free; no limit when empty."""

    session: Session
    left: int | None

    @property
    def full(self) -> bool:
        """Whether the next one waits."""
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone else who comes for the same organisation."""

    registration: Registration
    capacity: Capacity | None


@dataclass(frozen=True, slots=True)
class Plate:
    """What the reader has at a meeting, and what they can do about it."""

    meeting: Meeting
    viewer: Person | None
    registration: Registration | None
    organisation: Organisation | None
    capacity: Capacity | None
    colleagues: tuple[Colleague, ...]
    #: Whether registration is open.
    open: bool
    #: The sessions that a place can be taken in, or moved to.
    choices: tuple[Choice, ...]
    #: The session to offer first, by its id: one in the reader's language with a free seat.
    preferred: int | None
    join_link: str
    may_withdraw: bool

    @property
    def waiting(self) -> bool:
        """Whether the reader is on a waiting list."""
        return self.registration is not None and self.registration.place is Place.WAITING


def plate(
    meeting: Meeting, sessions: Sequence[Session], state: State, viewer: Person | None, *, now: datetime
) -> Plate | None:
    """Return the nameplate of *viewer* at *meeting* with its *sessions*; nothing when there is nothing to say.

    No statement for someone who is not signed in, four at most for others, however many come.
    """
    if state in WITHOUT:
        return None
    if viewer is None:
        is_open = takes_registrations(meeting, sessions, now)
        return _plate(meeting, None, None, is_open=is_open) if is_open else None
    registration, others = queries.together(meeting, viewer)
    if registration:
        return _held(meeting, sessions, viewer, registration, others, now)
    return None if state in OVER else _free(meeting, sessions, viewer, now)


def choices(meeting: Meeting, sessions: Sequence[Session], *, now: datetime) -> tuple[Choice, ...]:
    """Return which *sessions* of *meeting* a place can be taken in, with their free seats."""
    taken = queries.seats_taken(meeting)
    return tuple(
        Choice(session, rules.seats_left(session, taken.get(session.id, 0)))
        for session in sessions
        if session.ends_at > now and session.cancelled_at is None
    )


def preferred(offered: Sequence[Choice]) -> int | None:
    """Return the id of the session to offer first: in the reader's language, and with a free seat if one has."""
    suits = (SessionLanguage(language()), SessionLanguage.BOTH)
    ranked = sorted(offered, key=lambda choice: (choice.full, choice.session.language not in suits))
    return ranked[0].session.id if ranked else None


def _held(
    meeting: Meeting,
    sessions: Sequence[Session],
    viewer: Person,
    registration: Registration,
    others: Sequence[Registration],
    now: datetime,
) -> Plate:
    """Return the plate of someone who has a place or waits for one."""
    organisation = registration.organisation
    capacities = organisations.capacities(organisation, on=now.date()) if organisation else {}
    # Who lost their session moves to another one also when registration has closed.
    is_open = takes_registrations(meeting, sessions, now) or registration.session.cancelled_at is not None
    elsewhere = [session for session in sessions if session.id != registration.session_id]
    shows_link = rules.shows_join_link(registration, registration.session, meeting, now)
    return _plate(
        meeting,
        viewer,
        registration,
        organisation=organisation,
        capacity=capacities.get(viewer.id),
        colleagues=tuple(Colleague(other, capacities.get(other.person_id)) for other in others),
        is_open=is_open,
        offered=choices(meeting, elsewhere, now=now) if is_open and elsewhere else (),
        join_link=registration.session.join_link if shows_link else "",
        may_withdraw=rules.can_withdraw(registration, registration.session, now),
    )


def _free(meeting: Meeting, sessions: Sequence[Session], viewer: Person, now: datetime) -> Plate:
    """Return the plate of someone who has no place."""
    nomination = organisations.nomination_of(viewer, on=now.date())
    others = queries.colleagues(meeting, nomination.organisation_id, viewer) if nomination else []
    is_open = takes_registrations(meeting, sessions, now)
    return _plate(
        meeting,
        viewer,
        None,
        organisation=nomination.organisation if nomination else None,
        capacity=nomination.capacity if nomination else None,
        colleagues=tuple(Colleague(other, None) for other in others),
        is_open=is_open,
        offered=choices(meeting, sessions, now=now) if is_open else (),
    )


def _plate(
    meeting: Meeting,
    viewer: Person | None,
    registration: Registration | None,
    *,
    organisation: Organisation | None = None,
    capacity: Capacity | None = None,
    colleagues: tuple[Colleague, ...] = (),
    is_open: bool,
    offered: tuple[Choice, ...] = (),
    join_link: str = "",
    may_withdraw: bool = False,
) -> Plate:
    return Plate(
        meeting=meeting,
        viewer=viewer,
        registration=registration,
        organisation=organisation,
        capacity=capacity,
        colleagues=colleagues,
        open=is_open,
        choices=offered,
        preferred=preferred(offered),
        join_link=join_link,
        may_withdraw=may_withdraw,
    )
