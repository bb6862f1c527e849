"""The form of the terms on which people register."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from meetings.domain.registration.rules import HIGHEST_QUOTA, MOST_COMPANIONS, Terms
from meetings.models.registration import Admission
from meetings.web.fields import WholeNumber, choices
from meetings.web.forms import Form
from meetings.web.wording import label


def _admissions() -> Any:
    return choices([(admission.value, label(admission)) for admission in Admission])


class TermsForm(Form):
    """Who is admitted, how many, and what is offered besides."""

    admission = RadioField(
        _l("Who takes a place"), [InputRequired(_l("Choose one of these."))], choices=_admissions, default="open"
    )
    quota = WholeNumber(_l("Places for each organisation"), low=1, high=HIGHEST_QUOTA)
    approves_observers = BooleanField(_l("Approve observers one by one"))
    companions = WholeNumber(_l("Accompanying persons"), low=0, high=MOST_COMPANIONS)
    needs = BooleanField(_l("Ask for dietary and access needs"))
    letters = BooleanField(_l("Offer a letter of invitation for a visa"))

    def terms(self) -> Terms:
        """Return the terms that were chosen."""
        return Terms(
            admission=Admission(self.admission.data),
            quota=self.quota.data,
            approves_observers=self.approves_observers.data,
            companions=self.companions.data or 0,
            letters=self.letters.data,
            needs=self.needs.data,
        )
