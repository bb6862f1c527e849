"""What actions need of whoever keeps the keys of sealed ballots (``meetings/keyring.py``)."""

from typing import Protocol

from meetings.core.ballot_box import Keys


class Keyring(Protocol):
    """Makes the keys of a poll and finds them again."""

    def make(self, poll_id: int, *, apart: bool) -> tuple[str, str]:
        """Make the keys of a poll; return the public one, and what its row keeps: nothing if they lie *apart*."""

    def find(self, poll_id: int, kept: str) -> Keys:
        """Return the keys of a poll, from what its row *kept* or from apart; raises ``KeysGone``."""
