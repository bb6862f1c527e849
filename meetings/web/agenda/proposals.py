"""Items that Members propose: their page, and the queue of those who run the meeting."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug import Response
from wtforms import HiddenField, RadioField

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.agenda import actions_proposals as actions
from meetings.domain.agenda import policy
from meetings.domain.agenda import proposal_queries as queries
from meetings.domain.agenda import proposal_rules as rules
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.extensions import transaction
from meetings.models.agenda import AgendaProposal, Purpose
from meetings.models.meeting import Meeting
from meetings.web import house, loaders
from meetings.web.agenda import proposals_page
from meetings.web.agenda.forms import LONGEST, purposes
from meetings.web.authorize import authorize
from meetings.web.fields import BilingualField, WallTime, WholeNumber, ZoneField, choices
from meetings.web.forms import Form
from meetings.web.record.saving import saved
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

bp = Blueprint("agenda_proposals", __name__, url_prefix="/meetings/<slug>/agenda/proposals")

LONGEST_TEXT = 2_000


class ProposalForm(Form):
    """An item that a Member proposes."""

    title = BilingualField(
        _l("Title"), limit=300, hint=_l("One language is enough; the secretariat sees to the other.")
    )
    purpose = RadioField(
        _l("Purpose"), choices=purposes, invalid_choice_message=_l("Say what the meeting is asked to do with it.")
    )
    minutes = WholeNumber(_l("Minutes"), low=1, high=LONGEST)
    why = BilingualField(_l("Why the meeting should deal with it"), limit=LONGEST_TEXT, area=True)
    version = HiddenField()
    #: Someone else has changed it meanwhile: what they saved is shown.
    theirs = False

    def draft(self) -> ProposalDraft:
        """Return what is proposed."""
        return ProposalDraft(self.title.data, Purpose(self.purpose.data), self.why.data, self.minutes.data)


class DeadlineForm(Form):
    """Until when Members may propose items."""

    closes = WallTime(_l("Items can be proposed until"))
    zone = ZoneField(_l("Time zone"))


class VerdictForm(Form):
    """What becomes of a proposal, and what those who proposed it are told."""

    verdict = RadioField(
        _l("What becomes of it"),
        choices=lambda: choices(
            [
                ("accept", _("Put it on the agenda, at the end")),
                ("ask", _("Ask a question first")),
                ("decline", _("Decline it")),
            ]
        ),
        invalid_choice_message=_l("Choose one of the three."),
    )
    answer = BilingualField(
        _l("Question or reason"),
        limit=LONGEST_TEXT,
        area=True,
        required=False,
        hint=_l("Those who proposed the item get it by mail. An item that is accepted needs no words."),
    )
    version = HiddenField()
    #: Someone else has changed it meanwhile; the page shows what they saved in any case.
    theirs = False


@bp.route("/")
@authorize(policy.can_list_proposals, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show what was proposed: to a Member its own, to those who run the meeting all of it."""
    page = proposals_page.of(meeting, viewer(), now=clock.now())
    return render_template("agenda_proposals/index.html", page=page, form=_deadline(meeting) if page.may_ask else None)


@bp.route("/deadline/", methods=["POST"])
@authorize(policy.can_edit, loaders.meeting)
def deadline(meeting: Meeting) -> ResponseReturnValue:
    """Say until when items can be proposed, or that they are not asked for."""
    form, by, now = _deadline(meeting), signed_in(), clock.now()
    if form.submitted():
        try:
            with transaction():
                actions.set_deadline(meeting, form.closes.data, form.zone.data, by=by, now=now)
        except Refused as error:
            form.refuse(refusal(error), form.closes)
        else:
            flash(_("The deadline is saved.") if form.closes.data else _("Members are not asked to propose items."))
            return _back(meeting)
    return render_template("agenda_proposals/index.html", page=proposals_page.of(meeting, by, now=now), form=form), 422


def _deadline(meeting: Meeting) -> DeadlineForm:
    call = queries.call_of(meeting)
    stored: dict[str, Any] = {"closes": call.closes_local, "zone": call.zone} if call else {"zone": house.zone()}
    return DeadlineForm(formdata=request.form if request.method == "POST" else None, data=stored)


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_propose, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Propose an item on behalf of the Member for which the viewer speaks."""
    now = clock.now()
    member, call = loaders.found(queries.member_of(viewer(), on=now.date())), queries.call_of(meeting)
    form = ProposalForm()
    if form.submitted() and saved(
        form, lambda: actions.propose(meeting, member, form.draft(), by=signed_in(), now=clock.now())
    ):
        flash(_("Your proposal has reached the secretariat. You get a mail when it is answered."))
        return _back(meeting)
    if not rules.is_open(call, now) and not form.problems():
        return _back(meeting)
    html = render_template("agenda_proposals/new.html", meeting=meeting, member=member, form=form, proposal=None)
    return html, 422 if form.problems() else 200


@bp.route("/<int:proposal_id>/", methods=["GET", "POST"])
@authorize(policy.can_revise_proposal, loaders.agenda_proposal)
def edit(agenda_proposal: AgendaProposal) -> ResponseReturnValue:
    """Change a proposal and send it again."""
    proposal, meeting = agenda_proposal, agenda_proposal.meeting
    stored = {
        "title": proposal.title,
        "purpose": proposal.purpose,
        "minutes": proposal.minutes,
        "why": proposal.why,
        "version": rules.version(proposal),
    }
    form = ProposalForm(data=stored)
    if form.submitted() and _written(
        form, proposal, lambda seen: actions.revise(proposal, form.draft(), seen=seen, by=signed_in(), now=clock.now())
    ):
        flash(_("The proposal is changed and waits for the secretariat."))
        return _back(meeting)
    html = render_template(
        "agenda_proposals/new.html", meeting=meeting, member=proposal.organisation, form=form, proposal=proposal
    )
    return html, 422 if form.problems() else 200


@bp.route("/<int:proposal_id>/withdraw/", methods=["POST"])
@authorize(policy.can_revise_proposal, loaders.agenda_proposal)
def withdraw(agenda_proposal: AgendaProposal) -> ResponseReturnValue:
    """Take a proposal back."""
    try:
        with transaction():
            actions.withdraw(agenda_proposal, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The proposal is withdrawn."))
    return _back(agenda_proposal.meeting)


@bp.route("/<int:proposal_id>/decide/", methods=["GET", "POST"])
@authorize(policy.can_decide_proposal, loaders.agenda_proposal)
def decide(agenda_proposal: AgendaProposal) -> ResponseReturnValue:
    """Accept a proposal, ask about it, or decline it."""
    proposal = agenda_proposal
    form = VerdictForm(data={"version": rules.version(proposal)})
    if form.submitted() and _written(form, proposal, lambda seen: _decide(proposal, form, seen)):
        flash(_("The proposal is answered. Whoever proposed it gets a mail."))
        return _back(proposal.meeting)
    undecided = proposal.state in rules.OPEN
    html = render_template("agenda_proposals/decide.html", proposal=proposal, form=form, undecided=undecided)
    return html, 422 if form.problems() else 200


def _written(form: ProposalForm | VerdictForm, proposal: AgendaProposal, write: Callable[[str | None], object]) -> bool:
    """Say whether *write* was done with what was seen of *proposal*; sending again is meant for what stands now."""

    def show_theirs() -> None:
        form.version.data, form.theirs = rules.version(proposal), True

    return saved(form, lambda: write(form.version.data or None), on_conflict=show_theirs)


def _decide(proposal: AgendaProposal, form: VerdictForm, seen: str | None) -> None:
    by, now = signed_in(), clock.now()
    if form.verdict.data == "accept":
        actions.accept(proposal, seen=seen, by=by, now=now)
    elif form.verdict.data == "ask":
        actions.ask(proposal, form.answer.data, seen=seen, by=by, now=now)
    else:
        actions.decline(proposal, form.answer.data, seen=seen, by=by, now=now)


def _back(meeting: Meeting) -> Response:
    return redirect(url_for(".index", slug=meeting.slug), 303)
