"""What a reader asks of the register, and the rows that answer it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.bilingual import LANGUAGES
from meetings.core.text import folded, one_line, printable
from meetings.domain.organisation.entries import Entry, Listing
from meetings.i18n import language
from meetings.models.organisation import Capacity

LONGEST = 100


class State(StrEnum):
    """How an organisation stands; several may hold at once."""

    NAMED = "named"
    VACANT = "vacant"
    EMPTY = "empty"
    STALE = "stale"
    CUT_OFF = "cut_off"
    LEFT = "left"


#: The states in words.
STATE_WORDS: Mapping[State, Any] = {
    State.NAMED: _l("Named"),
    State.VACANT: _l("Vacant: no head"),
    State.EMPTY: _l("Nobody named"),
    State.STALE: _l("An address fails"),
    State.CUT_OFF: _l("Nobody can be reached"),
    State.LEFT: _l("Not of the body"),
}
STATES: Mapping[State, Callable[[Entry], bool]] = {
    State.NAMED: lambda entry: bool(entry.named),
    State.VACANT: lambda entry: entry.is_vacant,
    State.EMPTY: lambda entry: entry.belongs and not entry.named,
    State.STALE: lambda entry: entry.is_stale,
    State.CUT_OFF: lambda entry: entry.is_cut_off,
    State.LEFT: lambda entry: not entry.belongs,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the register; what is empty or unknown does not filter."""

    words: str = ""
    region: str = ""
    kind: str = ""
    state: str = ""
    language: str = ""
    capacity: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wanted":
        """Read the filter from an address."""
        return cls(
            words=one_line(printable(typed.get("words", "")[:LONGEST])),
            region=printable(typed.get("region", "")[:10]),
            kind=printable(typed.get("kind", "")[:20]),
            state=_one_of(State, typed.get("state")),
            language=_one_of(LANGUAGES, typed.get("language")),
            capacity=_one_of(Capacity, typed.get("capacity")),
        )

    @property
    def query(self) -> dict[str, str]:
        """The values that an address of this filter carries."""
        pairs = {"words": self.words, **self.choices}
        return {name: value for name, value in pairs.items() if value}

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen from closed lists, without the words that were typed."""
        return {
            "region": self.region,
            "kind": self.kind,
            "state": self.state,
            "language": self.language,
            "capacity": self.capacity,
        }


def _one_of(values: Sequence[str] | type[StrEnum], typed: str | None) -> str:
    return next((str(value) for value in values if value == typed), "")


def chosen(listing: Listing, wanted: Wanted) -> Sequence[Entry]:
    """Return the entries that answer *wanted*, by their names in the reader's language."""
    entries = listing.by_name[language()]
    tests = _tests(listing.codes, wanted)
    return [entry for entry in entries if all(test(entry) for test in tests)] if tests else entries


def _tests(codes: Collection[str], wanted: Wanted) -> list[Callable[[Entry], bool]]:
    tests: list[Callable[[Entry], bool]] = []
    if wanted.region and f"region {wanted.region}" in codes:
        tests.append(lambda entry: entry.region == wanted.region)
    if wanted.kind and f"kind {wanted.kind}" in codes:
        tests.append(lambda entry: entry.kind == wanted.kind)
    if wanted.state:
        tests.append(STATES[State(wanted.state)])
    if wanted.language:
        tests.append(lambda entry: entry.working_language == wanted.language)
    if wanted.capacity:
        capacity = Capacity(wanted.capacity)
        tests.append(lambda entry: any(named.capacity is capacity for named in entry.named))
    if wanted.words:
        sought = folded(wanted.words).split()
        tests.append(lambda entry: all(word in entry.text for word in sought))
    return tests
