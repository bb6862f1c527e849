"""Who may change an address, and who answers for one that nobody reads any more."""

from meetings.models.address_change import AddressChange
from meetings.models.person import Person


def can_ask(viewer: Person | None) -> bool:
    """Anyone signed in may ask for another address of their own."""
    return viewer is not None


def can_oversee(viewer: Person | None) -> bool:
    """The secretariat sees the changes that wait."""
    return viewer is not None and viewer.runs_the_house


def can_approve(viewer: Person | None, change: AddressChange) -> bool:
    """The secretariat approves a change in place of the old address, but nobody their own."""
    return viewer is not None and can_oversee(viewer) and viewer.id != change.person_id
