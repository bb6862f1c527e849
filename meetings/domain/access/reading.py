"""How much of the register someone may read: enough to find people, too little to carry all addresses away."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from meetings.domain.audit import actions as audit
from meetings.models.database import current, lock, upsert
from meetings.models.person import Person
from meetings.models.reading import RegisterReading

#: Organisations or people whose addresses one person may open.
PER_MINUTE = 100
PER_DAY = 600
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def is_counted(person: Person) -> bool:
    """Say whether what *person* reads is counted: the secretariat keeps the register and reads all of it."""
    return not person.runs_the_house


def note(connection: Connection, person_id: int, number: int, *, now: datetime) -> datetime | None:
    """Count that someone reads the addresses of *number* more; return when they may, if that is too much now.

    The count is taken on *connection*, beside the unit of work under way: commit it, or roll it back when it is
    too much. PostgreSQL holds the minute's row until then, so that two requests cannot both take the last one.
    """
    of_minute = _count(connection, person_id, min(number, PER_MINUTE), now)
    if of_minute > PER_MINUTE:
        return _minute(now) + MINUTE
    of_day = connection.scalar(select(func.sum(RegisterReading.number)).where(_last_day(person_id, now))) or 0
    return _next_room(connection, person_id, of_day - PER_DAY, now) if of_day > PER_DAY else None


def _count(connection: Connection, person_id: int, number: int, now: datetime) -> int:
    """Add *number* to the row of this minute, and return what it then holds."""
    row = upsert(connection, RegisterReading).values(
        person_id=person_id, minute=_minute(now), number=number, refused=False
    )
    added = row.on_conflict_do_update(
        index_elements=[RegisterReading.person_id, RegisterReading.minute],
        set_={"number": RegisterReading.number + number},
    )
    return int(connection.scalar(added.returning(RegisterReading.number)) or 0)


def _next_room(connection: Connection, person_id: int, excess: int, now: datetime) -> datetime:
    """Return when enough of what was read is a day old."""
    kept = select(RegisterReading.minute, RegisterReading.number).where(_last_day(person_id, now))
    for minute, number in connection.execute(kept.order_by(RegisterReading.minute)):
        excess -= number
        if excess <= 0:
            freed: datetime = minute + DAY
            return freed
    return now + DAY


def _last_day(person_id: int, now: datetime) -> ColumnElement[bool]:
    return (RegisterReading.person_id == person_id) & (RegisterReading.minute > now - DAY)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def refuse(person: Person, *, now: datetime) -> None:
    """Note in the audit trail that *person* wanted to read too much; once a day is enough."""
    lock(person)
    noted = select(RegisterReading.minute).where(RegisterReading.refused, _last_day(person.id, now))
    if current().scalar(noted.limit(1)):
        return
    minute = current().get(RegisterReading, (person.id, _minute(now)))
    if minute is None:
        minute = RegisterReading(person_id=person.id, minute=_minute(now), number=0, refused=True)
        current().add(minute)
    minute.refused = True
    audit.record("register.reading_refused", person, by=person, now=now)


def exported(by: Person, form: str, rows: int, *, now: datetime, **filters: Any) -> None:
    """Note that *by* took *rows* rows of the register away as a file of the kind *form*.

    *filters* are codes and words of closed lists; of words that were looked for only whether there were any.
    """
    audit.record("register.exported", by, by=by, now=now, form=form, rows=rows, **filters)
