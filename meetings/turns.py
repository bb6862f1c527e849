"""Lets the threads of a process make pages in turns.

Python runs one thread at a time. Eight threads that all make a page at once hand the interpreter over to each other
dozens of times a page, and each page takes half as long again; two that do so while the others wait hardly lose any.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

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
