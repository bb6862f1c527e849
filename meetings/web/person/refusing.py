"""Refusing mails of one group by the link in one of them, without signing in (RFC 8058), and taking that back."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.person import actions, rules
from meetings.domain.person import queries as people
from meetings.domain.person.rules import MailGroup
from meetings.extensions import csrf, transaction
from meetings.models.person import Person
from meetings.web import house, loaders
from meetings.web.authorize import authorize, everyone
from meetings.web.person.mail_words import GROUPS
from meetings.web.private import keep_private, leave

bp = Blueprint("refusing", __name__, url_prefix="/people/mails")
bp.after_request(keep_private)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Whose mails of which group a link is about."""

    person: Person
    group: MailGroup


def _refusal(token: str) -> Refusal:
    """Return what *token* is about; one that is forged, or of a closed account, answers with a sentence."""
    found = rules.read_stop_token(token, house.secret())
    if found is None:
        leave(404, _("This link is not one of ours. Perhaps it was cut: copy the whole address out of the mail."))
    person = people.by_id(loaders.numbered(found[0]))
    if person is None or person.disabled_at:
        leave(410, _("This account is closed, and no more mails are sent to it."))
    return Refusal(person, found[1])


@bp.route("/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def show(token: str) -> ResponseReturnValue:
    """Ask whether such mails are to stop; on POST, as mail programs send it with one click, stop them."""
    found = _refusal(token)
    if request.method == "POST":
        with transaction():
            actions.refuse_mails(found.person, found.group, now=clock.now())
        if request.form.get("List-Unsubscribe"):
            return "", 200
        return redirect(url_for(".show", token=token), 303)
    refused = rules.refuses(found.person, found.group)
    return render_template("refusing/show.html", token=token, refused=refused, words=GROUPS[found.group])


#: Mail programs send no token of ours; the address is signed, and stops mails at most.
csrf.exempt(f"{__name__}.{show.__name__}")


@bp.route("/<token>/again/", methods=["POST"])
@authorize(everyone)
def again(token: str) -> ResponseReturnValue:
    """Send such mails again."""
    found = _refusal(token)
    with transaction():
        actions.accept_mails(found.person, found.group, now=clock.now())
    flash(_("These mails are sent to you again."))
    return redirect(url_for(".show", token=token), 303)
