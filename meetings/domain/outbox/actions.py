"""Posts announcements, queues mails, and keeps their state."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from meetings.domain.audit import actions as audit
from meetings.domain.outbox import queries, rules
from meetings.models.database import add, current, lock
from meetings.models.outbox import Announcement, Heartbeat, Mail, MailState
from meetings.models.person import Person

Payload = dict[str, str | int | None]
#: Longer than the time-outs of one mail (10 s to connect, 30 s a step).
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one mail, before they become a row."""

    kind: str
    recipient_name: str
    recipient_email: str
    language: str
    subject: str
    text: str
    html: str
    person_id: int | None = None
    meeting_id: int | None = None
    calendar: bytes | None = None
    calendar_method: str | None = None
    secret: bool = False


def announce(kind: str, payload: Payload, *, now: datetime) -> Announcement:
    """Post that something happened; it leaves the house only when the unit of work is committed."""
    return add(Announcement(kind=kind, payload=payload, created_at=now, handled_at=None, tries=0, error=""))


def queue(letter: Letter, *, host: str, keep: bool, now: datetime) -> Mail:
    """Turn *letter* into a mail that waits to be sent, or stays to be read here when *keep* is set.

    *host* ends its Message-ID (RFC 5322, 3.6.4).
    """
    return add(
        Mail(
            kind=letter.kind,
            person_id=letter.person_id,
            meeting_id=letter.meeting_id,
            recipient_name=letter.recipient_name,
            recipient_email=letter.recipient_email,
            language=letter.language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            calendar=letter.calendar,
            calendar_method=letter.calendar_method,
            secret=letter.secret,
            message_id=f"<{secrets.token_hex(16)}@{host}>",
            state=MailState.KEPT if keep else MailState.QUEUED,
            created_at=now,
            due_at=now,
            lease_until=None,
            sent_at=None,
            tries=0,
            error="",
        )
    )


def claim_announcements(limit: int, *, now: datetime) -> Sequence[Announcement]:
    """Return announcements that wait, oldest first, and hold them until the transaction ends."""
    query = select(Announcement).where(queries.is_ready(now)).order_by(Announcement.id).limit(limit)
    return current().scalars(query.with_for_update(skip_locked=True)).all()


def handled(announcement: Announcement, *, now: datetime) -> None:
    """Note that *announcement* has become mails."""
    announcement.handled_at = now


def unheard(announcement_id: int, error: str, *, now: datetime) -> None:
    """Note that an announcement could not become mails; after the last try it is left for a human."""
    announcement = current().get_one(Announcement, announcement_id)
    announcement.tries += 1
    announcement.error = error
    if announcement.tries >= rules.TRIES:
        announcement.handled_at = now


def claim_mails(limit: int, *, now: datetime) -> Sequence[Mail]:
    """Take up to *limit* due mails for sending; another process cannot take them before the lease ends."""
    # A common table expression is worked out once; a subquery may be repeated and take more rows than asked.
    due = select(Mail.id).where(queries.is_due(now)).order_by(Mail.id).limit(limit)
    chosen = due.with_for_update(skip_locked=True).cte("chosen")
    ids = current().scalars(
        update(Mail)
        .where(Mail.id.in_(select(chosen.c.id)))
        .values(state=MailState.IN_FLIGHT, lease_until=now + LEASE, tries=Mail.tries + 1)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return current().scalars(select(Mail).where(Mail.id.in_(list(ids))).order_by(Mail.id)).all()


def sent(mail: Mail, *, now: datetime) -> None:
    """Note that the mail server took *mail*; a way in that it held is wiped."""
    mail.state, mail.sent_at, mail.lease_until, mail.error = MailState.SENT, now, None, ""
    _wipe(mail)


def postponed(mail: Mail, reason: str, *, now: datetime) -> None:
    """Note that *mail* could not be handed over for now; after the last try it has failed.

    So has one that holds a way in which would be over by the next try.
    """
    wait = rules.wait_after(mail.tries)
    if wait is None or (mail.secret and now + wait > mail.created_at + rules.secret_lasts(mail.kind)):
        failed(mail, reason)
        return
    mail.error, mail.lease_until = reason, None
    mail.state, mail.due_at = MailState.WAITING, now + wait


def unreached(mail: Mail, reason: str, *, now: datetime) -> None:
    """Note that the mail server itself is at fault: *mail* keeps its tries, and everything due rests a while."""
    if mail.secret and now + rules.REST > mail.created_at + rules.secret_lasts(mail.kind):
        failed(mail, reason)
        return
    mail.tries -= 1
    mail.state, mail.error, mail.lease_until, mail.due_at = MailState.WAITING, reason, None, now + rules.REST
    waiting = Mail.state.in_(rules.TO_BE_SENT) & (Mail.due_at <= now)
    current().execute(
        update(Mail).where(waiting).values(due_at=now + rules.REST).execution_options(synchronize_session=False)
    )


def retry(mail: Mail, *, by: Person | None, now: datetime) -> None:
    """Send a *mail* that failed once more, with all its tries; raises ``NotFailed`` or ``WayInOver``."""
    lock(mail)
    if mail.state is not MailState.FAILED:
        raise rules.NotFailed
    if mail.secret:
        raise rules.WayInOver
    mail.state, mail.tries, mail.due_at, mail.error = MailState.QUEUED, 0, now, ""
    audit.record("outbox.retried", mail, by=by, now=now)


def failed(mail: Mail, reason: str) -> None:
    """Note that *mail* will not be handed over; a way in that it held is wiped."""
    mail.state, mail.error, mail.lease_until = MailState.FAILED, reason, None
    _wipe(mail)


def _wipe(mail: Mail) -> None:
    """Forget the words of a mail that holds a way in."""
    if mail.secret:
        mail.text = mail.html = ""


def beat(name: str, *, now: datetime) -> None:
    """Note that the part of the program called *name* is alive."""
    current().merge(Heartbeat(name=name, at=now))
