"""Who may ask organisations whether the register is still correct."""

from meetings.models.confirmation import Campaign, Change
from meetings.models.person import Person


def can_list(viewer: Person | None) -> bool:
    """The secretariat asks whether the register is still correct."""
    return viewer is not None and viewer.runs_the_house


def can_run(viewer: Person | None, campaign: Campaign) -> bool:
    """The secretariat prepares, sends and ends campaigns, and reads the answers."""
    return can_list(viewer)


def can_decide(viewer: Person | None, change: Change) -> bool:
    """The secretariat decides what becomes of a change that an organisation named."""
    return can_list(viewer)
