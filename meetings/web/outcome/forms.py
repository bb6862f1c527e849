"""Forms for actions: what is to be done, by whom and by when."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from meetings.core.bilingual import Language
from meetings.core.text import sort_key
from meetings.domain.organisation import queries as register
from meetings.domain.outcome import rules
from meetings.domain.outcome.rules import Task
from meetings.domain.person import queries as people
from meetings.models.agenda import AgendaItem
from meetings.models.outcome import Action, ActionState, Owner
from meetings.web.access.forms import Address
from meetings.web.fields import BilingualField, Day, NumberChoice, choices
from meetings.web.forms import Form
from meetings.web.wording import LABELS

LONGEST_ACTION = 1000


class StateForm(Form):
    """How far an action is."""

    state = SelectField(_l("State"), choices=choices(list(LABELS[ActionState].items())))


class ActionForm(Form):
    """One action of a meeting."""

    text = BilingualField(_l("Action"), limit=LONGEST_ACTION, area=True)
    owner = RadioField(_l("Who has to do it"), choices=choices(list(LABELS[Owner].items())))
    organisation = NumberChoice(_l("Administration"), optional="–")
    email = Address(_l("E-mail address of the person"))
    due = Day(_l("Due date"))
    state = SelectField(_l("State"), choices=choices(list(LABELS[ActionState].items())))
    item = NumberChoice(_l("Agenda item"), optional="–")
    version = HiddenField()

    def offer(self, items: Sequence[AgendaItem], reader: Language) -> None:
        """Offer the agenda *items* of the meeting, and the register by the names that *reader* knows."""
        self.item.offer([(each.id, f"{each.number} {each.title.shown(reader)[0]}") for each in items])
        named = [(each.id, each.name.shown(reader)[0]) for each in register.everyone()]
        self.organisation.offer(sorted(named, key=lambda pair: sort_key(pair[1])))

    def validate_organisation(self, field: NumberChoice) -> None:
        """An action of an administration names it."""
        if self.owner.data == Owner.ORGANISATION and field.data is None:
            raise ValidationError(_("Choose the administration that has to do this."))

    def validate_email(self, field: Address) -> None:
        """An action of a person names someone who is known here."""
        if self.owner.data != Owner.PERSON:
            return
        if not field.data:
            raise ValidationError(_("Write the address of the person who has to do this."))
        if people.by_email(field.data) is None:
            raise ValidationError(_("Nobody is known here by this address. Add the person to the register first."))

    def task(self, items: Sequence[AgendaItem]) -> Task:
        """Return what was written; only the owner that was chosen counts."""
        owner = Owner(self.owner.data)
        due: Any = self.due.data
        return Task(
            text=self.text.data,
            owner=owner,
            organisation=register.by_id(self.organisation.data) if owner is Owner.ORGANISATION else None,
            person=people.by_email(self.email.data) if owner is Owner.PERSON else None,
            due_on=due,
            item=next((item for item in items if item.id == self.item.data), None),
        )


def filled(action: Action) -> dict[str, Any]:
    """Return *action* as the form shows it."""
    return {
        "text": action.text,
        "owner": action.owner,
        "organisation": action.organisation_id,
        "email": action.person.email if action.person else "",
        "due": action.due_on,
        "state": action.state,
        "item": action.item_id,
        "version": rules.version(action),
    }
