"""Fingerprints of erased accounts, kept outside the database too, so that an older copy of it can be told of them."""

import json
from datetime import datetime
from io import BytesIO
from typing import BinaryIO, Protocol

from sqlalchemy import select

from meetings.core import tokens
from meetings.models.database import current
from meetings.models.person import Person
from meetings.models.privacy import ErasedMark

KEY = "privacy/erased.json"
FORMAT = 1


class Shelf(Protocol):
    """Where files lie."""

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*."""

    def open(self, key: str) -> BinaryIO:
        """Open what *key* holds; raises ``FileNotFoundError``."""


def mark_of(person_id: int, created_at: datetime) -> str:
    """Return the fingerprint of an account: without the database it says nothing of anybody."""
    return tokens.hashed(f"erased person:{person_id}:{created_at.isoformat(timespec='microseconds')}")


def outside(shelf: Shelf) -> frozenset[str]:
    """Return the fingerprints that lie outside the database."""
    try:
        with shelf.open(KEY) as file:
            return frozenset(json.load(file)["erased"])
    except FileNotFoundError:
        return frozenset()


def inside() -> frozenset[str]:
    """Return the fingerprints that the database holds."""
    return frozenset(current().scalars(select(ErasedMark.mark)))


def keep(shelf: Shelf) -> None:
    """Write the fingerprints of the database outside too; what lies there already stays."""
    kept, known = outside(shelf), inside()
    if not known <= kept:
        text = json.dumps({"format": FORMAT, "erased": sorted(kept | known)}, indent=1)
        shelf.put(KEY, BytesIO(text.encode()))


def come_back(shelf: Shelf) -> list[int]:
    """Return the ids of people who were erased and are whole again, since an older database was put back."""
    missing = outside(shelf) - inside()
    if not missing:
        return []
    people = current().execute(select(Person.id, Person.created_at).where(Person.erased_at.is_(None)))
    return [person_id for person_id, created_at in people if mark_of(person_id, created_at) in missing]
