"""Rewords single texts of a meeting and of its sessions, without its plan."""

from datetime import datetime
from typing import Literal

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.models.database import lock
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person

Part = Literal["title", "summary", "postponement", "cancellation"]
SessionPart = Literal["title", "place", "cancellation"]


def reword(
    meeting: Meeting, part: Part, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of one text of *meeting*, also after it was cancelled.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(meeting)
    fingerprint.check(seen, getattr(meeting, part))
    setattr(meeting, part, text)
    meeting.changed_at = now
    audit.record("meeting.reworded", meeting, by=by, meeting=meeting, now=now, part=part)


def reword_session(
    session: Session, part: SessionPart, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of one text of *session*, a sitting or a break-out; calendars show them anew.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    meeting = session.meeting
    lock(meeting)
    lock(session)
    fingerprint.check(seen, getattr(session, part))
    setattr(session, part, text)
    session.revision, session.changed_at = session.revision + 1, now
    meeting.changed_at = now
    audit.record("session.reworded", session, by=by, meeting=meeting, now=now, part=part)
