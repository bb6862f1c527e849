"""Words for what comes back by mail, why, and what became of it."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.incoming import rules
from meetings.models.incoming import Fate, Reply, Sort, Why

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Sort: {
        Sort.BOUNCE: _l("Returned mail"),
        Sort.REFUSAL: _l("Address refused"),
        Sort.DELAY: _l("Mail delayed"),
        Sort.COMPLAINT: _l("Complaint"),
        Sort.ANSWER: _l("Answer of a calendar"),
        Sort.AUTOMATIC: _l("Automatic message"),
        Sort.OTHER: _l("Something else"),
    },
    Fate: {
        Fate.MATCHED: lazy_pgettext("message", "matched"),
        Fate.UNSIGNED: _l("kept out: without one of our signed addresses"),
        Fate.FORGED: _l("kept out: the signature is wrong"),
        Fate.GONE: _l("kept out: what it speaks of is there no more"),
        Fate.OTHER_PERSON: _l("kept out: answered by another address than the one asked"),
        Fate.OLDER: _l("kept out: a later answer is known"),
        Fate.IGNORED: lazy_pgettext("message", "not heeded"),
        Fate.UNREAD: _l("not understood: read it in the mailbox"),
    },
    Why: {
        Why.ADDRESS: _l("There is no such address."),
        Why.DOMAIN: _l("The domain of the address takes no mail."),
        Why.CLOSED: _l("The mailbox is closed."),
        Why.FULL: _l("The mailbox is full."),
        Why.UNREACHED: _l("The server of the address could not be reached in time."),
        Why.REFUSED: _l("The server of the address refused the message, not the address."),
        Why.TOO_BIG: _l("The message was too big."),
        Why.UNKNOWN: _l("The server gave no reason that is understood."),
    },
    Reply: {
        Reply.ACCEPTED: lazy_pgettext("calendar", "accepted"),
        Reply.TENTATIVE: lazy_pgettext("calendar", "tentative"),
        Reply.DECLINED: lazy_pgettext("calendar", "declined"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.AddressNotMarked: _l("This address is not marked any more. Nothing was changed."),
}
#: Why the mailbox cannot be read (meetings/notices/mailbox.py).
FAILURES: dict[str, Any] = {
    "unreachable": _l("Its server cannot be reached."),
    "timeout": _l("Its server did not answer in time."),
    "disconnected": _l("Its server closed the connection."),
    "certificate": _l("The certificate of its server could not be verified."),
    "encryption": _l("No encrypted connection to its server could be made."),
    "credentials": _l("Its server refused our user name or password."),
    "token": _l("No access token could be fetched for it."),
    "token_refused": _l("The provider of access tokens refused us: its secret or its permission may have ended."),
    "folder": _l("There is no such folder on its server."),
    "refused": _l("Its server refused what we asked."),
}
