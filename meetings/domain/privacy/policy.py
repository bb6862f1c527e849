"""Who writes privacy notices, decides how long things are kept, and forgets people."""

from meetings.models.person import Person, Role


def can_write_notices(viewer: Person | None) -> bool:
    """The secretariat writes what the house says about personal data."""
    return viewer is not None and viewer.runs_the_house


def can_decide(viewer: Person | None) -> bool:
    """Administrators decide how long things are kept, and about requests to be forgotten."""
    return viewer is not None and viewer.role is Role.ADMINISTRATOR


def can_accept(viewer: Person | None) -> bool:
    """Anyone signed in accepts the notice for themself."""
    return viewer is not None


def can_download(viewer: Person | None) -> bool:
    """Anyone signed in gets what is held about them."""
    return viewer is not None


def can_ask_to_be_forgotten(viewer: Person | None) -> bool:
    """Anyone signed in asks for their own account to be erased."""
    return viewer is not None
