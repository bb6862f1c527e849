"""The fields of one session of a plan."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from meetings.core import zones
from meetings.core.errors import Refused
from meetings.domain.meeting import rules
from meetings.domain.meeting.rules import Sitting, Slot
from meetings.models.meeting import Mode, SessionLanguage
from meetings.web.fields import BilingualField, Rows, WallTime, WholeNumber, ZoneField, choices, is_blank
from meetings.web.forms import Line, at_most, needed
from meetings.web.wording import LABELS, refusal

MOST_SESSIONS = 12
LARGEST_ROOM = 100_000
LONGEST_ADDRESS = 300
NOT_OFFERED = _l("Choose one of these.")
#: Which of two equal wall times is meant, where the clocks go back.
FIRST, SECOND = "first", "second"


def offer(words: type[StrEnum], *, without: StrEnum | None = None) -> list[SelectChoice]:
    """Return the closed list *words* as choices, one left out if asked."""
    return [SelectChoice(value=word.value, label=LABELS[words][word]) for word in words if word is not without]


def is_web_address(text: str) -> bool:
    """Say whether *text* can be opened in a browser: http or https, and a host."""
    try:
        parts = urlsplit(text)
        whole = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return bool(whole) and parts.scheme in ("http", "https") and not re.search(r"\s", text)


class WebAddress(Line):
    """The address of a page, with http or https."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what a browser would not open as a page."""
        super().pre_validate(form)
        if self.data and not is_web_address(self.data):
            raise ValidationError(_("Write the whole address; it begins with https://."))


def which_choices() -> Any:
    """Return which of two equal times can be meant, as choices."""
    return choices([(FIRST, _("The first time, before the clocks go back")), (SECOND, _("The second time, after it"))])


class TimesForm(PlainForm):  # type: ignore[misc]
    """When one session begins and ends."""

    session_id = WholeNumber("", low=1, high=2**31 - 1)
    starts = WallTime(_l("Start"), [needed(_l("Write date and time."))])
    starts_which = RadioField(_l("Start: which of the two?"), choices=which_choices, validate_choice=False)
    ends = WallTime(_l("End"), [needed(_l("Write date and time."))])
    ends_which = RadioField(_l("End: which of the two?"), choices=which_choices, validate_choice=False)
    zone = ZoneField(_l("Time zone"))

    @property
    def asks(self) -> list[Field]:
        """The questions which of two equal times is meant, as far as they arise."""
        pairs = ((self.starts, self.starts_which), (self.ends, self.ends_which))
        return [which for wall, which in pairs if self._twice(wall)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then whether a clock could hold the times, and which of two equal ones is meant."""
        if not super().validate(extra_validators):
            return False
        # What was answered before was about another time.
        open_ = [which for which in self.asks if not set(which.raw_data or ()) & {FIRST, SECOND}]
        for which in open_:
            words = _("The clocks go back that night, and this hour comes twice. Say which one is meant.")
            which.errors = [*which.errors, words]
        return not open_ and self._held()

    def slot(self) -> Slot:
        """Return the times that were decided."""
        return Slot(self.session_id.data or 0, self._starts(), self._ends(), self.zone.data)

    def _starts(self) -> datetime:
        return self._meant(self.starts, self.starts_which)

    def _ends(self) -> datetime:
        return self._meant(self.ends, self.ends_which)

    def _meant(self, wall: Field, which: Field) -> datetime:
        """Return the time in *wall*; its fold says that the second of two equal ones is meant."""
        second = self._twice(wall) and which.data == SECOND
        return cast(datetime, wall.data).replace(fold=1 if second else 0)

    def _held(self) -> bool:
        """Say whether a clock could hold the session; if not, say why at the field where it lies."""
        try:
            rules.check(self.slot())
        except Refused as error:
            place = self._place(error)
            place.errors = [*place.errors, refusal(error)]
            return False
        return True

    def _twice(self, wall: Field) -> bool:
        """Say whether the clocks show the time in *wall* twice."""
        try:
            return wall.data is not None and zones.comes_twice(wall.data, self.zone.data or "")
        except zones.UnknownZone:
            return False

    def _place(self, error: Refused) -> Field:
        """Return the field to which *error* belongs."""
        at_start = isinstance(error, zones.HourDoesNotExist) and not zones.exists(
            cast(datetime, self.starts.data), self.zone.data
        )
        return self.starts if at_start else self.ends


class SessionForm(TimesForm):
    """One session of the plan; a new one in which nothing was typed is left out, so is one to be removed."""

    title = BilingualField(
        _l("Title"), limit=200, required=False, hint=_l("For one day of several: “Day 1: where the region stands”.")
    )
    language = SelectField(_l("Language"), choices=lambda: offer(SessionLanguage), invalid_choice_message=NOT_OFFERED)
    mode = SelectField(
        _l("Online or on site"),
        choices=lambda: offer(Mode),
        default=Mode.ONLINE.value,
        invalid_choice_message=NOT_OFFERED,
    )
    platform = Line(_l("Platform"), [at_most(100)])
    join_link = WebAddress(_l("Link to join"), [at_most(2_000)])
    place = BilingualField(_l("Room and building"), limit=200, required=False)
    address = Line(_l("Address"), [at_most(LONGEST_ADDRESS)])
    capacity = WholeNumber(_l("Places"), low=1, high=LARGEST_ROOM)
    remove = BooleanField(_l("Remove this session"))

    @property
    def left_out(self) -> bool:
        """Whether this session is not part of the plan."""
        typed = (self.session_id, self.starts, self.ends, self.platform, self.join_link, self.capacity)
        return bool(self.remove.data) or is_blank(*typed, self.title, self.place, self.address)

    @property
    def is_timed(self) -> bool:
        """Whether it is part of the plan and says when it is: also one that nobody has sent yet."""
        removed = bool(self.remove.data) or not (self.starts.data and self.ends.data)
        return not removed and self.starts.data < self.ends.data

    @property
    def has_more(self) -> bool:
        """Whether something is said of title or place, or wrong there."""
        fields = (self.title.form.en, self.title.form.fr, self.place.form.en, self.place.form.fr, self.address)
        return any(field.data or field.errors for field in fields)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the session, unless it is left out."""
        return self.left_out or super().validate(extra_validators)

    def sitting(self) -> Sitting:
        """Return what was decided of the session."""
        return Sitting(
            title=self.title.data,
            language=SessionLanguage(self.language.data),
            starts=self._starts(),
            ends=self._ends(),
            zone=self.zone.data,
            mode=Mode(self.mode.data),
            platform=self.platform.data or "",
            join_link=self.join_link.data or "",
            place=self.place.data,
            address=self.address.data or "",
            capacity=self.capacity.data,
            session_id=self.session_id.data,
        )


def which(fold: bool) -> str:
    """Return the answer that the form of a session begins with whose time has this *fold*."""
    return SECOND if fold else FIRST


def name_sessions(rows: Rows) -> None:
    """Let the problems of a row say in which session they are."""
    rows.name_rows(lambda number, label: _("Session %(number)d, %(field)s", number=number, field=label))
