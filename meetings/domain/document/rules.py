"""What a document must have, how its revisions count, and which symbol comes next."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from meetings.core.bilingual import Bilingual, Language, other
from meetings.core.errors import Refused
from meetings.models.agenda import AgendaItem
from meetings.models.document import DocumentKind
from meetings.models.meeting import Meeting

VersionState = Literal["current", "behind"]
LONGEST_SYMBOL = 40
_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class DocumentTitleMissing(Refused):
    """A document without a title in any language cannot be found again."""


class SymbolUnusable(Refused):
    """The symbol is empty, too long or holds more than letters, digits, dots and dashes."""


class SymbolTaken(Refused):
    """Another document of the meeting has this symbol."""


class ItemElsewhere(Refused):
    """The agenda item belongs to another meeting, or was removed."""


class VersionsRemain(Refused):
    """The document has versions, and nobody said that they may go."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the secretariat decides of a document, apart from its contents."""

    symbol: str
    title: Bilingual
    kind: DocumentKind
    item: AgendaItem | None
    #: When a version that is missing is expected.
    expected_on: date | None


def check(draft: Draft, meeting: Meeting) -> None:
    """Refuse a document that cannot be; raises ``DocumentTitleMissing``, ``SymbolUnusable`` or ``ItemElsewhere``."""
    if not draft.title:
        raise DocumentTitleMissing
    if len(draft.symbol) > LONGEST_SYMBOL or not _SYMBOL.fullmatch(draft.symbol):
        raise SymbolUnusable
    if draft.item and draft.item.meeting_id != meeting.id:
        raise ItemElsewhere


def next_revision(language: Language, newest: Mapping[Language, int]) -> int:
    """Return the number of a new version in *language*, when *newest* holds the highest number of each.

    A language that is missing or behind catches up with the other: equal numbers in both say the same.
    """
    mine, theirs = newest.get(language, 0), newest.get(other(language), 0)
    return theirs if mine < theirs else mine + 1


def state(language: Language, newest: Mapping[Language, int]) -> VersionState:
    """Say whether the newest version in *language* says what the other one says."""
    return "behind" if newest[language] < newest.get(other(language), 0) else "current"


def suggested_symbol(series: str, number: int, taken: Collection[str]) -> str:
    """Return the next free symbol of meeting *number* of the *series* with this symbol: NCP0803."""
    used = {symbol.upper() for symbol in taken}
    begins = f"{series}{number:02d}"
    free = (f"{begins}{count:02d}" for count in range(1, len(used) + 2))
    return next(symbol for symbol in free if symbol.upper() not in used)
