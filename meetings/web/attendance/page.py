"""Fills the attendance page of a meeting from figures, list and chamber."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from meetings.core.paging import Page, number_from
from meetings.core.text import as_integer, one_line, printable
from meetings.domain.attendance import figures, listing, queries
from meetings.domain.attendance.figures import Count
from meetings.domain.attendance.listing import Entry, Known, Wanted
from meetings.domain.organisation import queries as organisations
from meetings.models.attendance import AttendancePlan
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Region
from meetings.web import loaders, seats
from meetings.web.attendance.session_names import session_choices, session_names
from meetings.web.chamber import Chamber

LONGEST = 100


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """One page of the list, with the figures of the whole meeting."""

    meeting: Meeting
    #: With the break-outs.
    sessions: Sequence[Session]
    regions: Sequence[Region]
    wanted: Wanted
    entries: Page[Entry]
    people: Count
    by_session: Mapping[int, Count]
    organisations: Count
    chamber: Chamber | None
    plan: AttendancePlan
    now: datetime

    @property
    def names(self) -> Mapping[int, str]:
        """What the sittings and break-outs are called, by their ids."""
        return session_names(self.sessions)

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The sittings and break-outs to choose from."""
        return session_choices(self.sessions)

    @property
    def query(self) -> dict[str, str]:
        """What an address needs to show the same part."""
        pairs = {
            "session": self.wanted.session_id,
            "known": self.wanted.known,
            "region": self.wanted.region_id,
            "q": self.wanted.words,
        }
        return {name: str(value) for name, value in pairs.items() if value}

    @property
    def columns(self) -> list[Session]:
        """The sittings, and the break-out that is asked for: there is no room for all of these."""
        return [one for one in self.sessions if one.parent_id is None or one.id == self.wanted.session_id]

    @property
    def begun(self) -> list[Session]:
        """The sittings and break-outs that people can have been at."""
        return [session for session in self.sessions if session.starts_at <= self.now]

    @property
    def anybody(self) -> bool:
        """Whether there is anybody to list."""
        return bool(self.people.registered or self.people.attended or self.entries.total)

    def count(self, session: Session) -> Count:
        """Return the people of one sitting or break-out."""
        return self.by_session.get(session.id, Count(0, 0))


def wanted(meeting: Meeting, sessions: Sequence[Session]) -> Wanted:
    """Read from the address which part of the list is asked for; what names nothing means everything."""
    session_id = as_integer(request.values.get("session", ""), 1, loaders.HIGHEST_ID)
    known = request.args.get("known", "")
    return Wanted(
        session_id=session_id if session_id in {session.id for session in sessions} else None,
        known=Known(known) if known in list(Known) else None,
        region_id=as_integer(request.args.get("region", ""), 1, loaders.HIGHEST_ID),
        words=one_line(printable(request.args.get("q", "")))[:LONGEST],
    )


def attendance_page(meeting: Meeting, *, now: datetime) -> AttendancePage:
    """Gather the attendance of *meeting*, as far as the reader wants to see of it."""
    sessions = queries.held(meeting)
    asked = wanted(meeting, sessions)
    return AttendancePage(
        meeting=meeting,
        sessions=sessions,
        regions=organisations.regions(),
        wanted=asked,
        entries=listing.page(meeting, asked, number=number_from(request.args.get("page", ""))),
        people=figures.people(meeting),
        by_session=figures.by_session(meeting),
        organisations=figures.organisations(meeting),
        chamber=chamber(meeting, now),
        plan=queries.plan_of(meeting),
        now=now,
    )


def chamber(meeting: Meeting, now: datetime) -> Chamber | None:
    """Return the chamber in which the Members that came are filled; while nobody has, those that registered."""
    members = organisations.seats(on=now.date())
    found = figures.members(meeting)
    if not members:
        return None
    if found.attended:
        return seats.filled(members, found.attended, mode="took_part")
    return seats.filled(members, found.registered, mode="registered")
