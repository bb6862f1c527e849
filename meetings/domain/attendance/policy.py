"""Who keeps the attendance, who says of themselves that they were there, and who reads the list of participants."""

from meetings.domain.meeting import policy as meetings
from meetings.models.certificate import Certificate
from meetings.models.connection_list import ConnectionList
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_keep(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting keeps its attendance, publishes its list of participants and issues certificates."""
    return meetings.can_manage(viewer, meeting)


def can_import(viewer: Person | None, connections: ConnectionList) -> bool:
    """Whoever keeps the attendance of the meeting brings in its lists of connections."""
    return can_keep(viewer, connections.meeting)


def can_attest(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in who may see the meeting says that they were there."""
    return viewer is not None


def can_read_participants(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in who may see the meeting reads its published list of participants."""
    return viewer is not None


def can_fetch(viewer: Person | None, certificate: Certificate) -> bool:
    """A certificate is for its owner, and for whoever runs the meeting."""
    return viewer is not None and (viewer.id == certificate.person_id or can_keep(viewer, certificate.meeting))


def can_withdraw(viewer: Person | None, certificate: Certificate) -> bool:
    """Whoever runs the meeting withdraws its certificates."""
    return can_keep(viewer, certificate.meeting)


def can_have_certificates(viewer: Person | None) -> bool:
    """Anyone signed in sees their own certificates."""
    return viewer is not None
