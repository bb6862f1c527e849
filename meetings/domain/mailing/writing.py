"""Notes what became of the mail of one recipient."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from meetings.domain.mailing.recipients import Recipient
from meetings.domain.outbox import rules as outbox
from meetings.domain.registration import places
from meetings.models.database import current
from meetings.models.mailing import Addressed, Dropped, Mailing, MailingRecipient
from meetings.models.meeting_link import MeetingLink
from meetings.models.outbox import Mail, MailState


def written(row: MailingRecipient, mail: Mail) -> None:
    """Note that the *mail* of a recipient lies in the outbox."""
    row.mail_id, row.state, row.reason = mail.id, Addressed.WRITTEN, None


def dropped(row: MailingRecipient, why: Dropped) -> None:
    """Note that a recipient gets no mail."""
    row.state, row.reason = Addressed.DROPPED, why


def failed(row: MailingRecipient, error: Exception) -> None:
    """Note that the mail of a recipient could not be written."""
    row.state, row.error = Addressed.FAILED, outbox.told_of(error)


def forgotten(mails: ColumnElement[bool]) -> None:
    """Note at the recipients of *mails* that go for their age what became of those that did not reach them."""
    for troubled, state in ((outbox.TROUBLED, Addressed.UNDELIVERED), ((MailState.WITHHELD,), Addressed.DROPPED)):
        going = select(Mail.id).where(mails, Mail.state.in_(troubled))
        theirs = update(MailingRecipient).where(MailingRecipient.mail_id.in_(going)).values(state=state)
        current().execute(theirs.execution_options(synchronize_session=False))


def invited(mailing: Mailing, one: Recipient, *, now: datetime) -> MeetingLink:
    """Return the personal link with which *one* answers the invitation that *mailing* is; they count as invited."""
    link = one.link or places.give_link(mailing.meeting, one.person)
    if link.invited_at is None:
        link.invited_at, link.invited_by_id = now, mailing.created_by_id
    return link
