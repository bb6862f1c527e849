"""The form of an agenda item."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from meetings.domain.agenda.rules import ItemDraft
from meetings.models.agenda import AgendaItem, Purpose
from meetings.web.fields import BilingualField, WholeNumber
from meetings.web.forms import Form
from meetings.web.wording import LABELS

LONGEST = 1_440


def purposes() -> list[SelectChoice]:
    """Return what a meeting can be asked to do with an item."""
    return [SelectChoice(value=purpose.value, label=LABELS[Purpose][purpose]) for purpose in Purpose]


class ItemForm(Form):
    """One point of the agenda."""

    title = BilingualField(_l("Title"), limit=300)
    purpose = RadioField(
        _l("Purpose"), choices=purposes, invalid_choice_message=_l("Say what the meeting is asked to do with it.")
    )
    presenter = BilingualField(
        _l("Presenter"),
        limit=200,
        required=False,
        hint=_l(
            "A person or a body, as readers should see it. Write a name in both languages, even if it is the same."
        ),
    )
    minutes = WholeNumber(_l("Minutes"), low=1, high=LONGEST)

    def draft(self) -> ItemDraft:
        """Return what was decided of the item."""
        return ItemDraft(self.title.data, Purpose(self.purpose.data), self.presenter.data, self.minutes.data)


def of_item(item: AgendaItem) -> dict[str, Any]:
    """Return what the form of *item* begins with."""
    return {"title": item.title, "purpose": item.purpose, "presenter": item.presenter, "minutes": item.minutes}
