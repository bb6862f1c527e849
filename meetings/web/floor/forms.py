"""Forms to ask for the floor, and to say how long one may speak."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from meetings.core.text import sort_key
from meetings.domain.floor import rules
from meetings.domain.organisation import queries as register
from meetings.i18n import words
from meetings.models.agenda import AgendaItem
from meetings.models.floor import FloorKind
from meetings.web.fields import NumberChoice, WholeNumber, choices
from meetings.web.forms import Form, needed
from meetings.web.wording import label


class AskForm(Form):
    """For what the floor is asked, on which item; for whom, if one runs the meeting."""

    kind = RadioField(_l("For what"))
    item = NumberChoice(_l("Agenda item"), optional="–")
    organisation = NumberChoice(
        _l("Administration"), [needed(_l("Choose the administration that asks for the floor."))], optional="–"
    )

    def offer(self, items: Sequence[AgendaItem], *, runs: bool) -> "AskForm":
        """Offer the *items* of the agenda, and the register to whoever *runs* the meeting."""
        self.kind.choices = choices([(each.value, label(each)) for each in FloorKind])
        self.item.offer([(each.id, f"{each.number} {words(each.title)}") for each in items])
        if runs:
            named = [(each.id, words(each.name)) for each in register.everyone()]
            self.organisation.offer(sorted(named, key=lambda pair: sort_key(pair[1])))
        else:
            del self.organisation
        return self


class LimitForm(Form):
    """How long one may speak."""

    minutes = WholeNumber(_l("Speaking time in minutes"), low=rules.LOW, high=rules.HIGH)
