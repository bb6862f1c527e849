"""Who reads the mailbox, how far it was read, and since when it cannot be."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from meetings.domain.incoming import queries
from meetings.models.database import add, current
from meetings.models.incoming import Mailbox

#: Longer than one message takes with all its time-outs; each message renews it.
LEASE = timedelta(minutes=5)


def claim(*, now: datetime) -> int | None:
    """Take the mailbox for one round, and return its number; nothing while another process reads it."""
    known = queries.mailbox()
    if known is None:
        return add(Mailbox(id=1, lease_until=now + LEASE)).id
    free = or_(Mailbox.lease_until.is_(None), Mailbox.lease_until < now)
    chosen = update(Mailbox).where(Mailbox.id == known.id, free).values(lease_until=now + LEASE)
    return current().scalar(chosen.returning(Mailbox.id).execution_options(synchronize_session=False))


def begin(mailbox: Mailbox, validity: int) -> int:
    """Return the last UID that was taken; none counts once the server has numbered its messages anew."""
    if mailbox.validity != validity:
        mailbox.validity, mailbox.last_uid = validity, 0
    return mailbox.last_uid


def advance(mailbox: Mailbox, uid: int, *, now: datetime) -> None:
    """Note that the message *uid* was taken."""
    mailbox.last_uid, mailbox.lease_until = max(uid, mailbox.last_uid), now + LEASE


def rest(mailbox: Mailbox, *, now: datetime) -> None:
    """Note that all of the mailbox was read, and let others read it."""
    mailbox.read_at, mailbox.failed_at, mailbox.failure, mailbox.lease_until = now, None, "", None


def failed(mailbox: Mailbox, code: str, *, now: datetime) -> None:
    """Note since when the mailbox cannot be read, and why."""
    mailbox.failed_at, mailbox.failure, mailbox.lease_until = mailbox.failed_at or now, code, None
