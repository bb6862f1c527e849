"""Takes requests for letters of invitation, and signs the letters."""

from dataclasses import asdict
from datetime import datetime

from meetings.core.bilingual import Language
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import terms as find_terms
from meetings.domain.visa import queries, rules
from meetings.domain.visa.rules import PassportDraft
from meetings.models.database import add, current, fresh, lock
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.visa import InvitationLetter, Passport


def ask(
    registration: Registration, draft: PassportDraft, language: Language, *, by: Person | None, now: datetime
) -> InvitationLetter:
    """Ask for a letter in *language* with the passport in *draft*; asking again changes what was asked.

    Raises ``LettersNotOffered``, ``NoSeat``, ``PassportExpires`` and ``LetterIssued``.
    """
    meeting = lock(registration.meeting)
    if meeting.cancelled_at or not find_terms.terms_of(meeting).letters:
        raise rules.LettersNotOffered
    if fresh(registration).place is not Place.CONFIRMED:
        raise rules.NoSeat
    if draft.expires_on < max(session.ends_local.date() for session in meetings.sessions_of(meeting)):
        raise rules.PassportExpires
    found = queries.of(registration)
    if found and found.letter.issued_at:
        raise rules.LetterIssued
    letter = found.letter if found else add(_letter(registration, language, now))
    letter.language, letter.asked_at = language, now
    passport = (found.passport if found else None) or Passport(registration_id=registration.id)
    for name, value in asdict(draft).items():
        setattr(passport, name, value)
    add(passport)
    audit.record("visa.asked", letter, by=by, on_behalf_of=registration.person, meeting=meeting, now=now)
    return letter


def take_back(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Delete the passport that the holder of *registration* typed, and the request; raises ``LetterIssued``."""
    meeting, found = lock(registration.meeting), queries.of(registration)
    if found is None:
        return
    if found.letter.issued_at:
        raise rules.LetterIssued
    audit.record("visa.taken_back", found.letter, by=by, meeting=meeting, now=now)
    if found.passport:
        current().delete(found.passport)
    current().delete(found.letter)


def issue(letter: InvitationLetter, *, by: Person, now: datetime) -> None:
    """Sign *letter*: the person is told and can fetch it. Raises ``LetterIssued``, ``NoSeat`` and ``PassportGone``."""
    lock(letter.meeting)
    if lock(letter).issued_at:
        raise rules.LetterIssued
    if fresh(letter.registration).place is not Place.CONFIRMED:
        raise rules.NoSeat
    found = queries.of(letter.registration)
    if found is None or found.passport is None:
        raise rules.PassportGone
    letter.issued_at, letter.issued_by_id = now, by.id
    outbox.announce("visa.issued", {"registration": letter.registration_id}, now=now)
    audit.record(
        "visa.issued",
        letter,
        by=by,
        on_behalf_of=letter.registration.person,
        meeting=letter.meeting,
        now=now,
        reference=rules.reference(letter),
        language=letter.language,
    )


def _letter(registration: Registration, language: Language, now: datetime) -> InvitationLetter:
    return InvitationLetter(
        meeting_id=registration.meeting_id,
        registration_id=registration.id,
        number=queries.next_number(registration.meeting),
        language=language,
        asked_at=now,
    )
