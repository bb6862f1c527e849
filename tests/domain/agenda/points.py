"""Items as readers see them, for tests of the rules."""

from typing import Any

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda.points import Point
from meetings.models.agenda import Purpose


def point(key: str, *, number: str = "1", **values: Any) -> Point:
    """Return an item with the *key*, which is its title unless *values* say otherwise."""
    facts: dict[str, Any] = {
        "title": Bilingual(key.upper(), key.upper()),
        "presenter": Bilingual(),
        "proposer": Bilingual(),
        "presenters": (),
        "id": 1,
        "position": 1,
        "sub": key.islower(),
        "purpose": Purpose.DECISION,
        "minutes": 10,
        "pause": None,
        "session_id": None,
    }
    return Point(**(facts | values), key=key.lower(), number=number)


def points(written: str) -> list[Point]:
    """Return the items *written* as letters: A for an item, b for a sub-item."""
    return [point(letter) for letter in written]
