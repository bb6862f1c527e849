"""Forms of the attendance: what became of somebody, guests, lists of connections."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from meetings.domain.attendance.rules import MOST_MINUTES
from meetings.i18n import words
from meetings.models.attendance import Presence
from meetings.models.meeting import Session
from meetings.models.organisation import Organisation
from meetings.web.attendance.session_names import session_choices
from meetings.web.fields import NumberChoice, WholeNumber, choices
from meetings.web.forms import Form, Line, needed
from meetings.web.wording import label

#: In place of a state: what the other sources say is to be shown again.
OTHERS = "others"
LONG = 200


class DecideForm(Form):
    """What became of the people who are ticked, at one of the sittings."""

    session = NumberChoice(_l("Session"), [DataRequired(_l("Choose one of the sessions."))])
    presence = SelectField(_l("State"), choices=list)
    reason = Line(_l("Reason"), [Length(max=LONG, message=_l("At most %(max)d characters, please."))])
    minutes = WholeNumber(_l("Minutes"), low=0, high=MOST_MINUTES)

    def offer(self, sessions: list[Session]) -> None:
        """Offer the *sessions* of the meeting and all states."""
        self.session.offer(session_choices(sessions))
        states = [(presence.value, label(presence)) for presence in Presence]
        self.presence.choices = choices([*states, (OTHERS, _l("as the other sources say"))])


class GuestForm(Form):
    """Somebody who came and is not in the register."""

    name = Line(_l("Name"), [needed(_l("Write the name.")), Length(max=LONG)])
    function = Line(_l("Function"), [Length(max=LONG)])
    organisation = NumberChoice(_l("Organisation"), optional="")
    session = NumberChoice(_l("Session"), [DataRequired(_l("Choose one of the sessions."))])

    def offer(self, sessions: list[Session], organisations: list[Organisation]) -> None:
        """Offer the *sessions* of the meeting and the *organisations* of the register."""
        self.session.offer(session_choices(sessions))
        self.organisation.offer([(one.id, words(one.name)) for one in organisations])


class ListForm(Form):
    """A list of connections."""

    file = FileField(_l("File"))
