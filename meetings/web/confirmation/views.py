"""What people see who follow their personal link: what is on record, and whether it is still correct."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, fingerprint
from meetings.core.errors import Refused
from meetings.domain.confirmation import answer_actions, queries, rules
from meetings.domain.organisation import queries as register
from meetings.extensions import transaction
from meetings.models.confirmation import AskLink, AskState
from meetings.web import house
from meetings.web.authorize import authorize, everyone
from meetings.web.confirmation import wording
from meetings.web.confirmation.forms import AnswerForm
from meetings.web.private import keep_private, leave
from meetings.web.viewer import viewer
from meetings.web.wording import refusal

bp = Blueprint("confirmation", __name__, url_prefix="/confirm")


bp.after_request(keep_private)


def _link(token: str) -> AskLink:
    """Return the link with *token*; one that is forged, over or somebody else's answers with a sentence."""
    link = queries.link_by_token(token)
    if link is None:
        leave(404, _("This link is not one of ours. Perhaps it was cut: copy the whole address out of the mail."))
    if link.person.disabled_at or not rules.is_open(link.ask.campaign, clock.now()):
        leave(410, _("The time for answers is over, so this link no longer works. Nothing was changed."))
    if _is_for_others(link):
        leave(403, _("This link was sent to another organisation than yours. Nothing was changed."))
    return link


def _is_for_others(link: AskLink) -> bool:
    """Say whether the one who is signed in speaks for another organisation than that of *link*."""
    who = viewer()
    if who is None or who.runs_the_house or who.id == link.person_id:
        return False
    nomination = register.nomination_of(who, on=clock.today())
    return nomination is not None and nomination.organisation_id != link.ask.organisation_id


def _form(link: AskLink) -> AnswerForm:
    on_record = register.nominated(link.ask.organisation, on=clock.today())
    return AnswerForm(
        link.ask.organisation,
        on_record,
        queries.waiting_of(link.ask),
        data={"seen": rules.mark(link.ask.organisation, on_record)},
    )


@bp.route("/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def show(token: str) -> ResponseReturnValue:
    """Show what is on record and take what has changed; before the first button was pressed, show that button."""
    link = _link(token)
    form = _form(link)
    if form.submitted() and _take(form, link):
        return redirect(url_for(".done", token=token), 303)
    if link.ask.state is AskState.ASKED and not form.problems():
        return render_template("confirmation/_begin.html", link=link, token=token)
    if form.problems():
        # What is shown now is what the register says now.
        form.seen.data = form.seen.object_data
    shown = render_template(
        "confirmation/show.html", link=link, token=token, form=form, changes=_answered(link), marks=wording.MARKS
    )
    return shown, 422 if form.problems() else 200


def _take(form: AnswerForm, link: AskLink) -> bool:
    """Store the answer and say whether it was taken."""
    drafts = form.drafts()
    if not drafts:
        form.refuse(refusal(rules.NothingChanged()))
        return False
    try:
        with transaction():
            answer_actions.answer(link, drafts, seen=_seen(), secret=house.secret(), zone=house.zone(), now=clock.now())
    except Refused as error:
        form.refuse(_words(error))
        return False
    return True


def _seen() -> str:
    """Return the mark that was sent of what the page showed; without one, nothing was seen."""
    return request.form.get("seen", "")


def _words(error: Refused) -> str:
    if isinstance(error, fingerprint.ChangedMeanwhile):
        return str(
            _("The register has been changed since you opened this page. Look at what it says now, then send again.")
        )
    return refusal(error)


def _answered(link: AskLink) -> list[wording.Shown]:
    return [wording.shown(change) for change in queries.changes_of(link.ask)]


@bp.route("/<token>/begin/", methods=["POST"])
@authorize(everyone)
def begin(token: str) -> ResponseReturnValue:
    """Note that a human being has opened the link: programs that look through mails press no button."""
    link = _link(token)
    with transaction():
        answer_actions.open_(link, now=clock.now())
    return redirect(url_for(".show", token=token), 303)


@bp.route("/<token>/correct/", methods=["POST"])
@authorize(everyone)
def confirm(token: str) -> ResponseReturnValue:
    """Take the answer that everything is still correct."""
    link = _link(token)
    try:
        with transaction():
            answer_actions.answer(link, [], seen=_seen(), secret=house.secret(), zone=house.zone(), now=clock.now())
    except Refused as error:
        flash(_words(error), "warn")
        return redirect(url_for(".show", token=token), 303)
    return redirect(url_for(".done", token=token), 303)


@bp.route("/<token>/done/")
@authorize(everyone)
def done(token: str) -> ResponseReturnValue:
    """Say thank you, and what happens next."""
    link = _link(token)
    if link.ask.answered_at is None:
        return redirect(url_for(".show", token=token), 303)
    return render_template(
        "confirmation/done.html", link=link, token=token, changes=_answered(link), marks=wording.MARKS
    )
