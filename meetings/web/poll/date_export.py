"""The result of a poll about dates as tables: each date with its answers, and who can come when."""

from collections.abc import Sequence

from flask_babel import gettext as _

from meetings.core import zones
from meetings.domain.poll import dates
from meetings.exports.tables import Cell, Sheet
from meetings.i18n import words
from meetings.web.poll.date_result import DateLine, DateResult, DateRow


def date_figures(found: DateResult) -> tuple[list[str], list[Sequence[Cell]]]:
    """Return the dates best first, with the times and the zone in which they were proposed, and their answers."""
    header = [_("Date"), _("Start"), _("End"), _("Time zone"), "UTC", *_answers(), _("Date settled")]
    return header, [_line(line) for line in found.lines]


def who_can_come(found: DateResult, *, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[Sheet]:
    """Return a sheet by region, made of *header* and *rows*, and one of administrations by dates if the reader may."""
    sheets = [Sheet(_("By region"), list(header), list(rows))]
    if found.rows is not None:
        names = [words(option.text) for option in found.options]
        head = [_("Code"), _("Administration"), _("Region"), *names, _("Cast by"), _("On behalf of"), _("By proxy")]
        sheets.append(Sheet(_("Who can come when"), head, [_row(row) for row in found.rows]))
    return sheets


def _answers() -> list[str]:
    return [_("Yes"), _("If need be"), _("No"), _("Left open")]


def _line(line: DateLine) -> list[Cell]:
    date = line.option.date
    times: list[Cell] = ["", "", "", ""]
    if date:
        starts_at, _ends_at = dates.instants(date)
        times = [date.starts_local, date.ends_local, date.zone, zones.local(starts_at, "UTC").replace(tzinfo=None)]
    figures = [_("not shown") if number is None else number for number in line.figures]
    return [words(line.option.text), *times, *figures, _("yes") if line.settled else ""]


def _row(row: DateRow) -> list[Cell]:
    line = row.line
    without = _("left open") if row.cast else _("not cast")
    cells = [" – ".join(filter(None, (cell.answer or without, cell.night))) for cell in row.cells]
    return [
        line.organisation.code if line.organisation else "",
        line.person or (words(line.organisation.name) if line.organisation else ""),
        words(line.region.name) if line.region else "",
        *cells,
        line.cast_by,
        line.on_behalf_of,
        words(line.holder.name) if line.holder else "",
    ]
