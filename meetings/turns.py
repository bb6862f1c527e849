"""Lets the threads of a process make pages in turns.

Python runs one thread at a time. Eight threads that all make a page at once hand the interpreter over to each other
dozens of times a page, and each page takes half as long again; two that do so while the others wait hardly lose any.
"""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: How many threads make a page at the same time: one computes while the other waits for the database.
AT_ONCE = 2
#: Seconds after which a page is made in any case, so that one that is slow for another reason keeps nobody up.
PATIENCE = 0.2


class Turns:
    """A WSGI application whose readers' requests (GET, HEAD) are answered in turns; what they send is never kept up."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self.places = threading.Semaphore(AT_ONCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer the request, at its turn or after ``PATIENCE``; the sending of the answer is not part of a turn."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self.application(environ, start_response)
        taken = self.places.acquire(timeout=PATIENCE)
        try:
            return self.application(environ, start_response)
        finally:
            if taken:
                self.places.release()
