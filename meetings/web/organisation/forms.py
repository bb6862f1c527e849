"""Forms of the register."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import Length, ValidationError

from meetings.core.bilingual import ENGLISH, FRENCH
from meetings.domain.organisation import rules
from meetings.domain.organisation.cells import EARLIEST, LATEST
from meetings.models.organisation import Capacity, Kind
from meetings.web.access.forms import Address
from meetings.web.fields import BilingualField, Day, NumberChoice, ZoneField, choices
from meetings.web.forms import Form, Line, needed
from meetings.web.wording import LABELS


def _kinds() -> Any:
    return choices(list(LABELS[Kind].items()))


def _capacities() -> Any:
    return choices(list(LABELS[Capacity].items()))


def _languages() -> Any:
    return choices([(ENGLISH, _("English")), (FRENCH, _("French"))])


class OrganisationForm(Form):
    """A new organisation."""

    kind = SelectField(_l("Kind"), choices=_kinds)
    code = Line(
        _l("Code"),
        [needed(_l("Write a code.")), Length(max=20, message=_l("At most %(max)d characters, please."))],
    )
    name = BilingualField(_l("Name"), limit=200)
    region = NumberChoice(_l("Region"), optional="")
    working_language = SelectField(_l("Working language"), choices=_languages)

    def validate_code(self, field: Line) -> None:
        """Refuse what no address could carry, and a Member's code that is no country's."""
        code = (field.data or "").upper()
        if not rules.is_code(code):
            raise ValidationError(_("Use 2 to 20 letters without accents, digits and hyphens."))
        if self.kind.data == Kind.MEMBER and not rules.is_country(code):
            raise ValidationError(_("No country has this code. A Member has the two letters of ISO 3166-1."))


class NominationForm(Form):
    """Someone whom an organisation has named."""

    name = Line(
        _l("Name"),
        [needed(_l("Write a name.")), Length(max=200, message=_l("At most %(max)d characters, please."))],
    )
    email = Address(_l("E-mail address"), [needed(_l("Write an e-mail address."))])
    function = Line(_l("Function"), [Length(max=200, message=_l("At most %(max)d characters, please."))])
    capacity = SelectField(_l("Named as"), choices=_capacities)
    since = Day(_l("From"), [needed(_l("Choose a day."))], earliest=EARLIEST, latest=LATEST)
    language = SelectField(_l("Language"), choices=_languages)
    zone = ZoneField(_l("Time zone"))


class EndForm(Form):
    """The end of a nomination."""

    last_day = Day(_l("Last day"), [needed(_l("Choose a day."))], earliest=EARLIEST, latest=LATEST)


class UploadForm(Form):
    """A register's file."""

    file = FileField(_l("CSV file"))
