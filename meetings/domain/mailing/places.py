"""Places in the words of a mail, such as ``{{meeting}}``: which there are, what is wrong with them, what fills them.

A substitution and nothing else: what somebody typed is never run.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.core.errors import Refused
from meetings.models.mailing import MailingKind


class Place(StrEnum):
    """What stands in a mail for something that differs from meeting to meeting or from reader to reader."""

    NAME = "name"
    ORGANISATION = "organisation"
    MEETING = "meeting"
    DATES = "dates"
    #: The reader's own sitting, or all of them.
    SESSION = "session"
    #: The same with its times, by the reader's own clock.
    TIMES = "time_in_your_zone"
    #: Room and building.
    PLACE = "place"
    REGISTRATION_CLOSES = "registration_closes"
    #: The reader's own way to their place, or the page of the meeting.
    LINK = "link"
    JOIN_LINK = "join_link"
    SECRETARIAT = "secretariat"


#: They need lines of their own, or addresses, which no subject holds.
NOT_IN_SUBJECTS = frozenset({Place.TIMES, Place.LINK, Place.JOIN_LINK})
_FOUND = re.compile(r"\{\{\s*([^{}\s]*)\s*\}\}")
_MARKUP = re.compile(r"</?[A-Za-z][^>\n]*>|<!--|\{%|\{#|%\}|#\}")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+.!|<>~&-])")


class Fault(StrEnum):
    """What is wrong with words."""

    UNKNOWN = "unknown"
    BRACES = "braces"
    MARKUP = "markup"
    #: A place that this kind of mail, or its subject, does not have.
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with words in one language; *what* is the part that somebody typed."""

    fault: Fault
    what: str


class WordsWrong(Refused):
    """The subject or the text of a mail has a place that is not known, braces without their pair, or markup."""

    def __init__(self, field: str, language: Language, wrong: Wrong) -> None:
        super().__init__(field)
        self.field, self.language, self.wrong = field, language, wrong


def offered(kind: MailingKind, *, subject: bool = False) -> list[Place]:
    """Return the places that mails of *kind* can have; the way into a sitting only where all readers have a seat."""
    found = [place for place in Place if place is not Place.JOIN_LINK or kind is MailingKind.CONNECTION]
    return [place for place in found if not (subject and place in NOT_IN_SUBJECTS)]


def wrong(text: str, kind: MailingKind, *, subject: bool = False) -> Iterator[Wrong]:
    """Yield what is wrong with *text* in a mail of *kind*."""
    known, here = {place.value for place in Place}, {place.value for place in offered(kind, subject=subject)}
    for found in _FOUND.finditer(text):
        if found[1] not in known:
            yield Wrong(Fault.UNKNOWN, found[0])
        elif found[1] not in here:
            yield Wrong(Fault.NOT_HERE, found[0])
    rest = _FOUND.sub("", text)
    markup = _MARKUP.search(rest)
    if markup:
        yield Wrong(Fault.MARKUP, markup[0])
    elif "{" in rest or "}" in rest:
        yield Wrong(Fault.BRACES, _around(rest))


def check(subject: Bilingual, body: Bilingual, kind: MailingKind) -> None:
    """Refuse words that could not be filled; raises ``WordsWrong``."""
    for field, text in (("subject", subject), ("body", body)):
        for language in LANGUAGES:
            for found in wrong(text.text(language), kind, subject=field == "subject"):
                raise WordsWrong(field, language, found)


def filled(text: str, values: Mapping[Place, str], *, escape: bool = True) -> str:
    """Return *text* with *values* in its places; in Markdown they are escaped, so that they only say what they say."""
    clean: Callable[[str], str] = escaped if escape else str
    known = {place.value: place for place in Place}

    def fill(found: re.Match[str]) -> str:
        place = known.get(found[1])
        value = values.get(place, "") if place else found[0]
        return value if place in (Place.LINK, Place.JOIN_LINK) else clean(value)

    return _FOUND.sub(fill, text)


def escaped(value: str) -> str:
    """Return *value* as Markdown that says nothing but it; its lines stay lines."""
    return _SPECIAL.sub(r"\\\1", value)


def _around(text: str) -> str:
    """Return the braces with what stands beside them."""
    at = min(found for found in (text.find("{"), text.find("}")) if found >= 0)
    return text[max(0, at - 10) : at + 20].replace("\n", " ").strip()
