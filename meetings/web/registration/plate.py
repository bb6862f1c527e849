"""Fills the nameplate on the meeting page: what is the reader's there, or how to get it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meetings.core.errors import Refused
from meetings.domain.meeting import policy
from meetings.domain.meeting.rules import OVER, State, is_over, takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import breakouts, links, queries, rules, substitutes
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import Terms
from meetings.domain.registration.terms import Room
from meetings.i18n import language
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration, RegistrationTerms
from meetings.models.registration_details import BreakoutChoice
from meetings.models.substitution import Substitution

#: Who cannot come for one of these reasons registers nobody else either.
_NO_COLLEAGUES = (rules.KindDoesNotAttend, rules.HeadRegisters)
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
class Groups:
    """Which break-outs somebody has chosen, and whether there is anything to choose."""

    held: Sequence[BreakoutChoice] = field(default_factory=tuple)
    any: bool = False


NO_GROUPS = Groups()


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
    terms: Terms
    #: Whether a registration says more than who sits where.
    has_details: bool
    #: Whether the reader can ask for a letter of invitation, or has asked.
    has_letter: bool
    #: Why the reader can take no place, if it is not simply closed.
    barred: Refused | None
    may_register_colleague: bool
    #: Whether the reader has something to pass over, and the meeting is not over.
    may_name_substitute: bool
    breakouts: Groups
    #: What the reader has a part in, without a place, as the one replaced or as the substitute.
    substitution: Substitution | None = None

    @property
    def waiting(self) -> bool:
        """Whether the reader is on a waiting list."""
        return self.registration is not None and self.registration.place is Place.WAITING

    @property
    def requested(self) -> bool:
        """Whether the secretariat has still to say yes."""
        return self.registration is not None and self.registration.place is Place.REQUESTED

    @property
    def needs_approval(self) -> bool:
        """Whether the reader would have to be approved."""
        return rules.waits_for_approval(self.terms, self.organisation)

    @property
    def quota_used(self) -> bool:
        """Whether the organisation of the reader has all its places."""
        seated = sum(one.registration.place is Place.CONFIRMED for one in self.colleagues)
        return self.organisation is not None and not rules.has_quota_left(self.terms, self.organisation.id, seated)


def plate(
    meeting: Meeting, programme: Sequence[Session], state: State, viewer: Person | None, *, now: datetime
) -> Plate | None:
    """Return the nameplate of *viewer* at *meeting* with its *programme*; nothing when there is nothing to say.

    No statement for someone who is not signed in, five at most for others, however many come; one more for those who
    have a place where there are break-outs.
    """
    sessions = [one for one in programme if one.parent_id is None]
    if state in WITHOUT:
        return None
    if viewer is None:
        is_open = takes_registrations(meeting, sessions, now)
        return _plate(meeting, None, None, is_open=is_open) if is_open else None
    registration, others, decided = queries.together(meeting, viewer)
    if registration:
        return _held(
            meeting,
            sessions,
            viewer,
            registration,
            others,
            decided=decided,
            chosen=groups(registration, programme),
            now=now,
        )
    return None if state in OVER else _free(meeting, sessions, viewer, now)


def choices(
    meeting: Meeting, sessions: Sequence[Session], *, room: Room | None = None, now: datetime
) -> tuple[Choice, ...]:
    """Return which *sessions* of *meeting* a place can be taken in, with their free seats as *room* knows them."""
    taken = (room or find_terms.room(meeting)).taken
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


def groups(registration: Registration, programme: Sequence[Session]) -> Groups:
    """Return what is to be said of the break-outs of a *programme*; one statement, none where there are none."""
    if registration.place is not Place.CONFIRMED or not breakouts.attended(registration, programme):
        return NO_GROUPS
    return Groups(breakouts.of(registration), any=True)


def _held(
    meeting: Meeting,
    sessions: Sequence[Session],
    viewer: Person,
    registration: Registration,
    others: Sequence[Registration],
    *,
    decided: RegistrationTerms | None,
    chosen: Groups,
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
        has_details=decided is not None,
        has_letter=decided is not None and decided.letters and registration.place is Place.CONFIRMED,
        may_name_substitute=not is_over(sessions, now),
        may_register_colleague=is_open and _registers(capacities.get(viewer.id), decided),
        chosen=chosen,
    )


def _free(meeting: Meeting, sessions: Sequence[Session], viewer: Person, now: datetime) -> Plate:
    """Return the plate of someone who has no place."""
    part = substitutes.of_either(meeting, viewer)
    stands_for = part.principal if part and part.substitute_id == viewer.id else viewer
    nomination = organisations.nomination_of(stands_for, on=now.date())
    others = queries.colleagues(meeting, nomination.organisation_id, viewer) if nomination else []
    is_open = takes_registrations(meeting, sessions, now)
    room = find_terms.room(meeting) if is_open else Room()
    barred = bar(meeting, stands_for, nomination, room.terms) if is_open else None
    return _plate(
        meeting,
        viewer,
        None,
        organisation=nomination.organisation if nomination else None,
        capacity=nomination.capacity if nomination else None,
        colleagues=tuple(Colleague(other, None) for other in others),
        is_open=is_open,
        offered=choices(meeting, sessions, room=room, now=now) if is_open and not barred else (),
        terms=room.terms,
        has_details=room.has_details,
        barred=barred,
        substitution=part,
        may_name_substitute=nomination is not None and part is None,
        may_register_colleague=is_open and nomination is not None and not isinstance(barred, _NO_COLLEAGUES),
    )


def _registers(capacity: Capacity | None, decided: RegistrationTerms | None) -> bool:
    """Say whether somebody named in *capacity* may register colleagues where the terms were *decided* so."""
    heads_only = decided is not None and decided.admission is Admission.NOMINATED
    return capacity is Capacity.HEAD if heads_only else capacity is not None


def bar(meeting: Meeting, viewer: Person, nomination: Nomination | None, terms: Terms) -> Refused | None:
    """Return why *viewer*, who speaks by *nomination*, can take no place on these *terms*; no statement without any."""
    if nomination and not nomination.organisation.kind.attends:
        return rules.KindDoesNotAttend()
    if terms == rules.OPEN_TERMS or policy.can_manage(viewer, meeting):
        return None
    if terms.approves_observers and queries.was_refused(meeting, viewer):
        return rules.AdmissionRefused()
    if terms.admission is Admission.INVITED and not links.is_invited(meeting, viewer):
        return rules.NotInvited()
    is_head = nomination is not None and nomination.capacity is Capacity.HEAD
    return rules.HeadRegisters() if terms.admission is Admission.NOMINATED and not is_head else None


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
    terms: Terms = rules.OPEN_TERMS,
    has_details: bool = False,
    has_letter: bool = False,
    barred: Refused | None = None,
    may_register_colleague: bool = False,
    may_name_substitute: bool = False,
    chosen: Groups = NO_GROUPS,
    substitution: Substitution | None = None,
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
        terms=terms,
        has_details=has_details,
        has_letter=has_letter,
        barred=barred,
        may_register_colleague=may_register_colleague,
        may_name_substitute=may_name_substitute,
        breakouts=chosen,
        substitution=substitution,
    )
