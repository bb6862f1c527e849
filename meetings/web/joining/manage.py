"""Pages with which heads and the secretariat invite people, and decide about requests for access."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.domain.joining import actions, policy, queries, rules
from meetings.domain.organisation import queries as register
from meetings.domain.organisation import rules as register_rules
from meetings.extensions import transaction
from meetings.i18n import as_language
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.fields import choices
from meetings.web.joining.forms import APPROVE, DecisionForm, InvitationForm
from meetings.web.viewer import signed_in
from meetings.web.wording import label, refusal

bp = Blueprint("joining_manage", __name__, url_prefix="/joining")

MARKS = {
    rules.InvitationState.OPEN: "half warn",
    rules.InvitationState.ACCEPTED: "full ok",
    rules.InvitationState.WITHDRAWN: "",
    rules.InvitationState.EXPIRED: "bad",
    RequestState.WAITING: "half warn",
    RequestState.APPROVED: "full ok",
    RequestState.REFUSED: "bad",
    RequestState.EXPIRED: "bad",
}


def invitation(invitation_id: int) -> Invitation:
    """Return the invitation with this id."""
    return loaders.found(queries.invitation_by_id(loaders.numbered(invitation_id)))


def access_request(request_id: int) -> AccessRequest:
    """Return the request with this id, if its address has been confirmed."""
    found = loaders.found(queries.request_by_id(loaders.numbered(request_id)))
    return loaders.found(found if found.state is not RequestState.UNCONFIRMED else None)


def _capacities(organisation: Organisation, who: Person) -> tuple[Capacity, ...]:
    return rules.capacities(organisation, by_head=not who.runs_the_house)


@bp.route("/")
@authorize(policy.can_list)
def index() -> ResponseReturnValue:
    """List requests that wait and invitations, of the own organisation or of all."""
    who, now = signed_in(), clock.now()
    mine = None if who.runs_the_house else policy.headed_by(who)
    page = number_from(request.args.get("page", ""))
    return render_template(
        "joining_manage/index.html",
        waiting=queries.requests(mine, waiting=True),
        decided=queries.requests(mine, waiting=False),
        invitations=queries.invitations(mine, page=page),
        organisation=register.by_id(mine) if mine is not None else None,
        state=lambda one: rules.state(one, now),
        marks=MARKS,
    )


@bp.route("/invite/<code>/", methods=["GET", "POST"])
@authorize(policy.can_invite, loaders.organisation)
def invite(organisation: Organisation) -> ResponseReturnValue:
    """Invite somebody to speak for an organisation."""
    form = InvitationForm(data={"language": organisation.working_language})
    offered = _capacities(organisation, signed_in())
    form.capacity.choices = choices([(capacity, label(capacity)) for capacity in offered])
    if form.submitted():
        try:
            with transaction():
                made = _invite(form, organisation)
        except (register_rules.CapacityNotOffered, register_rules.HeadAlready) as error:
            form.refuse(refusal(error), form.capacity)
        except Refused as error:
            form.refuse(refusal(error), form.email)
        else:
            flash(_("The invitation to %(email)s leaves within seconds.", email=made.email))
            return redirect(url_for(".index"), 303)
    shown = render_template("joining_manage/invite.html", form=form, organisation=organisation)
    return shown, 422 if form.problems() else 200


def _invite(form: InvitationForm, organisation: Organisation) -> Invitation:
    return actions.invite(
        organisation,
        form.email.data,
        Capacity(form.capacity.data),
        language=as_language(form.language.data),
        secret=house.secret(),
        by=signed_in(),
        now=clock.now(),
    )


@bp.route("/invitations/<int:invitation_id>/resend/", methods=["POST"])
@authorize(policy.can_keep, invitation)
def resend(invitation: Invitation) -> ResponseReturnValue:
    """Send an invitation again; the link of the old mail is dead."""
    try:
        with transaction():
            actions.resend(invitation, secret=house.secret(), by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The invitation to %(email)s leaves within seconds.", email=invitation.email))
    return redirect(url_for(".index"), 303)


@bp.route("/invitations/<int:invitation_id>/withdraw/", methods=["POST"])
@authorize(policy.can_keep, invitation)
def withdraw(invitation: Invitation) -> ResponseReturnValue:
    """Take an invitation back."""
    try:
        with transaction():
            actions.withdraw(invitation, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The invitation is withdrawn. Its link no longer works."))
    return redirect(url_for(".index"), 303)


@bp.route("/requests/<int:request_id>/", methods=["GET", "POST"])
@authorize(policy.can_decide, access_request)
def decide(access_request: AccessRequest) -> ResponseReturnValue:
    """Show a request for access, and approve or refuse it."""
    form = DecisionForm()
    offered = _capacities(access_request.organisation, signed_in())
    form.capacity.choices = choices([(capacity, label(capacity)) for capacity in offered])
    if form.submitted():
        try:
            with transaction():
                _decide(form, access_request)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("It is decided. %(name)s is told by mail.", name=access_request.name))
            return redirect(url_for(".index"), 303)
    shown = render_template(
        "joining_manage/decide.html",
        form=form,
        asked=access_request,
        marks=MARKS,
        waiting=access_request.state is RequestState.WAITING,
    )
    return shown, 422 if form.problems() else 200


def _decide(form: DecisionForm, asked: AccessRequest) -> None:
    if form.verdict.data == APPROVE:
        actions.approve(asked, Capacity(form.capacity.data), secret=house.secret(), by=signed_in(), now=clock.now())
    else:
        actions.refuse(asked, form.reason.data, by=signed_in(), now=clock.now())
