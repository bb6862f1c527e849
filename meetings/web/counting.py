"""Counts requests in the memory of one process, for the limits of ``limits.py``.

The library's own memory starts a thread for nearly every request, to throw away what is over; here the request that
comes first after a minute does it.
"""

import threading

from limits.storage import Storage

from meetings.core import clock

SWEPT_EVERY = 60.0


class Tally(Storage):
    """How often each key was counted, and until when that holds; addresses of it begin with ``tally://``."""

    STORAGE_SCHEME = ["tally"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: object) -> None:
        super().__init__(uri, wrap_exceptions)
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, float]] = {}
        self._sweep_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What counting may raise."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count *amount* more for *key*, for *expiry* seconds from the first time on, and return the sum."""
        now = clock.now().timestamp()
        with self._lock:
            self._sweep(now)
            count, until = self._kept.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + expiry
            self._kept[key] = count + amount, until
        return count + amount

    def _sweep(self, now: float) -> None:
        if now >= self._sweep_at:
            self._sweep_at = now + SWEPT_EVERY
            self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > now}

    def get(self, key: str) -> int:
        """Return the sum of *key*."""
        count, until = self._kept.get(key, (0, 0.0))
        return count if until > clock.now().timestamp() else 0

    def get_expiry(self, key: str) -> float:
        """Return until when the sum of *key* holds, in seconds of the epoch."""
        return self._kept.get(key, (0, clock.now().timestamp()))[1]

    def check(self) -> bool:
        """Say that memory is there."""
        return True

    def reset(self) -> int:
        """Forget all sums, and return how many there were."""
        with self._lock:
            number, self._kept = len(self._kept), {}
        return number

    def clear(self, key: str) -> None:
        """Forget the sum of *key*."""
        with self._lock:
            self._kept.pop(key, None)
