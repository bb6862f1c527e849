"""The result of a poll as a spreadsheet, in the reader's language."""

from collections.abc import Sequence

from flask_babel import gettext as _

from meetings.core.zones import local
from meetings.domain.meeting.rules import symbol
from meetings.domain.poll.queries import RollLine
from meetings.domain.poll.rules import RegionLine
from meetings.exports.tables import Cell, Sheet, csv_bytes, workbook
from meetings.i18n import words
from meetings.web.poll.page import ResultPage


def filename(page: ResultPage, ending: str) -> str:
    """Return the name under which the result is saved: “NCP8-poll-3.xlsx”."""
    return f"{symbol(page.poll.meeting)}-poll-{page.poll.id}.{ending}"


def as_workbook(page: ResultPage, *, zone: str) -> bytes:
    """Return the totals, and who voted what if the reader may see it; times in *zone*."""
    sheets = [Sheet(_("Result"), _header(page), _rows(page))]
    if page.roll is not None:
        sheets.append(Sheet(_("Who voted what"), _roll_header(), [_roll_row(page, line, zone) for line in page.roll]))
    return workbook(sheets, title=words(page.poll.question))


def as_csv(page: ResultPage) -> bytes:
    """Return the totals by region and option."""
    return csv_bytes(_header(page), _rows(page))


def _header(page: ResultPage) -> list[str]:
    answers = [words(line.option.text) for line in page.result.options]
    return [_("Region"), *answers, _("Cast"), _("Not cast"), _("Entitled")]


def _rows(page: ResultPage) -> list[Sequence[Cell]]:
    result = page.result
    totals = [line.count for line in result.options]
    return [
        *(_row(line) for line in result.regions),
        [_("Total"), *totals, result.cast, result.not_cast, result.entitled],
    ]


def _row(line: RegionLine) -> list[Cell]:
    name = words(line.region.name) if line.region else ""
    return [name, *line.counts, line.cast, line.entitled - line.cast, line.entitled]


def _roll_header() -> list[str]:
    return [_("Code"), _("Administration"), _("Region"), _("Answer"), _("Cast by"), _("On behalf of"), _("Cast at")]


def _roll_row(page: ResultPage, line: RollLine, zone: str) -> list[Cell]:
    option = page.texts.get(line.option_id or 0)
    return [
        line.organisation.code,
        words(line.organisation.name),
        words(line.region.name) if line.region else "",
        words(option.text) if option else _("not cast"),
        line.cast_by,
        line.on_behalf_of,
        local(line.cast_at, zone) if line.cast_at else None,
    ]
