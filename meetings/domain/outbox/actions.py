"""Posts announcements, queues mails, and keeps their state."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from meetings.domain.outbox import queries, rules
from meetings.models.bulk import write_all
from meetings.models.database import add, current, in_parts, lock, write
from meetings.models.outbox import Announcement, Heartbeat, Mail, MailReason, MailState

Payload = dict[str, str | int | list[int] | None]
#: Longer than the time-outs of one mail (10 s to connect, 30 s a step).
LEASE = timedelta(minutes=5)
#: The row that schedulers hold while they count the mails of a minute.
PACE = "pace of mail"


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
    #: When it is worth nothing any more; one with a way in lasts as long as that, if nothing is said.
    worthless_after: datetime | None = None
    #: When it is told of in a daily mail, instead of leaving by itself.
    gathered_until: datetime | None = None


def announce(kind: str, payload: Payload, *, now: datetime) -> int:
    """Post that something happened, and return its id; it leaves the house only when the unit of work is committed."""
    # What it is about is written first.
    current().flush()
    number: int = write(Announcement, {"kind": kind, "payload": payload, "created_at": now})
    return number


def announce_each(kind: str, payloads: Sequence[Payload], *, now: datetime) -> None:
    """Post that the same happened several times, in one statement; what it is about is written already."""
    write_all(Announcement, [{"kind": kind, "payload": payload, "created_at": now} for payload in payloads])


def queue(letter: Letter, *, host: str, keep: bool, now: datetime) -> Mail:
    """Turn *letter* into a mail that waits to be sent, or stays to be read here when *keep* is set.

    *host* ends its Message-ID (RFC 5322, 3.6.4).
    """
    over = now + rules.secret_lasts(letter.kind) if letter.secret else None
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
            state=_begins(letter, keep),
            created_at=now,
            due_at=letter.gathered_until or now,
            lease_until=None,
            sent_at=None,
            taken_at=None,
            worthless_after=letter.worthless_after or over,
            tries=0,
            reason=None,
            error="",
        )
    )


def _begins(letter: Letter, keep: bool) -> MailState:
    if letter.gathered_until:
        return MailState.GATHERED
    return MailState.KEPT if keep else MailState.QUEUED


def claim_announcements(limit: int, *, now: datetime) -> Sequence[Announcement]:
    """Return announcements that wait, oldest first, and hold them until the transaction ends."""
    query = select(Announcement).where(queries.is_ready(now)).order_by(Announcement.id).limit(limit)
    return current().scalars(query.with_for_update(skip_locked=True)).all()


def handled(announcement: Announcement, *, now: datetime) -> None:
    """Note that *announcement* has become mails."""
    announcement.handled_at = now


def divided(announcement: Announcement, ids: Sequence[int], *, now: datetime) -> None:
    """Put announcements to some of *ids* each in the place of *announcement*, so that no transaction is a long one.

    Whom it concerns is settled thereby; whether it still does, each part asks anew.
    """
    for part in in_parts(ids, rules.PORTION):
        announce(announcement.kind, {**announcement.payload, rules.ONLY: list(part)}, now=now)
    handled(announcement, now=now)


def unheard(announcement_id: int, error: str, *, now: datetime) -> None:
    """Note that an announcement could not become mails; after the last try it is left for a human."""
    announcement = current().get_one(Announcement, announcement_id)
    announcement.tries += 1
    announcement.error = error
    if announcement.tries >= rules.TRIES:
        announcement.handled_at = now


def claim_mails(limit: int, *, now: datetime, per_minute: int = 0) -> Sequence[Mail]:
    """Take up to *limit* due mails for sending; another process cannot take them before the lease ends.

    With *per_minute* no more than so many are taken in any minute, by all processes together.
    """
    if per_minute:
        _hold_the_pace(now)
        limit = min(limit, per_minute - queries.taken_since(now - rules.MINUTE))
    if limit <= 0:
        return []
    # A common table expression is worked out once; a subquery may be repeated and take more rows than asked.
    due = select(Mail.id).where(queries.is_due(now)).order_by(Mail.due_at, Mail.id).limit(limit)
    chosen = due.with_for_update(skip_locked=True).cte("chosen")
    ids = current().scalars(
        update(Mail)
        .where(Mail.id.in_(select(chosen.c.id)))
        .values(state=MailState.IN_FLIGHT, lease_until=now + LEASE, taken_at=now, tries=Mail.tries + 1)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return current().scalars(select(Mail).where(Mail.id.in_(list(ids))).order_by(Mail.due_at, Mail.id)).all()


def _hold_the_pace(now: datetime) -> None:
    """Let no other process count, or take mails, until this transaction ends."""
    if current().get(Heartbeat, PACE) is None:
        beat(PACE, now=now)
        current().flush()
    lock(current().get_one(Heartbeat, PACE))


def claim_gathered(person_id: int, *, now: datetime) -> Sequence[Mail]:
    """Return what waits for the daily mail of a person, oldest first, and hold it until the transaction ends."""
    query = select(Mail).where(queries.is_gathered(now), Mail.person_id == person_id).order_by(Mail.id)
    return current().scalars(query.with_for_update(skip_locked=True)).all()


def told_in(mails: Sequence[Mail], daily: Mail) -> None:
    """Note that *mails* are told of in the mail *daily*."""
    for mail in mails:
        mail.digest_id = daily.id


def too_late(mail: Mail) -> None:
    """Note that *mail* is worth nothing any more and does not leave; a way in that it held is wiped."""
    mail.state, mail.reason, mail.error, mail.lease_until = MailState.WITHHELD, MailReason.TOO_LATE, "", None
    _wipe(mail)


def sent(mail: Mail, *, now: datetime) -> None:
    """Note that the mail server took *mail*; a way in that it held is wiped."""
    mail.state, mail.sent_at, mail.lease_until, mail.reason, mail.error = MailState.SENT, now, None, None, ""
    _wipe(mail)


def postponed(mail: Mail, reason: MailReason, said: str = "", *, now: datetime) -> None:
    """Note that *mail* could not be handed over for now; after the last try it has failed.

    So has one that holds a way in which would be over by the next try. *said* are the words of the mail server.
    """
    wait = rules.wait_after(mail.tries)
    if wait is None or _is_over(mail, now + wait):
        failed(mail, reason, said)
        return
    mail.reason, mail.error, mail.lease_until = reason, said, None
    mail.state, mail.due_at = MailState.WAITING, now + wait


def unreached(mail: Mail, reason: MailReason, said: str = "", *, counts: bool = False, now: datetime) -> None:
    """Note that the mail server itself is at fault: everything due rests a while.

    *mail* keeps its tries, unless the try *counts*: the server broke off while it was given this very mail, which
    may be the reason; it then goes behind the others.
    """
    if counts:
        postponed(mail, reason, said, now=now)
        mail.due_at += rules.REST
    elif _is_over(mail, now + rules.REST):
        failed(mail, reason, said)
    else:
        mail.tries -= 1
        mail.state, mail.reason, mail.error, mail.lease_until = MailState.WAITING, reason, said, None
        mail.due_at = now + rules.REST
    waiting = Mail.state.in_(rules.TO_BE_SENT) & (Mail.due_at <= now)
    current().execute(
        update(Mail).where(waiting).values(due_at=now + rules.REST).execution_options(synchronize_session=False)
    )


def _is_over(mail: Mail, at: datetime) -> bool:
    """Say whether *mail* holds a way in that no longer works at an instant."""
    return mail.secret and at > (mail.worthless_after or mail.created_at + rules.secret_lasts(mail.kind))


def failed(mail: Mail, reason: MailReason, said: str = "") -> None:
    """Note that *mail* will not be handed over; a way in that it held is wiped."""
    mail.state, mail.reason, mail.error, mail.lease_until = rules.failed_as(reason), reason, said, None
    _wipe(mail)


def _wipe(mail: Mail) -> None:
    """Forget the words of a mail that holds a way in."""
    if mail.secret:
        mail.text = mail.html = ""


def beat(name: str, *, now: datetime) -> None:
    """Note that the part of the program called *name* is alive."""
    current().merge(Heartbeat(name=name, at=now))
