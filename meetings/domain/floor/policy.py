"""Who sees the list of speakers, asks for the floor and gives it."""

from meetings.core import clock
from meetings.domain.meeting import policy as meetings
from meetings.domain.question import queries as speaking
from meetings.models.floor import FloorRequest
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """The list of speakers is for people who are signed in and may read the papers of the meeting."""
    return viewer is not None and meetings.can_read_papers(viewer, meeting)


def can_ask(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever represents an organisation asks for the floor for it, whoever runs the meeting for any."""
    if viewer is None or not can_list(viewer, meeting):
        return False
    return can_run(viewer, meeting) or speaking.spoken_for(meeting, viewer, now=clock.now()) is not None


def can_run(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting gives the floor, and closes the list."""
    return meetings.can_manage(viewer, meeting)


def can_withdraw(viewer: Person | None, floor_request: FloorRequest) -> bool:
    """A request is taken back by whoever represents the same organisation, or runs the meeting."""
    if viewer is None or can_run(viewer, floor_request.meeting):
        return viewer is not None
    named = speaking.spoken_for(floor_request.meeting, viewer, now=clock.now())
    return named is not None and named.organisation_id == floor_request.organisation_id


def can_give(viewer: Person | None, floor_request: FloorRequest) -> bool:
    """Whoever runs the meeting decides when an administration speaks."""
    return can_run(viewer, floor_request.meeting)
