"""Forms about a change of address."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from meetings.web.access.forms import Address
from meetings.web.forms import Area, Form, at_most, needed


class AddressForm(Form):
    """The address that somebody wants to be known by."""

    email = Address(_l("New e-mail address"), [needed(_l("Write your new e-mail address."))])
    unread = BooleanField(_l("I can no longer read mail that is sent to my present address"))


class ApprovalForm(Form):
    """Why the secretariat answers in place of the old address."""

    reason = Area(
        _l("Reason"),
        [
            needed(_l("Write how you know that it is this person.")),
            at_most(1000),
        ],
    )
