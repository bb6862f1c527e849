"""Forms with which people come in: asking for access, inviting, accepting, deciding."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from meetings.domain.joining.rules import LONGEST_MESSAGE
from meetings.web.access.forms import Address
from meetings.web.fields import NumberChoice, ZoneField, choices, languages
from meetings.web.forms import Area, Form, Line, at_most, needed

APPROVE, REFUSE = "approve", "refuse"
_SHORT = at_most(200)


def _verdicts() -> Any:
    return choices([(APPROVE, _("Give access")), (REFUSE, _("Refuse it"))])


class RequestForm(Form):
    """Somebody asks for access for an organisation."""

    organisation = NumberChoice(_l("Organisation"), [needed(_l("Choose your organisation."))], optional="")
    name = Line(_l("Name"), [needed(_l("Write your name.")), _SHORT])
    function = Line(_l("Function"), [needed(_l("Write what you do in your organisation.")), _SHORT])
    email = Address(_l("Official e-mail address"), [needed(_l("Write your e-mail address."))])
    language = SelectField(_l("Language"), choices=languages)
    zone = ZoneField(_l("Time zone"))
    message = Area(_l("Message"), [at_most(LONGEST_MESSAGE)])


class InvitationForm(Form):
    """An address is invited."""

    email = Address(_l("E-mail address"), [needed(_l("Write an e-mail address."))])
    capacity = SelectField(_l("Named as"))
    language = SelectField(_l("Language of the mail"), choices=languages)


class AcceptForm(Form):
    """How somebody who was invited is called."""

    name = Line(_l("Name"), [needed(_l("Write your name.")), _SHORT])
    function = Line(_l("Function"), [_SHORT])
    language = SelectField(_l("Language"), choices=languages)
    zone = ZoneField(_l("Time zone"))


class DecisionForm(Form):
    """What becomes of a request for access."""

    verdict = RadioField(_l("Decision"), choices=_verdicts)
    capacity = SelectField(_l("Named as"))
    reason = Area(_l("Reason"), [at_most(1000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a reason when access is refused."""
        valid = super().validate(extra_validators)
        if self.verdict.data == REFUSE and not self.reason.data and not self.reason.errors:
            self.reason.errors = [_("Say why; it is told to whoever asked.")]
            return False
        return bool(valid)
