"""Dealing with questions, for the secretariat, for presenters and for whom one was given to."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.question import actions, policy, queries, rules
from meetings.domain.question import actions_moderation as moderation
from meetings.models.meeting import Meeting
from meetings.models.question import Intake, Question
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.forms import Form
from meetings.web.question import export
from meetings.web.question import page as pages
from meetings.web.question.forms import AnswerForm, DeclineForm, IntakeForm, MergeForm, TaskForm, WordsForm
from meetings.web.record.page import today
from meetings.web.record.saving import saved
from meetings.web.viewer import signed_in, viewer
from meetings.web.writing import pressed, written

bp = Blueprint("question_manage", __name__, url_prefix="/meetings/<slug>/questions")


@bp.route("/work/")
@authorize(policy.can_work, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """List what waits for review, what waits for an answer with whom and until when, and what is settled."""
    return render_template("question_manage/index.html", page=pages.work(meeting, signed_in()), rules=rules)


@bp.route("/settings/", methods=["GET", "POST"])
@authorize(policy.can_set, loaders.meeting)
def settings(meeting: Meeting) -> ResponseReturnValue:
    """Say how the meeting takes questions."""
    plan = queries.plan(meeting)
    form = IntakeForm(
        data={"intake": (plan.intake if plan else Intake.REVIEW).value, "nameless": bool(plan and plan.nameless)}
    )
    if form.submitted() and written(form, lambda: _set(meeting, form)):
        flash(_("It is saved how the meeting takes questions."))
        return redirect(url_for(".index", slug=meeting.slug), 303)
    html = render_template("question_manage/settings.html", meeting=meeting, form=form)
    return html, 422 if form.problems() else 200


def _set(meeting: Meeting, form: IntakeForm) -> None:
    intake = Intake(form.intake.data)
    actions.set_intake(meeting, intake, nameless=form.nameless.data, by=signed_in(), now=clock.now())


@bp.route("/questions.xlsx")
@authorize(policy.can_work, loaders.meeting)
def questions_xlsx(meeting: Meeting) -> ResponseReturnValue:
    """Give the list as a workbook."""
    data = export.as_workbook(pages.work(meeting, signed_in()))
    return attachment(data, export.filename(meeting, "xlsx"), XLSX)


@bp.route("/questions.csv")
@authorize(policy.can_work, loaders.meeting)
def questions_csv(meeting: Meeting) -> ResponseReturnValue:
    """Give the list as comma-separated values."""
    data = export.as_csv(pages.work(meeting, signed_in()))
    return attachment(data, export.filename(meeting, "csv"), CSV)


@bp.route("/<int:asked_id>/")
@authorize(policy.can_answer, loaders.question)
def show(question: Question) -> ResponseReturnValue:
    """Show one question, what was done with it and what can be done."""
    return render_template(
        "question_manage/show.html",
        question=question,
        group=[each for each in queries.together(question) if each.id != question.id],
        wordings=queries.wordings(question),
        may_moderate=policy.can_moderate(viewer(), question),
        may_merge=policy.can_merge(viewer(), question),
        rules=rules,
        today=today(),
    )


def _press(question: Question, act: Callable[..., None], done: str) -> ResponseReturnValue:
    pressed(lambda: act(question, by=signed_in(), now=clock.now()), done)
    return _back(question)


def _back(question: Question) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=question.meeting.slug, asked_id=question.id), 303)


@bp.route("/<int:asked_id>/publish/", methods=["POST"])
@authorize(policy.can_moderate, loaders.question)
def publish(question: Question) -> ResponseReturnValue:
    """Let readers see a question."""
    return _press(question, moderation.publish, _("Readers see the question now."))


@bp.route("/<int:asked_id>/hide/", methods=["POST"])
@authorize(policy.can_moderate, loaders.question)
def hide(question: Question) -> ResponseReturnValue:
    """Put a question back to those that wait for review."""
    return _press(question, moderation.hide, _("The question waits for review again."))


@bp.route("/<int:asked_id>/live/", methods=["POST"])
@authorize(policy.can_answer, loaders.question)
def answered_live(question: Question) -> ResponseReturnValue:
    """Note that a question was answered in the meeting."""
    return _press(question, moderation.answer_live, _("It is noted that the question was answered in the meeting."))


@bp.route("/<int:asked_id>/reopen/", methods=["POST"])
@authorize(policy.can_answer, loaders.question)
def reopen(question: Question) -> ResponseReturnValue:
    """Take an answer or a refusal back."""
    return _press(question, moderation.reopen, _("The question waits again."))


@bp.route("/<int:asked_id>/part/", methods=["POST"])
@authorize(policy.can_merge, loaders.question)
def part(question: Question) -> ResponseReturnValue:
    """Take a question out of the one it was merged into."""
    return _press(question, moderation.part, _("The question stands for itself again, with its own votes."))


@bp.route("/<int:asked_id>/words/", methods=["GET", "POST"])
@authorize(policy.can_moderate, loaders.question)
def reword(question: Question) -> ResponseReturnValue:
    """Change or translate the words of a question."""
    form = WordsForm(data={"text": question.text, "version": rules.version(question)})
    act = partial(moderation.reword, question)
    done = _("The words are saved. What was asked before is kept.")
    return _words(question, form, lambda: act(form.text.data, seen=form.version.data, **_who()), done, _("Words"))


@bp.route("/<int:asked_id>/answer/", methods=["GET", "POST"])
@authorize(policy.can_answer, loaders.question)
def answer(question: Question) -> ResponseReturnValue:
    """Answer a question in writing, or change that answer."""
    form = AnswerForm(data={"answer": question.answer, "version": rules.version(question)})
    act = partial(moderation.answer, question)
    done = _("The answer is there for everybody.")
    return _words(question, form, lambda: act(form.answer.data, seen=form.version.data, **_who()), done, _("Answer"))


@bp.route("/<int:asked_id>/decline/", methods=["GET", "POST"])
@authorize(policy.can_moderate, loaders.question)
def decline(question: Question) -> ResponseReturnValue:
    """Do not take a question, and say why."""
    form = DeclineForm()
    act = partial(moderation.decline, question)
    return _words(
        question, form, lambda: act(form.reason.data, **_who()), _("The question is not taken."), _("Decline")
    )


@bp.route("/<int:asked_id>/assign/", methods=["GET", "POST"])
@authorize(policy.can_moderate, loaders.question)
def assign(question: Question) -> ResponseReturnValue:
    """Say who answers a question, and by when."""
    presenters = queries.presenters(question.meeting)
    other = question.owner if question.owner_id not in {None, *(each.id for each in presenters)} else None
    owner = "other" if other else str(question.owner_id or "")
    form = TaskForm(data={"owner": owner, "email": other.email if other else "", "due": question.due_on})
    form.offer(presenters)
    act = partial(moderation.assign, question)
    done = _("It is saved who answers, and by when.")
    return _words(question, form, lambda: act(form.task(presenters), **_who()), done, _("Hand out"))


@bp.route("/<int:asked_id>/merge/", methods=["GET", "POST"])
@authorize(policy.can_merge, loaders.question)
def merge(question: Question) -> ResponseReturnValue:
    """Let a question stand for others that say the same."""
    others = [each for each in queries.unanswered(question.meeting) if each.id != question.id]
    form = MergeForm().offer(others)
    act = partial(moderation.merge, question)

    def write() -> None:
        act([each for each in others if each.id in (form.others.data or [])], **_who())

    return _words(question, form, write, _("The questions are merged, with their votes."), _("Merge"))


def _who() -> dict[str, Any]:
    return {"by": signed_in(), "now": clock.now()}


def _words(question: Question, form: Form, write: Callable[[], None], done: str, heading: str) -> ResponseReturnValue:
    """Do what *form* says of *question*, or show it."""

    def renew() -> None:
        form.version.data = rules.version(question)

    if form.submitted() and saved(form, write, on_conflict=renew):
        flash(done)
        return _back(question)
    html = render_template("question_manage/_form.html", question=question, form=form, heading=heading, rules=rules)
    return html, 422 if form.problems() else 200
