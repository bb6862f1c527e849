"""Decides on what terms people register, and about those who wait for a yes."""

from dataclasses import asdict
from datetime import datetime

from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.audit import actions as audit
from meetings.domain.registration import days, places, rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import Terms
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Place, Registration, RegistrationTerms


def set_terms(meeting: Meeting, terms: Terms, *, seen: int, by: Person | None, now: datetime) -> list[Registration]:
    """Let people register for *meeting* on these *terms* from now on; *seen* is the revision that the editor saw.

    Nobody loses a place by it, nor has to be approved afterwards; where the quota grew, those who wait move up, and
    they are returned. Raises ``ChangedMeanwhile``.
    """
    lock(meeting)
    row = current().get(RegistrationTerms, meeting.id, populate_existing=True)
    if (row.revision if row else 0) != seen:
        raise ChangedMeanwhile
    if row is None:
        row = add(RegistrationTerms(meeting_id=meeting.id, revision=0, **asdict(terms)))
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    row.revision += 1
    current().flush()
    audit.record(
        "registration.terms_set",
        meeting,
        by=by,
        meeting=meeting,
        now=now,
        admission=terms.admission.value,
        quota=terms.quota,
        approves_observers=terms.approves_observers,
    )
    return places.fill(meeting, terms, by=by, now=now)


def approve(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Say yes: give the holder of *registration* a seat, or a place at the end of the waiting list.

    Raises ``NothingRequested``, and ``MeetingCancelled`` or ``SessionOver`` when there is nothing left to come to.
    """
    _hold_request(registration)
    meeting = registration.meeting
    if meeting.cancelled_at:
        raise rules.MeetingCancelled
    coming = days.coming(registration, now)
    if not coming:
        rules.check_session(meeting, registration.session, now)
    place = places.place_for(find_terms.terms_of(meeting), meeting, coming, registration.organisation_id)
    places.raise_days(registration, now)
    places.put(registration, place, now)
    places.mark_who(registration, None)
    current().flush()
    places.tell(f"registration.{place.value}", registration, now)
    _note("registration.approved", registration, by, now)


def refuse(registration: Registration, reason: str, *, by: Person | None, now: datetime) -> None:
    """Say no, and why; the person reads it. Raises ``NothingRequested``."""
    _hold_request(registration)
    places.raise_days(registration, now)
    places.put(registration, Place.REFUSED, now)
    registration.refusal = reason
    current().flush()
    places.tell("registration.refused", registration, now)
    _note("registration.refused", registration, by, now)


def _hold_request(registration: Registration) -> None:
    lock(registration.meeting)
    if fresh(registration).place is not Place.REQUESTED:
        raise rules.NothingRequested
    places.fresh_days(registration)


def _note(verb: str, registration: Registration, by: Person | None, now: datetime) -> None:
    audit.record(verb, registration, by=by, on_behalf_of=registration.person, meeting=registration.meeting, now=now)
