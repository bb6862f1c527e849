"""Who may take a place, and who sees the list."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration


def can_register(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in who may see the meeting can ask for a place."""
    return viewer is not None


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting sees who is registered."""
    return meetings.can_manage(viewer, meeting)


def can_register_others(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting registers somebody who cannot do it themself; it is marked so."""
    return meetings.can_manage(viewer, meeting)


def can_withdraw_others(viewer: Person | None, registration: Registration) -> bool:
    """Whoever runs the meeting gives up a place for its holder; it is marked so."""
    return meetings.can_manage(viewer, registration.meeting)
