"""Writes the sittings of a meeting for its actions: seats them, moves them with their break-outs, removes them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from meetings.core import zones
from meetings.domain.meeting import queries, rules
from meetings.domain.meeting.rules import Sitting, Slot
from meetings.models.database import add, current
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration, RegistrationDay


def seat(meeting: Meeting, sitting: Sitting, now: datetime, *, parent: Session | None = None) -> Session:
    """Add one sitting to *meeting*, or a break-out of *parent*."""
    session = Session(meeting=meeting, uid=str(uuid.uuid4()), revision=0, changed_at=now)
    session.parent_id = parent.id if parent else None
    put(session, sitting)
    return add(session)


def put(session: Session, sitting: Sitting) -> None:
    """Write what was decided of a sitting."""
    session.title, session.language, session.mode = sitting.title, sitting.language, sitting.mode
    set_times(session, sitting.starts, sitting.ends, sitting.zone)
    session.platform, session.join_link = sitting.platform, sitting.join_link
    session.place, session.address, session.capacity = sitting.place, sitting.address, sitting.capacity


def set_times(session: Session, starts: datetime, ends: datetime, zone: str) -> None:
    """Write the wall times of *session* in *zone*, and the instants that follow."""
    session.starts_local, session.ends_local, session.zone = starts.replace(fold=0), ends.replace(fold=0), zone
    session.starts_fold, session.ends_fold = bool(starts.fold), bool(ends.fold)
    session.starts_at, session.ends_at = instants(session)


def instants(session: Session) -> tuple[datetime, datetime]:
    """Return the instants that the wall times of *session* mean by today's time-zone data."""
    return zones.instant(session.starts_wall, session.zone), zones.instant(session.ends_wall, session.zone)


def reseat(meeting: Meeting, sittings: Sequence[Sitting], now: datetime) -> list[tuple[Session, str]]:
    """Bring the sittings of *meeting* in line; return those that calendars must move, with where they were.

    The instant is given as ISO 8601 text. Sittings that were cancelled are left alone. Raises ``OutsideSitting``.
    """
    before = {session.id: session for session in rules.taking_place(queries.sessions_of(meeting))}
    moved = []
    for sitting in sittings:
        session = before.pop(sitting.session_id or 0, None)
        if session is None:
            seat(meeting, sitting, now)
        elif (was := change(session, sitting, now)) is not None:
            moved.append((session, was))
    remove(meeting, before.values())
    settle_places(meeting)
    return moved


def settle_places(meeting: Meeting) -> None:
    """Let each place at *meeting* be shown by the first of its days that takes place; without any it stays."""
    first = (
        select(RegistrationDay.session_id)
        .join(Session, Session.id == RegistrationDay.session_id)
        .where(
            RegistrationDay.registration_id == Registration.id,
            RegistrationDay.dropped_at.is_(None),
            Session.cancelled_at.is_(None),
        )
        .order_by(Session.starts_at, Session.id)
        .limit(1)
        .correlate(Registration)
        .scalar_subquery()
    )
    current().flush()
    shown = update(Registration).where(Registration.meeting_id == meeting.id)
    shown = shown.values(session_id=func.coalesce(first, Registration.session_id))
    current().execute(shown, execution_options={"synchronize_session": False})


def change(session: Session, sitting: Sitting, now: datetime) -> str | None:
    """Bring *session* in line with *sitting*; return where it was if calendars must show the change.

    Its break-outs move along. Raises ``OutsideSitting``.
    """
    was, wall = session.starts_at, session.starts_local
    moves = rules.differs(session, sitting) or session.join_link != sitting.join_link
    put(session, sitting)
    _shift_breakouts(session, wall, now)
    if not moves:
        return None
    mark_moved(session, was, now)
    return was.isoformat()


def move(session: Session, slot: Slot, now: datetime) -> None:
    """Give *session* and its break-outs the times in *slot*, and let calendars show them."""
    was, wall = session.starts_at, session.starts_local
    set_times(session, slot.starts, slot.ends, slot.zone)
    _shift_breakouts(session, wall, now)
    mark_moved(session, was, now)


def mark_moved(session: Session, was: datetime, now: datetime) -> None:
    """Let calendars know that *session* changed, and readers that it began at *was* before, if they knew of it."""
    session.revision, session.changed_at = session.revision + 1, now
    if session.meeting.announced_at and was != session.starts_at:
        session.moved_from_at = was


def _shift_breakouts(session: Session, was: datetime, now: datetime) -> None:
    """Move the break-outs of *session* by as much as its wall time moved since *was*; raises ``OutsideSitting``."""
    later = session.starts_local - was
    for breakout in queries.breakouts_of(session) if session.parent_id is None else ():
        if later or breakout.zone != session.zone:
            set_times(breakout, breakout.starts_wall + later, breakout.ends_wall + later, session.zone)
            breakout.revision, breakout.changed_at = breakout.revision + 1, now
        rules.check_within(session, breakout.starts_at, breakout.ends_at)


def remove(meeting: Meeting, sessions: Collection[Session]) -> None:
    """Delete *sessions* of *meeting*; the database says whether somebody is still registered in one.

    Places and days that were given up do not hold a sitting back. A place keeps its calendar entry's identity in
    another sitting. Raises ``SessionInUse``.
    """
    gone = [session.id for session in sessions]
    kept = next((session for session in queries.sessions_of(meeting) if session.id not in gone), None)
    if gone and kept:
        _lead_away(gone, kept)
    for session in sessions:
        current().delete(session)
    try:
        current().flush()
    except IntegrityError as error:
        raise rules.SessionInUse from error


def _lead_away(gone: Sequence[int], kept: Session) -> None:
    """Let what was given up in the sittings with the ids *gone* hang on *kept* instead, each place once."""
    over = (Place.WITHDRAWN, Place.REFUSED, Place.REPLACED)
    left = select(Registration.id).where(Registration.place.in_(over))
    given_up = RegistrationDay.dropped_at.is_not(None) | RegistrationDay.registration_id.in_(left)
    rows = current().scalars(select(RegistrationDay).where(RegistrationDay.session_id.in_(gone), given_up)).all()
    there = set(current().scalars(select(RegistrationDay.registration_id).where(RegistrationDay.session_id == kept.id)))
    for row in sorted(rows, key=lambda one: one.id):
        if row.registration_id in there:
            current().delete(row)
        else:
            row.session_id, row.session, row.revision = kept.id, kept, row.revision + 1
            there.add(row.registration_id)
    shown = update(Registration).where(Registration.session_id.in_(gone), Registration.place.in_(over))
    current().execute(shown.values(session_id=kept.id))
