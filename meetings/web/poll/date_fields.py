"""The fields of a poll about dates: a day with its times, or the whole of it, in the zone in which it is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FormField, RadioField
from wtforms import Form as PlainForm

from meetings.core import clock, zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.poll import dates
from meetings.domain.poll.dates import DateDraft
from meetings.domain.poll.draft_rules import MOST, OptionDraft, Terms
from meetings.models.poll import QuestionKind, Ties
from meetings.web.fields import Clock, Day, Rows, ZoneField, is_blank
from meetings.web.meeting.session_forms import FIRST, SECOND, which, which_choices
from meetings.web.poll.rule_fields import RuleFields
from meetings.web.wording import refusal

#: So many empty rows a new form begins with.
ROWS = 3


class DayTimes(PlainForm):  # type: ignore[misc]
    """From when to when on a day; the question which of two equal times is meant comes only where it arises."""

    starts = Clock(_l("Start"))
    starts_which = RadioField(_l("Start: which of the two?"), choices=which_choices, validate_choice=False)
    ends = Clock(_l("End"))
    ends_which = RadioField(_l("End: which of the two?"), choices=which_choices, validate_choice=False)

    def asks(self, day: date | None, zone: str) -> list[Field]:
        """Return the questions which of two equal times of *day* in *zone* is meant, as far as they arise."""
        pairs = ((self.starts, self.starts_which), (self.ends, self.ends_which))
        return [asked for at, asked in pairs if _twice(day, at.data, zone)]

    def held(self, day: date, zone: str) -> DateDraft | None:
        """Return the times on *day* in *zone*; nothing if no clock could hold them, which is said at the field."""
        unclear = [asked for asked in self.asks(day, zone) if not set(asked.raw_data or ()) & {FIRST, SECOND}]
        for asked in unclear:
            _say(asked, _("The clocks go back that night, and this hour comes twice. Say which one is meant."))
        if unclear:
            return None
        starts, ends = (
            datetime.combine(day, at.data).replace(fold=int(_twice(day, at.data, zone) and asked.data == SECOND))
            for at, asked in ((self.starts, self.starts_which), (self.ends, self.ends_which))
        )
        found = DateDraft(starts, ends, zone)
        try:
            dates.check(found)
        except Refused as error:
            gap = isinstance(error, zones.HourDoesNotExist) and not zones.exists(starts, zone)
            _say(self.starts if gap else self.ends, refusal(error))
            return None
        return found


class DateRow(DayTimes):
    """One date of a poll; left empty, it is not kept, and without times it is the whole day."""

    day = Day(_l("Day"))
    #: Whether the poll asks for something else, so that nothing here matters.
    aside = False

    @property
    def left_out(self) -> bool:
        """Whether nothing was typed."""
        return self.aside or is_blank(self.day, self.starts, self.ends)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, unless the row is left out."""
        return self.left_out or super().validate(extra_validators)

    def drafted(self, zone: str, now: datetime) -> DateDraft | None:
        """Return the date that was typed; nothing where it cannot be, which is said at the field."""
        if self.day.data is None:
            _say(self.day, _("Write the day."))
            return None
        found = self._timed(self.day.data, zone)
        if found and dates.has_passed(found, now):
            _say(self.day, refusal(dates.DatePassed()))
            return None
        return found

    def _timed(self, day: date, zone: str) -> DateDraft | None:
        missing = [field for field in (self.starts, self.ends) if field.data is None]
        if len(missing) == 1:
            _say(missing[0], _("Write both times, or none for the whole day."))
            return None
        if missing:
            midnight = datetime.combine(day, time())
            return DateDraft(midnight, midnight + timedelta(days=1), zone, whole_day=True)
        return self.held(day, zone)


class DateFields(RuleFields):
    """The dates that a poll offers, beside its rule."""

    dates = Rows(FormField(DateRow), min_entries=ROWS, max_entries=MOST)
    dates_zone = ZoneField(_l("Time zone of these dates"))

    def dated(self) -> tuple[OptionDraft, ...]:
        """Return the dates that were typed as options; only for a form that holds."""
        return tuple(OptionDraft(Bilingual(), date=found) for found in self.found)

    @property
    def asks_for_dates(self) -> bool:
        """Whether the poll is about dates."""
        return bool(self.kind.data == QuestionKind.DATES)

    @property
    def dates_full(self) -> bool:
        """Whether there is no room for another date."""
        return len(self.dates.entries) >= MOST

    def questions(self, row: DateRow) -> list[Field]:
        """Return what has to be asked of *row*, where the clocks go back."""
        return row.asks(row.day.data, self.dates_zone.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields, then whether the dates can be and none is there twice."""
        self.found: list[DateDraft] = []
        for row in self.dates.entries:
            row.form.aside = not self.asks_for_dates
        if not super().validate(extra_validators):
            return False
        return not self.asks_for_dates or self._check_dates(clock.now())

    def _check_dates(self, now: datetime) -> bool:
        rows = [row.form for row in self.dates.entries if not row.form.left_out]
        seen = set()
        for row in rows:
            found = row.drafted(self.dates_zone.data, now)
            if found and dates.instants(found) in seen:
                _say(row.day, refusal(dates.DateTwice()))
            elif found:
                seen.add(dates.instants(found))
                self.found.append(found)
        return len(self.found) == len(rows)

    def change_dates(self, typed: Mapping[str, str]) -> None:
        """Add a row for one more date, or take the one away whose button was pressed."""
        if typed.get("add") == "date" and not self.dates_full:
            self.dates.append_entry()
        place = as_integer(typed.get("drop", ""), 0, len(self.dates.entries) - 1)
        if place is not None:
            del self.dates.entries[place]
        self.name_dates()

    def name_dates(self) -> None:
        """Tell the rows apart in the summary of problems."""
        self.dates.name_rows(lambda number, label: _("Date %(number)d, %(field)s", number=number, field=label))

    def terms(self, ordinary: int) -> Terms:
        """Return the rule that was chosen; of dates nobody is elected, and a tie is told as it is."""
        found = super().terms(ordinary)
        return replace(found, seats=1, ties=Ties.REPORTED) if found.kind is QuestionKind.DATES else found


def date_values(options: Sequence[OptionDraft], zone: str) -> dict[str, Any]:
    """Return what the fields hold for the dates among *options*; *zone* is offered where there is none."""
    found = [option.date for option in options if option.date]
    spare: list[dict[str, Any]] = [{}] * max(0, ROWS - len(found))
    return {
        "dates": [*(_row(each) for each in found), *spare],
        "dates_zone": found[0].zone if found else zone,
    }


def _row(found: DateDraft) -> dict[str, Any]:
    if found.whole_day:
        return {"day": found.starts.date()}
    return {
        "day": found.starts.date(),
        "starts": found.starts.time(),
        "starts_which": which(bool(found.starts.fold)),
        "ends": found.ends.time(),
        "ends_which": which(bool(found.ends.fold)),
    }


def _twice(day: date | None, at: time | None, zone: str) -> bool:
    """Say whether the clocks of *zone* show the time *at* on *day* twice."""
    if day is None or at is None or zone not in zones.names():
        return False
    return zones.comes_twice(datetime.combine(day, at), zone)


def _say(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
