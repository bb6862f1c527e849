"""What the outbox of the demo shows: invitations of the next plenary that left, and some that did not arrive."""

from datetime import datetime, timedelta

from sqlalchemy import select

from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions
from meetings.models.database import current
from meetings.models.outbox import Mail, MailReason
from meetings.models.registration import Place, Registration
from meetings.notices import house, letters, own_way, places

SLUG = "ncp-plenary-8"
#: So many of the registered got their confirmation through this house.
SHOWN = 12
#: What went wrong, by the place in the list: why, and what the mail server said.
TROUBLE = {
    3: (MailReason.RECIPIENT, "550 5.1.1 User unknown in virtual mailbox table"),
    7: (MailReason.CONTENT, "554 5.7.1 Rejected by the content filter"),
}


def tell(*, now: datetime) -> None:
    """Write the mails of some who have a place; none of them waits, so nothing leaves."""
    meeting = meetings.by_slug(SLUG)
    if meeting is None:
        raise LookupError(SLUG)
    placed = (Registration.meeting_id == meeting.id) & (Registration.place == Place.CONFIRMED)
    chosen = current().scalars(select(Registration).where(placed).order_by(Registration.placed_at).limit(SHOWN)).all()
    for number, registration in enumerate(chosen):
        notice, *_further_days = places.invited("registration.confirmed", registration, now=now)
        letter = own_way.shown(letters.write(notice))
        at = min(registration.placed_at or registration.created_at, now - timedelta(minutes=1))
        _settle(actions.queue(letter, host=house.host(), keep=False, now=at), number, at)


def _settle(mail: Mail, number: int, at: datetime) -> None:
    """Say what became of *mail* a few seconds after it was written."""
    mail.tries = 1
    if number in TROUBLE:
        actions.failed(mail, *TROUBLE[number])
    else:
        actions.sent(mail, now=at + timedelta(seconds=4))
