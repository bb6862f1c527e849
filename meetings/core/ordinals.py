"""Ordinal numbers as English and French write them."""

from meetings.core.bilingual import ENGLISH, Language

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int, language: Language, *, feminine: bool = True) -> str:
    """Return “8th” or “8e”; the French first one depends on its noun: “1re réunion”, “1er atelier”."""
    if language != ENGLISH:
        return f"{number}{('re' if feminine else 'er') if number == 1 else 'e'}"
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else _ENDINGS.get(number % 10, 'th')}"
