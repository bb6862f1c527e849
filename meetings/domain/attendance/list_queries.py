"""Finds lists of connections, their rows, and everybody who may be meant by a row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.core import zones
from meetings.core.paging import Page
from meetings.domain.attendance import list_rules as rules
from meetings.domain.attendance import queries as attendance
from meetings.domain.attendance.list_matching import Directory, Known
from meetings.domain.attendance.list_people import Window
from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import import_rules
from meetings.models.connection_list import Choice, ConnectionList, ConnectionRow, KnownAs, Verdict
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.merging import AddressAlias
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.models.register_import import ImportState
from meetings.models.registration import Place, Registration

PAGE = 25
#: States after which the same file may come again.
GONE = (ImportState.UNDONE, ImportState.FAILED)


def by_id(number: int) -> ConnectionList | None:
    """Return one list with its meeting."""
    query = select(ConnectionList).options(joinedload(ConnectionList.meeting, innerjoin=True))
    return current().scalar(query.where(ConnectionList.id == number))


def of(meeting: Meeting) -> Sequence[ConnectionList]:
    """Return the lists of *meeting*, the newest first."""
    query = select(ConnectionList).where(ConnectionList.meeting_id == meeting.id)
    people = (joinedload(ConnectionList.by), joinedload(ConnectionList.applied_by), joinedload(ConnectionList.session))
    return current().scalars(query.options(*people).order_by(ConnectionList.id.desc())).all()


def same(meeting: Meeting, sha256: str) -> ConnectionList | None:
    """Return the list of *meeting* with the same content that waits or was taken over."""
    query = select(ConnectionList).where(ConnectionList.meeting_id == meeting.id, ConnectionList.sha256 == sha256)
    return current().scalar(query.where(ConnectionList.state.not_in(GONE)).order_by(ConnectionList.id).limit(1))


def windows(meeting: Meeting) -> list[Window]:
    """Return what a list of *meeting* may be of: its sittings, then their break-outs, which only somebody can tell."""
    first = sorted(attendance.held(meeting), key=lambda one: one.parent_id is not None)
    return [Window(one.id, one.starts_at, one.ends_at, one.zone) for one in first]


def elsewhere(connections: ConnectionList) -> Session | None:
    """Return the sitting of another meeting during which people of *connections* were connected, if there is one."""
    if connections.first_at is None or connections.last_at is None:
        return None
    query = (
        select(Session)
        .options(joinedload(Session.meeting, innerjoin=True))
        .where(
            Session.meeting_id != connections.meeting_id,
            Session.starts_at < connections.last_at,
            Session.ends_at > connections.first_at,
        )
    )
    return current().scalar(query.order_by(Session.starts_at).limit(1))


def is_open() -> ColumnElement[bool]:
    """The condition that nobody knows yet who a row is."""
    return and_(
        ConnectionRow.verdict.in_((Verdict.DOUBTFUL, Verdict.UNKNOWN)),
        ConnectionRow.choice.is_(None),
    )


def rows(connections: ConnectionList, shown: str, *, page: int) -> Page[ConnectionRow]:
    """Return one page of the rows that are *shown*: those still open, or those of a verdict; two statements."""
    query = select(ConnectionRow).where(ConnectionRow.list_id == connections.id, _part(shown))
    total = current().scalar(select(func.count()).select_from(query.subquery())) or 0
    number = min(page, max(1, -(-total // PAGE)))
    ordered = query.options(joinedload(ConnectionRow.person)).order_by(ConnectionRow.number, ConnectionRow.id)
    return Page(current().scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)).all(), number, PAGE, total)


def _part(shown: str) -> ColumnElement[bool]:
    if shown == "open":
        return is_open()
    if shown == "settled":
        return and_(ConnectionRow.verdict != Verdict.SURE, ConnectionRow.choice.is_not(None))
    return ConnectionRow.verdict == Verdict(shown)


def counts(connections: ConnectionList) -> Mapping[str, int]:
    """Return how many rows there are of each part, and for how many people or guests they stand."""
    whole = select(ConnectionRow).where(ConnectionRow.list_id == connections.id).subquery().c
    settled = and_(whole.verdict != Verdict.SURE, whole.choice.is_not(None))
    open_ = and_(whole.verdict.in_((Verdict.DOUBTFUL, Verdict.UNKNOWN)), whole.choice.is_(None))
    number = func.count()
    query = select(
        number.filter(whole.verdict == Verdict.SURE),
        number.filter(open_),
        number.filter(settled),
        number.filter(whole.verdict == Verdict.OUTSIDE),
        func.count(whole.person_id.distinct()),
        number.filter(whole.choice == Choice.GUEST),
    )
    names = ("sure", "open", "settled", "outside", "people", "guests")
    return dict(zip(names, current().execute(query).one(), strict=True))


def chosen_rows(connections: ConnectionList, ids: Iterable[int]) -> dict[int, ConnectionRow]:
    """Return rows of *connections* that can be decided, by their ids."""
    query = select(ConnectionRow).where(ConnectionRow.list_id == connections.id, ConnectionRow.id.in_(list(ids)))
    return {row.id: row for row in current().scalars(query.where(ConnectionRow.verdict != Verdict.OUTSIDE))}


def names_of(ids: Iterable[int]) -> dict[int, Person]:
    """Return people with open accounts by their ids."""
    query = select(Person).where(Person.id.in_(list(ids)), Person.disabled_at.is_(None))
    return {person.id: person for person in current().scalars(query)}


def speaks_for(ids: Iterable[int], *, on: date) -> dict[int, Organisation]:
    """Return for whom people speak on the day *on*, by their ids."""
    query = select(Nomination).where(Nomination.person_id.in_(list(ids)), _named(on))
    query = query.options(joinedload(Nomination.organisation)).order_by(Nomination.since_on)
    return {one.person_id: one.organisation for one in current().scalars(query)}


def directory(meeting: Meeting) -> Directory:
    """Return everybody who may have been at *meeting*; five statements."""
    on = _first_day(meeting)
    registered = set(
        current().scalars(
            select(Registration.person_id).where(
                Registration.meeting_id == meeting.id, Registration.place == Place.CONFIRMED
            )
        )
    )
    bodies = _bodies(on)
    open_ = select(Person.id, Person.name, Person.email).where(Person.disabled_at.is_(None))
    people = {
        number: Known(number, name, email, number in registered, bodies.get(number, ()))
        for number, name, email in current().execute(open_)
    }
    aliases = current().execute(select(AddressAlias.address, AddressAlias.person_id))
    known = current().execute(select(KnownAs.mark, KnownAs.choice, KnownAs.person_id))
    return Directory(
        addresses={one.email: one.id for one in people.values()},
        aliases={address: number for address, number in aliases if number in people},
        remembered={mark: (choice, number) for mark, choice, number in known},
        people=people,
    )


def _bodies(on: date) -> dict[int, tuple[str, ...]]:
    """Return how the organisation is called for which each person speaks on the day *on*."""
    table = Organisation.__table__.c
    query = select(Nomination.person_id, table.code, table.name_en, table.name_fr)
    query = query.join(Organisation, Organisation.id == Nomination.organisation_id).where(_named(on))
    return {number: tuple(texts) for number, *texts in current().execute(query)}


def _named(on: date) -> ColumnElement[bool]:
    return and_(Nomination.since_on <= on, or_(Nomination.until_on.is_(None), Nomination.until_on >= on))


def _first_day(meeting: Meeting) -> date:
    sessions = meetings.sessions_of(meeting)
    return zones.local(sessions[0].starts_at, sessions[0].zone).date() if sessions else meeting.created_at.date()


def is_due(now: datetime) -> ColumnElement[bool]:
    """Say which lists the clock has to do something for, and nobody else has at the moment."""
    free = or_(ConnectionList.lease_until.is_(None), ConnectionList.lease_until < now)
    return ConnectionList.state.in_(import_rules.BUSY) & free


def has_work(now: datetime) -> bool:
    """Say whether there is anything to do."""
    return current().scalar(select(ConnectionList.id).where(is_due(now)).limit(1)) is not None


def over(now: datetime) -> Sequence[ConnectionList]:
    """Return the lists of which something is kept that has had its time."""
    idle = and_(ConnectionList.applied_at.is_(None), ConnectionList.created_at < now - rules.WAITS)
    done = ConnectionList.applied_at < now - rules.STAYS
    query = select(ConnectionList).where(ConnectionList.file_key != "", or_(idle, done))
    return current().scalars(query.where(ConnectionList.state.not_in(import_rules.BUSY))).all()
