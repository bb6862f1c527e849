"""Who sees what came back, and who says that an address works again."""

from meetings.models.person import Person


def can_list(viewer: Person | None) -> bool:
    """The secretariat sees what came back by mail."""
    return viewer is not None and viewer.runs_the_house


def can_clear(viewer: Person | None, person: Person) -> bool:
    """The secretariat says that the address of somebody works again."""
    return can_list(viewer) and person.erased_at is None
