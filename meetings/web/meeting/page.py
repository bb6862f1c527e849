"""Fills the page of one meeting from several features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from meetings.domain.agenda import issued
from meetings.domain.agenda.points import Agenda
from meetings.domain.attendance import figures
from meetings.domain.document import queries as documents
from meetings.domain.document.queries import Paper
from meetings.domain.meeting import policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import OVER, State, state, takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.poll import queries as polls
from meetings.domain.record import policy as record_policy
from meetings.domain.record import queries as records
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState
from meetings.models.record import Record
from meetings.web import seats
from meetings.web.agenda import stages
from meetings.web.agenda.sittings import Sittings, named
from meetings.web.chamber import Chamber
from meetings.web.registration.plate import Plate, plate


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting as a reader sees it."""

    meeting: Meeting
    sessions: Sequence[Session]
    #: The groups that meet in parallel during a session, by its id.
    breakouts: Mapping[int, Sequence[Session]]
    #: The administration that receives the meeting, then those that host it together with it.
    hosts: Sequence[Organisation]
    state: State
    now: datetime
    agenda: Agenda
    papers: tuple[Paper, ...]
    polls: Sequence[Poll]
    record: Record | None
    plate: Plate | None
    chamber: Chamber | None
    may_manage: bool
    may_plan_next: bool
    may_read_papers: bool
    takes_registrations: bool

    @property
    def may_move(self) -> bool:
        """Whether the reader's place can go to another session: also when registration has closed on a lost one."""
        mine = self.plate.registration if self.plate else None
        return self.takes_registrations or bool(mine and mine.session.cancelled_at)

    @property
    def is_over(self) -> bool:
        """Whether the meeting was held."""
        return self.state in OVER

    @property
    def open_polls(self) -> list[Poll]:
        """The polls that can be voted in now."""
        return [poll for poll in self.polls if poll.state is PollState.OPEN]

    @property
    def other_papers(self) -> tuple[Paper, ...]:
        """The documents on no item of the agenda that is shown."""
        shown = {point.id for point in self.agenda.points}
        return tuple(paper for paper in self.papers if paper.item_id not in shown)

    @property
    def agenda_name(self) -> str:
        """Which version the agenda is."""
        return stages.name_of_agenda(self.agenda, over=self.is_over)

    @property
    def sittings(self) -> Sittings:
        """The names of the sessions to which an item of the agenda belongs."""
        return named(self.agenda, chain(self.sessions, *self.breakouts.values()))


def meeting_page(meeting: Meeting, viewer: Person | None, *, now: datetime) -> MeetingPage:
    """Gather the page of *meeting* for *viewer*."""
    programme = meetings.programme(meeting)
    sessions = [one for one in programme if one.parent_id is None]
    standing = state(meeting, sessions, now)
    place = plate(meeting, programme, standing, viewer, now=now)
    return MeetingPage(
        meeting=meeting,
        sessions=sessions,
        breakouts=_breakouts(programme),
        hosts=meetings.hosts(meeting) if meeting.host_id else (),
        state=standing,
        now=now,
        agenda=issued.shown(meeting),
        papers=documents.for_meeting(meeting),
        polls=polls.for_meeting(meeting) if viewer else (),
        record=_record(meeting, viewer),
        plate=place,
        chamber=_chamber(meeting, place, standing, now) if standing is not State.CANCELLED else None,
        may_manage=policy.can_manage(viewer, meeting),
        may_plan_next=policy.can_plan_in(viewer, meeting.series),
        may_read_papers=policy.can_read_papers(viewer, meeting),
        takes_registrations=takes_registrations(meeting, sessions, now),
    )


def _breakouts(programme: Sequence[Session]) -> Mapping[int, Sequence[Session]]:
    found: dict[int, list[Session]] = {}
    for session in programme:
        if session.parent_id is not None:
            found.setdefault(session.parent_id, []).append(session)
    return found


def _record(meeting: Meeting, viewer: Person | None) -> Record | None:
    record = records.of(meeting)
    return record if record and record_policy.can_read(viewer, meeting, record) else None


def _chamber(meeting: Meeting, place: Plate | None, standing: State, now: datetime) -> Chamber | None:
    """Return the chamber: once the meeting is over and its attendance known, with those who took part."""
    members = organisations.seats(on=now.date())
    if not members:
        return None
    mine = place.organisation if place else None
    if meeting.announced_at is None:
        return seats.filled(members, (), mode="hollow", mine=mine)
    found = figures.members(meeting)
    if standing in OVER and found.attended:
        return seats.filled(members, found.attended, mode="took_part", mine=mine)
    return seats.filled(members, found.registered, mode="registered", mine=mine)
