"""Reads the list of everybody who registered for a meeting or came to it, for those who keep the attendance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, null, or_, select, union_all
from sqlalchemy.orm import joinedload

from meetings.core.paging import Page
from meetings.core.text import folded
from meetings.domain.attendance.queries import family, is_for_a_sitting, name, was_present
from meetings.domain.registration import days
from meetings.domain.registration import queries as registrations
from meetings.models.attendance import Attendance, Guest, Presence
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration
from meetings.models.search import folded_column

PAGE = 50


class Known(StrEnum):
    """What is known of somebody: one of the states, or nothing yet."""

    PRESENT = "present"
    EXCUSED = "excused"
    REPLACED = "replaced"
    ABSENT = "absent"
    #: Registered, and nobody has said anything.
    SILENT = "silent"
    #: Came without being registered.
    UNREGISTERED = "unregistered"


#: Whose places are shown while only some, or all, are asked for.
_SHOWN = {
    None: (Place.CONFIRMED, Place.REPLACED),
    Known.SILENT: (Place.CONFIRMED,),
    Known.REPLACED: (Place.REPLACED,),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the list is shown; all of it when empty."""

    session_id: int | None = None
    known: Known | None = None
    region_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or guest, with their place and with what is shown of each sitting, by its id."""

    person: Person | None
    guest: Guest | None
    registration: Registration | None
    rows: Mapping[int, Attendance]

    @property
    def key(self) -> str:
        """How forms name them."""
        return f"p{self.person.id}" if self.person else f"g{self.guest.id}" if self.guest else ""

    @property
    def covered(self) -> set[int]:
        """The ids of the sittings that they are expected at."""
        mine = self.registration
        return {one.id for one in days.covered(mine)} if mine and mine.place is Place.CONFIRMED else set()

    @property
    def replaced(self) -> bool:
        """Whether somebody else came in their place, and nothing was said of themself."""
        return self.registration is not None and self.registration.place is Place.REPLACED and not self.rows

    @property
    def name(self) -> str:
        """Their name."""
        return self.person.name if self.person else self.guest.name if self.guest else ""

    @property
    def function(self) -> str:
        """What they do."""
        return self.person.function if self.person else self.guest.function if self.guest else ""

    @property
    def organisation(self) -> Organisation | None:
        """For whom they came, or would have come."""
        came = next((row.organisation for row in self.rows.values() if row.organisation), None)
        return came or (self.registration.organisation if self.registration else None)


def page(meeting: Meeting, wanted: Wanted, *, number: int = 1) -> Page[Entry]:
    """Return one page of the list, by name; four statements."""
    chosen = _chosen(meeting, wanted).subquery()
    total = current().scalar(select(func.count()).select_from(chosen)) or 0
    query = select(chosen).order_by(chosen.c.family, chosen.c.name, chosen.c.person_id, chosen.c.guest_id)
    ids = current().execute(query.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(_entries(meeting, ids), number, PAGE, total)


def everybody(meeting: Meeting, wanted: Wanted) -> Sequence[Entry]:
    """Return the list without pages, for a file; three statements."""
    chosen = _chosen(meeting, wanted).subquery()
    query = select(chosen).order_by(chosen.c.family, chosen.c.name, chosen.c.person_id, chosen.c.guest_id)
    return _entries(meeting, current().execute(query).all())


def _entries(meeting: Meeting, ids: Sequence[Any]) -> list[Entry]:
    people = [row.person_id for row in ids if row.person_id]
    guests = [row.guest_id for row in ids if row.guest_id]
    placed = {one.person_id: one for one in _registrations(meeting, people)}
    rows: dict[tuple[int | None, int | None], dict[int, Attendance]] = {}
    for row in _attendance(meeting, people, guests):
        rows.setdefault((row.person_id, row.guest_id), {})[row.session_id] = row
    return [_entry(row.person_id, row.guest_id, placed, rows) for row in ids]


def _entry(
    person_id: int | None,
    guest_id: int | None,
    placed: Mapping[int, Registration],
    rows: Mapping[tuple[int | None, int | None], dict[int, Attendance]],
) -> Entry:
    registration = placed.get(person_id) if person_id else None
    mine = rows.get((person_id, guest_id), {})
    first = next(iter(mine.values()), None)
    person = registration.person if registration else first.person if first else None
    return Entry(person, first.guest if first else None, registration, mine)


def _registrations(meeting: Meeting, people: Iterable[int]) -> Sequence[Registration]:
    query = select(Registration).where(
        Registration.meeting_id == meeting.id,
        Registration.place.in_((Place.CONFIRMED, Place.REPLACED)),
        Registration.person_id.in_(list(people)),
    )
    query = query.options(
        joinedload(Registration.person), joinedload(Registration.principal), joinedload(Registration.days)
    )
    return current().scalars(query.options(_organisation(Registration))).unique().all()


def _attendance(meeting: Meeting, people: Iterable[int], guests: Iterable[int]) -> Sequence[Attendance]:
    theirs = or_(Attendance.person_id.in_(list(people)), Attendance.guest_id.in_(list(guests)))
    query = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.counted, theirs)
    query = query.options(joinedload(Attendance.person), joinedload(Attendance.guest), _organisation(Attendance))
    return current().scalars(query.order_by(Attendance.session_id)).all()


def _organisation(model: Any) -> Any:
    return joinedload(model.organisation).joinedload(Organisation.region)


def _chosen(meeting: Meeting, wanted: Wanted) -> Select[Any]:
    """Select the ids and names of everybody who is wanted, each once."""
    parts = [part for part in (_placed(meeting, wanted), _came(meeting, wanted)) if part is not None]
    both = union_all(*parts).subquery()
    first = func.max(both.c.family).label("family"), func.max(both.c.name, type_=Person.name.type).label("name")
    query = select(both.c.person_id, both.c.guest_id, *first)
    return query.group_by(both.c.person_id, both.c.guest_id)


def _placed(meeting: Meeting, wanted: Wanted) -> Any:
    """Select who registered, unless something is asked for that only attendance can say."""
    if wanted.known not in (None, Known.SILENT, Known.REPLACED):
        return None
    query = select(Registration.person_id.label("person_id"), null().label("guest_id"), Person.name.label("name"))
    query = query.add_columns(by_name()[0].label("family"))
    query = query.join(Person, Person.id == Registration.person_id)
    query = query.where(Registration.meeting_id == meeting.id, Registration.place.in_(_SHOWN[wanted.known]))
    # One sitting shows its places even when it was cancelled; the whole list agrees with the figures.
    covered = registrations.covers([wanted.session_id]) if wanted.session_id else is_for_a_sitting(meeting.id)
    query = query.where(covered)
    if wanted.known is Known.SILENT:
        said = exists().where(Attendance.person_id == Registration.person_id, Attendance.meeting_id == meeting.id)
        query = query.where(~said)
    return _narrowed(query, Registration.organisation_id, Person.name, wanted)


def _came(meeting: Meeting, wanted: Wanted) -> Any:
    """Select of whom something was said, unless only the others are asked for."""
    if wanted.known is Known.SILENT:
        return None
    columns = name().label("name"), family().label("family")
    query = select(Attendance.person_id, Attendance.guest_id, *columns).select_from(Attendance)
    query = query.outerjoin(Person, Person.id == Attendance.person_id).outerjoin(Guest, Guest.id == Attendance.guest_id)
    query = query.where(Attendance.meeting_id == meeting.id, Attendance.counted)
    if wanted.session_id:
        query = query.where(Attendance.session_id == wanted.session_id)
    if wanted.known is Known.UNREGISTERED:
        query = query.where(was_present(), ~_registered(meeting))
    elif wanted.known:
        query = query.where(Attendance.presence == Presence(wanted.known.value))
    return _narrowed(query, Attendance.organisation_id, name(), wanted)


def _registered(meeting: Meeting) -> ColumnElement[bool]:
    return exists().where(
        Registration.person_id == Attendance.person_id,
        Registration.meeting_id == meeting.id,
        Registration.place == Place.CONFIRMED,
    )


def _narrowed(query: Any, organisation_id: Any, called: Any, wanted: Wanted) -> Any:
    """Leave of *query* those of the region and with the words that are wanted."""
    if wanted.region_id or wanted.words:
        query = query.outerjoin(Organisation, Organisation.id == organisation_id)
    if wanted.region_id:
        query = query.where(Organisation.region_id == wanted.region_id)
    if wanted.words:
        text, table = f"{folded(wanted.words)}", Organisation.__table__.c
        columns = (called, table.name_en, table.name_fr, table.code)
        query = query.where(or_(*(folded_column(column).contains(text, autoescape=True) for column in columns)))
    return query
