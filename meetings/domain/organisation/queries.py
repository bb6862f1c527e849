"""Reads the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from meetings.models.bundle import Bundle, Rows
from meetings.models.database import current
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person, by_name

_WITH_KIND = joinedload(Nomination.organisation).joinedload(Organisation.kind)


def regions() -> Sequence[Region]:
    """Return the regions from west to east."""
    return current().scalars(select(Region).order_by(Region.position)).all()


def kinds() -> Sequence[OrganisationKind]:
    """Return the kinds of organisation in their order."""
    return current().scalars(select(OrganisationKind).order_by(OrganisationKind.position, OrganisationKind.id)).all()


def kind_by_code(code: str) -> OrganisationKind | None:
    """Return the kind of organisation with *code*."""
    return current().scalar(select(OrganisationKind).where(OrganisationKind.code == code))


def kind_by_id(number: int) -> OrganisationKind | None:
    """Return one kind of organisation."""
    return current().get(OrganisationKind, number)


def region_by_id(number: int) -> Region | None:
    """Return one region."""
    return current().get(Region, number)


def is_without_region(kind: OrganisationKind) -> bool:
    """Say whether an organisation of *kind* has no region."""
    lacking = exists().where(Organisation.kind_id == kind.id, Organisation.region_id.is_(None))
    return bool(current().scalar(select(lacking)))


def codes_of_kind(kind: OrganisationKind) -> Sequence[str]:
    """Return the codes of the organisations of *kind*."""
    return current().scalars(select(Organisation.code).where(Organisation.kind_id == kind.id)).all()


def users_of_kinds() -> dict[int, int]:
    """Return how many organisations there are of each kind, by the id of the kind."""
    return _counted(Organisation.kind_id)


def users_of_regions() -> dict[int, int]:
    """Return how many organisations belong to each region, by the id of the region."""
    return _counted(Organisation.region_id)


def _counted(column: InstrumentedAttribute[Any]) -> dict[int, int]:
    rows = current().execute(select(column, func.count()).where(column.is_not(None)).group_by(column))
    return {number: count for number, count in rows}  # noqa: C416


def has_vote() -> ColumnElement[bool]:
    """The condition that an organisation's kind gives it a vote: it is a Member."""
    return Organisation.kind_id.in_(select(OrganisationKind.id).where(OrganisationKind.votes))


def of_the_body(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that an organisation has joined by the day *on* and has not left before."""
    return and_(
        or_(Organisation.since_on.is_(None), Organisation.since_on <= on),
        or_(Organisation.until_on.is_(None), Organisation.until_on >= on),
    )


def by_code(code: str) -> Organisation | None:
    """Return the organisation with *code*, whatever its case."""
    return current().scalar(
        select(Organisation)
        .where(Organisation.code == code.upper())
        .options(joinedload(Organisation.region), joinedload(Organisation.kind))
    )


def by_id(number: int) -> Organisation | None:
    """Return one organisation."""
    return current().get(Organisation, number)


def members() -> Sequence[Organisation]:
    """Return all Members with their regions, by region and code."""
    query = select(Organisation).join(Organisation.region).where(has_vote())
    return (
        current()
        .scalars(query.options(contains_eager(Organisation.region)).order_by(Region.position, Organisation.code))
        .all()
    )


def everyone() -> Sequence[Organisation]:
    """Return all organisations of every kind, with their regions, by code."""
    return (
        current()
        .scalars(select(Organisation).options(joinedload(Organisation.region)).order_by(Organisation.code))
        .all()
    )


def holds(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a nomination holds on the day *on*, whether or not the person's account is open."""
    return and_(Nomination.since_on <= on, or_(Nomination.until_on.is_(None), Nomination.until_on >= on))


def in_force(on: date | BindParameter[date]) -> Select[Nomination]:
    """Select the nominations in force on the day *on*, of people whose accounts are open."""
    return select(Nomination).join(Nomination.person).where(holds(on), Person.disabled_at.is_(None))


def nomination_of(person: Person, *, on: date) -> Nomination | None:
    """Return for whom *person* speaks on the day *on*."""
    return current().scalar(_spoken(), {"person": person.id, "on": on})


@cache
def _spoken() -> Select[Nomination]:
    """Select for whom somebody speaks; written once, since most pages ask."""
    return spoken(bindparam("person"), bindparam("on", type_=Date)).options(_WITH_KIND)


def spoken(person: ColumnElement[int] | InstrumentedAttribute[int], on: BindParameter[date]) -> Select[Nomination]:
    """Select the nomination by which *person* speaks for somebody on the day *on*: the latest, if there are several."""
    mine = in_force(on).where(Nomination.person_id == person)
    return mine.order_by(Nomination.since_on.desc(), Nomination.id.desc()).limit(1)


def colleagues(named: Nomination | None, *, on: date) -> frozenset[int]:
    """Return the ids of those who speak on the day *on* for the organisation that *named* somebody."""
    return frozenset(capacities(named.organisation, on=on)) if named else frozenset()


def nominated(organisation: Organisation, *, on: date) -> Sequence[Nomination]:
    """Return whom *organisation* has named, as of the day *on*: head first, then by name."""
    found = current().scalars(_nominated(), {"organisation": organisation.id, "on": on}).all()
    return sorted(found, key=lambda nomination: nomination.capacity != "head")


def capacities(organisation: Organisation, *, on: date) -> dict[int, Capacity]:
    """Return in which capacity each person named by *organisation* speaks on the day *on*, by the person's id."""
    rows = current().execute(_capacities(), {"organisation": organisation.id, "on": on})
    return {person_id: capacity for person_id, capacity in rows}  # noqa: C416


@cache
def _capacities() -> Select[int, Capacity]:
    query = in_force(bindparam("on", type_=Date)).where(Nomination.organisation_id == bindparam("organisation"))
    return query.with_only_columns(Nomination.person_id, Nomination.capacity).order_by(Nomination.id)


@cache
def _nominated() -> Select[Nomination]:
    """Select whom an organisation has named; written once, since each meeting page asks."""
    query = in_force(bindparam("on", type_=Date)).where(Nomination.organisation_id == bindparam("organisation"))
    return query.options(contains_eager(Nomination.person)).order_by(*by_name())


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """A Member's place in the chamber, cheap to read for all of them at once: the same object until a word changes."""

    id: int
    code: str
    region: str
    region_en: str
    region_fr: str
    name_en: str
    name_fr: str
    named: bool


def seats(*, on: date) -> tuple[Seat, ...]:
    """Return every Member in the chamber's order, and whether it has someone named on the day *on*.

    One statement; no objects of the session. Equal rows give the same seats again.
    """
    return _SEATS.read({"on": on})


def _select_seats() -> Select[Any]:
    """Select the Members with their regions; a page asks on each call, so it is written only once."""
    on = bindparam("on", type_=Date)
    # Asked for each Member: the register of nominations is far longer than that of Members.
    named = exists().where(Nomination.organisation_id == Organisation.id, holds(on))
    table, region = Organisation.__table__.c, Region.__table__.c
    names = (region.name_en, region.name_fr, table.name_en, table.name_fr)
    query = select(region.position, table.id, table.code, region.code, *names, named)
    return query.join(Region, region.id == table.region_id).where(has_vote(), of_the_body(on))


def _seats(rows: Rows) -> tuple[Seat, ...]:
    """Put *rows* into the chamber's order: regions from west to east, then codes."""
    return tuple(Seat(*row[1:]) for row in sorted(rows, key=lambda row: (row[0], row[2])))


_SEATS = Bundle(_select_seats(), _seats, keeps=16)


def heads_from(organisation: Organisation, since: date) -> Sequence[Nomination]:
    """Return the nominations of heads of *organisation* that hold on *since* or later, those of closed accounts too."""
    query = select(Nomination).where(
        Nomination.organisation_id == organisation.id,
        Nomination.capacity == Capacity.HEAD,
        or_(Nomination.until_on.is_(None), Nomination.until_on >= since),
    )
    return current().scalars(query.options(joinedload(Nomination.person)).order_by(Nomination.since_on)).all()


def is_head(person: Person, organisation: Organisation, *, on: date) -> bool:
    """Say whether *person* is head of *organisation* on the day *on*."""
    query = in_force(on).where(Nomination.organisation_id == organisation.id, Nomination.person_id == person.id)
    return current().scalar(query.where(Nomination.capacity == Capacity.HEAD).limit(1)) is not None


def nomination_by_id(number: int) -> Nomination | None:
    """Return one nomination with its person and its organisation."""
    query = select(Nomination).where(Nomination.id == number)
    return current().scalar(query.options(joinedload(Nomination.person), _WITH_KIND))


def all_nominations(organisation: Organisation) -> Sequence[Nomination]:
    """Return whom *organisation* has ever named, the latest first."""
    query = select(Nomination).join(Nomination.person).where(Nomination.organisation_id == organisation.id)
    latest_first = (Nomination.since_on.desc(), *by_name(), Nomination.id)
    return current().scalars(query.options(contains_eager(Nomination.person)).order_by(*latest_first)).all()


def nominations_of(person: Person) -> Sequence[Nomination]:
    """Return for whom *person* has ever spoken, the latest first."""
    query = select(Nomination).where(Nomination.person_id == person.id).options(joinedload(Nomination.organisation))
    return current().scalars(query.order_by(Nomination.since_on.desc(), Nomination.id.desc())).all()
