"""What letters of invitation and badges are made from: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meetings.core.bilingual import Bilingual, Language


@dataclass(frozen=True, slots=True)
class LetterPrint:
    """A letter of invitation as it is printed."""

    reference: str
    issued_on: date
    language: Language
    #: The body that invites, and who signs for it.
    house: str
    signed_by: str
    contact: str
    consulate: str
    #: As the passport has them.
    name: str
    nationality: str
    passport: str
    born_on: date
    expires_on: date
    function: str
    organisation: Bilingual
    meeting: Bilingual
    #: One line for each sitting: day, times, place.
    sittings: Sequence[Bilingual]


@dataclass(frozen=True, slots=True)
class BadgePrint:
    """One badge."""

    name: str
    organisation: Bilingual
    #: The short code of the organisation; empty for who comes for none.
    code: str
    role: Bilingual


@dataclass(frozen=True, slots=True)
class BadgeSheet:
    """Badges for one meeting."""

    title: Bilingual
    symbol: str
    badges: Sequence[BadgePrint]
