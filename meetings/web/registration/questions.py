"""Pages on which the secretariat writes its own questions to those who register."""

from collections.abc import Callable

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.core.text import as_integer
from meetings.domain.registration import actions_questions as actions
from meetings.domain.registration import policy, question_rules
from meetings.domain.registration import question_queries as queries
from meetings.domain.registration.actions_questions import Direction
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.meeting import Meeting
from meetings.models.registration_details import RegistrationQuestion
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.registration.question_form import QuestionForm, condition_words
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("registration_questions", __name__, url_prefix="/meetings/<slug>/registrations/questions")


def question(slug: str, question_id: int) -> RegistrationQuestion:
    """Return the question with this id of the meeting called *slug*."""
    return loaders.found(queries.by_id(loaders.meeting(slug), loaders.numbered(question_id)))


@bp.route("/")
@authorize(policy.can_set_terms, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """List the questions, with how many have answered each."""
    asked = queries.questions(meeting, withdrawn=True)
    return render_template(
        "registration_questions/index.html",
        meeting=meeting,
        questions=asked,
        conditions=condition_words(asked, queries.options(meeting)),
        numbers=queries.numbers(meeting),
        full=len(asked) >= question_rules.MOST_QUESTIONS,
    )


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_set_terms, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Write one more question."""
    form = _form(meeting, None)
    ready = not form.adds_option() and form.submitted()
    if ready and _done(form, lambda: actions.ask(meeting, form.draft(), by=signed_in(), now=clock.now())):
        flash(_("The question is asked of everybody who registers from now on."))
        return _back(meeting)
    return _page(meeting, None, form)


@bp.route("/<int:question_id>/", methods=["GET", "POST"])
@authorize(policy.can_change_question, question)
def edit(question: RegistrationQuestion) -> ResponseReturnValue:
    """Change a question."""
    form = _form(question.meeting, question)
    seen = as_integer(request.form.get("seen", ""), 0, loaders.HIGHEST_ID)
    ready = not form.adds_option() and form.submitted()
    if ready and _done(
        form,
        lambda: actions.revise(question, form.draft(), seen=seen or 0, by=signed_in(), now=clock.now()),
    ):
        flash(_("The question is saved."))
        return _back(question.meeting)
    return _page(question.meeting, question, form)


def _form(meeting: Meeting, question: RegistrationQuestion | None) -> QuestionForm:
    earlier = [one for one in queries.questions(meeting) if question is None or one.position < question.position]
    options = queries.options(meeting)
    return QuestionForm(earlier, list(options.values()), question)


def _page(meeting: Meeting, question: RegistrationQuestion | None, form: QuestionForm) -> ResponseReturnValue:
    number = queries.number_of(question) if question else 0
    page = render_template(
        "registration_questions/edit.html", meeting=meeting, question=question, form=form, answers=number
    )
    return page, 422 if form.problems() else 200


def _done(form: QuestionForm, write: Callable[[], object]) -> bool:
    """Do *write* in one transaction; when it is refused, say in *form* why."""
    try:
        with transaction():
            write()
    except ChangedMeanwhile:
        form.refuse(_("Somebody else changed this question in the meantime. Look at it anew in another window."))
    except Refused as error:
        form.refuse(refusal(error), *form.place_of(error))
    else:
        return True
    return False


@bp.route("/<int:question_id>/move/", methods=["POST"])
@authorize(policy.can_change_question, question)
def move(question: RegistrationQuestion) -> ResponseReturnValue:
    """Move a question a place up or down."""
    wanted = request.form.get("direction", "")
    if wanted not in list(Direction):
        abort(400)
    _try(lambda: actions.move(question, Direction(wanted), by=signed_in(), now=clock.now()), _("The order is saved."))
    return _back(question.meeting)


@bp.route("/<int:question_id>/withdraw/", methods=["POST"])
@authorize(policy.can_change_question, question)
def withdraw(question: RegistrationQuestion) -> ResponseReturnValue:
    """Ask a question no longer; its answers stay."""
    said = _("The question is no longer asked. Its answers stay until their time is over.")
    _try(lambda: actions.withdraw(question, by=signed_in(), now=clock.now()), said)
    return _back(question.meeting)


@bp.route("/<int:question_id>/again/", methods=["POST"])
@authorize(policy.can_change_question, question)
def again(question: RegistrationQuestion) -> ResponseReturnValue:
    """Ask a withdrawn question again."""
    _try(lambda: actions.ask_again(question, by=signed_in(), now=clock.now()), _("The question is asked again."))
    return _back(question.meeting)


@bp.route("/<int:question_id>/delete/", methods=["GET", "POST"])
@authorize(policy.can_change_question, question)
def delete(question: RegistrationQuestion) -> ResponseReturnValue:
    """Say how many answers would go with a question; on POST, delete it if that number is still the same."""
    meeting, number = question.meeting, queries.number_of(question)
    if request.method != "POST":
        return render_template("registration_questions/delete.html", meeting=meeting, question=question, answers=number)
    agreed = as_integer(request.form.get("answers", ""), 0, loaders.HIGHEST_ID)
    try:
        with filing(current_app.extensions["storage"]) as files:
            lost = -1 if agreed is None else agreed
            actions.delete(question, answers=lost, files=files, by=signed_in(), now=clock.now())
    except question_rules.AnswersThere as error:
        flash(refusal(error), "bad")
        return redirect(url_for(".delete", slug=meeting.slug, question_id=question.id), 303)
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        none: str = _("The question is deleted.")
        flash(
            ngettext(
                "The question is deleted, with one answer.", "The question is deleted, with %(num)d answers.", number
            )
            if number
            else none
        )
    return _back(meeting)


def _try(write: Callable[[], object], said: str) -> None:
    """Do *write* and say what was *said*; or say why it was refused."""
    try:
        with transaction():
            write()
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(said)


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for("registration_questions.index", slug=meeting.slug), 303)
