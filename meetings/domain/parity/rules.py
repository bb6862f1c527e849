"""What a bilingual text of a meeting is, in which state it can be, and what is refused."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meetings.core import text as typed
from meetings.core.bilingual import GAPS, LANGUAGES, Bilingual, State
from meetings.core.errors import Refused

#: Writes one text: the thing, the name of the text, its words, then *seen*, *by* and *now*.
Write = Callable[..., None]


class Kind(StrEnum):
    """Which part of a meeting a text belongs to."""

    MEETING = "meeting"
    AGENDA = "agenda"
    DOCUMENT = "document"
    REGISTRATION = "registration"
    POLL = "poll"
    QUESTION = "question"
    OUTCOME = "outcome"
    RECORD = "record"
    MAIL = "mail"


class Step(StrEnum):
    """A step with which readers get to see texts; with gaps in them it needs a reason."""

    ANNOUNCE = "announce"
    ISSUE = "issue"
    PUBLISH = "publish"


class TextGone(Refused):
    """The text is no longer part of the meeting."""


class NothingToTurn(Refused):
    """Only a text that somebody wrote in both languages can change which of them is the original."""


class NothingToDraft(Refused):
    """A machine drafts only what is missing: never over words of somebody, also if they came meanwhile."""


class DraftUnusable(Refused):
    """What the machine wrote is too long for its place, or holds what no text may."""


class Fault(StrEnum):
    """Why words that came from elsewhere cannot stand in a text."""

    TOO_LONG = "too_long"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Part:
    """One bilingual text that every thing of a kind has."""

    #: The name of the attribute.
    name: str
    #: Characters in one language, as the form of the thing has it.
    limit: int
    #: From which step on readers see it; where there is none, a step has nothing to do with it.
    step: Step | None = None
    #: A later step that shows it anew.
    again: Step | None = None
    #: Several lines, perhaps with Markdown.
    area: bool = False
    #: It has words in one language at least.
    needed: bool = True

    def shown_at(self, step: Step | None) -> bool:
        """Say whether readers get to see it at *step*; without a step, any text counts."""
        return step is None or step in (self.step, self.again)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a meeting: of which thing, which of its texts, and what it says."""

    #: As “table:id:name”.
    key: str
    kind: Kind
    thing: Any
    part: Part
    #: The numbers or the symbol by which readers know the thing.
    marks: tuple[str, ...]
    words: Bilingual
    #: Whether its words can no longer change.
    locked: bool
    write: Write

    @property
    def place(self) -> str:
        """Which text of which sort of thing it is, as “table.name”."""
        return f"{self.key.partition(':')[0]}.{self.part.name}"

    @property
    def state(self) -> State:
        """The state of the language that is not up to date; that of the translation where both are."""
        if any(self.words.state(language) == "missing" for language in LANGUAGES):
            return "missing"
        return self.words.state(self.words.translation)

    @property
    def is_gap(self) -> bool:
        """Whether a language is still to be written, or looked at by somebody."""
        return self.state in GAPS

    @property
    def can_be_drafted(self) -> bool:
        """Whether a machine may write the translation: there is none yet, and its original is there."""
        return not self.locked and self.state == "missing" and bool(self.words.text(self.words.original))


def cleaned(words: str, part: Part) -> str:
    """Return *words* as a form would store them in a text such as *part*."""
    return typed.clean(words) if part.area else typed.one_line(words)


def fault(words: str, part: Part) -> Fault | None:
    """Return why *words* cannot stand in a text such as *part*, if they cannot."""
    if typed.unusable(words) or "\N{REPLACEMENT CHARACTER}" in words:
        return Fault.UNUSABLE
    return Fault.TOO_LONG if len(words) > part.limit else None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many texts there are in each state."""

    total: int
    current: int
    missing: int
    behind: int
    machine: int


def figures(texts: Iterable[Text]) -> Figures:
    """Count *texts* by their state."""
    numbers = Counter(text.state for text in texts)
    return Figures(numbers.total(), numbers["current"], numbers["missing"], numbers["behind"], numbers["machine"])
