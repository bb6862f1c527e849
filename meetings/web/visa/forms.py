"""What a letter of invitation needs of a passport."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from meetings.domain.visa.rules import PassportDraft
from meetings.web.fields import Day, languages
from meetings.web.forms import Form, Line, at_most, needed

_FILL = _l("Fill this in.")


class PassportForm(Form):
    """What stands in the passport, where the visa is asked for, and the language of the letter."""

    name = Line(_l("Name, as in the passport"), [needed(_FILL), at_most(200)])
    nationality = Line(_l("Nationality"), [needed(_FILL), at_most(100)])
    number = Line(_l("Number of the passport"), [needed(_FILL), at_most(40)])
    born_on = Day(_l("Date of birth"), [needed(_FILL)], earliest=date(1900, 1, 1))
    expires_on = Day(_l("Valid until"), [needed(_FILL)])
    consulate = Line(_l("Embassy or consulate"), [needed(_FILL), at_most(200)])
    language = SelectField(_l("Language of the letter"), choices=languages)

    def draft(self) -> PassportDraft:
        """Return what was typed."""
        return PassportDraft(
            name=self.name.data,
            nationality=self.nationality.data,
            number=self.number.data,
            born_on=self.born_on.data,
            expires_on=self.expires_on.data,
            consulate=self.consulate.data,
        )
