"""Forms to begin a series, to plan a meeting with its sessions, to announce it and to cancel it."""

from datetime import datetime
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, RadioField
from wtforms.validators import Regexp

from meetings.core import zones
from meetings.core.errors import Refused
from meetings.domain.meeting import rules
from meetings.domain.meeting.rules import Sitting
from meetings.models.meeting import Visibility
from meetings.web.fields import BilingualField, NumberChoice, Rows, WallTime, WholeNumber, ZoneField
from meetings.web.forms import Form, Line, at_most
from meetings.web.meeting.session_forms import MOST_SESSIONS, NOT_OFFERED, SessionForm, name_sessions, offer
from meetings.web.wording import refusal

HIGHEST_NUMBER = 9_999


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


class PlanForm(Form):
    """Everything the secretariat decides of a meeting and its sessions."""

    seen = HiddenField()
    series = NumberChoice(_l("Series"), invalid_choice_message=NOT_OFFERED)
    number = WholeNumber(_l("Number"), low=1, high=HIGHEST_NUMBER)
    title = BilingualField(_l("Title"), limit=200)
    summary = BilingualField(
        _l("Summary"), area=True, limit=4_000, required=False, hint=_l("Two or three sentences for the meeting's page.")
    )
    sessions = Rows(FormField(SessionForm), max_entries=MOST_SESSIONS)
    visibility = RadioField(_l("Who sees it"), choices=lambda: offer(Visibility), invalid_choice_message=NOT_OFFERED)
    region = NumberChoice(_l("Region"), optional=_l("For all regions"), invalid_choice_message=NOT_OFFERED)
    registration_opens = WallTime(_l("Registration opens"))
    registration_closes = WallTime(_l("Registration closes"))
    zone = ZoneField(_l("Time zone of these dates"))
    #: When registration closes, once readers know it: then it is moved with a reason, not here.
    known_closing: datetime | None = None

    def sittings(self) -> list[Sitting]:
        """Return the sessions that are part of the plan."""
        return [row.form.sitting() for row in self.sessions if not row.form.left_out]

    def sound(self) -> list[Sitting]:
        """Return the sessions in which nothing is wrong."""
        return [row.form.sitting() for row in self.sessions if not row.form.errors and row.form.is_timed]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then the times of registration against the clocks and the first session."""
        name_sessions(self.sessions)
        valid = bool(super().validate(extra_validators))
        closing = self.registration_closes
        if self.registration_opens.errors or (closing and closing.errors) or self.zone.errors:
            return valid
        opens, closes = self.registration_opens.data, self.closes()
        try:
            rules.check_window(opens, closes, self.zone.data, self.sound())
        except Refused as error:
            late = isinstance(error, rules.ClosesAfterStart) or not self._exists(closes)
            fields = [self.registration_opens] if not late else [closing] if closing else []
            self.refuse(refusal(error), *fields)
            return False
        return valid

    def closes(self) -> datetime | None:
        """Return when registration closes, as clocks in the zone of the form show it."""
        if self.registration_closes:
            return cast(datetime | None, self.registration_closes.data)
        known = self.known_closing
        return zones.local(known, self.zone.data).replace(tzinfo=None) if known else None

    def _exists(self, wall: datetime | None) -> bool:
        return wall is None or zones.exists(wall, self.zone.data)


class WaiverForm(Form):
    """Why a meeting may be announced although a language is missing, and whether only to save the date."""

    tentative = BooleanField(_l("Save the date only: the dates may still change"))
    waiver = Line(_l("Why the other language can wait"), [at_most(500)])


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = BilingualField(
        _l("Reason"),
        area=True,
        limit=2_000,
        hint=_l("Readers see it on the meeting's page, and the mail begins with it."),
    )
