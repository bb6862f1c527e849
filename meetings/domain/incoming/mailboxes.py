"""Who reads the mailbox, how far it was read, and since when it cannot be."""

from datetime import datetime, timedelta

from sqlalchemy import or_

from meetings.models.database import current, upsert
from meetings.models.incoming import Mailbox

#: Longer than one message takes with all its time-outs; each message renews it.
LEASE = timedelta(minutes=5)


def claim(*, now: datetime) -> int | None:
    """Take the mailbox for one round, and return its number; nothing while another process reads it."""
    until = now + LEASE
    row = upsert(current().connection(), Mailbox).values(id=1, lease_until=until)
    taken = row.on_conflict_do_update(
        index_elements=[Mailbox.id],
        set_={"lease_until": until},
        where=or_(Mailbox.lease_until.is_(None), Mailbox.lease_until < now),
    )
    number: int | None = current().scalar(taken.returning(Mailbox.id))
    return number


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
