"""What exports are made from: plain values, read from the database by whoever asks for a file."""

from dataclasses import dataclass
from datetime import date, datetime

from meetings.core.bilingual import Bilingual

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class ParagraphPrint:
    """One paragraph of a record, in Markdown; a decision has a symbol such as NCP7/D1, a poll has no number."""

    number: int | None
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
    session with its date, *modified* when the record last changed. *annex* comes last, under *annex_head*.
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
    annex_head: Bilingual = NOTHING
    annex: tuple[ItemPrint, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPrint:
    """A document of an item."""

    symbol: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class PointPrint:
    """One item of an agenda: what there is to know of it, line by line.

    *fullness* says how far the meeting is asked to go: 2 for decision, 1 for guidance, 0 for information.
    """

    number: str
    sub: bool
    title: Bilingual
    fullness: int
    purpose: Bilingual
    minutes: str
    by: tuple[Bilingual, ...] = ()
    papers: tuple[PaperPrint, ...] = ()
    #: Such as a break.
    after: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class AgendaPrint:
    """An agenda as it is printed; *changes* are what is new since the version before, under *changes_head*."""

    symbol: Bilingual
    title: Bilingual
    state: Bilingual
    sessions: tuple[Bilingual, ...]
    points: tuple[PointPrint, ...]
    total: Bilingual
    changes_head: Bilingual
    modified: datetime
    changes: tuple[Bilingual, ...] = ()
    organisation: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class SlotPrint:
    """One item or break of a sitting with the time at which it begins; *late* when it ends after the sitting."""

    time: Bilingual
    number: str
    title: Bilingual
    minutes: str
    by: tuple[Bilingual, ...] = ()
    papers: tuple[PaperPrint, ...] = ()
    notes: Bilingual = NOTHING
    late: bool = False


@dataclass(frozen=True, slots=True)
class SittingPrint:
    """A sitting from its first item to its last; *fit* says how much time is left, or lacks."""

    heading: Bilingual
    slots: tuple[SlotPrint, ...]
    fit: Bilingual


@dataclass(frozen=True, slots=True)
class RunPrint:
    """The run of show of a meeting as it is printed."""

    symbol: Bilingual
    title: Bilingual
    state: Bilingual
    sittings: tuple[SittingPrint, ...]
    modified: datetime
    organisation: str = ""
    sessions: tuple[Bilingual, ...] = ()
    link: str = ""
