"""The letters of invitation that were asked for: read, sign, print."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.visa import actions, policy, queries, rules
from meetings.exports.registration_values import LetterPrint
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.visa import InvitationLetter
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.private import no_store
from meetings.web.viewer import signed_in
from meetings.web.visa import printing
from meetings.web.wording import refusal

bp = Blueprint("visa_manage", __name__, url_prefix="/meetings/<slug>/registrations/letters")
bp.after_request(no_store)


def letter(slug: str, letter_id: int) -> InvitationLetter:
    """Return the letter with this id of the meeting called *slug*."""
    return loaders.found(queries.by_id(loaders.meeting(slug), loaders.numbered(letter_id))).letter


@bp.route("/")
@authorize(policy.can_list, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """List who asked for a letter."""
    asked = queries.of_meeting(meeting)
    return render_template("visa_manage/index.html", meeting=meeting, letters=asked, reference=rules.reference)


@bp.route("/<int:letter_id>/")
@authorize(policy.can_issue, letter)
def show(letter: InvitationLetter) -> ResponseReturnValue:
    """Show what a letter says."""
    asked = loaders.found(queries.of(letter.registration))
    printed = printing.values(asked, asked.passport) if asked.passport else None
    return render_template(
        "visa_manage/show.html",
        meeting=letter.meeting,
        asked=asked,
        printed=printed,
        paragraphs=printing.visa_letter.paragraphs(printed) if printed else (),
        reference=rules.reference(letter),
    )


@bp.route("/<int:letter_id>/issue/", methods=["POST"])
@authorize(policy.can_issue, letter)
def issue(letter: InvitationLetter) -> ResponseReturnValue:
    """Sign a letter; the person gets a mail."""
    try:
        with transaction():
            actions.issue(letter, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        name = letter.registration.person.name
        flash(_("The letter is signed. %(name)s gets a mail and can fetch it.", name=name))
    return redirect(url_for(".show", slug=letter.meeting.slug, letter_id=letter.id), 303)


@bp.route("/<int:letter_id>/letter.pdf")
@authorize(policy.can_issue, letter)
def pdf(letter: InvitationLetter) -> ResponseReturnValue:
    """Hand out a letter that is signed."""
    return printing.pdf(_signed(letter))


@bp.route("/<int:letter_id>/letter.docx")
@authorize(policy.can_issue, letter)
def docx(letter: InvitationLetter) -> ResponseReturnValue:
    """Hand out a letter that is signed as a Word file."""
    return printing.docx(_signed(letter))


def _signed(letter: InvitationLetter) -> LetterPrint:
    """Return what a signed *letter* says, or answer 404."""
    return loaders.found(printing.signed(loaders.found(queries.of(letter.registration))))
