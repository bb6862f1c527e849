"""What is looked for in the archive, and where it can be found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.bilingual import Bilingual
from meetings.core.text import folded
from meetings.models.meeting import Meeting, Series, Session
from meetings.models.organisation import Region

MOST_WORDS = 8
LONGEST_WORD = 60
_AROUND_WORDS = "\"'“”„«»‹›()[]{}<>,.;:!?…"


class Source(StrEnum):
    """Which text of a meeting it is, in the order in which places are shown."""

    TITLE = "title"
    SUMMARY = "summary"
    ITEM = "item"
    DECISION = "decision"
    ACTION = "action"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Place:
    """A text in which words were found: decision or action *number*, a document with its *symbol*, an item's *mark*."""

    source: Source
    number: int
    #: What readers call an item of the agenda: 2.1.
    mark: str
    symbol: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Hit:
    """A past meeting, what it left behind, and the places where the words were found."""

    meeting: Meeting
    sessions: Sequence[Session]
    has_record: bool
    decisions: int
    documents: int
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """What past meetings can be chosen by."""

    series: Sequence[Series]
    years: Sequence[int]
    regions: Sequence[Region]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of *text* as they are compared: without case, accents and marks around them; at most eight."""
    words = (word.strip(_AROUND_WORDS)[:LONGEST_WORD] for word in folded(text).split())
    return tuple(dict.fromkeys(filter(None, words)))[:MOST_WORDS]
