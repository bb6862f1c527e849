"""The form of one's own account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from meetings.core.bilingual import ENGLISH, FRENCH
from meetings.web.fields import ZoneField, choices
from meetings.web.forms import Form, Line, needed


def _languages() -> Any:
    """Each language under its own name, for those who read only that one."""
    return choices([(ENGLISH, "English"), (FRENCH, "Français")])


class AccountForm(Form):
    """What is shown of a person, and in which language and zone they read."""

    name = Line(
        _l("Your name"),
        [needed(_l("Write your name.")), Length(max=200, message=_l("At most %(max)d characters, please."))],
    )
    function = Line(_l("Function"), [Length(max=200, message=_l("At most %(max)d characters, please."))])
    language = SelectField(_l("Language"), choices=_languages)
    zone = ZoneField(_l("Time zone"))
