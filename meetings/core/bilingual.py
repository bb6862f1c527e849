"""One text in English and French, as one immutable value that knows its state in each language."""

from dataclasses import dataclass, field
from typing import Literal, cast

Language = Literal["en", "fr"]
State = Literal["original", "current", "behind", "missing", "machine"]

ENGLISH: Language = "en"
FRENCH: Language = "fr"
LANGUAGES: tuple[Language, Language] = (ENGLISH, FRENCH)
#: States in which a language is still to be written, or looked at by somebody.
GAPS: tuple[State, ...] = ("missing", "behind", "machine")
#: What the column of the original holds while the translation is a machine's draft, and which language that is.
_DRAFTED: dict[str, Language] = {"me": ENGLISH, "mf": FRENCH}
#: Follows a machine's draft wherever it is read: on pages, in mails, calendars and files.
LABELS: dict[Language, str] = {ENGLISH: "[machine draft]", FRENCH: "[traduction automatique]"}


def other(language: Language) -> Language:
    """Return the other of the two languages."""
    return FRENCH if language == ENGLISH else ENGLISH


def tag(language: Language) -> str:
    """Return what stands in plain text before words that are there in *language* only."""
    return f"[{language.upper()}] "


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in two languages: which is the original, and whether the other still says the same."""

    en: str = ""
    fr: str = ""
    original: Language = ENGLISH
    behind: bool = False
    #: Whether the translation is a machine's draft that nobody has accepted yet; the mark of the original says so.
    machine: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Read the mark of a machine's draft, which the columns keep beside the original."""
        if self.original in _DRAFTED:
            object.__setattr__(self, "machine", True)
            object.__setattr__(self, "original", _DRAFTED[self.original])

    def __composite_values__(self) -> tuple[str, str, str, bool]:
        """Return the values of the four columns, in their order."""
        return self.en, self.fr, _marked(self.original, machine=self.machine), self.behind

    def __bool__(self) -> bool:
        """Say whether there is any text at all."""
        return bool(self.en or self.fr)

    def text(self, language: Language) -> str:
        """Return the text in *language*, empty when it is missing."""
        return self.en if language == ENGLISH else self.fr

    def labelled(self, language: Language) -> str:
        """Return the text in *language* as readers get it: a machine's draft says that it is one."""
        text = self.text(language)
        return f"{text} {LABELS[language]}" if text and self.is_draft(language) else text

    def is_draft(self, language: Language) -> bool:
        """Say whether the text in *language* is a machine's draft."""
        return self.machine and language != self.original

    def shown(self, language: Language) -> tuple[str, Language]:
        """Return what a reader of *language* is shown, and the language it is in: never a blank."""
        wanted = self.labelled(language)
        return (wanted, language) if wanted else (self.labelled(other(language)), other(language))

    def tagged(self, language: Language) -> str:
        """Return what a reader of *language* is shown where there is only plain text: the other language says so."""
        shown, shown_in = self.shown(language)
        return shown if shown_in == language or not shown else f"{tag(shown_in)}{shown}"

    def state(self, language: Language) -> State:
        """Say whether the text in *language* is the original, current, behind, missing or a machine's draft."""
        if not self.text(language):
            return "missing"
        if language == self.original:
            return "original"
        if self.machine:
            return "machine"
        return "behind" if self.behind else "current"

    @property
    def translation(self) -> Language:
        """The language that is not the original."""
        return other(self.original)

    @property
    def complete(self) -> bool:
        """Whether both languages are there and say the same, as somebody wrote or accepted them."""
        return bool(self.en and self.fr) and not self.behind and not self.machine

    def revised(self, en: str, fr: str, *, current: bool = False) -> "Bilingual":
        """Return the text after an edit to *en* and *fr*.

        An edit of the original alone leaves the translation behind, unless *current* says that it still holds.
        When the original is emptied, the other language becomes the original, but never a machine's draft. A draft
        stays one until somebody changes its words or says that they hold.
        """
        edited = Bilingual(en, fr, self.original)
        followed = edited.text(self.translation) != self.text(self.translation)
        machine = self.machine and not followed and not current
        if not edited.text(self.original) and not machine:
            return Bilingual(en, fr, self.translation)
        if not edited.text(self.translation):
            return edited
        source_moved = edited.text(self.original) != self.text(self.original)
        behind = not current and not followed and (self.behind or source_moved)
        return Bilingual(en, fr, _marked(self.original, machine=machine), behind)

    def turned(self) -> "Bilingual":
        """Return the text with the other language as its original; what was out of step stays so."""
        return Bilingual(self.en, self.fr, self.translation, self.behind)

    def drafted(self, words: str) -> "Bilingual":
        """Return the text with *words* of a machine in place of the translation."""
        en, fr = (words, self.fr) if self.translation == ENGLISH else (self.en, words)
        return Bilingual(en, fr, _marked(self.original, machine=True))


def _marked(original: Language, *, machine: bool) -> Language:
    """Return *original*, or what stands for it where the translation is a machine's draft."""
    return cast(Language, f"m{original[0]}") if machine else original


def written(en: str, fr: str, *, language: Language = ENGLISH) -> Bilingual:
    """Return a new text; the original is *language* when it has words, else the other."""
    original = language if (en if language == ENGLISH else fr) else other(language)
    return Bilingual(en=en, fr=fr, original=original)
