"""One text in English and French, as one immutable value that knows its state in each language."""

from dataclasses import dataclass, replace
from typing import Literal

Language = Literal["en", "fr"]
State = Literal["original", "current", "behind", "missing"]

ENGLISH: Language = "en"
FRENCH: Language = "fr"
LANGUAGES: tuple[Language, Language] = (ENGLISH, FRENCH)


def other(language: Language) -> Language:
    """Return the other of the two languages."""
    return FRENCH if language == ENGLISH else ENGLISH


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in two languages: which is the original, and whether the other still says the same."""

    en: str = ""
    fr: str = ""
    original: Language = ENGLISH
    behind: bool = False

    def __composite_values__(self) -> tuple[str, str, Language, bool]:
        """Return the values of the four columns, in their order."""
        return self.en, self.fr, self.original, self.behind

    def __bool__(self) -> bool:
        """Say whether there is any text at all."""
        return bool(self.en or self.fr)

    def text(self, language: Language) -> str:
        """Return the text in *language*, empty when it is missing."""
        return self.en if language == ENGLISH else self.fr

    def shown(self, language: Language) -> tuple[str, Language]:
        """Return what a reader of *language* is shown, and the language it is in: never a blank."""
        wanted = self.text(language)
        return (wanted, language) if wanted else (self.text(other(language)), other(language))

    def state(self, language: Language) -> State:
        """Say whether the text in *language* is the original, current, behind the original or missing."""
        if not self.text(language):
            return "missing"
        if language == self.original:
            return "original"
        return "behind" if self.behind else "current"

    @property
    def translation(self) -> Language:
        """The language that is not the original."""
        return other(self.original)

    @property
    def complete(self) -> bool:
        """Whether both languages are there and say the same."""
        return bool(self.en and self.fr) and not self.behind

    def revised(self, en: str, fr: str, *, current: bool = False) -> "Bilingual":
        """Return the text after an edit to *en* and *fr*.

        An edit of the original alone leaves the translation behind, unless *current* says that it still holds.
        When the original is emptied, the other language becomes the original.
        """
        edited = replace(self, en=en, fr=fr)
        if not edited.text(self.original):
            return replace(edited, original=self.translation, behind=False)
        if not edited.text(self.translation):
            return replace(edited, behind=False)
        source_moved = edited.text(self.original) != self.text(self.original)
        followed = edited.text(self.translation) != self.text(self.translation)
        behind = not current and not followed and (self.behind or source_moved)
        return replace(edited, behind=behind)


def written(en: str, fr: str, *, language: Language = ENGLISH) -> Bilingual:
    """Return a new text; the original is *language* when it has words, else the other."""
    original = language if (en if language == ENGLISH else fr) else other(language)
    return Bilingual(en=en, fr=fr, original=original)
