"""Who may read and change the register."""

from collections.abc import Collection

from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person


def can_read(viewer: Person | None) -> bool:
    """The register is for people who are signed in."""
    return viewer is not None


def can_change(viewer: Person | None) -> bool:
    """The secretariat keeps the register."""
    return viewer is not None and viewer.runs_the_house


def can_see(viewer: Person | None, organisation: Organisation) -> bool:
    """Whom an organisation has named is for people who are signed in."""
    return can_read(viewer)


def can_nominate(viewer: Person | None, organisation: Organisation) -> bool:
    """The secretariat records nominations."""
    return can_change(viewer)


def can_end(viewer: Person | None, nomination: Nomination) -> bool:
    """The secretariat ends nominations."""
    return can_change(viewer)


def can_see_addresses(viewer: Person | None, colleagues: Collection[int]) -> bool:
    """E-mail addresses are for the secretariat and for *colleagues*, the ids of people named now."""
    return viewer is not None and (viewer.runs_the_house or viewer.id in colleagues)
