"""The forms to choose a session and a person, and to say no."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired

from meetings.web.access.forms import Address
from meetings.web.fields import NumberChoice, languages
from meetings.web.forms import Area, Form, Line, at_most, needed


class OnBehalfForm(Form):
    """Who is to sit in which session; the view knows the people that were found, and the sessions."""

    person = NumberChoice(
        _l("Person"), [DataRequired(_l("Choose the person whom you register."))], choices=[], validate_choice=False
    )
    session = NumberChoice(_l("Session"), choices=[], validate_choice=False)


class RefusalForm(Form):
    """Why somebody gets no place."""

    reason = Area(
        _l("Reason"),
        [needed(_l("Say why, in a sentence.")), at_most(1000)],
    )


class SubstituteForm(Form):
    """Who comes in somebody's place."""

    name = Line(_l("Name"), [needed(_l("Write the name of the substitute.")), at_most(200)])
    email = Address(_l("E-mail address"), [needed(_l("Write the address of the substitute."))])
    language = SelectField(_l("Language of the mail"), choices=languages)


class SessionForm(Form):
    """Which session to sit in; the view knows which there are."""

    session = NumberChoice(
        _l("Session"), [DataRequired(_l("Choose one of the sessions."))], choices=[], validate_choice=False
    )
