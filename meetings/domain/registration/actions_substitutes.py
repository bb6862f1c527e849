"""Passes a place over to a substitute for one meeting, and back.

The seat is neither freed nor sold: the meeting's row is held (``database.lock``), and both registrations change in one
transaction. Figures count whoever holds the place; the other registration stays and says “replaced”.
"""

from datetime import datetime

from sqlalchemy import update

from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries as organisations
from meetings.domain.organisation import rules as organisation_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import actions as enrolment
from meetings.domain.person import queries as people
from meetings.domain.person.enrolment import Newcomer
from meetings.domain.registration import days, places, rules, substitute_rules, substitutes
from meetings.models.database import add, current, fresh, lock, pin
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import BreakoutChoice
from meetings.models.substitution import Substitution


def name(meeting: Meeting, principal: Person, substitute: Person, *, by: Person | None, now: datetime) -> Substitution:
    """Let *substitute* come to *meeting* in place of *principal*, with the place that they have or wait for.

    Both come for the principal's organisation. Without a place the ballot passes over alone, and the substitute may
    take a place. Raises ``SubstituteSelf``, ``NotAnnounced``, ``MeetingCancelled``, ``MeetingOver``,
    ``AccountClosed``, ``AdmissionRefused`` for whom the secretariat said no to, and what ``substitute_rules.check``
    refuses.
    """
    if pin(substitute).disabled_at:
        raise organisation_rules.AccountClosed
    lock(meeting)
    if obstacle := substitutes.obstacle(meeting, now):
        raise obstacle
    if principal.id == substitute.id:
        raise substitute_rules.SubstituteSelf
    substitute_rules.check(
        substitutes.standing(meeting, principal, now=now), substitutes.standing(meeting, substitute, now=now)
    )
    former = substitutes.place_of(meeting, substitute)
    if former and former.place is Place.REFUSED:
        raise rules.AdmissionRefused
    held = _held(meeting, principal)
    made = add(
        Substitution(
            meeting_id=meeting.id,
            principal_id=principal.id,
            substitute_id=substitute.id,
            organisation_id=_organisation_id(held, principal, now),
            named_by_id=by.id if by else None,
            named_at=now,
        )
    )
    if held:
        _pass(held, substitute, left=Place.REPLACED, by=by, now=now).principal_id = principal.id
    link = places.give_link(meeting, substitute)
    link.declined_at, link.reason = None, ""
    _tell("registration.substitute_named", made, by=by, now=now)
    return made


def name_by_address(
    meeting: Meeting, principal: Person, newcomer: Newcomer, *, secret: str, by: Person | None, now: datetime
) -> Substitution:
    """Do what ``name`` does with whoever is known by an address; who is not known is enrolled, and named by nobody.

    *secret* is the application's. The meeting is held before somebody is enrolled, so that a form sent twice makes
    one person.
    """
    known = people.by_any_address(newcomer.email)
    if known is None:
        lock(meeting)
        known = people.by_any_address(newcomer.email) or enrolment.enrol(
            newcomer.email,
            newcomer.name,
            language=newcomer.language,
            zone=newcomer.zone,
            secret=secret,
            by=by,
            now=now,
        )
    return name(meeting, principal, known, by=by, now=now)


def end(substitution: Substitution, *, by: Person | None, now: datetime) -> None:
    """Give everything back to whom it came from: taken back by them, or handed back by the substitute.

    A place that the substitute moved or got meanwhile goes back as it is now. Raises ``NoLongerStandsIn`` and
    ``MeetingOver``.
    """
    meeting = substitution.meeting
    lock(meeting)
    if fresh(substitution).ended_at:
        raise substitute_rules.NoLongerStandsIn
    if substitutes.is_over(meeting, now):
        raise substitute_rules.MeetingOver
    substitution.ended_at, substitution.ended_by_id = now, by.id if by else None
    held = _held(meeting, substitution.substitute)
    if held:
        back = _pass(held, substitution.principal, left=Place.WITHDRAWN, by=by, now=now)
        back.principal_id = held.principal_id = None
    elif (mine := substitutes.place_of(meeting, substitution.principal)) and mine.place is Place.REPLACED:
        mine.place, mine.changed_at = Place.WITHDRAWN, now
    _tell("registration.substitute_ended", substitution, by=by, now=now)


def _held(meeting: Meeting, person: Person) -> Registration | None:
    """Return the place of *person* at *meeting* as the database has it now; nothing once given up."""
    found = substitutes.place_of(meeting, person)
    return found if found and found.place in rules.HELD else None


def _organisation_id(held: Registration | None, principal: Person, now: datetime) -> int | None:
    """Return for whom both come: as the place says, or else as *principal* is named today."""
    if held:
        return held.organisation_id
    nomination = organisations.nomination_of(principal, on=now.date())
    return nomination.organisation_id if nomination else None


def _pass(held: Registration, person: Person, *, left: Place, by: Person | None, now: datetime) -> Registration:
    """Let *person* have the place of *held* as it is, with its days and break-outs, and leave *left* behind."""
    meeting = held.meeting
    taken = substitutes.place_of(meeting, person) or places.fresh_place(meeting, person, held.session, now)
    current().add(taken)
    for one in (held, taken):
        places.fresh_days(one)
        places.mark_who(one, by)
    places.put_days(taken, days.covered(held), now, anew=True)
    taken.place, taken.placed_at, taken.organisation_id = held.place, held.placed_at, held.organisation_id
    places.raise_days(held, now)
    held.place, held.changed_at = left, now
    current().flush()
    choices = update(BreakoutChoice).where(BreakoutChoice.registration_id == held.id)
    current().execute(choices.values(registration_id=taken.id))
    return taken


def _tell(verb: str, substitution: Substitution, *, by: Person | None, now: datetime) -> None:
    """Announce what became of *substitution*, and note it in the history."""
    current().flush()
    outbox.announce(verb, {"substitution": substitution.id}, now=now)
    audit.record(
        verb,
        substitution,
        by=by,
        on_behalf_of=substitution.principal,
        meeting=substitution.meeting,
        now=now,
        substitute=substitution.substitute_id,
    )
