"""Forms of the steps that take an announced meeting further."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField, RadioField

from meetings.domain.meeting.rules import Slot
from meetings.models.meeting import Session
from meetings.web.fields import BilingualField, Rows, choices
from meetings.web.forms import Form
from meetings.web.meeting.session_forms import MOST_SESSIONS, TimesForm, name_sessions, which

#: Whether new dates are there.
OPEN, CHOSEN = "open", "chosen"


class StepForm(Form):
    """A step that needs nothing but a yes."""


class ReasonForm(Form):
    """Why one session does not take place."""

    reason = BilingualField(
        _l("Reason"),
        area=True,
        limit=2_000,
        hint=_l("Readers see it on the meeting's page, and the mail begins with it."),
    )


class DatesForm(Form):
    """New dates of a meeting, session by session."""

    sessions = Rows(FormField(TimesForm), max_entries=MOST_SESSIONS)

    def slots(self) -> list[Slot]:
        """Return the new times."""
        return [row.form.slot() for row in self.sessions]

    def is_of(self, sessions: list[Session]) -> bool:
        """Say whether the form is about all of *sessions* and no others."""
        return {row.form.session_id.data for row in self.sessions} == {session.id for session in sessions}


def _whether() -> Any:
    return choices([(OPEN, _("The new dates are fixed later")), (CHOSEN, _("The new dates are these:"))])


class PostponeForm(DatesForm):
    """Why a meeting is postponed, and until when if that is known."""

    reason = BilingualField(
        _l("Reason"),
        area=True,
        limit=2_000,
        hint=_l("Readers see it on the meeting's page, and the mail begins with it."),
    )
    when = RadioField(_l("New dates"), choices=_whether, invalid_choice_message=_l("Choose one of these."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the new dates only when there are some."""
        if self.when.data == CHOSEN:
            return bool(super().validate(extra_validators))
        rows = self.sessions
        del self.sessions
        try:
            return bool(super().validate(extra_validators))
        finally:
            self._fields["sessions"] = self.sessions = rows

    def slots(self) -> list[Slot]:
        """Return the new times, or nothing while there are none."""
        return super().slots() if self.when.data == CHOSEN else []


def dates(sessions: list[Session]) -> list[dict[str, Any]]:
    """Return what the rows of *sessions* begin with: when they are now."""
    return [
        {
            "session_id": session.id,
            "starts": session.starts_local,
            "starts_which": which(session.starts_fold),
            "ends": session.ends_local,
            "ends_which": which(session.ends_fold),
            "zone": session.zone,
        }
        for session in sessions
    ]


def named(form: DatesForm) -> None:
    """Let the problems of a row say in which session they are."""
    name_sessions(form.sessions)
