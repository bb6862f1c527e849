"""Forms to set a deadline of a meeting, and to move one that its readers know."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from meetings.domain.deadline import rules
from meetings.domain.deadline.rules import Draft, Due
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting
from meetings.web.fields import BilingualField, WallTime, ZoneField
from meetings.web.forms import Form, needed

LONGEST_TITLE, LONGEST_REASON = 200, 1_000


class DeadlineForm(Form):
    """When a deadline passes, and why if readers knew of another moment."""

    closes = WallTime(_l("Date and time"), [needed(_l("Write a date and a time, for example 2027-09-15 13:00."))])
    zone = ZoneField(_l("Time zone"))
    title = BilingualField(
        _l("Title"), limit=LONGEST_TITLE, required=False, hint=_l("Empty: it is called by what ends.")
    )
    reason = BilingualField(
        _l("Reason"),
        area=True,
        limit=LONGEST_REASON,
        hint=_l("Readers see it beside the old date, and the mail holds it. Write it in both languages."),
    )
    tell = BooleanField(_l("Tell them"))
    seen = HiddenField()
    #: Somebody else has changed the deadline meanwhile: what they saved is shown.
    theirs = False

    def draft(self) -> Draft:
        """Return what was decided."""
        return Draft(self.closes.data, self.zone.data, self.title.data if "title" in self else rules.NO_TITLE)


def of(meeting: Meeting, kind: Closing, due: Due | None) -> DeadlineForm:
    """Return the form for the deadline *due* of *meeting*, or for a first one of its *kind*."""
    stored: dict[str, Any] = {"zone": meeting.zone, "tell": True, "seen": rules.mark(due)}
    if due:
        stored |= {"closes": due.closes.replace(fold=0), "zone": due.zone, "title": due.title}
    form = DeadlineForm(data=stored)
    if kind not in rules.ROWS:
        del form.title
    if not rules.is_known(meeting, due):
        del form.reason, form.tell
    return form
