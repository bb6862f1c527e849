"""Reads a file of polls row by row through the form of a poll, and writes polls as such rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.core.errors import Refused
from meetings.domain.agenda import queries as agenda
from meetings.domain.document import queries as documents
from meetings.domain.organisation import queries as register
from meetings.domain.organisation.import_files import Table
from meetings.domain.organisation.import_workbooks import LIKE_FORMULA
from meetings.domain.poll import draft_rules, imports
from meetings.domain.poll.draft_rules import Terms
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollOption
from meetings.web.poll import sheet_columns as columns
from meetings.web.poll.poll_form import PollForm
from meetings.web.poll.rule_fields import values
from meetings.web.poll.sheet_columns import ABSTENTION, COLUMNS, NONE, Column, plain
from meetings.web.wording import label

_MARK = re.compile(r"^(.*?)\s*\[([^\[\]]{1,60})\]$", re.DOTALL)
_YES, _NO = {"yes", "oui", "x", "1", "true", "vrai"}, {"", "no", "non", "0", "false", "faux"}
#: Stands for the words of an option that has none in this language.
MISSING = "–"
_BOXES = ("observers", "final")


@dataclass(frozen=True, slots=True)
class Known:
    """What rows name: the points of the agenda by number, the documents by symbol, the kinds of organisation."""

    items: Sequence[AgendaItem]
    documents: Sequence[Document]
    kinds: Mapping[str, int]
    zone: str


def known(meeting: Meeting) -> Known:
    """Return what rows of *meeting* can name."""
    kinds = {plain(kind.code): kind.id for kind in register.kinds()}
    return Known(agenda.items(meeting), documents.of_meeting(meeting), kinds, meeting.zone)


@dataclass(slots=True)
class Row:
    """One row as it was read: its number, the form that it fills, and what is wrong, cell by cell."""

    number: int
    form: PollForm
    #: The cell (“C4”, or the number of the row), the heading and what is wrong.
    problems: list[tuple[str, str, str]] = field(default_factory=list)


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
    read = _Reading(typed, there)
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
    return Row(number, form, [_placed(number, name, words, places) for name, words in named])


def _check(form: PollForm) -> None:
    """Judge the rule that the row makes, which no field judges alone."""
    try:
        draft_rules.check(form.draft())
    except Refused as error:
        form.explain(error)


def _field_of(ident: str) -> str:
    """Return which field of the file an id of the form belongs to."""
    if ident.startswith("options"):
        return "options-fr" if ident.endswith("-fr") else "options-en"
    return ident


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


class _Reading:
    """The cells of one row as the fields of the form; *wrong* says what no field could say."""

    def __init__(self, typed: Mapping[str, str], there: Known) -> None:
        self.typed, self.there = typed, there
        self.wrong: list[tuple[str, str]] = []

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield names and values as a browser would send them."""
        usual = values(Terms(), {})
        for column in COLUMNS:
            text = self.typed.get(column.field, "")
            if column.words:
                yield column.field, self._word(column, text) if text else str(usual[column.field])
            elif column.field in _BOXES:
                if self._ticked(column.field, text):
                    yield column.field, "y"
            elif column.field == "item":
                yield "item", self._item(text)
            elif column.field == "kinds":
                for kind in re.split(r"[\n,;]", text):
                    if kind.strip():
                        yield "kinds", self._kind(kind)
            elif not column.field.startswith("options"):
                yield column.field, text or str(usual.get(column.field) or "")
        yield from self._options()

    def _word(self, column: Column, text: str) -> str:
        words = column.words
        value = columns.vocabulary(words).get(plain(text)) if words else None
        if words and value is None:
            offered = " · ".join(str(label(member)) for member in words)
            self.wrong.append(
                (
                    column.field,
                    _("“%(text)s” is not offered here. Write one of: %(offered)s", text=text[:60], offered=offered),
                )
            )
        return value or ""

    def _ticked(self, name: str, text: str) -> bool:
        if plain(text) not in _YES | _NO:
            self.wrong.append((name, _("Write yes or no.")))
        return plain(text) in _YES

    def _item(self, text: str) -> str:
        number = text.rstrip(".")
        found = next((item for item in self.there.items if item.number == number), None)
        if number and found is None:
            self.wrong.append(("item", _("The agenda has no item %(number)s.", number=number[:20])))
        return str(found.id) if found else ""

    def _kind(self, text: str) -> str:
        number = self.there.kinds.get(plain(text))
        if number is None:
            self.wrong.append(("kinds", _("No kind of organisation has the code %(code)s.", code=text.strip()[:20])))
        return str(number or "")

    def _options(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of the options; both languages have a line for each."""
        lists = {spoken: _lines(self.typed.get(f"options-{spoken}", "")) for spoken in ("en", "fr")}
        if all(lists.values()) and len(lists["en"]) != len(lists["fr"]):
            counts = {spoken: len(lines) for spoken, lines in lists.items()}
            self.wrong.append(
                (
                    "options-fr",
                    _(
                        "There are %(en)d options in English and %(fr)d in French. Write one a line, in one order.",
                        **counts,
                    ),
                )
            )
        most = max(len(lines) for lines in lists.values())
        if most > draft_rules.MOST:
            self.wrong.append(("options-en", _("A poll has at most thirty options. Leave some out.")))
            return
        for place in range(most):
            for spoken, lines in lists.items():
                words, found = self._apart(lines[place]) if place < len(lines) else ("", {})
                yield f"options-{place}-text-{spoken}", words
                for name, value in found.items():
                    yield f"options-{place}-{name}", value

    def _apart(self, line: str) -> tuple[str, dict[str, str]]:
        """Return the words of an option and what the marks behind them say; brackets of another kind are words."""
        found: dict[str, str] = {}
        symbols = {plain(one.symbol): str(one.id) for one in self.there.documents}
        while match := _MARK.match(line):
            mark = plain(match[2])
            if mark in columns.marks():
                found[columns.marks()[mark]] = "y"
            elif mark in symbols:
                found["document"] = symbols[mark]
            else:
                break
            line = match[1]
        return "" if line == MISSING else line, found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def written(
    poll: Poll, options: Sequence[PollOption], listed: Mapping[str, int], kinds: Mapping[int, str]
) -> list[Any]:
    """Return *poll* with its *options* as a row of a file; its pictures cannot be in one."""
    ordinary = sum(not option.abstention and not option.none_of_these for option in options)
    held = values(draft_rules.terms(poll), listed, ordinary) | {
        "question-en": poll.question.en,
        "question-fr": poll.question.fr,
        "item": poll.item.number if poll.item else None,
        "kinds": "\n".join(kinds.get(number, "") for number in poll.kinds),
        "options-en": _column(options, "en"),
        "options-fr": _column(options, "fr"),
    }
    return [_in_words(column, held[column.field]) for column in COLUMNS]


def _in_words(column: Column, value: Any) -> Any:
    if column.words:
        return str(label(column.words(value)))
    if column.field in _BOXES:
        return str(_("yes")) if value else None
    return value


def _column(options: Sequence[PollOption], spoken: str) -> str:
    """Return the options in one language, one a line; nothing where none has words in it."""
    if not any(option.text.text(spoken) for option in options):  # type: ignore[arg-type]
        return ""
    return "\n".join(_line(option, spoken) for option in options)


def _line(option: PollOption, spoken: str) -> str:
    words = option.text.text(spoken) or MISSING  # type: ignore[arg-type]
    abstains = columns.mark(ABSTENTION) if option.abstention else ""
    none = columns.mark(NONE) if option.none_of_these else ""
    return f"{words}{abstains}{none}{f' [{option.document.symbol}]' if option.document else ''}"
