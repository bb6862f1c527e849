"""Fills the page that says what a register's file would do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from meetings.core.paging import Page
from meetings.domain.organisation import imports
from meetings.domain.organisation.cells import shown
from meetings.domain.organisation.import_values import Row, Verdict
from meetings.domain.organisation.sheets import Column
from meetings.i18n import colon, words
from meetings.web.organisation import wording

PAGE = 100
MARKS = {Verdict.PROBLEM: "bad", Verdict.NEW: "full ok", Verdict.CHANGED: "half warn", Verdict.SAME: "full"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file as the preview shows it."""

    number: int
    organisation: str
    name: str
    email: str
    mark: str
    verdict: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a file would do; *lines* are those of one verdict, or of all."""

    name: str
    total: int
    counts: Counter[Verdict]
    verdict: str
    lines: Page[Line]

    @property
    def to_do(self) -> int:
        """How many rows would be imported; none while one has a problem."""
        if self.counts[Verdict.PROBLEM]:
            return 0
        return self.counts[Verdict.NEW] + self.counts[Verdict.CHANGED]


def preview_page(name: str, rows: Sequence[Row], *, verdict: str, number: int) -> PreviewPage:
    """Gather what the file called *name* would do, the rows with problems first."""
    order = list(Verdict)
    chosen = [row for row in rows if row.verdict == verdict] if verdict in order else list(rows)
    chosen.sort(key=lambda row: (order.index(row.verdict), row.number))
    number = min(number, max(1, -(-len(chosen) // PAGE)))
    lines = [_line(row) for row in chosen[(number - 1) * PAGE : number * PAGE]]
    return PreviewPage(
        name=name,
        total=len(rows),
        counts=imports.counts(rows),
        verdict=verdict if verdict in order else "",
        lines=Page(lines, number, PAGE, len(chosen)),
    )


def _line(row: Row) -> Line:
    return Line(
        number=row.number,
        organisation=words(row.organisation.name) if row.organisation else shown(row.record.cell(Column.ORGANISATION)),
        name=row.person.name if row.person else shown(row.record.cell(Column.NAME)),
        email=row.person.email if row.person else shown(row.record.cell(Column.EMAIL)),
        mark=MARKS[row.verdict],
        verdict=wording.verdict(row.verdict),
        remarks=_remarks(row),
    )


def _remarks(row: Row) -> tuple[str, ...]:
    """Return what is wrong with a row, or else what it changes."""
    if row.problems:
        return tuple(wording.problem(problem) for problem in row.problems)
    return tuple(
        f"{wording.column(change.column)}{colon()} {wording.change(change.before, change.after)}"
        for change in row.changes
    )
