"""Reads roles: what somebody is beside their role in the house, and the list of people for administrators."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from meetings.core import clock
from meetings.core.paging import Page
from meetings.core.text import folded
from meetings.domain.person import rules as addresses
from meetings.domain.role.rules import Grants
from meetings.models.agenda import AgendaItem
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person, Role, Seen, by_name
from meetings.models.role import Granted, RoleGrant
from meetings.models.search import folded_column

PAGE = 50
#: How many people a search for one of them shows.
FEW = 10
NOTHING = Grants()
_NAME: ColumnElement[str] = folded_column(cast("ColumnElement[str]", Person.name))
#: Where a session of the database remembers the grants of its people; it lives as long as a request.
_KNOWN = "grants"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people an administrator asks for; everybody while nothing is chosen."""

    words: str = ""
    role: Role | Granted | Capacity | None = None
    closed: bool = False


def held(person: Person | None) -> Grants:
    """Return what *person* is today beside their role; read once a request, and only for those who have any."""
    if person is None or not person.holds_grants:
        return NOTHING
    known: dict[int, Grants] = current().info.setdefault(_KNOWN, {})
    if person.id not in known:
        known[person.id] = _read(person, on=clock.today())
    return known[person.id]


def forget(person: Person) -> None:
    """Read what *person* is anew when it is asked for next."""
    current().info.get(_KNOWN, {}).pop(person.id, None)


def assisted(grants: Grants) -> ColumnElement[bool]:
    """Return the condition that a meeting is one in which an assistant with *grants* works."""
    if not (grants.series or grants.meetings):
        return false()
    return or_(Meeting.series_id.in_(sorted(grants.series)), Meeting.id.in_(sorted(grants.meetings)))


def _read(person: Person, *, on: date) -> Grants:
    columns = (RoleGrant.role, RoleGrant.series_id, RoleGrant.meeting_id, RoleGrant.item_id)
    rows = current().execute(select(*columns).where(RoleGrant.person_id == person.id, _in_force(on))).all()
    return Grants(
        series=frozenset(row.series_id for row in rows if row.series_id),
        meetings=frozenset(row.meeting_id for row in rows if row.meeting_id),
        items=frozenset(row.item_id for row in rows if row.item_id),
        audits=any(row.role is Granted.AUDITOR for row in rows),
    )


def _open() -> ColumnElement[bool]:
    return RoleGrant.ended_at.is_(None)


def _in_force(on: date) -> ColumnElement[bool]:
    until = or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= on)
    return _open() & (RoleGrant.since_on <= on) & until


def by_id(number: int) -> RoleGrant | None:
    """Return one grant with its person and what it is for."""
    query = select(RoleGrant).where(RoleGrant.id == number).options(joinedload(RoleGrant.person), *_whole())
    return current().scalar(query)


def of(person: Person) -> Sequence[RoleGrant]:
    """Return every grant that *person* has or had, the latest first, with what it is for."""
    query = select(RoleGrant).where(RoleGrant.person_id == person.id).options(*_whole())
    return current().scalars(query.order_by(RoleGrant.ended_at.is_not(None), RoleGrant.id.desc())).all()


def of_item(item: AgendaItem) -> Sequence[RoleGrant]:
    """Return who presents *item*, by name."""
    query = select(RoleGrant).join(RoleGrant.person).options(contains_eager(RoleGrant.person))
    return current().scalars(query.where(RoleGrant.item_id == item.id, _open()).order_by(*by_name())).all()


def same(person: Person, role: Granted, ids: tuple[int | None, int | None, int | None], *, on: date) -> bool:
    """Say whether *person* has *role* already for the same series, meeting or item, on the day *on* or later."""
    series, meeting, item = ids
    lasting = or_(RoleGrant.until_on.is_(None), RoleGrant.until_on >= on)
    query = select(RoleGrant.id).where(
        RoleGrant.person_id == person.id,
        RoleGrant.role == role,
        RoleGrant.series_id.is_not_distinct_from(series),
        RoleGrant.meeting_id.is_not_distinct_from(meeting),
        RoleGrant.item_id.is_not_distinct_from(item),
        _open(),
        lasting,
    )
    return current().scalar(query.limit(1)) is not None


def holds_any(person: Person) -> bool:
    """Say whether *person* has a grant that has not been ended."""
    return current().scalar(select(RoleGrant.id).where(RoleGrant.person_id == person.id, _open()).limit(1)) is not None


def other_administrators(person: Person) -> int:
    """Return how many administrators with an open account there are beside *person*, and hold their rows.

    Rows are held in the order of their ids, so that two administrators who step down at once do not wait for each
    other for ever; the second finds the first gone.
    """
    administrators = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.disabled_at.is_(None))
    found = current().scalars(administrators.order_by(Person.id).with_for_update(key_share=True)).all()
    return len([number for number in found if number != person.id])


def people(wanted: Wanted, *, on: date, page: int = 1) -> Page[Person]:
    """Return the people who are *wanted*, by name, one page."""
    conditions = _conditions(wanted, on)
    total = current().scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    query = select(Person).where(*conditions).order_by(*by_name(), Person.id)
    found = current().scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()
    return Page(found, page, PAGE, total)


def few(words: str, viewer: Person, colleagues: Collection[int] = ()) -> Sequence[Person]:
    """Return up to ten people with open accounts in whose name or address *words* are, by name.

    Parts of an address find only those who let *viewer* see it; *colleagues* are the ids of those named beside
    *viewer*. Whoever knows the whole address finds its holder.
    """
    asked = _has(words) if viewer.runs_the_house else or_(_named_so(words), _addressed_so(words, viewer, colleagues))
    query = select(Person).where(Person.disabled_at.is_(None), asked).order_by(*by_name(), Person.id)
    return current().scalars(query.limit(FEW)).all()


def _addressed_so(words: str, viewer: Person, colleagues: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that *words* are an address, or part of one that *viewer* may see."""
    beside = and_(Person.address_seen_by == Seen.ORGANISATION, Person.id.in_(list(colleagues)))
    seen = or_(Person.address_seen_by == Seen.EVERYONE, Person.id == viewer.id, beside)
    return or_(Person.email == addresses.normal(words), and_(seen, _address_has(words)))


def grants_of(people: Iterable[Person], *, on: date) -> dict[int, list[RoleGrant]]:
    """Return the grants in force of several people in one statement, by the person's id."""
    found: dict[int, list[RoleGrant]] = {person.id: [] for person in people}
    query = select(RoleGrant).where(RoleGrant.person_id.in_(list(found)), _in_force(on)).options(*_whole())
    for grant in current().scalars(query.order_by(RoleGrant.id)):
        found[grant.person_id].append(grant)
    return found


def nominations_of(people: Iterable[Person], *, on: date) -> dict[int, list[Nomination]]:
    """Return the nominations in force of several people in one statement, by the person's id."""
    found: dict[int, list[Nomination]] = {person.id: [] for person in people}
    query = _named(on).where(Nomination.person_id.in_(list(found)))
    query = query.options(joinedload(Nomination.organisation).joinedload(Organisation.kind))
    for nomination in current().scalars(query.order_by(Nomination.since_on)):
        found[nomination.person_id].append(nomination)
    return found


def _named(on: date) -> Select[Nomination]:
    until = or_(Nomination.until_on.is_(None), Nomination.until_on >= on)
    return select(Nomination).where(Nomination.since_on <= on, until)


def _has(words: str) -> ColumnElement[bool]:
    return or_(_named_so(words), _address_has(words))


def _named_so(words: str) -> ColumnElement[bool]:
    return _NAME.contains(folded(words), autoescape=True)


def _address_has(words: str) -> ColumnElement[bool]:
    return Person.email.contains(folded(words), autoescape=True)


def _conditions(wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [
        Person.disabled_at.is_not(None) if wanted.closed else Person.disabled_at.is_(None)
    ]
    if wanted.words:
        chosen.append(_has(wanted.words))
    if isinstance(wanted.role, Role):
        chosen.append(Person.role == wanted.role)
    elif isinstance(wanted.role, Granted):
        chosen.append(exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == wanted.role, _in_force(on)))
    elif wanted.role is not None:
        named = _named(on).where(Nomination.person_id == Person.id, Nomination.capacity == wanted.role)
        chosen.append(named.exists())
    return chosen


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(RoleGrant.series),
        joinedload(RoleGrant.meeting),
        joinedload(RoleGrant.item).joinedload(AgendaItem.meeting),
    )
