"""What somebody can be here, and which of it lets them do something."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core import clock
from meetings.domain.role import queries, rules
from meetings.i18n import long_date, words
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person, Role
from meetings.models.role import Granted, RoleGrant
from meetings.web.wording import label


class Standing(StrEnum):
    """What somebody can be, from nobody to administrator."""

    STRANGER = "stranger"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    ALTERNATE = "alternate"
    NCP = "ncp"
    HEAD = "head"
    PRESENTER = "presenter"
    ASSISTANT = "assistant"
    AUDITOR = "auditor"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"


NAMES: dict[Standing, Any] = {
    Standing.STRANGER: _l("not signed in"),
    Standing.PARTICIPANT: _l("participant"),
    Standing.OBSERVER: _l("observer, delegate"),
    Standing.ALTERNATE: _l("alternate"),
    Standing.NCP: _l("NCP"),
    Standing.HEAD: _l("head NCP"),
    Standing.PRESENTER: _l("presenter"),
    Standing.ASSISTANT: _l("assistant"),
    Standing.AUDITOR: _l("auditor"),
    Standing.SECRETARIAT: _l("secretariat"),
    Standing.ADMINISTRATOR: _l("administrator"),
}
ALL = frozenset(Standing)
SIGNED_IN = ALL - {Standing.STRANGER}
_CAPACITIES = {Capacity.HEAD: Standing.HEAD, Capacity.NCP: Standing.NCP, Capacity.ALTERNATE: Standing.ALTERNATE}
_HOUSE = {Role.SECRETARIAT: Standing.SECRETARIAT, Role.ADMINISTRATOR: Standing.ADMINISTRATOR}
_GRANTED = {
    Granted.ASSISTANT: Standing.ASSISTANT,
    Granted.PRESENTER: Standing.PRESENTER,
    Granted.AUDITOR: Standing.AUDITOR,
}


@dataclass(frozen=True, slots=True)
class Who:
    """Who has a right: over everything of its kind, or over some of it."""

    yes: frozenset[Standing] = frozenset()
    some: frozenset[Standing] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that somebody is, and since when, in a sentence."""

    standing: Standing
    because: str


def standings(person: Person, thing: Meeting | Organisation | None) -> list[Held]:
    """Return what *person* is, as far as it matters for *thing* or for the house, the weakest first."""
    on = clock.today()
    found = [Held(Standing.PARTICIPANT, _("because anybody who is signed in may"))]
    found += [_named(n) for n in queries.nominations_of([person], on=on)[person.id] if _matters(n, thing)]
    found += [_given(g) for g in queries.of(person) if rules.in_force(g, on) and _is_for(g, thing)]
    if person.role in _HOUSE:
        found.append(
            Held(_HOUSE[person.role], _("because of the role in the house: %(role)s", role=label(person.role)))
        )
    return sorted(found, key=lambda held: list(Standing).index(held.standing))


def _matters(nomination: Nomination, thing: Meeting | Organisation | None) -> bool:
    return not isinstance(thing, Organisation) or nomination.organisation_id == thing.id


def _named(nomination: Nomination) -> Held:
    standing = _CAPACITIES.get(nomination.capacity, Standing.OBSERVER)
    values = {
        "capacity": label(nomination.capacity),
        "name": words(nomination.organisation.name),
        "day": long_date(nomination.since_on),
    }
    return Held(standing, _("because %(capacity)s of %(name)s since %(day)s", **values))


def _is_for(grant: RoleGrant, thing: Meeting | Organisation | None) -> bool:
    """Say whether *grant* has to do with *thing*; one for a series or a meeting matters for the house too."""
    if isinstance(thing, Organisation):
        return grant.role is Granted.AUDITOR
    if thing is None or grant.role is Granted.AUDITOR:
        return True
    of_item = grant.item is not None and grant.item.meeting_id == thing.id
    return of_item or grant.meeting_id == thing.id or grant.series_id == thing.series_id


def _given(grant: RoleGrant) -> Held:
    day = long_date(grant.since_on)
    if grant.role is Granted.AUDITOR:
        return Held(Standing.AUDITOR, _("because auditor since %(day)s", day=day))
    named = grant.series.name if grant.series else (grant.meeting or grant.item.meeting).title  # type: ignore[union-attr]
    because = _(
        "because %(role)s for %(name)s since %(day)s", role=NAMES[_GRANTED[grant.role]], name=words(named), day=day
    )
    return Held(_GRANTED[grant.role], because)


def reason(who: Who, held: list[Held]) -> str:
    """Return which of the things *held* gives a right that *who* have: the weakest one that is always enough."""
    enough = [one for one in held if one.standing in who.yes]
    if enough:
        return enough[0].because
    some = [one for one in held if one.standing in who.some]
    return some[-1].because if some else ""
