"""Mails whose reader's address does not work: those that came back, and those that do not leave for that reason."""

from meetings.models.outbox import Mail, MailReason, MailState


def bounced(mail: Mail, said: str) -> None:
    """Note that *mail* came back, and what the server *said*."""
    mail.state, mail.reason, mail.error = MailState.BOUNCED, MailReason.RETURNED, said
    mail.lease_until = None


def withheld(mail: Mail) -> None:
    """Keep *mail* from leaving, since its reader cannot be reached by it."""
    mail.state, mail.reason = MailState.WITHHELD, MailReason.ADDRESS
