"""Pages for people who are not known yet: asking for access, confirming the address, accepting an invitation."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import sort_key
from meetings.domain.joining import actions, queries, rules
from meetings.domain.organisation import queries as register
from meetings.domain.organisation import rules as register_rules
from meetings.domain.person import queries as people
from meetings.extensions import transaction
from meetings.i18n import as_language, language, words
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.person import Person
from meetings.web import house
from meetings.web.authorize import authorize, everyone
from meetings.web.joining.forms import AcceptForm, RequestForm
from meetings.web.limits import place
from meetings.web.private import keep_private, leave
from meetings.web.wording import refusal

bp = Blueprint("joining", __name__, url_prefix="/join")


bp.after_request(keep_private)


@bp.route("/", methods=["GET", "POST"])
@authorize(everyone)
def new() -> ResponseReturnValue:
    """Ask for access for an organisation; the answer is the same for known and unknown addresses."""
    form = RequestForm(data={"language": language(), "zone": house.zone()})
    form.organisation.optional = _("Choose")
    today = clock.today()
    named = [(one.id, words(one.name)) for one in register.everyone() if one.belongs_on(today)]
    form.organisation.offer(sorted(named, key=lambda pair: sort_key(pair[1])))
    if form.submitted():
        try:
            with transaction():
                _ask(form)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            return redirect(url_for(".sent"), 303)
    return render_template("joining/new.html", form=form), 422 if form.problems() else 200


def _ask(form: RequestForm) -> None:
    organisation = register.by_id(form.organisation.data)
    if organisation is None:
        raise rules.RequestSpent
    actions.ask(
        organisation,
        form.email.data,
        name=form.name.data,
        function=form.function.data,
        language=as_language(form.language.data),
        zone=form.zone.data,
        message=form.message.data or "",
        address_hash=place(),
        secret=house.secret(),
        now=clock.now(),
    )


@bp.route("/sent/")
@authorize(everyone)
def sent() -> ResponseReturnValue:
    """Say that a mail is on its way."""
    return render_template("joining/sent.html")


@bp.route("/address/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def confirm(token: str) -> ResponseReturnValue:
    """Show a button; only pressing it confirms the address, since mail gateways open links by themselves."""
    asked = _asked(token)
    if request.method != "POST":
        return render_template("joining/confirm.html", token=token, asked=asked, done=False)
    try:
        with transaction():
            actions.confirm_address(asked, now=clock.now())
    except Refused as error:
        leave(410, refusal(error))
    return render_template("joining/confirm.html", token=token, asked=asked, done=True)


def _asked(token: str) -> AccessRequest:
    """Return the request that waits for its address to be confirmed; any other link answers with a sentence."""
    asked = queries.request_by_token(token)
    if asked is None or asked.state is not RequestState.UNCONFIRMED or asked.expires_at <= clock.now():
        leave(410 if asked else 404, _over(asked))
    return asked


def _over(asked: AccessRequest | None) -> str:
    """Say why the link of *asked* confirms nothing any more."""
    if asked is not None and asked.state is RequestState.WAITING:
        return str(_("Your address is confirmed. We write to you as soon as somebody has decided."))
    return refusal(rules.RequestSpent())


@bp.route("/invitation/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def accept(token: str) -> ResponseReturnValue:
    """Show an invitation, and accept it with one's name; someone known keeps the account as it is."""
    invitation = _invitation(token)
    known = people.by_email(invitation.email)
    form = AcceptForm(data=_shown(invitation, known))
    if form.submitted():
        try:
            with transaction():
                _accept(form, invitation)
        except (register_rules.HeadAlready, register_rules.NamedElsewhere, register_rules.AccountClosed) as error:
            form.refuse(_("You cannot be named for the moment. Tell the secretariat what stands here:"))
            form.refuse(refusal(error))
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("Welcome. You are in the register; sign in with the address to which we wrote."))
            return redirect(url_for("access.new"), 303)
    shown = render_template("joining/accept.html", form=form, token=token, invitation=invitation, known=known)
    return shown, 422 if form.problems() else 200


def _invitation(token: str) -> Invitation:
    """Return the invitation that can be accepted; any other link answers with a sentence."""
    invitation = queries.invitation_by_token(token)
    if invitation is None or rules.state(invitation, clock.now()) is not rules.InvitationState.OPEN:
        leave(410 if invitation else 404, refusal(rules.InvitationSpent()))
    return invitation


def _shown(invitation: Invitation, known: Person | None) -> dict[str, str]:
    """Return what the form shows at first: what somebody known has said before."""
    usual = register_rules.usual_zone(invitation.organisation.code, house.zone())
    if known is None:
        return {"language": language(), "zone": usual}
    return {"name": known.name, "function": known.function, "language": known.language, "zone": known.zone}


def _accept(form: AcceptForm, invitation: Invitation) -> None:
    actions.accept(
        invitation,
        name=form.name.data,
        function=form.function.data or "",
        language=as_language(form.language.data),
        zone=form.zone.data,
        secret=house.secret(),
        now=clock.now(),
    )
