"""Holds back mails that wait in the outbox, so that they never leave."""

from sqlalchemy import ColumnElement, update

from meetings.domain.outbox import rules
from meetings.models.database import current
from meetings.models.outbox import Mail, MailReason, MailState


def hold_back(chosen: ColumnElement[bool], why: MailReason) -> int:
    """Hold back those of the *chosen* mails that still wait, and return how many; one on its way cannot be stopped."""
    waiting = update(Mail).where(chosen, Mail.state.in_(rules.TO_BE_SENT))
    held = current().execute(
        waiting.values(state=MailState.WITHHELD, reason=why, error="")
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return len(held.all())
