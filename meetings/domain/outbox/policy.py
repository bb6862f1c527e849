"""Who may look into the outbox."""

from meetings.models.person import Person


def can_read(viewer: Person | None) -> bool:
    """The secretariat reads what left the house."""
    return viewer is not None and viewer.runs_the_house
