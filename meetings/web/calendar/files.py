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
from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.deadline import queries as deadlines
from meetings.domain.deadline.rules import Due
from meetings.domain.feed import queries, rules
from meetings.domain.feed.queries import Version
from meetings.domain.person import queries as people
from meetings.i18n import words
from meetings.models.meeting import Meeting, Session
from meetings.web.loaders import found


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """The octets of a calendar, their strong entity tag (RFC 9110, 8.8.3), and when something in it last changed."""

    body: bytes
    etag: str
    changed_at: datetime | None


#: So many calendars are kept where there is one, in two languages, and where there are many.
_ONE, _MANY = 16, 64


@lru_cache(maxsize=_ONE)
def everyones(settings: Settings, language: Language, day: datetime, version: Version) -> CalendarFile:
    """Return the calendar of all public meetings as of *day*.

    *version* is what the database said just before: while it stays the same, the file is not built again.
    """
    sessions = queries.public_sessions(now=day)
    source = settings.base_url + url_for("calendar.public")
    name = _("%(organisation)s: meetings", organisation=settings.organisation_name)
    return _file(settings, language, source, name, _public_entries(settings, language, sessions), queries.changed_at())


@lru_cache(maxsize=_MANY)
def of_series(
    settings: Settings, language: Language, day: datetime, version: Version, series_slug: str
) -> CalendarFile:
    """Return the sittings and deadlines of one series as of *day*; answer 404 when it is not for everybody."""
    series = found(next((one for one in queries.public_series() if one.slug == series_slug), None))
    sessions = queries.sessions_of_series(series, now=day)
    dues = deadlines.public(Meeting.series_id == series.id, since=day - rules.CANCELLED_STAYS)
    source = settings.base_url + url_for("calendar.series", series_slug=series_slug)
    entries = _public_entries(settings, language, sessions) + _deadline_entries(settings, language, dues)
    return _file(settings, language, source, words(series.name), entries, queries.changed_at())


@lru_cache(maxsize=_MANY)
def of_meeting(settings: Settings, language: Language, day: datetime, version: Version, slug: str) -> CalendarFile:
    """Return what is when at the meeting called *slug* as of *day*; answer 404 when not everyone may see it."""
    sessions = found(queries.sessions_of_public_meeting(slug) or None)
    meeting = sessions[0].meeting
    source = settings.base_url + url_for("calendar.meeting", slug=slug)
    dues = deadlines.public(Meeting.slug == slug, since=day - rules.CANCELLED_STAYS)
    entries = _public_entries(settings, language, sessions) + _deadline_entries(settings, language, dues)
    return _file(settings, language, source, words(meeting.title), entries, queries.changed_at())


@lru_cache(maxsize=_MANY)
def of_sitting(
    settings: Settings, language: Language, day: datetime, version: Version, slug: str, session_id: int
) -> CalendarFile:
    """Return one sitting of the meeting called *slug*, under its UID of every calendar; answer 404 as for the meeting.

    A sitting of another meeting is not found, nor is a break-out.
    """
    sessions = queries.sessions_of_public_meeting(slug)
    session = found(next((one for one in sessions if one.id == session_id), None))
    source = settings.base_url + url_for("calendar.sitting", slug=slug, session_id=session_id)
    entries = _public_entries(settings, language, [session])
    return _file(settings, language, source, words(session.meeting.title), entries, queries.changed_at())


@lru_cache(maxsize=_ONE)
def of_deadlines(settings: Settings, language: Language, day: datetime, version: Version) -> CalendarFile:
    """Return the deadlines of all public meetings as of *day*."""
    dues = deadlines.public(since=day - rules.CANCELLED_STAYS)
    entries = _deadline_entries(settings, language, dues)
    source = settings.base_url + url_for("calendar.deadlines")
    name = _("%(organisation)s: deadlines", organisation=settings.organisation_name)
    return _file(settings, language, source, name, entries, queries.changed_at())


@lru_cache(maxsize=_MANY)
def of_person(settings: Settings, language: Language, day: datetime, version: Version, token: str) -> CalendarFile:
    """Return the calendar, as of *day*, of the person whose secret address holds *token*, with the links to join."""
    person = found(people.by_feed_hash(tokens.hashed(token)))
    days = queries.days_of(person, now=day)
    entries = [personal_entry(one, language=language, url=page_url(settings, one.registration.meeting)) for one in days]
    source = settings.base_url + url_for("calendar.personal", token=token)
    name = _("%(organisation)s: my meetings", organisation=settings.organisation_name)
    changed_at = max((entry.changed_at for entry in entries), default=None)
    return _file(settings, language, source, name, entries, changed_at)


def _public_entries(settings: Settings, language: Language, sessions: Iterable[Session]) -> list[Entry]:
    return [
        session_entry(
            session,
            session.meeting,
            language=language,
            url=page_url(settings, session.meeting),
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


def page_url(settings: Settings, meeting: Meeting) -> str:
    """Return the whole address of the page of *meeting*, as calendars outside the site need it."""
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
