"""Takes what comes back: marks addresses, ends reminders, notes what calendars answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from meetings.domain.audit import actions as audit
from meetings.domain.incoming import queries, reading, reports, rules
from meetings.domain.incoming.answers import Answer
from meetings.domain.incoming.reading import Read
from meetings.domain.incoming.reports import Report
from meetings.domain.incoming.rules import Returns
from meetings.domain.outbox import returned
from meetings.domain.person import actions as people
from meetings.domain.person import reachable
from meetings.models.database import add, current, lock
from meetings.models.incoming import CalendarAnswer, Fate, Incoming, Sort
from meetings.models.outbox import Mail
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class Match:
    """What a message was found to be about, and what became of it."""

    fate: Fate
    mail: Mail | None = None
    person: Person | None = None
    meeting_id: int | None = None


def take(octets: bytes, returns: Returns, *, now: datetime) -> Incoming | None:
    """Take one raw message and do what follows from it; nothing when it was taken before.

    A message moves something only when it carries an address of ours that was signed for what it speaks of: what it
    says of its sender is never believed.
    """
    if queries.is_known(octets):
        return None
    read = reading.read(octets, returns.address)
    match = _answered(read, returns, now) if read.sort is Sort.ANSWER else _of_mail(read, returns)
    row = _note(octets, read, match, now)
    if match.fate is Fate.MATCHED and match.mail is not None:
        _come_back(row, match.mail, now)
    audit.record("incoming.taken", row, by=None, now=now, sort=row.sort.value, fate=row.fate.value)
    return row


def refused(mail: Mail, said: str, *, now: datetime) -> Incoming:
    """Take what the mail server *said* when it refused the address of *mail* for good: it counts as a mail returned."""
    person = current().get(Person, mail.person_id) if mail.person_id else None
    report = Report("failed", reports.status_of(said), said[: reports.LONGEST_SAID])
    octets = f"{mail.message_id} {now.isoformat()}".encode()
    row = _note(octets, Read(Sort.REFUSAL, report=report), Match(Fate.MATCHED, mail, person, mail.meeting_id), now)
    _mark(row, mail, person, now)
    audit.record("incoming.taken", row, by=None, now=now, sort=row.sort.value, fate=row.fate.value)
    return row


def unreadable(octets: bytes, *, now: datetime) -> Incoming:
    """Note a message at which the program failed, so that it is not taken again and does not hold up others."""
    row = _note(octets, Read(Sort.OTHER), Match(Fate.UNREAD), now)
    audit.record("incoming.taken", row, by=None, now=now, sort=row.sort.value, fate=row.fate.value)
    return row


def works_again(person: Person, *, by: Person, now: datetime) -> None:
    """Say that the address of *person* works; raises ``AddressNotMarked``.

    If it does not, the next mail that comes back marks it again.
    """
    lock(person)
    if person.address_failed_at is None:
        raise rules.AddressNotMarked
    person.address_failed_at = None
    theirs = (Incoming.person_id == person.id) & Incoming.settled_at.is_(None)
    current().execute(
        update(Incoming).where(theirs).values(settled_at=now).execution_options(synchronize_session=False)
    )
    audit.record("person.address_cleared", person, by=by, now=now)


def _note(octets: bytes, read: Read, match: Match, now: datetime) -> Incoming:
    report = read.report
    return add(
        Incoming(
            digest=rules.digest(octets),
            came_at=now,
            sort=read.sort,
            fate=match.fate,
            mail_id=match.mail.id if match.mail else None,
            person_id=match.person.id if match.person else None,
            meeting_id=match.meeting_id,
            why=rules.why(report.status) if report else None,
            for_good=read.sort in queries.RETURNED and report is not None and rules.is_for_good(report.status),
            said=report.said if report and match.mail else "",
            address=match.mail.recipient_email if match.mail else "",
            answer=read.answer.reply if read.answer and match.fate is Fate.MATCHED else None,
            settled_at=None,
        )
    )


def _of_mail(read: Read, returns: Returns) -> Match:
    """Return which mail of ours a message speaks of: by the address that was signed for it, and by nothing else."""
    if read.sort is Sort.AUTOMATIC:
        return Match(Fate.IGNORED)
    candidates = [found for found in read.signed if found.mail]
    if not candidates:
        return Match(Fate.UNREAD if read.sort is Sort.OTHER else Fate.UNSIGNED)
    fate = Fate.GONE
    for found in candidates:
        mail = current().get(Mail, found.mail)
        if mail is not None and rules.is_of_mail(found, mail, returns):
            person = current().get(Person, mail.person_id) if mail.person_id else None
            fate = Fate.IGNORED if read.sort is Sort.OTHER else Fate.MATCHED
            return Match(fate, mail, person, mail.meeting_id)
        fate = Fate.FORGED if mail is not None else fate
    return Match(fate)


def _come_back(row: Incoming, mail: Mail, now: datetime) -> None:
    """Do what follows from a bounce or a complaint about *mail*."""
    person = current().get(Person, mail.person_id) if mail.person_id else None
    if row.sort is Sort.BOUNCE:
        returned.bounced(mail, row.said)
        _mark(row, mail, person, now)
    elif row.sort is Sort.COMPLAINT and person is not None:
        people.stop_reminders(person, now=now)


def _mark(row: Incoming, mail: Mail, person: Person | None, now: datetime) -> None:
    """Mark the address of *person* where *row* condemns it, if the mail went to the one that they have now."""
    if person is not None and person.email == mail.recipient_email and _is_dead(row, person, now):
        reachable.refused(person, now=now)


def _is_dead(row: Incoming, person: Person, now: datetime) -> bool:
    """Say whether the address of *person* is to be marked: a bounce for good, or the last of several others."""
    if row.for_good:
        return True
    begins = max(now - rules.SPAN, queries.last_sign_in(person) or now - rules.SPAN)
    return queries.number_of_bounces(person, since=begins) >= rules.SOFT


def _answered(read: Read, returns: Returns, now: datetime) -> Match:
    """Note what a calendar answers, if the signed address, the entry and the attendee belong together."""
    answer = read.answer
    found = [one for one in read.signed if not one.mail]
    if answer is None or not found:
        return Match(Fate.UNSIGNED)
    if not any(rules.is_of_entry(one, answer.uid, answer.attendee, returns) for one in found):
        return Match(Fate.FORGED)
    registration = queries.entry(answer.uid)
    if registration is None:
        return Match(Fate.GONE)
    person, meeting_id = registration.person, registration.meeting_id
    if person.email != answer.attendee:
        return Match(Fate.OTHER_PERSON, meeting_id=meeting_id)
    lock(registration)
    taken = _keep(answer, registration.id, now)
    return Match(Fate.MATCHED if taken else Fate.OLDER, person=person, meeting_id=meeting_id)


def _keep(answer: Answer, registration_id: int, now: datetime) -> bool:
    """Keep *answer* unless a later one is known; say whether it was kept."""
    at = answer.at if answer.at and answer.at <= now + rules.AHEAD else now
    known = queries.answer_to(answer.uid)
    if known is None:
        known = CalendarAnswer(uid=answer.uid, registration_id=registration_id)
    elif not rules.is_newer(answer.sequence, at, than=(known.sequence, known.answered_at)):
        return False
    known.answer, known.comment, known.sequence = answer.reply, answer.comment, answer.sequence
    known.answered_at, known.came_at = at, now
    add(known)
    return True
