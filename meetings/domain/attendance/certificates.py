"""Issues certificates of attendance, finds them by their codes, and withdraws them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.core.errors import Refused
from meetings.core.text import sort_key
from meetings.domain.attendance import queries, rules
from meetings.domain.attendance.queries import was_there
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import actions as outbox
from meetings.models.attendance import Attendance
from meetings.models.certificate import Certificate
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person

#: Letters and digits that nobody takes for one another; 12 of them are some 58 random bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTVWXYZ23456789"
LENGTH, PART = 12, 4


class NobodyQualifies(Refused):
    """Everybody who was there long enough has a certificate, or nobody was."""


class MeetingNotOver(Refused):
    """The meeting is not over yet."""


class CertificateWithdrawn(Refused):
    """The certificate was withdrawn already."""


class ReasonNeeded(Refused):
    """A certificate is not withdrawn without a reason."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who was at a meeting: the longest sitting counts; with the certificate they have."""

    person: Person
    minutes: int | None
    qualifies: bool
    certificate: Certificate | None


def holders(meeting: Meeting) -> list[Holder]:
    """Return everybody of the register who was at *meeting*, by name; four statements."""
    plan = queries.plan_of(meeting)
    lengths = {one.id: rules.length(one) for one in meetings.sessions_of(meeting)}
    query = select(Attendance).where(
        Attendance.meeting_id == meeting.id, was_there(), Attendance.person_id.is_not(None)
    )
    rows: dict[int, list[Attendance]] = {}
    for row in current().scalars(query.options(joinedload(Attendance.person))):
        rows.setdefault(row.person_id or 0, []).append(row)
    valid = {one.person_id: one for one in of(meeting) if one.withdrawn_at is None}
    found = []
    for person_id, theirs in rows.items():
        enough = any(
            rules.qualifies(row.source, row.minutes, lengths[row.session_id], unit=plan.unit, threshold=plan.threshold)
            for row in theirs
        )
        known = [row.minutes for row in theirs if row.minutes is not None]
        person = theirs[0].person
        if person:
            found.append(Holder(person, max(known, default=None), enough, valid.get(person_id)))
    return sorted(found, key=lambda one: sort_key(one.person.sorts_as))


def issue(meeting: Meeting, *, by: Person, now: datetime) -> list[Certificate]:
    """Give a certificate to everybody who was at *meeting* long enough and has none; each is told by mail.

    Raises ``MeetingNotOver`` or ``NobodyQualifies``.
    """
    lock(meeting)
    if not meeting_rules.is_over(queries.held(meeting), now):
        raise MeetingNotOver
    waiting = [one for one in holders(meeting) if one.qualifies and not one.certificate and not one.person.disabled_at]
    if not waiting:
        raise NobodyQualifies
    issued = []
    for holder in waiting:
        certificate = add(
            Certificate(
                meeting=meeting,
                person=holder.person,
                code=new_code(),
                name=holder.person.name,
                issued_at=now,
                issued_by_id=by.id,
            )
        )
        issued.append(certificate)
        outbox.announce("certificate.issued", {"certificate": certificate.id}, now=now)
        audit.record("certificate.issued", certificate, by=by, on_behalf_of=holder.person, meeting=meeting, now=now)
    return issued


def withdraw(certificate: Certificate, reason: str, *, by: Person, now: datetime) -> None:
    """Let *certificate* no longer be valid; whoever checks it reads that. Raises ``CertificateWithdrawn``."""
    lock(certificate)
    if certificate.withdrawn_at:
        raise CertificateWithdrawn
    if not reason:
        raise ReasonNeeded
    certificate.withdrawn_at, certificate.withdrawn_by_id, certificate.reason = now, by.id, reason
    audit.record(
        "certificate.withdrawn",
        certificate,
        by=by,
        on_behalf_of=certificate.person,
        meeting=certificate.meeting,
        now=now,
    )


def new_code() -> str:
    """Return a random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """Return *code* in parts that can be read out."""
    return "-".join(code[start : start + PART] for start in range(0, len(code), PART))


def typed(text: str) -> str:
    """Return the code that somebody typed, whatever stands between its parts; empty when it can be none."""
    code = "".join(letter for letter in text.upper() if letter.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def by_code(text: str) -> Certificate | None:
    """Return the certificate whose code somebody typed."""
    code = typed(text)
    query = select(Certificate).where(Certificate.code == code).options(joinedload(Certificate.meeting))
    return current().scalar(query) if code else None


def by_id(number: int) -> Certificate | None:
    """Return one certificate with its meeting."""
    query = select(Certificate).where(Certificate.id == number).options(joinedload(Certificate.meeting))
    return current().scalar(query)


def of(meeting: Meeting) -> Sequence[Certificate]:
    """Return the certificates of *meeting*, the newest first."""
    query = select(Certificate).where(Certificate.meeting_id == meeting.id)
    return current().scalars(query.order_by(Certificate.id.desc())).all()


def of_person(person: Person) -> Sequence[Certificate]:
    """Return the certificates of *person*, the newest first, with their meetings."""
    query = select(Certificate).where(Certificate.person_id == person.id).options(joinedload(Certificate.meeting))
    return current().scalars(query.order_by(Certificate.issued_at.desc(), Certificate.id.desc())).all()
