"""Holds a meeting while it is written who was at a sitting of it."""

from meetings.domain.attendance import queries, rules
from meetings.models.database import fresh, lock
from meetings.models.meeting import Session


def hold(session: Session) -> None:
    """Hold the meeting of *session*, so that nobody moves or cancels either meanwhile; raises ``SessionNotHeld``."""
    lock(session.meeting)
    if not queries.is_held(fresh(session)):
        raise rules.SessionNotHeld
