"""How often the phones of a room are to ask: often while they are few, less often the more they are."""

import threading
import time
from collections.abc import Callable

#: Seconds between two questions of a phone, at least and at most; in the beginning at most.
QUICKEST, SLOWEST = 0.75, 3.0
#: Questions a second that one process is to have; 2,000 phones that ask two processes every 3 s are 333 for each.
ENOUGH = 300.0
#: Seconds over which questions are counted.
WINDOW = 2.0


class Pace:
    """Counts the questions of one process, and says every how many seconds a phone is to ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.every = SLOWEST
        self._since, self._asked = clock(), 0
        self._lock = threading.Lock()

    def asked(self) -> float:
        """Count one question, and return the seconds until the next one of the same phone.

        So many phones as ask ``n`` times a second every ``every`` seconds ask ``ENOUGH`` times every
        ``every * n / ENOUGH`` seconds; halfway there with each window, so that it does not swing.
        """
        with self._lock:
            self._asked += 1
            took = self.clock() - self._since
            if took >= WINDOW:
                wanted = self.every * self._asked / took / ENOUGH
                self.every = min(SLOWEST, max(QUICKEST, (self.every + wanted) / 2))
                self._since, self._asked = self.clock(), 0
            return self.every
