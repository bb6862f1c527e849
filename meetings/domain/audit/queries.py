"""Reads the audit trail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from meetings.core.paging import Page
from meetings.core.text import folded
from meetings.domain.audit.rules import BEGINNING
from meetings.models.audit import AuditCut, AuditLine, AuditSeal
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.search import folded_column

PAGE = 50
#: A line that becomes visible after so many younger ones were sealed is left to the thorough round.
LATE = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines a reader asks for; all of them while nothing is chosen."""

    #: Words of the name or the address of whoever did it, or for whom it was done.
    person: str = ""
    verb: str = ""
    #: As “table:id”.
    thing: str = ""
    meeting_id: int | None = None
    since: datetime | None = None
    #: Up to, and not with, this instant.
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that an account touched, how often and when."""

    thing: str
    meeting_id: int | None
    lines: int
    first: datetime
    last: datetime


def history(meeting: Meeting, *, page: int = 1) -> Page[AuditLine]:
    """Return what was done in *meeting*, newest first, one page."""
    return found(Wanted(meeting_id=meeting.id), page=page)


def found(wanted: Wanted, *, page: int = 1) -> Page[AuditLine]:
    """Return the lines that are *wanted*, newest first, one page."""
    conditions = _conditions(wanted)
    total = current().scalar(select(func.count()).select_from(AuditLine).where(*conditions)) or 0
    query = select(AuditLine).where(*conditions).order_by(AuditLine.id.desc())
    lines = current().scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()
    return Page(lines, page, PAGE, total)


def all_found(wanted: Wanted, *, limit: int) -> Sequence[AuditLine]:
    """Return up to *limit* of the lines that are *wanted*, newest first, for a file."""
    query = select(AuditLine).where(*_conditions(wanted)).order_by(AuditLine.id.desc())
    return current().scalars(query.limit(limit)).all()


def names_of(lines: Sequence[AuditLine]) -> dict[int, str]:
    """Return the names of the people for whom *lines* were done, by their ids, in one statement."""
    wanted = {line.on_behalf_of_id for line in lines if line.on_behalf_of_id}
    if not wanted:
        return {}
    rows = current().execute(select(Person.id, Person.name).where(Person.id.in_(wanted))).all()
    return {row.id: row.name for row in rows}


def organisations_of(lines: Sequence[AuditLine]) -> dict[str, Organisation]:
    """Return the organisations whose codes *lines* note, by code, in one statement."""
    codes = {str(line.details["organisation"]) for line in lines if line.details.get("organisation")}
    if not codes:
        return {}
    query = select(Organisation).where(Organisation.code.in_(codes))
    return {organisation.code: organisation for organisation in current().scalars(query)}


def meetings_of(lines: Sequence[AuditLine]) -> dict[int, Meeting]:
    """Return the meetings of *lines* by their ids, in one statement."""
    wanted = {line.meeting_id for line in lines if line.meeting_id}
    if not wanted:
        return {}
    return {meeting.id: meeting for meeting in current().scalars(select(Meeting).where(Meeting.id.in_(wanted)))}


def touched(person: Person, *, since: datetime | None, until: datetime | None) -> list[Touched]:
    """Return which things the account of *person* touched from *since* up to *until*, the last one first."""
    conditions = [AuditLine.actor_id == person.id, *_period(Wanted(since=since, until=until))]
    first, last = func.min(AuditLine.at, type_=AuditLine.at.type), func.max(AuditLine.at, type_=AuditLine.at.type)
    query = (
        select(AuditLine.thing, AuditLine.meeting_id, func.count(), first, last)
        .where(*conditions)
        .group_by(AuditLine.thing, AuditLine.meeting_id)
        .order_by(last.desc(), AuditLine.thing)
    )
    return [Touched(*row) for row in current().execute(query).all()]


def in_order(size: int = 1_000) -> Iterator[tuple[AuditLine, AuditSeal | None]]:
    """Yield every line with its seal, the oldest first, *size* at a time."""
    last = 0
    query = select(AuditLine, AuditSeal).outerjoin(AuditSeal, AuditSeal.line_id == AuditLine.id)
    while rows := current().execute(query.where(AuditLine.id > last).order_by(AuditLine.id).limit(size)).all():
        for line, seal in rows:
            last = line.id
            yield line, seal
        current().expunge_all()


def last_link() -> tuple[int, str]:
    """Return position and hash of the last link of the chain."""
    query = select(AuditSeal.position, AuditSeal.hash).order_by(AuditSeal.position.desc()).limit(1)
    row = current().execute(query).first()
    cut = latest_cut() if row is None else None
    if row is None:
        return (cut.position, cut.hash) if cut else (0, BEGINNING)
    return row.position, row.hash


def latest_cut() -> AuditCut | None:
    """Return where the trail begins, if old lines were deleted."""
    return current().scalar(select(AuditCut).order_by(AuditCut.position.desc()).limit(1))


def something_to_seal() -> bool:
    """Say whether a line waits for its seal."""
    return bool(unsealed(1))


def unsealed(limit: int, *, thorough: bool = False) -> Sequence[AuditLine]:
    """Return up to *limit* lines without a seal, the oldest first; without *thorough* only those near the end."""
    query = _unsealed(select(AuditLine)).order_by(AuditLine.id).limit(limit)
    if not thorough:
        query = query.where(AuditLine.id > func.coalesce(_highest_sealed() - LATE, 0))
    return current().scalars(query).all()


def waiting() -> int:
    """Return how many lines have no seal yet."""
    return current().scalar(_unsealed(select(func.count()).select_from(AuditLine))) or 0


def links_after(position: int, size: int) -> Sequence[tuple[AuditSeal, AuditLine | None]]:
    """Return up to *size* links after *position*, in order, with their lines as far as these are there."""
    query = select(AuditSeal, AuditLine).outerjoin(AuditLine, AuditLine.id == AuditSeal.line_id)
    rows = current().execute(query.where(AuditSeal.position > position).order_by(AuditSeal.position).limit(size))
    return [(link, cast("AuditLine | None", line)) for link, line in rows]


def _highest_sealed() -> ScalarSelect[int]:
    return select(func.max(AuditSeal.line_id)).scalar_subquery()


def _unsealed(query: Select[AuditLine] | Select[int]) -> Select[AuditLine]:
    joined = query.outerjoin(AuditSeal, AuditSeal.line_id == AuditLine.id).where(AuditSeal.line_id.is_(None))
    return cast("Select[AuditLine]", joined)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen = _period(wanted)
    if wanted.verb:
        chosen.append(AuditLine.verb == wanted.verb)
    if wanted.thing:
        chosen.append(AuditLine.thing == wanted.thing)
    if wanted.meeting_id is not None:
        chosen.append(AuditLine.meeting_id == wanted.meeting_id)
    if wanted.person:
        chosen.append(_of_person(wanted.person))
    return chosen


def _period(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.since:
        chosen.append(AuditLine.at >= wanted.since)
    if wanted.until:
        chosen.append(AuditLine.at < wanted.until)
    return chosen


def _folded(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    return folded_column(cast("ColumnElement[str]", column))


def _of_person(words: str) -> ColumnElement[bool]:
    """Return the condition that *words* are in the name or the address of who did it, or for whom."""
    text = folded(words)
    people = select(Person.id).where(
        or_(_folded(Person.name).contains(text, autoescape=True), Person.email.contains(text, autoescape=True))
    )
    return or_(
        AuditLine.actor_id.in_(people),
        AuditLine.on_behalf_of_id.in_(people),
        _folded(AuditLine.actor_name).contains(text, autoescape=True),
    )
