"""People as vCard 4.0 (RFC 6350): one text that address books read."""

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Section 3.2: a line is at most 75 octets long, its end not counted.
LONGEST_LINE = 75
CONTENT_TYPE = "text/vcard; charset=utf-8"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of somebody; empty where nothing is known."""

    uid: str
    name: str
    organisation: str
    email: str
    title: str = ""
    role: str = ""
    language: str = ""
    zone: str = ""
    phone: str = ""


def uid_for(site: str, number: int) -> str:
    """Return the same UUID for the person with this *number* on this *site* each time."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site}/people/{number}").urn


def vcards(cards: Iterable[Card]) -> bytes:
    """Return the *cards* one after the other, in UTF-8 with CRLF at line ends."""
    return "".join(f"{line}\r\n" for card in cards for line in _lines(card)).encode()


def _lines(card: Card) -> Iterator[str]:
    values = (
        ("UID", card.uid),
        ("KIND", "individual"),
        ("FN", _text(card.name)),
        ("ORG", _text(card.organisation)),
        ("TITLE", _text(card.title)),
        ("ROLE", _text(card.role)),
        ("EMAIL;TYPE=work", _text(card.email)),
        ("TEL;TYPE=work;VALUE=text", _text(card.phone)),
        ("LANG", card.language),
        ("TZ;VALUE=text", _text(card.zone)),
    )
    yield from ("BEGIN:VCARD", "VERSION:4.0")
    for name, value in values:
        if value:
            yield from _folded(f"{name}:{value}")
    yield "END:VCARD"


def _text(value: str) -> str:
    """Escape what has a meaning in a value (section 3.4); control characters have no place in one."""
    plain = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\,;])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a long line between characters, never inside one; each part after the first begins with a space."""
    part, length = "", 0
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if length + octets > LONGEST_LINE:
            yield part
            part, length = " ", 1
        part, length = part + character, length + octets
    yield part
