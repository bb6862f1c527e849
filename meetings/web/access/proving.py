"""The ways to prove who one is that several pages offer: a passkey, digits of an app, a recovery code."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from config import Settings
from meetings.core import clock
from meetings.domain.access import actions_factors, actions_passkeys, factors
from meetings.domain.access.ceremonies import Party
from meetings.domain.access.factors import Holdings
from meetings.models.access import Factor
from meetings.models.person import Person
from meetings.web import house
from meetings.web.forms import Form, Line
from meetings.web.limits import place
from meetings.web.viewer import browser_token


class ProofForm(Form):
    """A code that was typed, or the answer of a passkey."""

    code = Line(_l("Code"))
    answer = HiddenField()
    next = HiddenField()

    def shown(self) -> bool:
        """Say whether the form was posted with something in it."""
        if not self.submitted():
            return False
        if not self.code.data and not self.answer.data:
            self.refuse(_("Type the code."), self.code)
        return not self.problems()


@dataclass(frozen=True, slots=True)
class Ways:
    """What a person can prove themselves with on a page."""

    held: Holdings
    passkeys: bool
    #: Where the browser gets what the passkey is asked.
    options: str
    #: What can be typed; empty when nothing can.
    label: str


def party() -> Party:
    """Return for whom the passkeys of this site are made."""
    settings: Settings = current_app.extensions["settings"]
    return Party.of(settings.base_url, settings.organisation_name)


def ways(person: Person) -> Ways:
    """Return what *person* can prove themselves with."""
    held = factors.holdings(person)
    return Ways(held, bool(held.passkeys) and party().possible, url_for("passkey.proof_options"), _label(held))


def _label(held: Holdings) -> str:
    if held.authenticator and held.codes:
        return str(_("Six digits of your authenticator app, or a recovery code"))
    if held.authenticator:
        return str(_("Six digits of your authenticator app"))
    return str(_("Recovery code")) if held.codes else ""


def taken(person: Person, form: ProofForm) -> Factor:
    """Take what *person* sent, and say which factor it was; to be called inside a transaction that is kept.

    Raises a refusal when it proves nothing.
    """
    now = clock.now()
    if form.answer.data:
        browser = browser_token()
        return actions_passkeys.take_passkey(person, form.answer.data, party=party(), browser=browser, now=now)
    return actions_factors.take_code(person, form.code.data, address_hash=place(), secret=house.secret(), now=now)
