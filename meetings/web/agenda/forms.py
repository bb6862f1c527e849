"""The forms of agendas and their items."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from meetings.domain.agenda import rules
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import taking_place
from meetings.i18n import words
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Meeting, Session
from meetings.web.agenda.sittings import name_of
from meetings.web.fields import BilingualField, NumberChoice, WholeNumber
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
    minutes = WholeNumber(_l("Minutes"), low=1, high=LONGEST)
    pause = WholeNumber(_l("Break after it"), low=1, high=LONGEST)
    session = NumberChoice(_l("Session"), optional="", invalid_choice_message=_l("Choose one of the sessions."))
    presenter = BilingualField(
        _l("Presenter"),
        limit=200,
        required=False,
        hint=_l("In words, as readers should see it, beside the people and organisations that are named for the item."),
    )

    def offer(self, sessions: Sequence[Session]) -> None:
        """Offer the *sessions* that may deal with the item alone."""
        self.session.optional = _("Each session")
        self.session.offer([(session.id, name_of(session)) for session in sessions])

    def draft(self) -> ItemDraft:
        """Return what was decided of the item."""
        return ItemDraft(
            self.title.data,
            Purpose(self.purpose.data),
            self.presenter.data,
            self.minutes.data,
            self.pause.data,
            self.session.data or None,
        )


class NewItemForm(ItemForm):
    """A new point of the agenda, and where it goes."""

    under = NumberChoice(_l("Place"), optional="", invalid_choice_message=_l("Choose one of the items shown."))
    order = HiddenField()


def new_form(meeting: Meeting, items: Sequence[AgendaItem]) -> NewItemForm:
    """Return the form that adds an item to those of *meeting*."""
    form = NewItemForm(data={"order": rules.stamp(items)})
    form.offer(taking_place(meetings.programme(meeting)))
    form.under.optional = _("At the end, as an item of its own")
    heads = [item for item in items if not item.sub]
    form.under.offer([(item.id, _("Under %(item)s", item=f"{item.number}. {words(item.title)}")) for item in heads])
    return form


def item_form(item: AgendaItem, sent: MultiDict[str, str] | None) -> ItemForm:
    """Return the form of *item*, filled with what is stored, or else with what was *sent*."""
    stored: dict[str, Any] = {
        "title": item.title,
        "purpose": item.purpose,
        "minutes": item.minutes,
        "pause": item.pause,
        "session": item.session_id,
        "presenter": item.presenter,
    }
    form = ItemForm(formdata=sent, data=stored)
    form.offer([one for one in meetings.programme(item.meeting) if not one.cancelled_at or one.id == item.session_id])
    return form
