"""Fills the page on which the columns of a file are matched with ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from meetings.core.errors import Refused
from meetings.domain.organisation import import_actions as actions
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation.sheets import Column
from meetings.i18n import colon
from meetings.models.register_import import RegisterImport
from meetings.web.organisation import wording
from meetings.web.wording import refusal

NAME = "column-"


@dataclass(slots=True)
class Entry:
    """One column of the file: its heading and first cells, and the field that is chosen for it."""

    place: int
    letter: str
    heading: str
    samples: tuple[str, ...]
    chosen: str
    error: str = ""

    @property
    def id(self) -> str:
        """The id and the name of its select."""
        return f"{NAME}{self.place}"


@dataclass(slots=True)
class MatchingPage:
    """What has to be chosen before a file can be judged."""

    imported: RegisterImport
    columns: list[Entry]
    sheets: list[str]
    encodings: list[str]
    is_remembered: bool
    refusals: list[str] = field(default_factory=list)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What can be chosen."""
        return [(column.value, wording.field(column)) for column in Column]

    @property
    def is_utf_8(self) -> bool:
        """Whether there is no doubt about the encoding, or none to have."""
        return self.encodings in ([], [files.UTF_8])

    def problems(self) -> list[tuple[str, str]]:
        """Return what is wrong, as the summary at the top shows it."""
        found = [("", words) for words in self.refusals]
        return found + [(entry.id, f"{entry.letter}{colon()} {entry.error}") for entry in self.columns if entry.error]

    def refuse(self, error: Refused) -> None:
        """Say why the choice cannot stand, at the columns where a field was chosen twice."""
        double = error.double if isinstance(error, rules.ColumnsWrong) else ()
        for entry in self.columns:
            if entry.chosen in double:
                entry.error = wording.twice()
        if not double or not isinstance(error, rules.ColumnsWrong) or error.missing:
            self.refusals.append(refusal(error))

    def take(self, typed: Mapping[str, str]) -> list[Column | None] | None:
        """Take over what was chosen; return the columns, or nothing when something is chosen that is not offered."""
        known = {column.value: column for column in Column}
        for entry in self.columns:
            entry.chosen = typed.get(entry.id, "")
            if entry.chosen and entry.chosen not in known:
                entry.chosen, entry.error = "", wording.not_offered()
        if any(entry.error for entry in self.columns):
            return None
        return [known.get(entry.chosen) for entry in self.columns]


def matching_page(imported: RegisterImport) -> MatchingPage:
    """Gather what was found in the file of *imported*."""
    source = imported.source
    entries = [
        Entry(place, letters(place), heading, tuple(samples), chosen)
        for place, (heading, samples, chosen) in enumerate(
            zip(source["headings"], source["samples"], imported.columns, strict=True)
        )
    ]
    known = actions.matching_of(imported) is not None
    return MatchingPage(imported, entries, source["sheets"], source["encodings"], known)


def letters(place: int) -> str:
    """Return how spreadsheets call the column at *place*, from 0."""
    name, place = "", place + 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name
