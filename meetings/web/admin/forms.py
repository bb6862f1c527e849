"""Forms that give roles."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from meetings.domain.meeting import queries as meetings
from meetings.domain.role.rules import Scope
from meetings.i18n import words
from meetings.models.meeting import Meeting, Series
from meetings.models.person import Role
from meetings.models.role import Granted
from meetings.web.fields import Day
from meetings.web.forms import Form
from meetings.web.wording import LABELS

_NOT_OFFERED = _l("Choose one of these.")
#: Who presents an item is said on the page of the item.
GIVEN_HERE = (Granted.ASSISTANT, Granted.AUDITOR)


class RoleForm(Form):
    """What somebody is to the house."""

    role = RadioField(
        _l("Role in the house"),
        choices=lambda: [SelectChoice(value=role.value, label=LABELS[Role][role]) for role in Role],
        invalid_choice_message=_NOT_OFFERED,
    )


class GrantForm(Form):
    """A further role, for what, and for how long."""

    role = RadioField(
        _l("Role"),
        choices=lambda: [SelectChoice(value=role.value, label=LABELS[Granted][role]) for role in GIVEN_HERE],
        invalid_choice_message=_NOT_OFFERED,
    )
    scope = SelectField(_l("For"), invalid_choice_message=_NOT_OFFERED)
    since = Day(_l("From"), [InputRequired(_l("Write the first day."))])
    until = Day(_l("Last day"))

    def offer(self) -> "GrantForm":
        """Offer every series, and every meeting, the newest first."""
        self.things: dict[str, Any] = {f"series:{one.id}": one for one in meetings.all_series()}
        self.things |= {f"meeting:{one.id}": one for one in meetings.newest()}
        pairs = [(key, f"{kind(thing)} {words(name_of(thing))}") for key, thing in self.things.items()]
        first = SelectChoice(value="", label=_("The whole house (auditor)"))
        self.scope.choices = [first, *(SelectChoice(value=key, label=label) for key, label in pairs)]
        return self

    def chosen(self) -> Scope:
        """Return what the role is for."""
        thing = self.things.get(self.scope.data)
        return Scope(
            series=thing if isinstance(thing, Series) else None, meeting=thing if isinstance(thing, Meeting) else None
        )


def kind(thing: Series | Meeting) -> str:
    """Return what *thing* is called before its name."""
    return str(_("Series:") if isinstance(thing, Series) else _("Meeting:"))


def name_of(thing: Series | Meeting) -> Any:
    """Return the name of *thing*."""
    return thing.name if isinstance(thing, Series) else thing.title
