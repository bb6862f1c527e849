"""Forms to begin a series, to plan a meeting with its sessions, to announce it and to cancel it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp, ValidationError

from meetings.core import zones
from meetings.core.errors import Refused
from meetings.domain.meeting import rules
from meetings.domain.meeting.rules import Sitting
from meetings.models.meeting import SessionLanguage, Visibility
from meetings.web.fields import BilingualField, NumberChoice, WallTime, WholeNumber, ZoneField
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.wording import LABELS, refusal

MOST_SESSIONS = 12
HIGHEST_NUMBER = 9_999
LARGEST_ROOM = 100_000
_NOT_OFFERED = _l("Choose one of these.")


def offer(words: type[SessionLanguage] | type[Visibility]) -> list[SelectChoice]:
    """Return the closed list *words* as choices."""
    return [SelectChoice(value=word.value, label=LABELS[words][word]) for word in words]


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


class SeriesForm(Form):
    """A numbered row of meetings."""

    name = BilingualField(_l("Name"), limit=200, hint=_l("What one of its meetings is called, without the number."))
    slug = Line(
        _l("Short name"),
        [
            Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\Z", message=_l("Use small letters a to z, figures and hyphens.")),
            at_most(60),
        ],
    )
    symbol = Line(
        _l("Symbol"), [Regexp(r"[A-Z0-9]{1,10}\Z", message=_l("Use one to ten capital letters A to Z and figures."))]
    )


class SessionForm(PlainForm):  # type: ignore[misc]
    """One session of the plan; a new one in which nothing was typed is left out, so is one to be removed."""

    session_id = WholeNumber("", low=1, high=2**31 - 1)
    language = SelectField(_l("Language"), choices=lambda: offer(SessionLanguage), invalid_choice_message=_NOT_OFFERED)
    starts = WallTime(_l("Start"), [needed(_l("Write date and time."))])
    ends = WallTime(_l("End"), [needed(_l("Write date and time."))])
    zone = ZoneField(_l("Time zone"))
    platform = Line(_l("Platform"), [at_most(100)])
    join_link = WebAddress(_l("Link to join"), [at_most(2_000)])
    capacity = WholeNumber(_l("Places"), low=1, high=LARGEST_ROOM)
    remove = BooleanField(_l("Remove this session"))

    @property
    def left_out(self) -> bool:
        """Whether this session is not part of the plan."""
        typed = (self.session_id, self.starts, self.ends, self.platform, self.join_link, self.capacity)
        return bool(self.remove.data) or not any("".join(map(str, field.raw_data or [])).strip() for field in typed)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the session, then whether a clock could hold it."""
        if self.left_out:
            return True
        if not super().validate(extra_validators):
            return False
        try:
            rules.check(self.sitting())
        except Refused as error:
            place = self._place(error)
            place.errors = [*place.errors, refusal(error)]
            return False
        return True

    def sitting(self) -> Sitting:
        """Return what was decided of the session."""
        return Sitting(
            language=SessionLanguage(self.language.data),
            starts=cast(datetime, self.starts.data),
            ends=cast(datetime, self.ends.data),
            zone=self.zone.data,
            platform=self.platform.data or "",
            join_link=self.join_link.data or "",
            capacity=self.capacity.data,
            session_id=self.session_id.data,
        )

    def _place(self, error: Refused) -> Field:
        """Return the field to which *error* belongs."""
        at_start = isinstance(error, zones.HourDoesNotExist) and not zones.exists(
            cast(datetime, self.starts.data), self.zone.data
        )
        return self.starts if at_start else self.ends


class Sessions(FieldList):  # type: ignore[misc]
    """The sessions of the plan, each a row of fields."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Count only rows with plain small numbers: anything else is not from our page."""
        for name in formdata:
            digits = name.removeprefix(f"{prefix}-").split("-", 1)[0]
            if name.startswith(f"{prefix}-") and re.fullmatch("[0-9]{1,3}", digits):
                yield int(digits)

    def name_rows(self) -> None:
        """Let the problems of a row say in which session they are."""
        for number, row in enumerate(self.entries, start=1):
            for field in row.form:
                field.long_label = _("Session %(number)d, %(field)s", number=number, field=field.label.text)


class PlanForm(Form):
    """Everything the secretariat decides of a meeting and its sessions."""

    seen = HiddenField()
    series = NumberChoice(_l("Series"), invalid_choice_message=_NOT_OFFERED)
    number = WholeNumber(_l("Number"), low=1, high=HIGHEST_NUMBER)
    title = BilingualField(_l("Title"), limit=200)
    summary = BilingualField(
        _l("Summary"), area=True, limit=4_000, required=False, hint=_l("Two or three sentences for the meeting's page.")
    )
    sessions = Sessions(FormField(SessionForm), max_entries=MOST_SESSIONS)
    visibility = RadioField(_l("Who sees it"), choices=lambda: offer(Visibility), invalid_choice_message=_NOT_OFFERED)
    region = NumberChoice(_l("Region"), optional=_l("For all regions"), invalid_choice_message=_NOT_OFFERED)
    registration_opens = WallTime(_l("Registration opens"))
    registration_closes = WallTime(_l("Registration closes"))
    zone = ZoneField(_l("Time zone of these dates"))

    def sittings(self) -> list[Sitting]:
        """Return the sessions that are part of the plan."""
        return [row.form.sitting() for row in self.sessions if not row.form.left_out]

    def _sound(self) -> list[Sitting]:
        """Return the sessions in which nothing is wrong."""
        return [row.form.sitting() for row in self.sessions if not row.form.left_out and not row.form.errors]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then the times of registration against the clocks and the first session."""
        self.sessions.name_rows()
        valid = bool(super().validate(extra_validators))
        if self.registration_opens.errors or self.registration_closes.errors or self.zone.errors:
            return valid
        opens, closes = self.registration_opens.data, self.registration_closes.data
        try:
            rules.check_window(opens, closes, self.zone.data, self._sound())
        except Refused as error:
            closing = isinstance(error, rules.ClosesAfterStart) or not self._exists(closes)
            self.refuse(refusal(error), self.registration_closes if closing else self.registration_opens)
            return False
        return valid

    def _exists(self, wall: datetime | None) -> bool:
        return wall is None or zones.exists(wall, self.zone.data)


class WaiverForm(Form):
    """Why a meeting may be announced although a language is missing."""

    waiver = Line(_l("Why the other language can wait"), [at_most(500)])


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = BilingualField(
        _l("Reason"),
        area=True,
        limit=2_000,
        hint=_l("Readers see it on the meeting's page, and the mail begins with it."),
    )
