"""Writes polls as rows of a file of polls."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from meetings.domain.poll import draft_rules
from meetings.models.poll import Poll, PollOption, Procedure, QuestionKind
from meetings.web.poll import sheet_columns as columns
from meetings.web.poll import sheet_moments
from meetings.web.poll.rule_fields import values
from meetings.web.poll.sheet_columns import ABSTENTION, COLUMNS, NONE, Column
from meetings.web.wording import label


def written(
    poll: Poll, options: Sequence[PollOption], listed: Mapping[str, int], kinds: Mapping[int, str]
) -> list[Any]:
    """Return *poll* with its *options* as a row of a file; its pictures cannot be in one."""
    ordinary = sum(not option.abstention and not option.none_of_these for option in options)
    own = poll.kind is QuestionKind.DATES or poll.procedure is Procedure.SILENCE
    offered, dates = ([] if own else options), [option.date for option in options if option.date]
    waits, zone = poll.opens_at if not poll.not_opened else None, poll.meeting.zone
    held = values(draft_rules.terms(poll), listed, ordinary) | {
        "question-en": poll.question.en,
        "question-fr": poll.question.fr,
        "item": poll.item.number if poll.item else None,
        "kinds": "\n".join(kinds.get(number, "") for number in poll.kinds),
        "options-en": _column(offered, "en"),
        "options-fr": _column(offered, "fr"),
        "stops_at": poll.stops_at if poll.procedure is Procedure.SILENCE else None,
        "dates": "\n".join(sheet_moments.written_date(date) for date in dates),
        "dates_zone": dates[0].zone if dates else None,
        "opens": sheet_moments.written_moment(waits, zone),
        "closes": sheet_moments.written_moment(poll.closes_at, zone),
    }
    return [_in_words(column, held[column.field]) for column in COLUMNS]


def _in_words(column: Column, value: Any) -> Any:
    if column.words:
        return str(label(column.words(value)))
    if column.field in columns.BOXES:
        return str(_("yes")) if value else None
    return value


def _column(options: Sequence[PollOption], spoken: str) -> str:
    """Return the options in one language, one a line; nothing where none has words in it."""
    if not any(option.text.text(spoken) for option in options):  # type: ignore[arg-type]
        return ""
    return "\n".join(_line(option, spoken) for option in options)


def _line(option: PollOption, spoken: str) -> str:
    words = option.text.text(spoken) or columns.MISSING  # type: ignore[arg-type]
    abstains = columns.mark(ABSTENTION) if option.abstention else ""
    none = columns.mark(NONE) if option.none_of_these else ""
    return f"{words}{abstains}{none}{f' [{option.document.symbol}]' if option.document else ''}"
