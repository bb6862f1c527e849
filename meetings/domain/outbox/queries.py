"""Reads the outbox."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import defer

from meetings.core.paging import Page
from meetings.core.text import folded
from meetings.domain.outbox import rules
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.outbox import Announcement, Heartbeat, Mail, MailState
from meetings.models.person import Person
from meetings.models.search import Folded, folded_column

PAGE = 30
WAITING = (MailState.QUEUED, MailState.WAITING, MailState.IN_FLIGHT)


def is_ready(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an announcement should become mails at *now*; after failures it waits."""
    late = (now - sum(rules.WAITS[:tries], timedelta()) for tries in range(rules.TRIES))
    waited = or_(*((Announcement.tries == tries) & (Announcement.created_at <= by) for tries, by in enumerate(late)))
    return and_(Announcement.handled_at.is_(None), waited)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a mail should leave at *now*: due, or left behind by a process that stopped."""
    return or_(
        Mail.state.in_(rules.TO_BE_SENT) & (Mail.due_at <= now),
        (Mail.state == MailState.IN_FLIGHT) & (Mail.lease_until < now),
    )


def is_gathered(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a mail should be told of at *now* in the daily mail of its reader."""
    return (Mail.state == MailState.GATHERED) & Mail.digest_id.is_(None) & (Mail.due_at <= now)


def gathered_for(*, now: datetime) -> list[int]:
    """Return the ids of the people whose daily mail is due at *now*."""
    found = current().scalars(select(Mail.person_id).where(is_gathered(now)).distinct().order_by(Mail.person_id))
    return [person_id for person_id in found if person_id is not None]


def taken_since(instant: datetime) -> int:
    """Return how many mails were taken in hand after *instant*, by whichever process."""
    return current().scalar(select(func.count()).select_from(Mail).where(Mail.taken_at > instant)) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which mails a reader asks for; what is empty asks for nothing."""

    state: MailState | None = None
    kind: str = ""
    meeting_id: int | None = None
    #: Part of a name, an address or a subject.
    words: str = ""


def found(wanted: Wanted, *, page: int = 1) -> Page[Mail]:
    """Return the mails that are *wanted*, newest first, one page."""
    total = current().scalar(select(func.count()).select_from(Mail).where(*_conditions(wanted))) or 0
    query = _listed(wanted).limit(PAGE).offset((page - 1) * PAGE)
    return Page(current().scalars(query).all(), page, PAGE, total)


def all_found(wanted: Wanted, *, limit: int) -> Sequence[Mail]:
    """Return the mails that are *wanted*, newest first, *limit* at most."""
    return current().scalars(_listed(wanted).limit(limit)).all()


def _listed(wanted: Wanted) -> Select[Mail]:
    """Choose mails without their words."""
    query = select(Mail).options(defer(Mail.text), defer(Mail.html), defer(Mail.calendar))
    return query.where(*_conditions(wanted)).order_by(Mail.id.desc())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.state:
        conditions.append(Mail.state == wanted.state)
    if wanted.kind:
        conditions.append(Mail.kind == wanted.kind)
    if wanted.meeting_id:
        conditions.append(Mail.meeting_id == wanted.meeting_id)
    if wanted.words:
        columns = (Mail.recipient_email, Mail.recipient_name, Mail.subject)
        words = folded(wanted.words)
        conditions.append(or_(*(_folded(column).contains(words, autoescape=True) for column in columns)))
    return conditions


def _folded(column: Any) -> Folded:
    return folded_column(cast("ColumnElement[str]", column))


def kinds(meeting_id: int | None = None) -> Sequence[str]:
    """Return the kinds of the mails that are kept, of one meeting if it is named."""
    query = select(Mail.kind).distinct()
    return current().scalars(query.where(Mail.meeting_id == meeting_id) if meeting_id else query).all()


def failed_by_kind() -> dict[str, int]:
    """Return how many mails of each kind failed that can be sent once more."""
    failed = (Mail.state == MailState.FAILED) & ~Mail.secret
    rows = current().execute(select(Mail.kind, func.count()).where(failed).group_by(Mail.kind).order_by(Mail.kind))
    return {kind: number for kind, number in rows}  # noqa: C416


def of_person(person: Person, *, page: int = 1) -> Page[Mail]:
    """Return the mails to *person*, newest first, one page."""
    theirs = Mail.person_id == person.id
    total = current().scalar(select(func.count()).select_from(Mail).where(theirs)) or 0
    query = select(Mail).options(defer(Mail.text), defer(Mail.html), defer(Mail.calendar)).where(theirs)
    found = current().scalars(query.order_by(Mail.id.desc()).limit(PAGE).offset((page - 1) * PAGE)).all()
    return Page(found, page, PAGE, total)


def by_id(number: int) -> Mail | None:
    """Return one mail."""
    return current().get(Mail, number)


def oldest_waiting() -> datetime | None:
    """Return since when the oldest announcement or mail has been waiting to leave, if any is."""
    mail = current().scalar(select(func.min(Mail.due_at)).where(Mail.state.in_(WAITING)))
    announcement = current().scalar(select(func.min(Announcement.created_at)).where(Announcement.handled_at.is_(None)))
    return min(filter(None, (mail, announcement)), default=None)


def last_beat(name: str) -> datetime | None:
    """Return when the part of the program called *name* last showed that it is alive."""
    return current().scalar(select(Heartbeat.at).where(Heartbeat.name == name))


@dataclass(frozen=True, slots=True)
class MailLine:
    """How many mails of one kind a meeting has: on their way, gone, and failed."""

    kind: str
    waiting: int
    #: Or kept to be read here, where no mail server is set.
    sent: int
    failed: int


def lines_of(meeting: Meeting) -> list[MailLine]:
    """Return where the mails of *meeting* stand, by kind, the kind that was written last first."""
    rows = current().execute(
        select(Mail.kind, Mail.state, func.count(), func.max(Mail.id))
        .where(Mail.meeting_id == meeting.id)
        .group_by(Mail.kind, Mail.state)
    )
    found: dict[str, dict[MailState, int]] = {}
    last: Counter[str] = Counter()
    for kind, state, number, newest in rows:
        found.setdefault(kind, {})[state] = number
        last[kind] = max(last[kind], newest)
    return [_line(kind, found[kind]) for kind, _newest in last.most_common()]


def _line(kind: str, states: Mapping[MailState, int]) -> MailLine:
    waiting = sum(states.get(state, 0) for state in WAITING)
    gone = states.get(MailState.SENT, 0) + states.get(MailState.KEPT, 0)
    return MailLine(kind, waiting, gone, sum(states.get(state, 0) for state in rules.TROUBLED))


def count_by_state() -> dict[MailState, int]:
    """Return how many mails are in each state."""
    rows = current().execute(select(Mail.state, func.count()).group_by(Mail.state))
    return {state: number for state, number in rows}  # noqa: C416


def something_waits(*, now: datetime) -> bool:
    """Say whether an announcement should become mails at *now*."""
    return bool(current().scalar(select(exists().where(is_ready(now)))))


def something_is_due(*, now: datetime) -> bool:
    """Say whether a mail should leave at *now*."""
    return bool(current().scalar(select(exists().where(is_due(now)))))


def invited_to(meeting_id: int) -> frozenset[int]:
    """Return the ids of the people whose calendars were ever asked to take a meeting."""
    asked = (Mail.meeting_id == meeting_id) & (Mail.calendar_method == "REQUEST")
    found = current().scalars(select(Mail.person_id).where(asked).distinct())
    return frozenset(person_id for person_id in found if person_id is not None)
