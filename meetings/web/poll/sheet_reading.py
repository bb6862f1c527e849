"""Reads the cells of one row of a file of polls as the fields of the form that prepares a poll."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core import zones
from meetings.domain.agenda import queries as agenda
from meetings.domain.document import queries as documents
from meetings.domain.organisation import queries as register
from meetings.domain.poll import draft_rules, procedures, rules
from meetings.domain.poll.draft_rules import Terms
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.models.poll import Procedure, QuestionKind
from meetings.web.poll import sheet_columns as columns
from meetings.web.poll import sheet_moments
from meetings.web.poll.rule_fields import values
from meetings.web.poll.sheet_columns import COLUMNS, Column, plain
from meetings.web.wording import label, refusal

_MARK = re.compile(r"^(.*?)\s*\[([^\[\]]{1,60})\]$", re.DOTALL)
_YES, _NO = {"yes", "oui", "x", "1", "true", "vrai"}, {"", "no", "non", "0", "false", "faux"}
_NO_DATES = _l("Only a question about dates has dates. Choose that kind of question, or leave this cell empty.")


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


class Reading:
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
            elif column.field in columns.BOXES:
                if self._ticked(column.field, text):
                    yield column.field, "y"
            elif column.field == "item":
                yield "item", self._item(text)
            elif column.field == "kinds":
                for kind in re.split(r"[\n,;]", text):
                    if kind.strip():
                        yield "kinds", self._kind(kind)
            elif column.field == "dates_zone":
                yield "dates_zone", self.zone
            elif not column.field.startswith("options") and column.field not in columns.TIMES:
                yield column.field, text or str(usual.get(column.field) or "")
        yield from self._options()
        yield from self._dates()

    @property
    def zone(self) -> str:
        """The zone of the dates, however its name is written; that of the meeting where none is."""
        text = self.typed.get("dates_zone", "")
        named = (name for name in zones.names() if plain(name) == plain(text))
        return next(named, text) if text else self.there.zone

    def plan(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Return when the poll opens by itself and when it closes, and note what of that cannot be."""
        opens_at, closes_at = (self._moment(name) for name in ("opens", "closes"))
        by_mail = self._is("procedure", Procedure.WRITTEN, Procedure.SILENCE)
        if opens_at and opens_at <= now:
            self.wrong.append(("opens", refusal(procedures.OpensInThePast())))
        elif closes_at and closes_at <= (opens_at or now):
            refused = procedures.ClosesBeforeOpening() if opens_at else rules.ClosesInThePast()
            self.wrong.append(("closes", refusal(refused)))
        elif opens_at and by_mail and not self.typed.get("closes"):
            self.wrong.append(("closes", refusal(procedures.DeadlineMissing())))
        return opens_at, closes_at

    def _moment(self, name: str) -> datetime | None:
        text = self.typed.get(name, "")
        try:
            return sheet_moments.moment(text, self.there.zone) if text else None
        except ValueError as error:
            self.wrong.append((name, str(error)))
            return None

    def _is(self, name: str, *members: StrEnum) -> bool:
        """Say whether the cell called *name* holds one of *members*."""
        return columns.vocabulary(type(members[0])).get(plain(self.typed.get(name, ""))) in members

    def _dates(self) -> Iterator[tuple[str, str]]:
        """Yield the fields of the dates, in place of which other questions have options."""
        lines = _lines(self.typed.get("dates", ""))
        about_dates = self._is("kind", QuestionKind.DATES)
        if bool(lines) is not about_dates:
            words = _("Write the dates that the poll offers, one a line.") if about_dates else _NO_DATES
            self.wrong.append(("dates", str(words)))
        elif len(lines) > draft_rules.MOST:
            self.wrong.append(("dates", _("A poll has at most thirty dates. Leave some out.")))
        elif self.zone in zones.names():
            for place, line in enumerate(lines):
                try:
                    found = list(sheet_moments.date_fields(line, self.zone))
                except ValueError as error:
                    self.wrong.append(("dates", str(error)))
                else:
                    yield from ((f"dates-{place}-{name}", value) for name, value in found)

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
        own = self._is("kind", QuestionKind.DATES) or self._is("procedure", Procedure.SILENCE)
        if own and any(lines for lines in lists.values()):
            said = _("A question about dates has dates, and a silence procedure options of its own: leave this empty.")
            self.wrong.append(("options-en" if lists["en"] else "options-fr", said))
            return
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
        return "" if line == columns.MISSING else line, found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
