"""The history of a named poll: each line seals the one before it."""

import hashlib

from meetings.models.ballot import BallotEntry


def seal_of(entry: BallotEntry, before: str) -> str:
    """Return SHA-256 over a line of the history and the seal of the one *before*."""
    said = f"{before}|{entry.poll_id}|{entry.number}|{entry.voter}|{entry.choice}|{entry.cast_at.isoformat()}"
    return hashlib.sha256(said.encode()).hexdigest()
