"""Recognises whether something is still as its editor saw it, so that nobody's words are overwritten unseen."""

import hashlib

from meetings.core.errors import Refused

LENGTH = 20


class ChangedMeanwhile(Refused):
    """Someone else has changed this since the editor saw it."""


def of(*values: object) -> str:
    """Return a short mark that differs when one of *values* differs."""
    return hashlib.sha256(repr(values).encode("utf-8", "backslashreplace")).hexdigest()[:LENGTH]


def check(seen: str | None, *values: object) -> None:
    """Refuse when the mark that was *seen* is not that of *values*; without one there is nothing to compare.

    Raises ``ChangedMeanwhile``.
    """
    if seen is not None and seen != of(*values):
        raise ChangedMeanwhile
