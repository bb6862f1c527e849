"""Forms to sign in and to set up the house."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length, ValidationError

from meetings.domain.person import rules
from meetings.web.fields import ZoneField
from meetings.web.forms import Form, Line, needed


class Address(Line):
    """An e-mail address, in its normal form."""

    def pre_validate(self, form: object) -> None:
        """Refuse what cannot be written to."""
        super().pre_validate(form)
        if self.data:
            self.data = rules.normal(self.data)
        if self.data and not rules.is_address(self.data):
            raise ValidationError(_("This is not an e-mail address. Write it like name@example.org."))


class SignInForm(Form):
    """Where to send the link and the code."""

    email = Address(_l("E-mail address"), [needed(_l("Write your e-mail address."))])
    next = HiddenField()


class CodeForm(Form):
    """The six digits of the mail."""

    code = Line(_l("Six-digit code"), [needed(_l("Type the six digits of the mail."))])


class SetUpForm(Form):
    """The first administrator, and what to begin the register with."""

    name = Line(_l("Your name"), [needed(_l("Write your name.")), Length(max=200)])
    email = Address(_l("E-mail address"), [needed(_l("Write your e-mail address."))])
    zone = ZoneField(_l("Time zone"))
    members = BooleanField(_l("Begin with the 186 WCO Members and their six regions"))
