"""Who may look for people who are known twice, and bring their records together."""

from meetings.models.merging import Merge
from meetings.models.person import Person

Pair = tuple[Person, Person]


def can_merge(viewer: Person | None) -> bool:
    """The secretariat looks for people who are known twice."""
    return viewer is not None and viewer.runs_the_house


def can_compare(viewer: Person | None, pair: Pair) -> bool:
    """The secretariat compares two records, and merges them."""
    return can_merge(viewer)


def can_undo(viewer: Person | None, merge: Merge) -> bool:
    """The secretariat undoes a merge."""
    return can_merge(viewer)
