"""The part of a text in which words were found, with the words marked."""

import re
from dataclasses import dataclass
from functools import lru_cache

from meetings.core.text import folded

#: No-break spaces stay.
_LINE_ENDS = re.compile("[ \t\r\n]+")
WIDTH = 160
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; *hit* when it is one of the words."""

    text: str
    hit: bool


def excerpt(text: str, words: tuple[str, ...], *, width: int = WIDTH) -> tuple[Part, ...]:
    """Return about *width* characters of *text* around the first of the folded *words*; nothing if none is in it."""
    line = _LINE_ENDS.sub(" ", text).strip()
    hits = _hits(line, words)
    if not hits:
        return ()
    begins, ends = _window(line, hits[0], width)
    parts = [Part(ELLIPSIS, hit=False)] if begins else []
    at = begins
    for start, end in hits:
        if start >= ends:
            break
        parts += [Part(line[at:start], hit=False), Part(line[start : min(end, ends)], hit=True)]
        at = min(end, ends)
    parts += [Part(line[at:ends], hit=False), Part(ELLIPSIS if ends < len(line) else "", hit=False)]
    return tuple(part for part in parts if part.text)


@lru_cache(maxsize=2048)
def _letters(character: str) -> str:
    """Return what folding makes of one character."""
    return " " if character.isspace() else folded(character)


def _hits(line: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where the *words* stand in *line*, from left to right and never one in another."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(line):
        piece = _letters(character)
        letters.append(piece)
        places += [place] * len(piece)
    plain = "".join(letters)
    found = sorted(
        (places[at], places[at + len(word) - 1] + 1) for word in words if word for at in _places(plain, word)
    )
    hits: list[tuple[int, int]] = []
    for start, end in found:
        if hits and start < hits[-1][1]:
            hits[-1] = (hits[-1][0], max(end, hits[-1][1]))
        else:
            hits.append((start, end))
    return hits


def _places(plain: str, word: str) -> list[int]:
    places, at = [], plain.find(word)
    while at >= 0:
        places.append(at)
        at = plain.find(word, at + len(word))
    return places


def _window(line: str, hit: tuple[int, int], width: int) -> tuple[int, int]:
    """Return where the excerpt around *hit* begins and ends, between words if there is a space near."""
    begins = max(0, hit[0] - width // 3)
    ends = min(len(line), max(begins + width, hit[1]))
    if begins and (space := line.find(" ", begins, hit[0])) >= 0:
        begins = space + 1
    if ends < len(line) and (space := line.rfind(" ", hit[1], ends)) >= 0:
        ends = space
    return begins, ends
