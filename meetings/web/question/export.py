"""The questions of a meeting as a spreadsheet, in the reader's language."""

from collections.abc import Sequence

from flask_babel import gettext as _

from meetings.domain.meeting.rules import symbol
from meetings.domain.question import rules
from meetings.domain.question.rules import Line
from meetings.exports.tables import Cell, Sheet, csv_bytes, workbook
from meetings.i18n import language, words
from meetings.models.meeting import Meeting
from meetings.web.question.page import WorkPage
from meetings.web.wording import label


def filename(meeting: Meeting, ending: str) -> str:
    """Return the name under which the list is saved: “NCP8-questions.xlsx”."""
    return f"{symbol(meeting)}-questions.{ending}"


def as_workbook(page: WorkPage) -> bytes:
    """Return what is unanswered, with owner and date, and what is settled, on two sheets."""
    sheets = [
        Sheet(_("Unanswered"), _header(), [_row(line) for line in page.unanswered]),
        Sheet(_("Settled"), _header(), [_row(line) for line in page.settled]),
    ]
    return workbook(sheets, title=words(page.meeting.title))


def as_csv(page: WorkPage) -> bytes:
    """Return all of them as one table."""
    return csv_bytes(_header(), [_row(line) for line in (*page.unanswered, *page.settled)])


def _header() -> list[str]:
    headings = [_("No."), _("Question"), _("Language"), _("Asked by"), _("Item"), _("Votes"), _("State")]
    return [*headings, _("Who answers"), _("Answer due on"), _("Answer")]


def _row(line: Line) -> Sequence[Cell]:
    question = line.question
    unsettled = question.state in rules.UNSETTLED
    owner = question.owner.name if question.owner else _("Secretariat")
    return [
        rules.symbol(question),
        words(question.text),
        question.text.original.upper(),
        rules.asked_by(question, language()),
        question.item.number if question.item else "",
        line.votes,
        label(question.state),
        owner if unsettled else "",
        question.due_on if unsettled else None,
        words(question.answer) or words(question.reason),
    ]
