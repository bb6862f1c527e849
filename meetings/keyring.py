"""Where the keys of sealed ballots lie: in the database, sealed, or outside it, in a folder of their own."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from meetings.core import ballot_box, clock, sealing
from meetings.core.ballot_box import Keys, KeysGone

_PURPOSE = "keys of a poll"


class Keyring:
    """Makes, finds and destroys the keys of polls.

    Those of a confidential poll are kept in its row, sealed with the *secret* of the application; those of a secret
    one never come near the database: they lie in *folder*, which does not belong into a backup of it.
    """

    def __init__(self, folder: Path, *, secret: str) -> None:
        self._folder = folder
        self._secret = secret

    def make(self, poll_id: int, *, apart: bool) -> tuple[str, str]:
        """Make the keys of a poll; return the public one, and what its row keeps: nothing if they lie *apart*."""
        keys = ballot_box.new_keys()
        if apart:
            self._write(poll_id, keys)
            return keys.public, ""
        text = ballot_box.written(keys)
        return keys.public, sealing.sealed(text, secret=self._secret, purpose=_PURPOSE, now=clock.now())

    def find(self, poll_id: int, kept: str) -> Keys:
        """Return the keys of a poll, from what its row *kept* or from the folder; raises ``KeysGone``."""
        try:
            text = self._opened(kept) if kept else self._path(poll_id).read_text("ascii")
            return ballot_box.read(text)
        except (OSError, ValueError) as error:
            raise KeysGone from error

    def forget(self, poll_id: int) -> None:
        """Destroy the keys of a poll that lie in the folder: write over them, then take the file away."""
        with suppress(FileNotFoundError):
            path = self._path(poll_id)
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.write(os.urandom(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def there(self, *, before: datetime) -> list[int]:
        """Return the ids of the polls whose keys have lain in the folder since *before*.

        Younger ones may belong to an opening that is not committed yet.
        """
        keys = (path for path in self._folder.glob("*.key") if path.stem.isdecimal())
        return sorted(int(path.stem) for path in keys if path.stat().st_mtime < before.timestamp())

    def _opened(self, kept: str) -> str:
        text = sealing.opened(kept, secret=self._secret, purpose=_PURPOSE, now=clock.now())
        if text is None:
            raise KeysGone
        return text

    def _write(self, poll_id: int, keys: Keys) -> None:
        """Write *keys* durably, for nobody else to read, over those of an opening that was rolled back."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(poll_id)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(ballot_box.written(keys))
            file.flush()
            os.fsync(file.fileno())

    def _path(self, poll_id: int) -> Path:
        return self._folder / f"{poll_id}.key"
