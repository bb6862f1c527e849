"""The form to choose a session."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from meetings.web.fields import NumberChoice
from meetings.web.forms import Form


class SessionForm(Form):
    """Which session to sit in; the view knows which there are."""

    session = NumberChoice(
        _l("Session"), [DataRequired(_l("Choose one of the sessions."))], choices=[], validate_choice=False
    )
