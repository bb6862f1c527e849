"""Words for what becomes of mails, why, and what is refused when one is handled."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.outbox import rules
from meetings.models.outbox import MailReason, MailState

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    MailState: {
        MailState.QUEUED: _l("queued"),
        MailState.IN_FLIGHT: _l("being sent"),
        MailState.WAITING: _l("waiting to be tried again"),
        MailState.SENT: lazy_pgettext("mail", "sent"),
        MailState.BOUNCED: _l("returned or refused"),
        MailState.FAILED: lazy_pgettext("mail", "failed"),
        MailState.WITHHELD: _l("held back"),
        MailState.GATHERED: _l("for the daily mail"),
        MailState.KEPT: _l("kept here"),
    },
    MailReason: {
        MailReason.UNREACHABLE: _l("The mail server cannot be reached."),
        MailReason.TIMEOUT: _l("The mail server did not answer in time."),
        MailReason.DISCONNECTED: _l("The mail server closed the connection."),
        MailReason.CERTIFICATE: _l("The certificate of the mail server could not be verified."),
        MailReason.ENCRYPTION: _l("No encrypted connection to the mail server could be made."),
        MailReason.UNSUPPORTED: _l("The mail server does not offer the encryption or the sign-in that is set."),
        MailReason.CREDENTIALS: _l("The mail server refused our user name or password."),
        MailReason.CLOSED: _l("The mail server takes no mail at the moment."),
        MailReason.SENDER: _l("The mail server refused our sender address."),
        MailReason.LATER: _l("The mail server asked us to try again later."),
        MailReason.RECIPIENT: _l("The mail server refused the address: it is wrong, or no longer exists."),
        MailReason.CONTENT: _l("The mail server refused the message."),
        MailReason.MESSAGE: _l("Our own check stopped the message: its address or its contents cannot be sent."),
        MailReason.FAULT: _l("The message could not be put together. This is a fault of Hemicycle."),
        MailReason.TOO_LATE: _l("It is too late for it: what it tells of is over, or has begun."),
        MailReason.BY_HAND: _l("It was held back by hand."),
        MailReason.STOPPED: _l("The mails to many to which it belongs were stopped."),
        MailReason.CANCELLED: _l("The meeting was cancelled before it could leave."),
        MailReason.RETURNED: _l("It left, and came back: the mail server of its reader could not deliver it."),
        MailReason.ADDRESS: _l("Mails to this address come back, so this one was held back."),
    },
}
#: How full the disc is, and its colour.
MARKS = {
    MailState.QUEUED: "",
    MailState.IN_FLIGHT: "half",
    MailState.WAITING: "half warn",
    MailState.SENT: "full ok",
    MailState.BOUNCED: "bad",
    MailState.FAILED: "bad",
    MailState.WITHHELD: "warn",
    MailState.GATHERED: "half",
    MailState.KEPT: "full",
}
REFUSALS: dict[type[Refused], Any] = {
    rules.NotFailed: _l("This mail has not failed. Nothing was changed."),
    rules.WayInOver: _l("This mail held a sign-in link, which is over. Its reader can ask for a new one."),
    rules.HasLeft: _l("This mail no longer waits, so it cannot be held back. Nothing was changed."),
    rules.NotHeldBack: _l("This mail is not held back. Nothing was changed."),
}
