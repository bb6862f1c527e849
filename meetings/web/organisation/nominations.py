"""One nomination: who recorded what and when, its letter, its correction, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.audit import queries as audit
from meetings.domain.audit.queries import Wanted
from meetings.domain.organisation import actions, letters, policy, rules, undoing
from meetings.domain.organisation.succession import Period
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.audit import AuditLine
from meetings.models.organisation import Capacity, Nomination, NominationLetter, Organisation
from meetings.models.person import Person
from meetings.web import downloads, edits, loaders
from meetings.web.authorize import authorize
from meetings.web.document.forms import upload_limit
from meetings.web.meeting.wording import VERBS
from meetings.web.organisation.forms import CorrectionForm, LetterForm, NominationForm
from meetings.web.viewer import signed_in
from meetings.web.wording import label, refusal

bp = Blueprint("organisation_nominations", __name__, url_prefix="/organisations/nominations/<int:nomination_id>")


@dataclass(frozen=True, slots=True)
class NominationPage:
    """A nomination as one reader may see it."""

    nomination: Nomination
    letter: NominationLetter | None
    #: What was done, in words; the line of the history; what the capacity was before, in words.
    lines: Sequence[tuple[str, AuditLine, str]]
    may_keep_letter: bool
    may_correct: bool
    may_end: bool
    may_undo: bool


def _page(nomination: Nomination, viewer: Person) -> NominationPage:
    now = clock.now()
    may_correct = policy.can_correct(viewer, nomination)
    found = audit.found(Wanted(thing=f"nomination:{nomination.id}")) if may_correct else None
    over = nomination.until_on is not None and nomination.until_on < now.date()
    return NominationPage(
        nomination=nomination,
        letter=letters.letter_of(nomination),
        lines=[_told(line) for line in found.things] if found else (),
        may_keep_letter=policy.can_keep_letter(viewer, nomination),
        may_correct=may_correct,
        may_end=not over and policy.can_end(viewer, nomination),
        may_undo=may_correct and undoing.can_be_undone(nomination, now),
    )


def _told(line: AuditLine) -> tuple[str, AuditLine, str]:
    before = line.details.get("capacity_before")
    return str(VERBS.get(line.verb, line.verb)), line, label(Capacity(before)) if before else ""


def _here(nomination: Nomination) -> ResponseReturnValue:
    return redirect(url_for(".show", nomination_id=nomination.id), 303)


def succession_page(form: NominationForm, organisation: Organisation, former: Nomination) -> str:
    """Show what will happen to the *former* head before a new one is recorded."""
    return render_template(
        "organisation/nominate.html",
        form=form,
        organisation=organisation,
        former=former,
        last_day=form.since.data - timedelta(days=1),
        hidden=[(name, control.value) for name, control in edits.controls(form).items() if control.value],
    )


@bp.route("/")
@authorize(policy.can_see_nomination, loaders.nomination)
def show(nomination: Nomination) -> ResponseReturnValue:
    """Show a nomination, its letter and what was done with it."""
    page = _page(nomination, signed_in())
    return render_template("organisation_nominations/show.html", page=page, form=LetterForm())


@bp.route("/correct/", methods=["GET", "POST"])
@authorize(policy.can_correct, loaders.nomination)
def correct(nomination: Nomination) -> ResponseReturnValue:
    """Correct the capacity and the days of a nomination that was recorded wrongly."""
    stored = {"capacity": nomination.capacity, "since": nomination.since_on, "until": nomination.until_on}
    form = CorrectionForm(data=stored)
    form.offer(nomination)
    if form.submitted():
        try:
            with transaction():
                actions.correct_nomination(
                    nomination,
                    capacity=Capacity(form.capacity.data),
                    period=Period(form.since.data, form.until.data),
                    by=signed_in(),
                    now=clock.now(),
                )
        except Refused as error:
            places = {
                rules.HeadAlready: form.capacity,
                rules.CapacityNotOffered: form.capacity,
                rules.EndsBeforeItBegins: form.until,
            }
            form.refuse(refusal(error), places.get(type(error), form.since))
        else:
            flash(_("The nomination of %(name)s has been corrected.", name=nomination.person.name))
            return _here(nomination)
    shown = render_template("organisation_nominations/correct.html", form=form, nomination=nomination)
    return shown, 422 if form.problems() else 200


@bp.route("/undo/", methods=["GET", "POST"])
@authorize(policy.can_correct, loaders.nomination)
def undo(nomination: Nomination) -> ResponseReturnValue:
    """Ask whether a nomination was recorded by mistake; on POST, take it back."""
    why_not, organisation = "", nomination.organisation
    if request.method == "POST":
        try:
            with filing(current_app.extensions["storage"]) as files:
                undoing.undo_nomination(nomination, storage=files, by=signed_in(), now=clock.now())
        except Refused as error:
            why_not = refusal(error)
        else:
            flash(_("The nomination has been taken back."))
            return redirect(url_for("organisation.show", code=organisation.code.lower()), 303)
    shown = render_template("organisation_nominations/undo.html", nomination=nomination, why_not=why_not)
    return shown, 422 if why_not else 200


@bp.route("/letter/", methods=["POST"])
@authorize(policy.can_keep_letter, loaders.nomination)
def keep_letter(nomination: Nomination) -> ResponseReturnValue:
    """Take the letter of a nomination."""
    form = LetterForm()
    valid = form.submitted()
    if valid and not form.letter.data:
        form.refuse(_("Choose a file first."), form.letter)
    elif valid:
        try:
            with filing(current_app.extensions["storage"]) as files:
                letters.attach(
                    nomination,
                    form.letter.data.stream,
                    form.letter.data.filename,
                    storage=files,
                    limit=upload_limit(),
                    by=signed_in(),
                    now=clock.now(),
                )
        except Refused as error:
            form.refuse(refusal(error), form.letter)
        else:
            flash(_("The letter is stored."))
            return _here(nomination)
    return render_template("organisation_nominations/show.html", page=_page(nomination, signed_in()), form=form), 422


@bp.route("/letter/remove/", methods=["POST"])
@authorize(policy.can_correct, loaders.nomination)
def remove_letter(nomination: Nomination) -> ResponseReturnValue:
    """Take the letter of a nomination away."""
    with filing(current_app.extensions["storage"]) as files:
        letters.remove(nomination, storage=files, by=signed_in(), now=clock.now())
    flash(_("The letter has been removed."))
    return _here(nomination)


@bp.route("/letter/")
@authorize(policy.can_see_nomination, loaders.nomination)
def letter(nomination: Nomination) -> ResponseReturnValue:
    """Hand the letter out, always to be saved and never shown."""
    found = loaders.found(letters.letter_of(nomination))
    return downloads.stored(found.storage_key, found.content_type, found.filename)
