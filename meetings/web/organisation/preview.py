"""Fills the page of one import: what its file would do, or did, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.paging import Page
from meetings.domain.organisation import import_actions as actions
from meetings.domain.organisation import import_queries as queries
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation.import_store import Judged
from meetings.domain.organisation.import_values import Choice, Reason, Verdict
from meetings.i18n import colon, words
from meetings.models.register_import import ImportState, RegisterImport
from meetings.web.organisation import import_things, import_words, wording

NAME = "row-"
MARKS = {
    Verdict.PROBLEM: "bad",
    Verdict.NEW: "full ok",
    Verdict.CHANGED: "half warn",
    Verdict.SAME: "full",
    Verdict.LEFT_OUT: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file as the page shows it; *namesakes* are those who may be the same person."""

    number: int
    organisation: str
    name: str
    email: str
    mark: str
    verdict: str
    remarks: tuple[str, ...]
    namesakes: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """The name of the choice about this row."""
        return f"{NAME}{self.number}"


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import: where it stands, how many rows there are of each verdict, and those of one of them."""

    imported: RegisterImport
    verdict: str
    lines: Page[Line]
    failure: str
    things: tuple[str, ...]
    can_be_undone: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each verdict."""
        return {verdict.value: self.imported.counts.get(verdict, 0) for verdict in Verdict}

    @property
    def good(self) -> int:
        """How many rows would do something when those with problems are left out."""
        return self.imported.counts.get("good", 0)

    @property
    def taken(self) -> int:
        """How many rows did something."""
        return self.imported.counts.get("taken_new", 0) + self.imported.counts.get("taken_changed", 0)

    @property
    def is_under_way(self) -> bool:
        """Whether the clock has something to do, so that the page looks again by itself."""
        return self.imported.state in rules.BUSY

    @property
    def doing(self) -> str:
        """What is being done."""
        return str(import_words.UNDER_WAY[self.imported.state])

    @property
    def progress(self) -> str:
        """How far it is."""
        return import_words.progress(self.imported.done, self.imported.total)

    @property
    def is_ready(self) -> bool:
        """Whether somebody can decide."""
        return self.imported.state is ImportState.READY

    @property
    def verdicts(self) -> list[tuple[str, str, int]]:
        """The verdicts that rows have, their words and how many rows there are."""
        return [(v.value, wording.verdict(v), self.counts[v]) for v in Verdict if self.counts[v]]

    @property
    def asks(self) -> bool:
        """Whether a row shown here asks whether somebody is known already."""
        return self.is_ready and any(line.namesakes for line in self.lines.things)


def import_page(imported: RegisterImport, *, verdict: str, number: int, now: datetime) -> ImportPage:
    """Gather what is known of *imported*, with one page of the rows of one *verdict*."""
    here = [v.value for v in Verdict if imported.counts.get(v)]
    chosen = verdict if verdict in here else next(iter(here), Verdict.PROBLEM.value)
    rows = queries.rows(imported, chosen, page=number)
    failure = imported.failure
    return ImportPage(
        imported=imported,
        verdict=chosen,
        lines=Page([_line(row) for row in rows.things], rows.number, rows.size, rows.total),
        failure=import_words.failure(failure["refusal"]) if failure else "",
        things=import_things.sentences(failure.get("things", ())),
        can_be_undone=actions.can_be_undone(imported, now=now),
    )


def remarks(row: Judged) -> tuple[str, ...]:
    """Return what is wrong with a row, or else what it changes."""
    if row.problems:
        return tuple(wording.problem(problem) for problem in row.problems)
    return tuple(
        f"{wording.column(change.column)}{colon()} {wording.change(change.before, change.after)}"
        for change in row.changes
    )


def offered(rows: Sequence[Judged]) -> dict[int, set[str]]:
    """Return what may be decided about those of *rows* whose person may be known already, by their numbers."""
    return {
        row.number: {Choice.NEW_PERSON, Choice.LEAVE_OUT, *(f"{Choice.SAME_PERSON}:{email}" for _, email in people)}
        for row in rows
        if (people := row.namesakes)
    }


def _line(row: Judged) -> Line:
    asked = any(problem.reason in (Reason.SAME_NAME, Reason.ADDRESS_KEPT) for problem in row.problems)
    return Line(
        number=row.number,
        organisation=row.organisation if isinstance(row.organisation, str) else words(row.organisation),
        name=row.name,
        email=row.email,
        mark=MARKS[row.verdict],
        verdict=wording.verdict(row.verdict),
        remarks=remarks(row),
        namesakes=row.namesakes if asked else (),
    )
