"""Reads a file of polls row by row through the form of a poll, and says what is wrong in which cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.organisation.import_files import Table
from meetings.domain.organisation.import_workbooks import LIKE_FORMULA
from meetings.domain.poll import draft_rules, imports, procedures
from meetings.domain.poll.imports import Planned
from meetings.web.poll import sheet_columns as columns
from meetings.web.poll.poll_form import PollForm
from meetings.web.poll.sheet_columns import COLUMNS, plain
from meetings.web.poll.sheet_reading import Known, Reading


@dataclass(slots=True)
class Row:
    """One row as it was read: its number, the form that it fills, and what is wrong, cell by cell."""

    number: int
    form: PollForm
    #: The cell (“C4”, or the number of the row), the heading and what is wrong.
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    #: When it opens by itself, and when it closes.
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def planned(self) -> Planned:
        """Return the poll that the row makes; only of one without problems."""
        return Planned(self.form.draft(), self.opens_at, self.closes_at)


def matched(table: Table) -> dict[str, int]:
    """Return the place of each field in *table*; raises ``HeadingsWrong``."""
    places: dict[str, int] = {}
    unknown, double = [], []
    for place, heading in enumerate(table.headings):
        column = columns.by_heading().get(plain(heading))
        if column is None:
            unknown.append(heading or letter(place))
        elif column.field in places:
            double.append(heading)
        else:
            places[column.field] = place
    if unknown or double or not {"question-en", "question-fr"} & places.keys():
        raise imports.HeadingsWrong(unknown=unknown, double=double)
    return places


def rows(table: Table, there: Known) -> list[Row]:
    """Return the rows of *table* with what is wrong with them; raises ``HeadingsWrong``."""
    places = matched(table)
    return [_row(number, cells, places, there, merged=number in table.merged) for number, cells in table.rows]


def _row(number: int, cells: list[str], places: Mapping[str, int], there: Known, *, merged: bool) -> Row:
    """Read one row: words become values, then the form judges them as if they had been typed there."""
    typed = {name: _cell(cells, place) for name, place in places.items()}
    read = Reading(typed, there)
    opens_at, closes_at = read.plan(clock.now())
    offered = {one.id: one for one in there.documents}
    form = PollForm(
        there.items, zone=there.zone, documents=offered, formdata=MultiDict(read.fields()), meta={"csrf": False}
    )
    problems = read.wrong
    if merged:
        problems = [("", _("This row shares a cell with another one. Give each row cells of its own.")), *problems]
    elif any(cell.strip() for cell in cells[max(places.values()) + 1 :]):
        problems = [("", _("This row has cells beyond the last heading.")), *problems]
    if form.validate() and form.check_list() and not problems:
        _check(form)
    said = {name for name, _words in problems}
    found = ((_field_of(ident), words) for ident, words in form.problems())
    named = [*problems, *((name, words) for name, words in found if name not in said)]
    problems_at = [_placed(number, name, words, places) for name, words in named]
    return Row(number, form, problems_at, opens_at, closes_at)


def _check(form: PollForm) -> None:
    """Judge the rule that the row makes, which no field judges alone."""
    try:
        draft_rules.check(form.draft())
        procedures.check(form.draft())
    except Refused as error:
        form.explain(error)


def _field_of(ident: str) -> str:
    """Return which field of the file an id of the form belongs to."""
    if ident.startswith("options"):
        return "options-fr" if ident.endswith("-fr") else "options-en"
    return "dates" if ident.startswith("dates-") else ident


def _placed(number: int, name: str, words: str, places: Mapping[str, int]) -> tuple[str, str, str]:
    column = next((one for one in COLUMNS if one.field == name), None)
    if column is None or name not in places:
        return str(number), str(column.heading) if column else "", words
    return f"{letter(places[name])}{number}", str(column.heading), words


def letter(place: int) -> str:
    """Return how spreadsheets call the column at *place*, counted from 0."""
    name = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _cell(cells: list[str], place: int) -> str:
    """Return a cell without the apostrophe that keeps a workbook's text from being a formula."""
    text = cells[place].strip() if place < len(cells) else ""
    return text[1:] if text.startswith("'") and text[1:].startswith(LIKE_FORMULA) else text
