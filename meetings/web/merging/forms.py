"""Forms for bringing two records together."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Length

from meetings.domain.merging import rules
from meetings.models.person import Person
from meetings.web.fields import choices
from meetings.web.forms import Form, Line, needed
from meetings.web.merging import wording

KEPT, GONE = "kept", "gone"
_NOT_OFFERED = _l("This is not offered. Choose one of those shown.")


def _either(name: str) -> RadioField:
    """Return the choice between two values of the field *name*."""
    both = [(KEPT, KEPT), (GONE, GONE)]
    return RadioField(wording.FIELDS[name], choices=choices(both), default=KEPT, invalid_choice_message=_NOT_OFFERED)


class MergeForm(Form):
    """Which value stays, field by field, and whether the other address leads to it."""

    name = _either("name")
    email = _either("email")
    function = _either("function")
    language = _either("language")
    zone = _either("zone")
    speaks = _either("speaks")
    phone = _either("phone")
    photo = _either("photo")
    unwanted = _either("unwanted")
    alias = BooleanField(_l("The other address still leads to this person when a sign-in link is asked for"))
    #: The mark of what was compared.
    seen = HiddenField()

    def compare(self, kept: Person, gone: Person) -> None:
        """Ask only for the fields in which *kept* and *gone* differ."""
        self.asked = rules.differing(kept, gone)
        for name in rules.FIELDS:
            if name not in self.asked:
                delattr(self, name)

    def rows(self, kept: Person, gone: Person) -> list[tuple[Any, str, str]]:
        """Return each field that is asked for, with its two values."""
        return [(self[name], wording.value(kept, name), wording.value(gone, name)) for name in self.asked]

    @property
    def taken(self) -> list[str]:
        """The fields of which the value of the closed record was chosen."""
        return [name for name in self.asked if self[name].data == GONE]


class FindForm(Form):
    """Two people by their addresses."""

    one = Line(_l("One address"), [needed(_l("Write an address.")), Length(max=254)])
    other = Line(_l("Other address"), [needed(_l("Write an address.")), Length(max=254)])

    class Meta:
        """A question, not a change: it stands in the address of the page."""

        csrf = False
