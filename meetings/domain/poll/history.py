"""The history of a named poll: each line seals the one before it."""

import hashlib
from datetime import datetime

from meetings.models.ballot import BallotEntry


def seal_of(entry: BallotEntry, before: str) -> str:
    """Return SHA-256 over a line of the history and the seal of the one *before*."""
    return seal(entry.poll_id, entry.number, entry.voter, entry.choice, entry.cast_at, before)


def seal(poll_id: int, number: int, voter: int, choice: str, cast_at: datetime, before: str) -> str:
    """Return the same of a line that is still to be written."""
    said = f"{before}|{poll_id}|{number}|{voter}|{choice}|{cast_at.isoformat()}"
    return hashlib.sha256(said.encode()).hexdigest()
