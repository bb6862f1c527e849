"""Questions at a meeting: asked, read, and voted for."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.agenda import queries as agenda
from meetings.domain.question import actions, policy, rules
from meetings.models.meeting import Meeting
from meetings.models.question import Question, QuestionState
from meetings.web import live, loaders
from meetings.web.authorize import authorize
from meetings.web.question import page as pages
from meetings.web.question.forms import AskForm, asking
from meetings.web.viewer import signed_in
from meetings.web.writing import pressed, written

bp = Blueprint("question", __name__, url_prefix="/meetings/<slug>/questions")


@bp.route("/")
@authorize(policy.can_list, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the questions, those that most people want answered first, and the form to ask."""
    return _index(meeting, AskForm(formdata=None, data=asking()))


@bp.route("/", methods=["POST"])
@authorize(policy.can_ask, loaders.meeting)
def ask(meeting: Meeting) -> ResponseReturnValue:
    """Ask a question."""
    form, page = AskForm(), pages.board(meeting, signed_in(), now=clock.now())
    items = agenda.items(meeting)
    form.offer(items, page.plan, page.organisation)
    asked: list[Question] = []
    if form.submitted() and written(
        form, lambda: asked.append(actions.ask(meeting, form.draft(items), by=signed_in(), now=clock.now()))
    ):
        flash(_said(asked[0]))
        return redirect(url_for(".index", slug=meeting.slug), 303)
    return _index(meeting, form)


def _said(question: Question) -> str:
    if question.state is QuestionState.OPEN:
        return str(_("Your question is there for everybody."))
    return str(_("Your question is sent. It appears once it has been reviewed."))


def _index(meeting: Meeting, form: AskForm) -> ResponseReturnValue:
    page = pages.board(meeting, signed_in(), now=clock.now())
    form.offer(agenda.items(meeting), page.plan, page.organisation)
    html = render_template("question/index.html", page=page, form=form, rules=rules)
    return html, 422 if form.problems() else 200


@bp.route("/board/")
@authorize(policy.can_list, loaders.meeting)
def board(meeting: Meeting) -> ResponseReturnValue:
    """Give the part of the page that renews itself, or say that it is the same."""

    def render() -> str:
        page = pages.board(meeting, signed_in(), now=clock.now())
        return render_template("question/_board.html", page=page, rules=rules)

    return live.part(pages.tag(meeting), render)


@bp.route("/<int:asked_id>/vote/", methods=["POST"])
@authorize(policy.can_vote, loaders.question)
def vote(question: Question) -> ResponseReturnValue:
    """Want a question answered, once."""
    pressed(lambda: actions.vote(question, by=signed_in(), now=clock.now()), _("Your vote counts."))
    return _back(question)


@bp.route("/<int:asked_id>/unvote/", methods=["POST"])
@authorize(policy.can_vote, loaders.question)
def unvote(question: Question) -> ResponseReturnValue:
    """Take one's vote back."""
    pressed(lambda: actions.unvote(question, by=signed_in(), now=clock.now()), _("Your vote is taken back."))
    return _back(question)


@bp.route("/<int:asked_id>/withdraw/", methods=["POST"])
@authorize(policy.can_withdraw, loaders.question)
def withdraw(question: Question) -> ResponseReturnValue:
    """Take one's own question back."""
    pressed(lambda: actions.withdraw(question, by=signed_in(), now=clock.now()), _("Your question is taken back."))
    return redirect(url_for(".index", slug=question.meeting.slug), 303)


def _back(question: Question) -> ResponseReturnValue:
    order = pages.asked_order()
    return redirect(url_for(".index", slug=question.meeting.slug, order=order, _anchor=f"q{question.number}"), 303)
