"""The tables of a printed result, in the reader's language: figures, groups, objections, and who answered what."""

from collections.abc import Sequence

from flask_babel import format_decimal
from flask_babel import gettext as _

from meetings.domain.poll.ballot_queries import RollLine
from meetings.domain.poll.objections import Raised
from meetings.exports.poll_values import TablePrint
from meetings.exports.tables import Cell
from meetings.i18n import moment, words
from meetings.web.poll import export
from meetings.web.poll.date_result import DateCell, DateResult, DateRow
from meetings.web.poll.date_words import date_words
from meetings.web.poll.results_page import Group, ResultPage

#: More dates do not stand side by side on a sheet of paper: the table goes on below.
_MOST_DATES = 4


def tables(page: ResultPage, *, zone: str) -> list[TablePrint]:
    """Return what there is to print of *page*, with times in *zone*; names for those who may see them."""
    if page.dates and not page.result.withheld:
        found = [_dates(page, page.dates, zone)]
    else:
        found = [_table(page.figures, *export.figures(page))]
    if page.matrix:
        pairs: list[Sequence[Cell]] = [[n, *row] for n, row in zip(page.matrix.names, page.matrix.wins, strict=True)]
        found.append(_table(_("Each against each"), ["", *page.matrix.names], pairs))
    if page.sittings:
        found.append(_groups(page, _("By sitting"), page.sittings))
    if page.observers:
        found.append(_groups(page, _("Observers"), [page.observers]))
    if page.objections:
        found.append(_objections(page.objections, zone))
    if page.dates and page.dates.rows is not None:
        found += _who_can_come(page.dates, page.dates.rows, zone)
    elif page.roll is not None:
        heads = [_("Administration"), _("Region"), _("Ballot"), _("Cast by")]
        rows = [[*_who(line), _answer(page, line), cast_by(line)] for line in page.roll]
        found.append(_table(_("Who voted what"), heads, rows))
    return found


def cast_by(line: RollLine) -> str:
    """Return who cast a ballot, by whose proxy and for whom, if so."""
    by_proxy = _("by proxy: %(name)s", name=words(line.holder.name)) if line.holder else ""
    behalf = _("on behalf of %(name)s", name=line.on_behalf_of) if line.on_behalf_of else ""
    return ", ".join(filter(None, (line.cast_by, by_proxy, behalf)))


def _who(line: RollLine) -> list[Cell]:
    name = words(line.organisation.name) if line.organisation and not line.person else line.person
    return [name, line.region.code if line.region else ""]


def _answer(page: ResultPage, line: RollLine) -> str:
    return page.answer(line.choice) if line.choice is not None else str(_("not cast"))


def _objections(raised: Sequence[Raised], zone: str) -> TablePrint:
    """Return who objected, why and when; those who withdrew it come last and say so."""
    rows = [[words(one.organisation.name), one.reason, _raised(one, zone)] for one in raised]
    return _table(_("Objections"), [_("Administration"), _("Reason"), _("Objected at")], rows, widths=(4, 9, 5))


def _raised(one: Raised, zone: str) -> str:
    parts = [moment(one.raised_at, zone), one.raised_by]
    if one.withdrawn_at:
        parts.append(_("withdrawn on %(when)s", when=moment(one.withdrawn_at, zone)))
    return " · ".join(filter(None, parts))


def _dates(page: ResultPage, found: DateResult, zone: str) -> TablePrint:
    """Return the dates best first with their answers, as the reader's clocks show them."""
    heads = [_("Date"), _("Yes"), _("If need be"), _("No"), _("Left open"), ""]
    rows = [
        [
            date_words(line.option.date, zone) if line.option.date else words(line.option.text),
            *(_("not shown") if number is None else number for number in line.figures),
            _("settled") if line.settled else "",
        ]
        for line in found.lines
    ]
    return _table(page.figures, heads, rows, widths=(8, 2, 3, 2, 3, 3))


def _who_can_come(found: DateResult, rows: Sequence[DateRow], zone: str) -> list[TablePrint]:
    """Return who can come when, a column for each date; many dates stand in tables one below the other."""
    made = []
    for first in range(0, len(found.options), _MOST_DATES):
        places = range(first, min(first + _MOST_DATES, len(found.options)))
        offered = [found.options[place] for place in places]
        names = [date_words(one.date, zone) if one.date else words(one.text) for one in offered]
        heads = [_("Administration"), _("Region"), *names, _("Cast by")]
        cells = [[*_who(row.line), *(_cell(row, row.cells[n]) for n in places), cast_by(row.line)] for row in rows]
        made.append(_table(_("Who can come when"), heads, cells, widths=(4, 2, *(3 for _each in places), 4)))
    return made


def _cell(row: DateRow, cell: DateCell) -> str:
    without = _("left open") if row.cast else _("not cast")
    return " – ".join(filter(None, (cell.answer or without, cell.night)))


def _groups(page: ResultPage, caption: str, groups: Sequence[Group]) -> TablePrint:
    heads = ["", *(words(line.option.text) for line in page.result.options), _("Cast")]
    return _table(caption, heads, [[each.name, *each.counts, each.cast] for each in groups])


def _table(
    caption: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], *, widths: tuple[int, ...] = ()
) -> TablePrint:
    """Return a table whose columns of numbers stand to the right; each row has as many cells as the head."""
    wide = max([len(header), *(len(row) for row in rows)])
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    figures = tuple(
        n > 0 and all(not isinstance(row[n], str) or row[n] in ("", "–") for row in full) for n in range(wide)
    )
    heads = (*header, *[""] * (wide - len(header)))
    cells = tuple(tuple(_read(cell) for cell in row) for row in full)
    return TablePrint(str(caption), tuple(map(str, heads)), cells, figures, widths)


def _read(cell: Cell) -> str:
    """Return *cell* as it is read."""
    if cell is None:
        return "–"
    return str(format_decimal(cell, format="#,##0.##")) if isinstance(cell, float | int) else str(cell)
