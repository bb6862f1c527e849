"""The forms of a step on the way of a meeting."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from meetings.models.timeline import StepKind, StepState
from meetings.web.fields import Day
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.meeting.session_forms import NOT_OFFERED, offer


class UsualForm(Form):
    """When a usual step is due, and where it stands."""

    due = Day(_l("Due on"))
    state = RadioField(_l("Where it stands"), choices=lambda: offer(StepState), invalid_choice_message=NOT_OFFERED)

    def decision(self) -> dict[str, Any]:
        """Return what was decided."""
        return {"due_on": self.due.data, "state": StepState(self.state.data)}


class NewForm(Form):
    """A step of the secretariat's own."""

    title = Line(_l("What is to be done"), [needed(_l("Write what is to be done.")), at_most(200)])
    due = Day(_l("Due on"), [needed(_l("Write the day on which it is due."))])


class OwnForm(NewForm):
    """A step of the secretariat's own that is there."""

    state = RadioField(
        _l("Where it stands"),
        choices=lambda: offer(StepState, without=StepState.DROPPED),
        invalid_choice_message=NOT_OFFERED,
    )

    def decision(self) -> dict[str, Any]:
        """Return what was decided."""
        return {"title": self.title.data, "due_on": self.due.data, "state": StepState(self.state.data)}


def of(kind: StepKind, data: dict[str, Any]) -> UsualForm | OwnForm:
    """Return the form of a step of this *kind*, with what is stored."""
    return OwnForm(data=data) if kind is StepKind.OWN else UsualForm(data=data)
