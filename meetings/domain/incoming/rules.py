"""The signed addresses that mails carry away, and what a message that comes back means."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.core import tokens
from meetings.core.errors import Refused
from meetings.domain.person.rules import OPTIONAL_MAILS
from meetings.models.incoming import Why
from meetings.models.outbox import Mail

#: Longest message that is read, in octets; of a longer one the beginning is.
LONGEST = 1_000_000
#: 26 signs of five bits: 130 bits of the HMAC.
_SIGNS = 26
_LOCAL = re.compile(rf"b(?P<mail>[0-9]{{1,10}})-(?P<mark>[a-z2-7]{{{_SIGNS}}})|r(?P<entry>[a-z2-7]{{{_SIGNS}}})")
#: So many mails that came back within the span mark an address, even if none came back for good.
SOFT = 3
SPAN = timedelta(days=7)
#: Once so many mails came back, only ways in are still sent to an address.
HOPELESS = 10
#: A clock that runs ahead by more than this is not believed.
AHEAD = timedelta(minutes=10)


class AddressNotMarked(Refused):
    """No mail to this address came back, or somebody has already said that it works."""


@dataclass(frozen=True, slots=True)
class Returns:
    """The mailbox for what comes back, and the secret that signs its addresses."""

    address: str
    secret: str

    def of_mail(self, number: int, message_id: str) -> str:
        """Return where a mail comes back to if it cannot be delivered: its envelope sender (RFC 5321, 4.4)."""
        return self._plus(f"b{number}-{self.mail_mark(number, message_id)}")

    def of_entry(self, uid: str, attendee: str) -> str:
        """Return the organiser of a calendar entry for *attendee*, to whom their calendar answers."""
        return self._plus(f"r{self.entry_mark(uid, attendee)}")

    def mail_mark(self, number: int, message_id: str) -> str:
        """Return what only this house can make of a mail."""
        return _mark(self.secret, "returned mail", f"{number} {message_id}")

    def entry_mark(self, uid: str, attendee: str) -> str:
        """Return what only this house can make of an entry and the address that it was sent to."""
        return _mark(self.secret, "calendar answer", f"{uid} {attendee.strip().lower()}")

    def _plus(self, tag: str) -> str:
        local, domain = self.address.rsplit("@", 1)
        return f"{local}+{tag}@{domain}"


@dataclass(frozen=True, slots=True)
class Signed:
    """One of our addresses as a message carries it: of a mail, or of an entry when *mail* is 0."""

    mark: str
    mail: int = 0


def digest(octets: bytes) -> str:
    """Return by what a message is known again."""
    return hashlib.sha256(octets).hexdigest()


def signed(text: str, address: str) -> list[Signed]:
    """Return the signed addresses in *text* that belong to the mailbox *address*, unchecked, in small letters."""
    local, domain = address.lower().rsplit("@", 1)
    pattern = re.compile(rf"{re.escape(local)}\+(?P<tag>[a-z0-9-]{{27,64}})@{re.escape(domain)}(?![a-z0-9.-])")
    matches = (_LOCAL.fullmatch(found["tag"]) for found in pattern.finditer(text.lower()))
    return [
        Signed(match["entry"]) if match["entry"] else Signed(match["mark"], int(match["mail"]))
        for match in matches
        if match
    ]


def is_of_mail(found: Signed, mail: Mail, returns: Returns) -> bool:
    """Say whether *found* was signed for *mail*."""
    return tokens.equal(found.mark, returns.mail_mark(mail.id, mail.message_id))


def is_of_entry(found: Signed, uid: str, attendee: str, returns: Returns) -> bool:
    """Say whether *found* was signed for the entry *uid* and the address of *attendee*."""
    return tokens.equal(found.mark, returns.entry_mark(uid, attendee))


def _mark(secret: str, purpose: str, text: str) -> str:
    octets = bytes.fromhex(tokens.derived(secret, purpose, text))
    return base64.b32encode(octets).decode().lower()[:_SIGNS]


#: What the status of a bounce says (RFC 3463, section 3), by its last two figures.
_MEANS = {
    **dict.fromkeys(("1.0", "1.1", "1.3", "1.4", "1.6", "1.10"), Why.ADDRESS),
    **dict.fromkeys(("1.2", "4.4", "4.310", "4.312"), Why.DOMAIN),
    **dict.fromkeys(("2.0", "2.1", "4.316"), Why.CLOSED),
    "2.2": Why.FULL,
    **dict.fromkeys(("2.3", "3.4"), Why.TOO_BIG),
}
_BY_SUBJECT = {"4": Why.UNREACHED, "6": Why.REFUSED, "7": Why.REFUSED}
#: Faults of the message or of a moment: the address itself may work.
PASSING = frozenset({Why.FULL, Why.TOO_BIG, Why.REFUSED, Why.UNREACHED})


def why(status: str) -> Why:
    """Return in our words what a *status* such as 5.1.1 says."""
    _class, _dot, rest = status.partition(".")
    return _MEANS.get(rest, _BY_SUBJECT.get(rest.partition(".")[0], Why.UNKNOWN))


def is_for_good(status: str) -> bool:
    """Say whether a *status* condemns the address: a permanent fault that is not the message's or a moment's."""
    return status.startswith("5.") and why(status) not in PASSING


def can_wait(kind: str) -> bool:
    """Say whether mails of *kind* are no loss to somebody who cannot be reached: reminders and campaigns."""
    return kind in OPTIONAL_MAILS or kind.endswith(".reminded") or kind.startswith("mailing.")


def is_newer(sequence: int, at: datetime, *, than: tuple[int, datetime]) -> bool:
    """Say whether an answer comes after the one known: by SEQUENCE, then by DTSTAMP (RFC 5546, 2.1.5)."""
    return (sequence, at) > than
