"""What the files of a poll's result are made from: plain values in one language, and the picture as SVG."""

from dataclasses import dataclass
from datetime import datetime

from meetings.core.bilingual import Bilingual, Language


@dataclass(frozen=True, slots=True)
class TablePrint:
    """A table of words; *figures* says which columns are numbers, *widths* how wide each is beside the others."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    #: None: the first column takes what the others leave.
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultPrint:
    """The result of a poll as it is printed, in *language*; *state* is what was decided, *notes* how to read it."""

    language: Language
    symbol: Bilingual
    title: Bilingual
    state: Bilingual
    sessions: tuple[Bilingual, ...]
    notes: tuple[str, ...]
    rounds_head: str
    rounds: tuple[str, ...]
    tables: tuple[TablePrint, ...]
    #: The picture, and what it shows for who does not see it; nothing where there is none.
    picture: str
    alt: str
    organisation: str
    link: str
    modified: datetime
