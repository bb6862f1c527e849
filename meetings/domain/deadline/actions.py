"""Sets deadlines of meetings, and moves those that readers know, with a reason."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.core import fingerprint, zones
from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions_proposals as proposals
from meetings.domain.audit import actions as audit
from meetings.domain.deadline import concerned, queries, rules
from meetings.domain.deadline.rules import Draft, Due
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import actions as outbox
from meetings.models.database import add, current, fresh, lock
from meetings.models.deadline import Closing, Deadline, DeadlineMove
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def set_(
    meeting: Meeting, kind: Closing, draft: Draft, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Give *meeting* a deadline of *kind*, or change one that no reader knows yet; of a known one only the title.

    Raises ``AlreadyCancelled``, ``ChangedMeanwhile``, ``DeadlineKnown``, ``NotAhead``, ``HourDoesNotExist``,
    ``UnknownZone``, and for registration and proposals what their own rules raise.
    """
    found = _hold(meeting, kind, seen)
    at = zones.instant(draft.closes, draft.zone)
    if not rules.is_known(meeting, found):
        rules.check_ahead(at, meeting, now)
    elif found and found.at != at:
        raise rules.DeadlineKnown
    _put(meeting, kind, draft, at, by=by, now=now)
    _noted("deadline.set", meeting, kind, draft, by=by, now=now)


def move(
    meeting: Meeting,
    kind: Closing,
    draft: Draft,
    reason: Bilingual,
    *,
    tell: bool = True,
    seen: str | None = None,
    by: Person | None,
    now: datetime,
) -> DeadlineMove:
    """Move a deadline of *meeting* that readers know, and *tell* those whom it still concerns.

    Registration that had closed opens again. Raises what ``set_`` raises, and ``DeadlineGone``, ``ReasonMissing`` or
    ``NothingMoves``.
    """
    found = _hold(meeting, kind, seen)
    if found is None:
        raise rules.DeadlineGone
    if not reason:
        raise rules.ReasonMissing
    at = zones.instant(draft.closes, draft.zone)
    if at == found.at:
        raise rules.NothingMoves
    rules.check_ahead(at, meeting, now)
    _put(meeting, kind, draft, at, by=by, now=now)
    moved = _remember(meeting, found, draft, reason, by=by, now=now)
    if tell:
        moved.told = len(concerned.of(meeting, kind, on=now.date()))
        outbox.announce("deadline.moved", {"move": moved.id}, now=now)
    _noted("deadline.moved", meeting, kind, draft, by=by, now=now, told=moved.told)
    return moved


def remove(meeting: Meeting, kind: Closing, *, by: Person | None, now: datetime) -> None:
    """Let *meeting* do without a deadline; calendars show for a while that one which readers know is off.

    Raises ``AlreadyCancelled``, ``DeadlineGone``, and ``DeadlineStays`` for registration and proposals once the meeting
    is announced.
    """
    found = _hold(meeting, kind, None)
    if found is None:
        raise rules.DeadlineGone
    if not rules.can_go(meeting, found):
        raise rules.DeadlineStays
    if kind is Closing.REGISTRATION:
        meeting.registration_closes_at = None
    elif kind is Closing.PROPOSALS:
        proposals.set_deadline(meeting, None, found.zone, by=by, now=now)
    else:
        _take_off(meeting, kind, now)
    meeting.changed_at = now
    _noted("deadline.removed", meeting, kind, Draft(found.closes, found.zone), by=by, now=now)


def recompute_instants(*, now: datetime) -> int:
    """Bring the instants of coming deadlines in line with today's time-zone data; return how many moved."""
    coming = current().scalars(select(Deadline).where(Deadline.closes_at > now, Deadline.removed_at.is_(None))).all()
    return sum(_recompute(row, now) for row in coming if rules.instant(row.closes_local, row.zone) != row.closes_at)


def reword(row: Deadline, title: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Change the title of a deadline; raises ``ChangedMeanwhile`` when it is no longer what was *seen*."""
    lock(row.meeting)
    lock(row)
    fingerprint.check(seen, row.title)
    row.title, row.changed_at, row.revision = title, now, row.revision + 1
    row.meeting.changed_at = now
    audit.record("deadline.reworded", row, by=by, meeting=row.meeting, now=now, closing=row.kind.value)


def reword_reason(
    moved: DeadlineMove, reason: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of why a deadline moved; raises ``ChangedMeanwhile`` when they are not what was *seen*."""
    lock(moved.meeting)
    lock(moved)
    fingerprint.check(seen, moved.reason)
    moved.reason = reason
    moved.meeting.changed_at = now
    audit.record("deadline.reason_reworded", moved, by=by, meeting=moved.meeting, now=now, closing=moved.kind.value)


def _hold(meeting: Meeting, kind: Closing, seen: str | None) -> Due | None:
    """Hold *meeting* and return its deadline of *kind*; raises ``AlreadyCancelled`` or ``ChangedMeanwhile``."""
    lock(meeting)
    if meeting.cancelled_at:
        raise meeting_rules.AlreadyCancelled
    found = queries.due(meeting, kind)
    rules.check_seen(seen, found)
    return found


def _put(meeting: Meeting, kind: Closing, draft: Draft, at: datetime, *, by: Person | None, now: datetime) -> None:
    """Write a deadline where it is kept."""
    if kind is Closing.REGISTRATION:
        _close_registration(meeting, at)
    elif kind is Closing.PROPOSALS:
        proposals.set_deadline(meeting, draft.closes, draft.zone, known=True, by=by, now=now)
    else:
        _keep(meeting, kind, draft, at, now)
    meeting.changed_at = now


def _close_registration(meeting: Meeting, at: datetime) -> None:
    held = [] if meeting.undated else meeting_rules.taking_place(meetings.sessions_of(meeting))
    begins = min((session.starts_at for session in held), default=None)
    meeting_rules.check_order(meeting.registration_opens_at, at, begins)
    if meeting.registration_closes_at != at:
        meeting.registration_closes_at = at
        meeting.registration_revision += 1


def _keep(meeting: Meeting, kind: Closing, draft: Draft, at: datetime, now: datetime) -> None:
    row = queries.row(meeting, kind)
    if row is None:
        row = Deadline(meeting=meeting, kind=kind, revision=-1)
    row.title, row.closes_local, row.zone, row.closes_at = draft.title, draft.closes, draft.zone, at
    row.removed_at, row.changed_at, row.revision = None, now, row.revision + 1
    add(row)


def _take_off(meeting: Meeting, kind: Closing, now: datetime) -> None:
    """Remove a row; one that readers know stays for their calendars."""
    row = queries.row(meeting, kind)
    if row is None:
        raise rules.DeadlineGone
    if meeting.announced_at:
        row.removed_at = row.changed_at = now
        row.revision += 1
    else:
        current().delete(row)
    current().flush()


def _remember(
    meeting: Meeting, found: Due, draft: Draft, reason: Bilingual, *, by: Person | None, now: datetime
) -> DeadlineMove:
    return add(
        DeadlineMove(
            meeting=meeting,
            kind=found.kind,
            from_local=found.closes,
            from_zone=found.zone,
            to_local=draft.closes,
            to_zone=draft.zone,
            reason=reason,
            moved_at=now,
            moved_by_id=by.id if by else None,
            told=0,
        )
    )


def _recompute(row: Deadline, now: datetime) -> int:
    lock(row.meeting)
    fresh(row)
    at = rules.instant(row.closes_local, row.zone)
    if row.closes_at == at or row.removed_at:
        return 0
    row.closes_at, row.changed_at, row.revision = at, now, row.revision + 1
    audit.record("deadline.recomputed", row, by=None, meeting=row.meeting, now=now, closing=row.kind.value)
    return 1


def _noted(
    verb: str,
    meeting: Meeting,
    kind: Closing,
    draft: Draft,
    *,
    by: Person | None,
    now: datetime,
    told: int | None = None,
) -> None:
    until = f"{draft.closes:%Y-%m-%d %H:%M} {draft.zone}"
    facts: dict[str, Any] = {"closing": kind.value, "until": until} | ({} if told is None else {"told": told})
    audit.record(verb, meeting, by=by, meeting=meeting, now=now, **facts)
