"""Who can do what, and why: all rights by role, and those of one person over one thing."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import queries as register
from meetings.domain.role import policy as roles
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.admin.rights_house import RIGHTS
from meetings.web.admin.rights_meetings import Right
from meetings.web.admin.standing import NAMES, Standing, reason, standings
from meetings.web.authorize import authorize

bp = Blueprint("admin_rights", __name__, url_prefix="/admin/rights")

FEATURES: dict[str, Any] = {
    "meeting": _l("Meetings"),
    "series": _l("Series"),
    "agenda": _l("Agenda"),
    "document": _l("Documents"),
    "registration": _l("Registrations"),
    "attendance": _l("Attendance"),
    "invitation": _l("Invitations to meetings"),
    "visa": _l("Letters of invitation"),
    "poll": _l("Polls"),
    "question": _l("Questions"),
    "floor": _l("List of speakers"),
    "outcome": _l("Decisions and actions"),
    "record": _l("Minutes"),
    "parity": _l("Languages of the meeting"),
    "console": _l("Console"),
    "deadline": _l("Deadlines"),
    "mailing": _l("Mails to many"),
    "archive": _l("Archive"),
    "organisation": _l("Register"),
    "confirmation": _l("Asking whether the register is correct"),
    "joining": _l("Invitations and requests for access"),
    "merging": _l("People who are known twice"),
    "person": _l("People"),
    "access": _l("Signing in"),
    "privacy": _l("Personal data"),
    "outbox": _l("Outbox"),
    "incoming": _l("What comes back"),
    "role": _l("Roles, accounts, audit trail"),
}
#: The policies themselves; the modules are named as the features are.
POLICIES: dict[str, Callable[..., bool]] = {
    right: getattr(import_module(f"meetings.domain.{right.split('.')[0]}.policy"), right.split(".")[1])
    for right in RIGHTS
}
#: What a policy asks of besides the viewer, and which kind of thing that is.
_ASKS: dict[tuple[str, ...], type[Any] | None] = {(): None, ("meeting",): Meeting, ("organisation",): Organisation}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether somebody has one right, and why."""

    right: Right
    may: bool
    because: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What one person may do, in the house and with one thing."""

    person: Person
    thing: Meeting | Organisation | None
    in_house: list[Answer]
    with_thing: list[Answer]


@bp.route("/")
@authorize(roles.can_administer)
def index() -> ResponseReturnValue:
    """Show every right, and which roles have it."""
    grouped = {
        words: [right for name, right in RIGHTS.items() if name.split(".")[0] == feature]
        for feature, words in FEATURES.items()
    }
    return render_template("admin_rights/index.html", groups=grouped, standings=list(Standing), names=NAMES)


@bp.route("/people/<int:person_id>/")
@authorize(roles.can_look_after, loaders.account)
def person(account: Person) -> ResponseReturnValue:
    """Show what one person may do in the house, and with the meeting or the organisation that was chosen."""
    thing = _thing()
    page = PersonPage(account, thing, answers(account, None), answers(account, thing) if thing else [])
    return render_template(
        "admin_rights/person.html",
        page=page,
        meetings=meetings.newest(),
        organisations=register.everyone(),
        is_meeting=isinstance(thing, Meeting),
    )


def _thing() -> Meeting | Organisation | None:
    """Return the meeting or the organisation that the address names; nothing when it names none."""
    kind, _, name = request.args.get("thing", "").partition(":")
    if "\x00" in name:
        return None
    found: dict[str, Callable[[str], Any]] = {"meeting": meetings.by_slug, "organisation": register.by_code}
    thing: Meeting | Organisation | None = found[kind](name) if kind in found and name else None
    return thing


def answers(person: Person, thing: Meeting | Organisation | None) -> list[Answer]:
    """Ask every policy about *person* and *thing*; without a thing, those that are about the house."""
    held = standings(person, thing)
    wanted = type(thing) if thing else None
    return [
        Answer(RIGHTS[name], may, reason(RIGHTS[name].who, held) if may else "")
        for name, policy in POLICIES.items()
        if (asked := asks(policy)) in _ASKS and _ASKS[asked] is wanted
        for may in [policy(person, thing) if thing else policy(person)]
    ]


def asks(policy: Callable[..., bool]) -> tuple[str, ...]:
    """Return what *policy* is asked about besides the viewer."""
    return tuple(inspect.signature(policy).parameters)[1:]
