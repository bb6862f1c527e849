"""Takes an announced meeting through its states: dates confirmed, registration opened, postponed, record adopted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import published, queries, rules, seating
from meetings.domain.meeting.rules import Slot
from meetings.domain.outbox import actions as outbox
from meetings.models.agenda import AgendaCall
from meetings.models.database import current, lock
from meetings.models.deadline import Deadline
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person


def confirm_dates(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Say that the dates of *meeting*, announced to be saved, hold; people can register from the planned time on.

    Raises ``AlreadyCancelled``, ``NotAnnounced`` or ``DatesFixed``.
    """
    _hold_announced(meeting)
    if not meeting.tentative:
        raise rules.DatesFixed
    meeting.tentative, meeting.changed_at = False, now
    _raise(queries.sessions_of(meeting), now)
    _raise_deadlines(meeting)
    audit.record("meeting.dates_confirmed", meeting, by=by, meeting=meeting, now=now)


def open_registration(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Let people register for *meeting* from *now* on, before the planned time.

    Raises ``AlreadyCancelled``, ``NotAnnounced``, ``DatesOpen`` or ``AlreadyOpen``.
    """
    _hold_announced(meeting)
    if meeting.tentative or meeting.undated:
        raise rules.DatesOpen
    if meeting.registration_opens_at is None or meeting.registration_opens_at <= now:
        raise rules.AlreadyOpen
    meeting.registration_opens_at = meeting.changed_at = now
    audit.record("meeting.registration_opened", meeting, by=by, meeting=meeting, now=now)


def postpone(meeting: Meeting, reason: Bilingual, slots: Sequence[Slot], *, by: Person | None, now: datetime) -> None:
    """Postpone *meeting* to the times in *slots*, or without any to dates that are fixed later.

    The registered hear of it and keep their places; times of registration move along with the first sitting.
    Raises ``AlreadyCancelled``, ``NotAnnounced``, ``MeetingBegun``, ``DatesOpen`` and what ``fix_dates`` raises.
    """
    _hold_announced(meeting)
    if meeting.undated:
        raise rules.DatesOpen
    sessions = rules.taking_place(queries.sessions_of(meeting))
    if any(session.starts_at <= now for session in sessions):
        raise rules.MeetingBegun
    meeting.postponed_at = meeting.changed_at = now
    meeting.postponement, meeting.undated = reason, not slots
    if slots:
        _redate(meeting, sessions, slots, now)
    else:
        _raise(sessions, now)
        _raise_deadlines(meeting)
    outbox.announce("meeting.postponed", {"meeting": meeting.id}, now=now)
    audit.record("meeting.postponed", meeting, by=by, meeting=meeting, now=now, undated=meeting.undated)


def fix_dates(meeting: Meeting, slots: Sequence[Slot], *, by: Person | None, now: datetime) -> None:
    """Give *meeting*, postponed without a date, the times in *slots*; the registered hear of them.

    Raises ``AlreadyCancelled``, ``NotAnnounced``, ``DatesFixed``, ``DatesPassed``, ``OutsideSitting``, and what
    ``rules.check`` raises.
    """
    _hold_announced(meeting)
    if not meeting.undated:
        raise rules.DatesFixed
    sessions = rules.taking_place(queries.sessions_of(meeting))
    meeting.undated, meeting.changed_at = False, now
    _raise_deadlines(meeting)
    for session, was in _redate(meeting, sessions, slots, now):
        outbox.announce("meeting.session_moved", {"session": session.id, "was": was.isoformat()}, now=now)
    audit.record("meeting.dates_fixed", meeting, by=by, meeting=meeting, now=now)


def adopt_record(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Note that a later meeting has adopted the record of *meeting*: it can no longer be withdrawn.

    Raises ``AlreadyCancelled``, ``NotAnnounced``, ``RecordAdopted`` or ``RecordMissing``.
    """
    _hold_announced(meeting)
    if meeting.record_adopted_at:
        raise rules.RecordAdopted
    if not published.record_is_published(meeting):
        raise rules.RecordMissing
    meeting.record_adopted_at = meeting.changed_at = now
    audit.record("meeting.record_adopted", meeting, by=by, meeting=meeting, now=now)


def _hold_announced(meeting: Meeting) -> None:
    """Hold *meeting*; raises ``AlreadyCancelled`` or ``NotAnnounced``."""
    lock(meeting)
    if meeting.cancelled_at:
        raise rules.AlreadyCancelled
    if meeting.announced_at is None:
        raise rules.NotAnnounced


def _raise(sessions: Sequence[Session], now: datetime) -> None:
    """Let calendars show *sessions* anew."""
    for session in sessions:
        session.revision, session.changed_at = session.revision + 1, now


def _raise_deadlines(meeting: Meeting) -> None:
    """Let calendars show the deadlines of *meeting* anew, wherever they are kept: how certain they are has changed."""
    meeting.registration_revision += 1
    for table in (AgendaCall, Deadline):
        theirs = update(table).where(table.meeting_id == meeting.id)
        current().execute(theirs.values(revision=table.revision + 1))


def _redate(
    meeting: Meeting, sessions: Sequence[Session], slots: Sequence[Slot], now: datetime
) -> list[tuple[Session, datetime]]:
    """Write the times in *slots* and return each sitting with when it began before; one without a slot stays."""
    found = {slot.session_id: slot for slot in slots}
    first, moved = min(session.starts_local for session in sessions), []
    for session in sessions:
        was, slot = session.starts_at, found.get(session.id)
        if slot:
            rules.check(slot)
            seating.move(session, slot, now)
        if session.starts_at <= now:
            raise rules.DatesPassed
        moved.append((session, was))
    _shift_window(meeting, min(session.starts_local for session in sessions).date() - first.date())
    seating.settle_places(meeting)
    return moved


def _shift_window(meeting: Meeting, later: timedelta) -> None:
    """Move the times of registration by as many days as the first sitting, at the same hour."""
    for name in ("registration_opens_at", "registration_closes_at"):
        at = getattr(meeting, name)
        if at and later:
            wall = zones.local(at, meeting.zone).replace(tzinfo=None)
            setattr(meeting, name, zones.instant(wall + later, meeting.zone))
            meeting.registration_revision += 1
