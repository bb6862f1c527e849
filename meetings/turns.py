"""Lets the threads of a process make pages in turns, or do at once for all what several of them want.

Python runs one thread at a time. Eight threads that all make a page at once hand the interpreter over to each other
dozens of times a page, and each page takes half as long again; two that do so while the others wait hardly lose any.
"""

import logging
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log = logging.getLogger(__name__)

#: How many threads make a page at the same time: one computes while the other waits for the database.
AT_ONCE = 2
#: Seconds after which a page is made in any case, so that one that is slow for another reason keeps nobody up.
PATIENCE = 0.2


class Line:
    """So many at a time, each in turn or after ``PATIENCE``."""

    def __init__(self, at_once: int) -> None:
        self.places = threading.Semaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn."""
        taken = self.places.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if taken:
                self.places.release()


Wish = TypeVar("Wish")
Outcome = TypeVar("Outcome")
#: So many wishes are granted at once.
MOST = 32
#: Seconds after which a wish that nobody has taken along is granted alone.
ALONE_AFTER = 1.0


class Failed(Exception):
    """What was done for several failed, and nothing of it was done for any of them."""


@dataclass(eq=False, slots=True)
class _Waiting(Generic[Wish, Outcome]):
    """One wish, whose thread is *called* when it is granted, or when that thread is to grant the next ones."""

    wish: Wish
    called: threading.Event = field(default_factory=threading.Event)
    #: Whether some thread grants it, or has done so.
    taken: bool = False
    outcomes: list[Outcome] = field(default_factory=list)


class Together(Generic[Wish, Outcome]):
    """Grants what several threads wish for at once: databases call it a group commit.

    One of them does it for all whose wishes are *alike*. *grant* is given the first wish and a function that ends the
    gathering: it returns the first one and all that have come by then, so it is best called as late as can be, when
    what all of them wait for is held. *grant* returns what came of each; it does all of it or, raising what it likes,
    nothing.
    """

    def __init__(
        self,
        grant: Callable[[Wish, Callable[[], Sequence[Wish]]], Sequence[Outcome]],
        alike: Callable[[Wish], Hashable],
    ) -> None:
        self._grant, self._alike = grant, alike
        self._lock = threading.Lock()
        self._busy = False
        self._waiting: list[_Waiting[Wish, Outcome]] = []

    def granted(self, wish: Wish) -> Outcome:
        """Return what came of *wish*; raises ``Failed`` if that failed for all.

        Whom nobody takes along for ``ALONE_AFTER`` grants it alone, beside the others.
        """
        mine = _Waiting[Wish, Outcome](wish)
        with self._lock:
            leads, self._busy = not self._busy, True
            if not leads:
                self._waiting.append(mine)
        if leads:
            self._lead(mine)
        elif not mine.called.wait(ALONE_AFTER) and self._is_left_out(mine):
            self._see_to(mine, lambda: [mine])
        else:
            mine.called.wait()
            if not mine.taken:
                self._lead(mine)
        if not mine.outcomes:
            raise Failed
        return mine.outcomes[0]

    def _is_left_out(self, mine: _Waiting[Wish, Outcome]) -> bool:
        """Say whether nobody has taken *mine* along, nor is its thread to lead; it no longer waits then."""
        with self._lock:
            if mine.taken or mine.called.is_set():
                return False
            self._waiting.remove(mine)
            return True

    def _lead(self, mine: _Waiting[Wish, Outcome]) -> None:
        """Grant *mine* and those like it, then let the next one lead."""
        group = [mine]

        def gather() -> Sequence[_Waiting[Wish, Outcome]]:
            with self._lock:
                kind = self._alike(mine.wish)
                group.extend([each for each in self._waiting if self._alike(each.wish) == kind][: MOST - 1])
                self._leave(group)
            return group

        with self._lock:
            self._leave(group)
        try:
            self._see_to(mine, gather)
        finally:
            with self._lock:
                self._busy = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].called.set()
            for each in group:
                each.called.set()

    def _leave(self, group: Sequence[_Waiting[Wish, Outcome]]) -> None:
        for each in group:
            each.taken = True
        self._waiting = [each for each in self._waiting if not each.taken]

    def _see_to(self, mine: _Waiting[Wish, Outcome], gather: Callable[[], Sequence[_Waiting[Wish, Outcome]]]) -> None:
        group = [mine]

        def gathered() -> Sequence[Wish]:
            group[:] = gather()
            return [each.wish for each in group]

        try:
            outcomes = self._grant(mine.wish, gathered)
        except Exception as error:
            _log.warning("What %d wished for at once failed.", len(group), exc_info=True)
            raise Failed from error
        for each, outcome in zip(group, outcomes, strict=True):
            each.outcomes.append(outcome)


class Turns(Line):
    """A WSGI application whose readers' requests (GET, HEAD) are answered in turns; what they send is never kept up."""

    def __init__(self, application: "WSGIApplication") -> None:
        super().__init__(AT_ONCE)
        self.application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer the request, at its turn or after ``PATIENCE``; the sending of the answer is not part of a turn."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self.application(environ, start_response)
        with self.turn():
            return self.application(environ, start_response)
