"""Elections with a known result, and ballots written as “A=B>C”."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from meetings.core.counting.ballots import Ballots, Ranking, ranking

FOLDER = Path(__file__).parent / "data" / "counting"


def cases(name: str) -> list[dict[str, Any]]:
    """Return the elections of a file, each with its name and source."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def number(letter: str) -> int:
    """Return the id of the option *letter*: A is 1."""
    return ord(letter) - 64


def numbers(letters: str) -> tuple[int, ...]:
    """Return the ids of *letters* in their order."""
    return tuple(map(number, letters))


def letters(options: tuple[int, ...] | None) -> str:
    """Return the letters of *options* in their order."""
    return "".join(chr(64 + option) for option in options or ())


def paper(text: str) -> Ranking:
    """Return the ranking that “A=B>C” is written for; an empty text is a blank paper."""
    return tuple(frozenset(map(number, group.split("="))) for group in text.split(">")) if text else ()


def papers(counted: Mapping[str, int]) -> Ballots[Ranking]:
    """Return the ballots of texts with their numbers."""
    ballots: Counter[Ranking] = Counter()
    for text, weight in counted.items():
        ballots[paper(text)] += weight
    return ballots


def lettered(totals: Mapping[int, Any]) -> dict[str, Any]:
    """Return *totals* by letters."""
    return {letters((option,)): total for option, total in totals.items()}


def pollok() -> Ballots[Ranking]:
    """Return the ballots of the ward Greater Pollok."""
    ballots: Counter[Ranking] = Counter()
    for line in (FOLDER / "greater_pollok_2007.txt").read_text("utf-8").splitlines():
        for token in () if line.startswith("#") else line.split():
            weight, _, order = token.rpartition("*")
            ballots[ranking(*map(int, order))] += int(weight or 1)
    return ballots


def pollok_stages() -> list[dict[str, str]]:
    """Return the published stages of that count."""
    with (FOLDER / "greater_pollok_2007_stages.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
