"""The steps by which one record takes over what another one has; each writes through the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, and_, exists, select, update

from meetings.domain.attendance.rules import shown
from meetings.domain.merging.ledger import Ledger
from meetings.domain.merging.queries import Conflicts, TwoPlaces
from meetings.domain.merging.references import REFERENCES, Reference, Treatment
from meetings.domain.registration.rules import HELD
from meetings.models.attendance import Testimony
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.person import Person
from meetings.models.registration import Place

_DAYS = Base.metadata.tables["registration_day"]


def _row(table: str, number: int) -> RowMapping:
    rows = Base.metadata.tables[table]
    return current().execute(select(rows).where(rows.c.id == number)).mappings().one()


def aside(number: int) -> str:
    """Return what stands for the address of the record with this *number* while two addresses are exchanged."""
    return f"merging-{number}"


def exchange(book: Ledger, kept: Person, gone: Person, columns: Sequence[str]) -> None:
    """Give *kept* what *gone* has in *columns*, and the other way round."""
    table = Base.metadata.tables["person"]
    mine, theirs = _row("person", kept.id), _row("person", gone.id)
    if "email" in columns:
        current().execute(update(table).where(table.c.id == gone.id).values(email=aside(gone.id)))
    book.write(table, mine, **{name: theirs[name] for name in columns})
    book.write(table, theirs, **{name: mine[name] for name in columns})


def settle(book: Ledger, kept: Person, gone: Person, found: Conflicts, now: datetime) -> None:
    """Bring together what both have and one person cannot have twice."""
    nominations = Base.metadata.tables["nomination"]
    staying = set()
    for overlap in found.overlaps:
        book.write(nominations, _row("nomination", overlap.earlier.id), until_on=overlap.last_day)
        later = _row("nomination", overlap.later.id)
        book.write(nominations, later, capacity=overlap.capacity, until_on=overlap.until)
        staying |= {overlap.earlier.id} if overlap.stays else set()
    for number, nomination in found.nominations.items():
        if nomination.person_id == gone.id and number not in staying:
            book.write(nominations, _row("nomination", number), person_id=kept.id)
    for two in found.places:
        _settle_places(book, two, now)
    registrations = Base.metadata.tables["registration"]
    both = [two.gone.id for two in found.places]
    query = select(registrations).where(registrations.c.person_id == gone.id, registrations.c.id.not_in(both))
    for row in current().execute(query).mappings().all():
        book.write(registrations, row, person_id=kept.id)
    _settle_attendance(book, kept, gone, now)


def _settle_attendance(book: Ledger, kept: Person, gone: Person, now: datetime) -> None:
    """Let the kept record have been where either was; where both were, all that was said counts once."""
    table = Base.metadata.tables["attendance"]
    mine, theirs = (
        {row["session_id"]: row for row in _rows_of("attendance", "person_id", person.id)} for person in (kept, gone)
    )
    for session_id, row in theirs.items():
        if session_id not in mine:
            book.write(table, row, person_id=kept.id)
            continue
        _bring_together(book, mine[session_id], row, now)
        book.write(table, row, counted=False)


def _bring_together(book: Ledger, mine: RowMapping, theirs: RowMapping, now: datetime) -> None:
    """Let what was said of the closed record's row be said of the other one, unless the same source spoke there too."""
    said = Base.metadata.tables["attendance_testimony"]
    spoken = {(one["source"], one["list_id"]) for one in _rows_of(said.name, "attendance_id", mine["id"])}
    for one in _rows_of(said.name, "attendance_id", theirs["id"]):
        if (one["source"], one["list_id"]) not in spoken:
            book.write(said, one, attendance_id=mine["id"])
    best = shown([Testimony(**one) for one in _rows_of(said.name, "attendance_id", mine["id"])])
    values = {"presence": best.presence, "source": best.source, "minutes": best.minutes, "reason": best.reason}
    book.write(Base.metadata.tables["attendance"], mine, **values, changed_at=now)


def _rows_of(table: str, column: str, number: int) -> Sequence[RowMapping]:
    rows = Base.metadata.tables[table]
    return current().execute(select(rows).where(rows.c[column] == number).order_by(rows.c.id)).mappings().all()


def _settle_places(book: Ledger, two: TwoPlaces, now: datetime) -> None:
    """Let the kept record have the better place; the other one is withdrawn and stays with the closed record."""
    table = Base.metadata.tables["registration"]
    mine, theirs = _row("registration", two.kept.id), _row("registration", two.gone.id)
    if two.taken:
        better = {
            name: theirs[name]
            for name in ("session_id", "place", "placed_at", "organisation_id", "refusal", "principal_id")
        }
        book.write(table, mine, **better, changed_at=now)
        _settle_days(book, mine["id"], theirs["id"], now)
    if theirs["place"] in HELD:
        book.write(table, theirs, place=Place.WITHDRAWN, placed_at=now, changed_at=now)
        for day in _rows_of("registration_day", "registration_id", theirs["id"]):
            book.write(_DAYS, day, revision=day["revision"] + 1, changed_at=now)


def _settle_days(book: Ledger, mine: int, theirs: int, now: datetime) -> None:
    """Let the registration *mine* cover the days of *theirs*: its own entries as far as they go, then the others'."""
    own = {day["session_id"]: day for day in _rows_of(_DAYS.name, "registration_id", mine)}
    wanted = [day for day in _rows_of(_DAYS.name, "registration_id", theirs) if day["dropped_at"] is None]
    ids = {day["session_id"] for day in wanted}
    spare = [day for number, day in own.items() if number not in ids and day["dropped_at"] is None]
    for day in wanted:
        row = own.get(day["session_id"]) or (spare.pop(0) if spare else None)
        if row is None:
            book.write(_DAYS, day, registration_id=mine)
        else:
            moved = {"session_id": day["session_id"], "dropped_at": None}
            book.write(_DAYS, row, **moved, revision=row["revision"] + 1, changed_at=now)
    for row in spare:
        book.write(_DAYS, row, dropped_at=now, revision=row["revision"] + 1, changed_at=now)


def move(book: Ledger, kept: Person, gone: Person) -> None:
    """Let everything else that points to *gone* and should move point to *kept*."""
    for line in REFERENCES:
        if line.treatment in (Treatment.MOVES, Treatment.ONE_EACH):
            _move(book, line, kept, gone)


def _move(book: Ledger, line: Reference, kept: Person, gone: Person) -> None:
    """Move the rows of one column; of those that each person has once, only what *kept* has no like of."""
    rows = line.rows
    wanted = {column.name: column for column in rows.primary_key} | {line.column: line.pointer}
    query = select(*wanted.values()).where(line.pointer == gone.id)
    if line.same:
        like = rows.alias()
        same = and_(*(like.c[name] == rows.c[name] for name in line.same))
        query = query.where(~exists().where(like.c[line.column] == kept.id, same))
    for row in current().execute(query).mappings().all():
        book.write(rows, row, **{line.column: kept.id})


def close(book: Ledger, kept: Person, gone: Person, now: datetime) -> None:
    """Close *gone*; *kept* holds the grants of both."""
    table = Base.metadata.tables["person"]
    mine, theirs = _row("person", kept.id), _row("person", gone.id)
    book.write(table, mine, holds_grants=mine["holds_grants"] or theirs["holds_grants"])
    book.write(table, theirs, disabled_at=now, holds_grants=False)
