"""Words for the steps on the way of a meeting, and for what is refused at the console."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.console import rules
from meetings.models.timeline import StepKind, StepState

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    StepKind: {
        StepKind.SAVE_THE_DATE: _l("Announce the meeting: save the date"),
        StepKind.REGISTRATION_OPENS: _l("Registration opens"),
        StepKind.INVITATION: _l("Invitations sent"),
        StepKind.PROPOSALS_CLOSE: _l("Call for agenda items closes"),
        StepKind.AGENDA: _l("Agenda issued in both languages"),
        StepKind.DOCUMENTS: _l("Documents in both languages"),
        StepKind.REMINDER: _l("Remind those who are not registered"),
        StepKind.LINKS: _l("Addresses to join the sessions"),
        StepKind.REGISTRATION_CLOSES: _l("Registration closes"),
        StepKind.DOCUMENTS_CLOSE: _l("Documents due"),
        StepKind.COMMENTS_CLOSE: _l("Comments due"),
        StepKind.SURVEY_CLOSES: _l("Survey closes"),
        StepKind.SESSION: _l("Session"),
        StepKind.ATTENDANCE: _l("Attendance settled, final list of participants"),
        StepKind.FOLLOW_UP: _l("Follow-up: decisions and actions written down"),
        StepKind.DRAFT_RECORD: _l("Draft record"),
        StepKind.RECORD: _l("Record published"),
        StepKind.ADOPTION: _l("Record adopted"),
        StepKind.OWN: _l("Step of your own"),
    },
    StepState: {
        StepState.OPEN: lazy_pgettext("step", "to be done"),
        StepState.DONE: lazy_pgettext("step", "done"),
        StepState.DROPPED: lazy_pgettext("step", "not needed for this meeting"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.TooManySteps: _l("A meeting keeps at most 40 steps of its own. Remove one that is done first."),
    rules.StepGone: _l("Somebody else has removed this step. Nothing was changed."),
}
