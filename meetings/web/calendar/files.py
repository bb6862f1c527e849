"""Calendar files: built once for each state of the house, then served from memory."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from config import Settings
from meetings.calendars.deadlines import deadline_entry
from meetings.calendars.entries import personal_entry, session_entry
from meetings.calendars.feed import feed
from meetings.calendars.values import Entry, Organizer
from meetings.core.bilingual import Language
from meetings.domain.deadline import queries as deadlines
from meetings.domain.deadline.rules import Due
from meetings.domain.feed import queries, rules
from meetings.domain.feed.queries import Version
from meetings.i18n import words
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The octets of a calendar, their strong entity tag (RFC 9110, 8.8.3), and when something in it last changed."""

    body: bytes
    etag: str
    changed_at: datetime | None


@lru_cache(maxsize=16)
def everyones(settings: Settings, language: Language, day: datetime, version: Version) -> CalendarFile:
    """Return the calendar of all public meetings as of *day*.

    *version* is what the database said just before: while it stays the same, the file is not built again.
    """
    sessions = queries.public_sessions(now=day)
    source = settings.base_url + url_for("calendar.public")
    name = _("%(organisation)s: meetings", organisation=settings.organisation_name)
    entries = _public_entries(settings, language, sessions)
    return _file(settings, language, source, name, entries, queries.changed_at())


def of_meeting(settings: Settings, language: Language, slug: str, *, now: datetime) -> CalendarFile | None:
    """Return what is when at the meeting called *slug* as a calendar; nothing when not everyone may see it."""
    sessions = queries.sessions_of_public_meeting(slug)
    if not sessions:
        return None
    meeting = sessions[0].meeting
    source = settings.base_url + url_for("calendar.meeting", slug=slug)
    dues = deadlines.public(since=rules.today(now) - rules.CANCELLED_STAYS, slug=slug)
    entries = _public_entries(settings, language, sessions) + _deadline_entries(settings, language, dues)
    changed_at = max(entry.changed_at for entry in entries)
    return _file(settings, language, source, words(meeting.title), entries, changed_at)


def of_deadlines(settings: Settings, language: Language, *, now: datetime) -> CalendarFile:
    """Return the deadlines of all public meetings as a calendar, as of the day of *now*."""
    dues = deadlines.public(since=rules.today(now) - rules.CANCELLED_STAYS)
    entries = _deadline_entries(settings, language, dues)
    source = settings.base_url + url_for("calendar.deadlines")
    name = _("%(organisation)s: deadlines", organisation=settings.organisation_name)
    changed_at = max((entry.changed_at for entry in entries), default=None)
    return _file(settings, language, source, name, entries, changed_at)


def of_person(settings: Settings, language: Language, person: Person, source: str, *, now: datetime) -> CalendarFile:
    """Return the calendar of *person*, with the links to join; *source* is its secret address."""
    days = queries.days_of(person, now=now)
    entries = [personal_entry(day, language=language, url=_url(settings, day.registration.meeting)) for day in days]
    name = _("%(organisation)s: my meetings", organisation=settings.organisation_name)
    changed_at = max((entry.changed_at for entry in entries), default=None)
    return _file(settings, language, source, name, entries, changed_at)


def _public_entries(settings: Settings, language: Language, sessions: Iterable[Session]) -> list[Entry]:
    return [
        session_entry(
            session,
            session.meeting,
            language=language,
            url=_url(settings, session.meeting),
            name=words(session.meeting.series.name),
        )
        for session in sessions
    ]


def _deadline_entries(settings: Settings, language: Language, dues: Iterable[tuple[Meeting, Due]]) -> list[Entry]:
    return [
        deadline_entry(
            due,
            meeting,
            language=language,
            url=settings.base_url + url_for("deadline.index", slug=meeting.slug),
            name=words(meeting.series.name),
        )
        for meeting, due in dues
    ]


def _url(settings: Settings, meeting: Meeting) -> str:
    return settings.base_url + url_for("meeting.show", slug=meeting.slug)


def _file(
    settings: Settings,
    language: Language,
    source: str,
    name: str,
    entries: Iterable[Entry],
    changed_at: datetime | None,
) -> CalendarFile:
    host = urlsplit(settings.base_url).hostname or "hemicycle"
    organizer = Organizer(settings.organisation_name, settings.sender or f"noreply@{host}")
    body = feed(entries, name=name, language=language, source=source, organizer=organizer, prodid_host=host)
    return CalendarFile(body, hashlib.sha256(body).hexdigest()[:32], changed_at)
