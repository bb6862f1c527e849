"""Writes the programme of a meeting: a sitting that does not take place, break-outs, and who hosts it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert

from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries, rules, seating
from meetings.domain.meeting.rules import Sitting
from meetings.domain.outbox import actions as outbox
from meetings.models.database import current, fresh, lock
from meetings.models.meeting import COHOSTS, Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


def cancel_sitting(session: Session, reason: Bilingual, *, by: Person | None, now: datetime) -> None:
    """Cancel *session* alone; whoever has a place in it is told, and offered the others.

    Raises ``AlreadyCancelled``, ``NotAnnounced``, ``SittingCancelled``, ``SittingOver`` or ``LastSitting``.
    """
    meeting = session.meeting
    _hold(meeting)
    if meeting.announced_at is None:
        raise rules.NotAnnounced
    if fresh(session).cancelled_at:
        raise rules.SittingCancelled
    if session.ends_at <= now and not meeting.undated:
        raise rules.SittingOver
    if len(rules.taking_place(queries.sessions_of(meeting))) == 1:
        raise rules.LastSitting
    session.cancelled_at = session.changed_at = meeting.changed_at = now
    session.cancellation, session.revision = reason, session.revision + 1
    seating.settle_places(meeting)
    outbox.announce("meeting.session_cancelled", {"session": session.id}, now=now)
    audit.record("session.cancelled", session, by=by, meeting=meeting, now=now)


def add_breakout(session: Session, breakout: Sitting, *, by: Person | None, now: datetime) -> Session:
    """Plan a group that meets in parallel during *session*.

    Raises ``AlreadyCancelled``, ``SittingCancelled``, ``OutsideSitting``, and what ``rules.check`` raises.
    """
    meeting = session.meeting
    _hold(meeting)
    if session.cancelled_at:
        raise rules.SittingCancelled
    rules.check(breakout)
    made = seating.seat(meeting, breakout, now, parent=session)
    rules.check_within(session, made.starts_at, made.ends_at)
    meeting.changed_at = now
    audit.record("breakout.added", made, by=by, meeting=meeting, now=now)
    return made


def revise_breakout(breakout: Session, session: Session, sitting: Sitting, *, by: Person | None, now: datetime) -> None:
    """Change a *breakout* of *session*; raises what ``add_breakout`` raises."""
    meeting = breakout.meeting
    _hold(meeting)
    rules.check(sitting)
    seating.change(breakout, sitting, now)
    rules.check_within(session, breakout.starts_at, breakout.ends_at)
    meeting.changed_at = now
    audit.record("breakout.revised", breakout, by=by, meeting=meeting, now=now)


def remove_breakout(breakout: Session, *, by: Person | None, now: datetime) -> None:
    """Take *breakout* out of the programme; raises ``AlreadyCancelled``, or ``SessionInUse`` while people chose it."""
    meeting = breakout.meeting
    _hold(meeting)
    meeting.changed_at = now
    audit.record("breakout.removed", breakout, by=by, meeting=meeting, now=now)
    seating.remove(meeting, [breakout])


def set_hosts(
    meeting: Meeting, host: Organisation | None, cohosts: Collection[Organisation], *, by: Person | None, now: datetime
) -> None:
    """Say that *host* receives *meeting*, together with *cohosts*; without a host there are none.

    Raises ``AlreadyCancelled``.
    """
    _hold(meeting)
    meeting.host, meeting.changed_at = host, now
    current().execute(delete(COHOSTS).where(COHOSTS.c.meeting_id == meeting.id))
    others = {one.id for one in cohosts if host and one.id != host.id}
    if others:
        rows = [{"meeting_id": meeting.id, "organisation_id": number} for number in sorted(others)]
        current().execute(insert(COHOSTS), rows)
    audit.record("meeting.hosts_set", meeting, by=by, meeting=meeting, now=now, number=len(others) + bool(host))


def _hold(meeting: Meeting) -> None:
    """Hold *meeting*; raises ``AlreadyCancelled``."""
    lock(meeting)
    if meeting.cancelled_at:
        raise rules.AlreadyCancelled
