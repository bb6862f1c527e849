"""Deadlines of the demonstration: documents and comments of the coming plenary, and one extension of the last."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read, text
from meetings.core import workdays, zones
from meetings.domain.deadline import actions
from meetings.domain.deadline.rules import Draft
from meetings.domain.meeting import queries as meetings
from meetings.models.database import current
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting
from meetings.models.outbox import Announcement
from meetings.models.person import Person

HOUR = time(18)


def tell(register: Register, diary: Diary) -> None:
    """Let the secretariat set and move deadlines; nobody is written to."""
    by, told = register.secretariat[0], read("deadlines.toml")
    with diary.following():
        for row in told["set"]:
            _set(_meeting(row["meeting"]), row, by)
        for row in told["extended"]:
            _extend(_meeting(row["meeting"]), row, by)
        current().flush()
        current().execute(delete(Announcement))


def _meeting(slug: str) -> Meeting:
    found = meetings.by_slug(slug)
    if found is None:
        raise LookupError(slug)
    return found


def _set(meeting: Meeting, row: dict[str, Any], by: Person) -> None:
    """Set a deadline so many working days before the first session, or after the last one, once it was announced."""
    sessions = meetings.sessions_of(meeting)
    if "before" in row:
        first = min(session.starts_local for session in sessions).date()
        day = workdays.before(first, row["before"], meeting.series.holidays)
    else:
        last = max(session.ends_local for session in sessions).date()
        day = workdays.after(last, row["after"], meeting.series.holidays)
    draft = Draft(datetime.combine(day, HOUR), meeting.zone, text(row.get("title", {"en": ""})))
    at = meeting.changed_at
    actions.set_(meeting, Closing(row["kind"]), draft, by=by, now=(meeting.announced_at or at) + timedelta(hours=1))
    meeting.changed_at = at


def _extend(meeting: Meeting, row: dict[str, Any], by: Person) -> None:
    """Let registration have closed some days earlier, before it was extended to when it did."""
    closes, at, days = meeting.registration_closes_at, meeting.changed_at, timedelta(days=row["days"])
    if closes is None:
        return
    meeting.registration_closes_at = closes - days
    current().flush()
    draft = Draft(zones.local(closes, meeting.zone).replace(tzinfo=None), meeting.zone)
    reason, when = text(row["reason"]), closes - days - timedelta(hours=20)
    actions.move(meeting, Closing.REGISTRATION, draft, reason, by=by, now=when)
    meeting.changed_at = at
