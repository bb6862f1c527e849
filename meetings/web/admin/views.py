"""The administration: what it leads to, people, their roles, their accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import Page, number_from
from meetings.domain.role import actions, policy, queries, rules
from meetings.domain.role.queries import Wanted
from meetings.extensions import transaction
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person, Role
from meetings.models.role import Granted, RoleGrant
from meetings.web import loaders
from meetings.web.admin import links
from meetings.web.admin.forms import GrantForm, RoleForm
from meetings.web.authorize import authorize
from meetings.web.fields import asked
from meetings.web.forms import Form
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

bp = Blueprint("admin", __name__, url_prefix="/admin")

#: What the list can be narrowed to.
ROLES = (*Role, *Granted, Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE, Capacity.DELEGATE)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the people an administrator asked for, with what each of them is."""

    people: Page[Person]
    wanted: Wanted
    grants: dict[int, list[RoleGrant]]
    nominations: dict[int, list[Nomination]]

    @property
    def query(self) -> dict[str, Any]:
        """What an address needs to show the same part of the list."""
        pairs = {
            "words": self.wanted.words,
            "role": str(self.wanted.role or ""),
            "closed": "1" if self.wanted.closed else "",
        }
        return {name: value for name, value in pairs.items() if value}


@bp.route("/")
@authorize(policy.can_enter)
def index() -> ResponseReturnValue:
    """Show what the reader looks after."""
    return render_template("admin/index.html", links=links.open_to(viewer()))


@bp.route("/people/")
@authorize(policy.can_administer)
def people() -> ResponseReturnValue:
    """List people with their roles, as far as the reader asks for them."""
    on, wanted = clock.today(), _wanted()
    found = queries.people(wanted, on=on, page=number_from(request.args.get("page", "")))
    page = PeoplePage(
        found, wanted, queries.grants_of(found.things, on=on), queries.nominations_of(found.things, on=on)
    )
    return render_template("admin/people.html", page=page, roles=ROLES)


def _wanted() -> Wanted:
    """Read the filter from the address; what names nothing means everybody."""
    words = asked(request.args, "words")
    role = next((role for role in ROLES if role.value == request.args.get("role", "")), None)
    return Wanted(words=words, role=role, closed="closed" in request.args)


@bp.route("/people/<int:person_id>/")
@authorize(policy.can_look_after, loaders.account)
def person(account: Person) -> ResponseReturnValue:
    """Show one account: what the person is, and what can be done about it."""
    on = clock.today()
    return render_template(
        "admin/person.html",
        account=account,
        grants=queries.of(account),
        nominations=queries.nominations_of([account], on=on)[account.id],
        is_over=lambda grant: rules.is_over(grant, on),
        is_me=account == viewer(),
    )


def _to(person: Person) -> ResponseReturnValue:
    return redirect(url_for(".person", person_id=person.id), 303)


@bp.route("/people/<int:person_id>/role/", methods=["GET", "POST"])
@authorize(policy.can_look_after, loaders.account)
@fresh_proof
def role(account: Person) -> ResponseReturnValue:
    """Make someone a participant, somebody of the secretariat, or an administrator."""
    form = RoleForm(data={"role": account.role.value})
    if form.submitted():
        try:
            with transaction():
                actions.set_role(account, Role(form.role.data), by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.role)
        else:
            flash(_("%(name)s has the new role. They are signed out and sign in again.", name=account.name))
            return _to(account) if policy.can_administer(viewer()) else redirect(url_for("home.index"), 303)
    return _form("admin/role.html", form, account=account, is_me=account == viewer())


@bp.route("/people/<int:person_id>/roles/new/", methods=["GET", "POST"])
@authorize(policy.can_look_after, loaders.account)
@fresh_proof
def grant(account: Person) -> ResponseReturnValue:
    """Make someone an assistant or an auditor."""
    form = GrantForm(data={"role": Granted.ASSISTANT.value, "since": clock.today()}).offer()
    if form.submitted():
        try:
            with transaction():
                _grant(form, account)
        except rules.ScopeMissing as error:
            form.refuse(refusal(error), form.scope)
        except rules.GrantEndsBeforeItBegins as error:
            form.refuse(refusal(error), form.until)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("%(name)s has the role.", name=account.name))
            return _to(account)
    return _form("admin/grant.html", form, account=account)


def _grant(form: GrantForm, person: Person) -> None:
    since: date = form.since.data
    actions.grant(
        person,
        Granted(form.role.data),
        form.chosen(),
        since=since,
        until=form.until.data,
        by=signed_in(),
        now=clock.now(),
    )


def _form(template: str, form: Form, **values: Any) -> ResponseReturnValue:
    return render_template(template, form=form, **values), 422 if form.problems() else 200


@bp.route("/roles/<int:grant_id>/end/", methods=["GET", "POST"])
@authorize(policy.can_end, loaders.role_grant)
@fresh_proof
def end(role_grant: RoleGrant) -> ResponseReturnValue:
    """Ask, and end a role that was given."""
    holder = role_grant.person
    if request.method != "POST" and role_grant.ended_at is None:
        return render_template("admin/end.html", grant=role_grant, account=holder)
    return _done(holder, lambda: actions.end(role_grant, by=signed_in(), now=clock.now()), _("The role is ended."))


@bp.route("/people/<int:person_id>/close/", methods=["GET", "POST"])
@authorize(policy.can_look_after, loaders.account)
@fresh_proof
def close(account: Person) -> ResponseReturnValue:
    """Ask, and close an account."""
    if request.method != "POST" and account.disabled_at is None:
        return render_template("admin/close.html", account=account, is_me=account == viewer())
    said = _("The account is closed, and signed out everywhere.")
    return _done(account, lambda: actions.close(account, by=signed_in(), now=clock.now()), said)


@bp.route("/people/<int:person_id>/reopen/", methods=["POST"])
@authorize(policy.can_look_after, loaders.account)
@fresh_proof
def reopen(account: Person) -> ResponseReturnValue:
    """Open a closed account again."""
    said = _("The account is open again. %(name)s can sign in.", name=account.name)
    return _done(account, lambda: actions.reopen(account, by=signed_in(), now=clock.now()), said)


def _done(person: Person, act: Callable[[], None], said: str) -> ResponseReturnValue:
    """Do what *act* does to the account of *person*, and say so, or why not."""
    try:
        with transaction():
            act()
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(said)
    return _to(person)
