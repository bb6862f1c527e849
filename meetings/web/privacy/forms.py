"""Forms of the secretariat about privacy, and of people about their own data."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from meetings.web.fields import LONG, BilingualField
from meetings.web.forms import Area, Form, Line, at_most, needed


class NoticeForm(Form):
    """One version of the privacy notice."""

    controller = Line(_l("Who answers for the data"), [needed(_l("Name who answers.")), at_most(200)])
    contact = Line(_l("How to reach them"), [needed(_l("Say how to reach them.")), at_most(300)])
    changes = BilingualField(
        _l("What is new, in a sentence"),
        limit=500,
        required=False,
        hint=_l("Those who accepted the version before read it first."),
    )
    text = BilingualField(_l("Text"), limit=LONG, area=True, hint=_l("Markdown: ### for headings, - for lists."))


class ForgetForm(Form):
    """A request to be forgotten."""

    reason = Area(_l("Anything we should know"), [at_most(2000)])
    sure = BooleanField(_l("I have read what happens, and I want my account to be erased"))


class RefusalForm(Form):
    """Why a request to be forgotten is refused."""

    answer = Area(_l("Reason"), [needed(_l("Say why: the person reads it.")), at_most(2000)])
