"""What a reader asks of the register, and the rows that answer it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.text import folded, one_line, printable, sort_key
from meetings.domain.organisation.listing import Entry
from meetings.i18n import words
from meetings.models.organisation import Kind

LONGEST = 100


class State(StrEnum):
    """Whether an organisation has somebody named."""

    NAMED = "named"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the register; what is empty or unknown does not filter."""

    words: str = ""
    region: str = ""
    kind: str = ""
    state: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wanted":
        """Read the filter from an address."""
        return cls(
            words=one_line(printable(typed.get("words", "")[:LONGEST])),
            region=printable(typed.get("region", "")[:10]),
            kind=next((kind.value for kind in Kind if kind == typed.get("kind")), ""),
            state=next((state.value for state in State if state == typed.get("state")), ""),
        )

    @property
    def query(self) -> dict[str, str]:
        """The values that an address of this filter carries."""
        pairs = {"words": self.words, "region": self.region, "kind": self.kind, "state": self.state}
        return {name: value for name, value in pairs.items() if value}


def chosen(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """Return the *entries* that answer *wanted*, by their names in the reader's language."""
    tests = _tests(wanted)
    found = [entry for entry in entries if all(test(entry) for test in tests)]
    return sorted(found, key=lambda entry: sort_key(words(entry.name)))


def _tests(wanted: Wanted) -> list[Callable[[Entry], bool]]:
    tests: list[Callable[[Entry], bool]] = []
    if wanted.region:
        tests.append(lambda entry: entry.region == wanted.region)
    if wanted.kind:
        tests.append(lambda entry: entry.kind == wanted.kind)
    if wanted.state:
        tests.append(lambda entry: bool(entry.named) == (wanted.state == State.NAMED))
    if wanted.words:
        sought = folded(wanted.words).split()
        tests.append(lambda entry: _holds(entry, sought))
    return tests


def _holds(entry: Entry, sought: Sequence[str]) -> bool:
    """Say whether all words *sought* occur in the names of an organisation or of the people it has named."""
    text = folded(" ".join([entry.code, entry.name.en, entry.name.fr, *(named.name for named in entry.named)]))
    return all(word in text for word in sought)
