"""What the secretariat does with mails by hand: once more, not at all, or after all."""

from datetime import datetime

from sqlalchemy import select

from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions, rules
from meetings.models.database import current, lock
from meetings.models.outbox import Mail, MailReason, MailState
from meetings.models.person import Person


def retry(mail: Mail, *, by: Person | None, now: datetime) -> None:
    """Send a *mail* that failed once more, with all its tries; raises ``NotFailed`` or ``WayInOver``."""
    lock(mail)
    if mail.state not in rules.TROUBLED:
        raise rules.NotFailed
    if mail.secret:
        raise rules.WayInOver
    _queue_again(mail, now)
    audit.record("outbox.retried", mail, by=by, now=now)


def retry_all(kind: str, *, by: Person | None, now: datetime) -> int:
    """Send every mail of *kind* that failed once more, and return how many there were.

    Those stay whose address was refused, which needs another address, and those that held a way in.
    """
    failed = (Mail.kind == kind) & (Mail.state == MailState.FAILED) & ~Mail.secret
    mails = current().scalars(select(Mail).where(failed).order_by(Mail.id).with_for_update()).all()
    for mail in mails:
        _queue_again(mail, now)
        audit.record("outbox.retried", mail, by=by, now=now)
    return len(mails)


def withhold(mail: Mail, *, by: Person | None, now: datetime) -> None:
    """Hold back a *mail* that has not left; raises ``HasLeft``."""
    lock(mail)
    if mail.state not in rules.TO_BE_SENT:
        raise rules.HasLeft
    mail.state, mail.reason, mail.error = MailState.WITHHELD, MailReason.BY_HAND, ""
    audit.record("outbox.withheld", mail, by=by, now=now)


def release(mail: Mail, *, by: Person | None, now: datetime) -> None:
    """Let a *mail* go that was held back; raises ``NotHeldBack`` or ``WayInOver``."""
    lock(mail)
    if mail.state is not MailState.WITHHELD:
        raise rules.NotHeldBack
    if mail.secret and not mail.text:
        raise rules.WayInOver
    mail.worthless_after = mail.worthless_after if mail.secret else None
    _queue_again(mail, now)
    audit.record("outbox.released", mail, by=by, now=now)


def test(person: Person, *, now: datetime) -> None:
    """Let a test message go to *person*, who asked for it."""
    actions.announce("delivery.tested", {"person": person.id}, now=now)
    audit.record("outbox.tested", person, by=person, now=now)


def _queue_again(mail: Mail, now: datetime) -> None:
    mail.state, mail.tries, mail.due_at, mail.reason, mail.error = MailState.QUEUED, 0, now, None, ""
