"""Pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """One page of a list: its things, its number from 1, the size of a page and the total."""

    things: Sequence[Thing]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first thing on this page, from 1; 0 on an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """The number of the last thing on this page."""
        return min(self.number * self.size, self.total)


def number_from(text: str, *, highest: int = 100_000) -> int:
    """Return the page number that a reader's *text* names, or 1 when it names none."""
    return min(int(text), highest) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1
