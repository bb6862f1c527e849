"""Fills the nameplate on the meeting page: what is the reader's there, or how to get it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meetings.core.errors import Refused
from meetings.domain.incoming import queries as incoming
from meetings.domain.meeting import policy
from meetings.domain.meeting.rules import OVER, State, is_over, takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import breakouts, days, links, queries, rules, substitutes
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import Terms
from meetings.domain.registration.terms import Room
from meetings.models.incoming import CalendarAnswer, Reply
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration, RegistrationTerms
from meetings.models.registration_details import BreakoutChoice
from meetings.models.substitution import Substitution
from meetings.web.registration import strands
from meetings.web.registration.choices import Choice, choices, preferred
from meetings.web.registration.strands import Strand

#: Who cannot come for one of these reasons registers nobody else either.
_NO_COLLEAGUES = (rules.KindDoesNotAttend, rules.HeadRegisters)
#: States in which there is nothing to have or to take.
WITHOUT = (State.DRAFT, State.CANCELLED)


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
    #: The same as days of strands, where somebody can choose some of them.
    strands: Sequence[Strand]
    #: The session that the reader's place is about now: the next of their days.
    session: Session | None
    #: The days of the reader's place, when they are several.
    days: Sequence[Session]
    #: How many more days there are to come, when the reader can choose other ones; nothing when they cannot.
    more_days: int | None
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
    #: What the calendar of the reader answered to the invitation.
    answers: Sequence[CalendarAnswer] = ()

    @property
    def doubted(self) -> Reply | None:
        """What their calendar answered, while they have the place all the same: the most doubtful answer."""
        return next((reply for reply in (Reply.DECLINED, Reply.TENTATIVE) if self.days_with(reply)), None)

    def days_with(self, reply: Reply) -> list[Session]:
        """Return the days for which the calendar of the reader gave *reply*, while they have the place."""
        if self.registration is None or not self.may_withdraw:
            return []
        given = {answer.uid: answer for answer in self.answers if answer.came_at >= self.registration.placed_at}
        rows = [row for row in days.rows_of(self.registration) if row.uid in given]
        return [row.session for row in rows if given[row.uid].answer is reply]

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

    No statement for someone who is not signed in, six at most for others, however many come; one more for those who
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
    own = of_days(registration, sessions, is_open=is_open, now=now)
    elsewhere = () if own.several else [one for one in sessions if one.id != registration.session_id]
    shows_link = rules.shows_join_link(registration, own.next, meeting, now)
    return _plate(
        meeting,
        viewer,
        registration,
        organisation=organisation,
        capacity=capacities.get(viewer.id),
        colleagues=tuple(Colleague(other, capacities.get(other.person_id)) for other in others),
        is_open=is_open,
        offered=choices(meeting, elsewhere, now=now) if is_open and elsewhere else (),
        own=own,
        join_link=own.next.join_link if shows_link else "",
        may_withdraw=rules.can_withdraw(registration, registration.session, now),
        has_details=decided is not None,
        has_letter=decided is not None and decided.letters and registration.place is Place.CONFIRMED,
        may_name_substitute=not is_over(sessions, now),
        may_register_colleague=is_open and _registers(capacities.get(viewer.id), decided),
        chosen=chosen,
        answers=incoming.answers([registration.id]).get(registration.id, ()),
    )


@dataclass(frozen=True, slots=True)
class OwnDays:
    """What a place covers: the next of its days, all of them where they are several, and how many more there are."""

    next: Session
    covered: Sequence[Session]
    #: Whether the meeting has days to choose from.
    several: bool
    #: How many more could be chosen; nothing when no days can be chosen or left out any more.
    more: int | None


def of_days(registration: Registration, sessions: Sequence[Session], *, is_open: bool, now: datetime) -> OwnDays:
    """Return which of the *sessions* of a meeting *registration* covers, and what can be changed of that."""
    covered, several = days.covered(registration), days.has_days([one for one in sessions if one.cancelled_at is None])
    ahead = [one for one in days.coming(registration, now) if one.starts_at > now]
    spoken = {one.language for one in covered} | {SessionLanguage.BOTH}
    if spoken == {SessionLanguage.BOTH}:
        spoken = set(SessionLanguage)
    mine = {one.id for one in covered}
    more = [one for one in sessions if one.id not in mine and one.language in spoken]
    more = [one for one in more if one.cancelled_at is None and one.ends_at > now]
    changes = several and (is_open or (len(covered) > 1 and ahead))
    return OwnDays(
        next=days.next_day(registration, now),
        covered=covered if several else (),
        several=several,
        more=(len(more) if is_open else 0) if changes else None,
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
    answers: Sequence[CalendarAnswer] = (),
    own: OwnDays | None = None,
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
        strands=() if own else strands.offered(offered),
        session=own.next if own else None,
        days=own.covered if own else (),
        more_days=own.more if own else None,
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
        answers=answers,
    )
