"""Writes the audit trail; every other action calls it once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from meetings.models.audit import AuditLine
from meetings.models.base import Base
from meetings.models.bulk import write_all
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.person import Person

Detail = str | int | bool | None


def record(
    verb: str,
    thing: Base,
    *,
    by: Person | None,
    on_behalf_of: Person | None = None,
    meeting: Meeting | None = None,
    now: datetime,
    **details: Detail,
) -> None:
    """Note that *by* did *verb* to *thing* at *now*; nobody means the clock did.

    *on_behalf_of* is for whom it was done, if that is somebody else.
    """
    session = current()
    session.flush()
    other = on_behalf_of if on_behalf_of and not (by and by.id == on_behalf_of.id) else None
    session.add(
        AuditLine(
            at=now,
            actor_id=by.id if by else None,
            actor_name=by.name if by else "",
            on_behalf_of_id=other.id if other else None,
            verb=verb,
            meeting_id=meeting.id if meeting else None,
            thing=_called(thing),
            details=details,
        )
    )


def record_all(
    verb: str,
    table: str,
    things: Mapping[int, Mapping[str, Detail]],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Note that *by* did *verb* to many *things* of one *table*, given as ids with their details; one statement."""
    session = current()
    session.flush()
    same = {"at": now, "actor_id": by.id if by else None, "actor_name": by.name if by else "", "verb": verb}
    lines = [{**same, "thing": f"{table}:{number}", "details": dict(details)} for number, details in things.items()]
    write_all(AuditLine, lines)


def record_each(
    verb: str, thing: Base, acts: Sequence[tuple[Person, Mapping[str, Detail]]], *, meeting: Meeting, now: datetime
) -> None:
    """Note that each of some people did *verb* to the same *thing* of *meeting*, with the details; one statement.

    What it is about is written already.
    """
    same = {"at": now, "on_behalf_of_id": None, "verb": verb, "meeting_id": meeting.id, "thing": _called(thing)}
    lines = [{**same, "actor_id": by.id, "actor_name": by.name, "details": dict(details)} for by, details in acts]
    write_all(AuditLine, lines)


def _called(thing: Base) -> str:
    return f"{thing.__tablename__}:{getattr(thing, 'id', '')}"
