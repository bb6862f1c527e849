"""Writes the kinds of organisation, which carry the rights, and the regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries, rules
from meetings.models.database import add, current
from meetings.models.organisation import OrganisationKind, Region
from meetings.models.person import Person

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class KindDraft:
    """What is said of a kind of organisation: its name and its rights."""

    name: Bilingual
    votes: bool = False
    has_region: bool = False
    is_country: bool = False
    names_contact_points: bool = False
    reads_register: bool = True
    attends: bool = True


def add_kind(code: str, draft: KindDraft, *, by: Person | None, now: datetime) -> OrganisationKind:
    """Add a kind of organisation after the others; raises ``CodeTaken`` and ``RegionNeeded``."""
    if queries.kind_by_code(code.lower()):
        raise rules.CodeTaken
    kind = OrganisationKind(code=code.lower(), position=_next(queries.kinds()))
    _set(kind, draft)
    add(kind)
    audit.record("kind.added", kind, by=by, now=now, code=kind.code)
    return kind


def change_kind(kind: OrganisationKind, draft: KindDraft, *, by: Person | None, now: datetime) -> None:
    """Change the name and the rights of *kind*.

    Raises ``RegionNeeded``, ``RegionsLacking`` and ``CountriesLacking``.
    """
    if draft.has_region and not kind.has_region and queries.is_without_region(kind):
        raise rules.RegionsLacking
    if draft.is_country and not kind.is_country and not all(map(rules.is_country, queries.codes_of_kind(kind))):
        raise rules.CountriesLacking
    _set(kind, draft)
    audit.record("kind.changed", kind, by=by, now=now, code=kind.code, votes=kind.votes)


def _set(kind: OrganisationKind, draft: KindDraft) -> None:
    """Write what was decided of a kind; who has a vote sits in the chamber, which is ordered by regions."""
    if draft.votes and not draft.has_region:
        raise rules.RegionNeeded
    kind.name = draft.name
    kind.votes, kind.has_region, kind.is_country = draft.votes, draft.has_region, draft.is_country
    kind.names_contact_points = draft.names_contact_points
    kind.reads_register, kind.attends = draft.reads_register, draft.attends


def remove_kind(kind: OrganisationKind, *, by: Person | None, now: datetime) -> None:
    """Remove a *kind* of which there is no organisation; raises ``KindInUse``."""
    audit.record("kind.removed", kind, by=by, now=now, code=kind.code)
    _delete(kind, rules.KindInUse())


def move_kind(kind: OrganisationKind, direction: Direction, *, by: Person | None, now: datetime) -> None:
    """Move *kind* one place in *direction*."""
    _move(queries.kinds(), kind, direction)
    audit.record("kind.moved", kind, by=by, now=now, code=kind.code)


def add_region(code: str, name: Bilingual, *, by: Person | None, now: datetime, position: int = 0) -> Region:
    """Add a region at *position*, counted from the west, else after the others; raises ``CodeTaken``."""
    regions = queries.regions()
    if any(region.code == code.upper() for region in regions):
        raise rules.CodeTaken
    region = add(Region(code=code.upper(), name=name, position=position or _next(regions)))
    audit.record("region.added", region, by=by, now=now)
    return region


def rename_region(region: Region, name: Bilingual, *, by: Person | None, now: datetime) -> None:
    """Give *region* another name."""
    region.name = name
    audit.record("region.renamed", region, by=by, now=now, code=region.code)


def remove_region(region: Region, *, by: Person | None, now: datetime) -> None:
    """Remove a *region* that no organisation, meeting or poll belongs to; raises ``RegionInUse``."""
    audit.record("region.removed", region, by=by, now=now, code=region.code)
    _delete(region, rules.RegionInUse())


def move_region(region: Region, direction: Direction, *, by: Person | None, now: datetime) -> None:
    """Move *region* one place in *direction*; the chamber follows."""
    _move(queries.regions(), region, direction)
    audit.record("region.moved", region, by=by, now=now, code=region.code)


def _next(rows: Sequence[OrganisationKind] | Sequence[Region]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _move(rows: Sequence[OrganisationKind | Region], row: OrganisationKind | Region, direction: Direction) -> None:
    """Change places with the neighbour, and count all anew; the first stays first and the last stays last."""
    order = list(rows)
    place = order.index(row)
    order.insert(max(0, place + (-1 if direction == "up" else 1)), order.pop(place))
    for number, each in enumerate(order, 1):
        each.position = number


def _delete(row: OrganisationKind | Region, refusal: Refused) -> None:
    """Delete *row*, unless something still points to it: this part does not know of all that may."""
    try:
        with current().begin_nested():
            current().execute(delete(type(row)).where(type(row).id == row.id))
    except IntegrityError:
        raise refusal from None
    current().expire_all()
