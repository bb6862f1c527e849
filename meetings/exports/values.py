"""What exports are made from: plain values, read from the database by whoever asks for a file."""

from dataclasses import dataclass
from datetime import date, datetime

from meetings.core.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class ParagraphPrint:
    """One numbered paragraph of a record, in Markdown; a decision has a symbol such as NCP7/D1."""

    number: int
    body: Bilingual
    decision: str = ""


@dataclass(frozen=True, slots=True)
class ItemPrint:
    """One item of the agenda with the paragraphs on it."""

    number: str
    title: Bilingual
    paragraphs: tuple[ParagraphPrint, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionPrint:
    """One follow-up action: its number such as NCP7/A1, what, who, by when and how far."""

    number: str
    action: Bilingual
    owner: Bilingual
    due: date | None
    state: Bilingual


@dataclass(frozen=True, slots=True)
class RecordPrint:
    """A record as it is printed.

    *state* is the line that says whether it is a draft or by whom it was adopted, *sessions* one line for each
    session with its date, *modified* when the record last changed.
    """

    symbol: Bilingual
    title: Bilingual
    state: Bilingual
    sessions: tuple[Bilingual, ...]
    items: tuple[ItemPrint, ...]
    actions: tuple[ActionPrint, ...]
    modified: datetime
    organisation: str = ""
    link: str = ""
