"""Notes what became of the mail of one recipient."""

from datetime import datetime

from meetings.domain.mailing.recipients import Recipient
from meetings.domain.registration import places
from meetings.models.mailing import Addressed, Dropped, Mailing, MailingRecipient
from meetings.models.meeting_link import MeetingLink
from meetings.models.outbox import Mail

LONGEST_ERROR = 500


def written(row: MailingRecipient, mail: Mail) -> None:
    """Note that the *mail* of a recipient lies in the outbox."""
    row.mail_id, row.state, row.reason = mail.id, Addressed.WRITTEN, None


def dropped(row: MailingRecipient, why: Dropped) -> None:
    """Note that a recipient gets no mail."""
    row.state, row.reason = Addressed.DROPPED, why


def failed(row: MailingRecipient, error: Exception) -> None:
    """Note that the mail of a recipient could not be written."""
    row.state, row.error = Addressed.FAILED, f"{type(error).__name__}: {error}"[:LONGEST_ERROR]


def invited(mailing: Mailing, one: Recipient, *, now: datetime) -> MeetingLink:
    """Return the personal link with which *one* answers the invitation that *mailing* is; they count as invited."""
    link = one.link or places.give_link(mailing.meeting, one.person)
    if link.invited_at is None:
        link.invited_at, link.invited_by_id = now, mailing.created_by_id
    return link
