"""What several phones of a room are shown: made once, by the view, and kept for a moment."""

import contextlib
import math
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from meetings.web import security
from meetings.web.gaps import Gapped

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

#: So much that several are shown is kept at most, and for so many seconds.
MOST, LASTS = 1024, 60.0
#: So many seconds somebody waits for another one who has the view make the same.
PATIENCE = 0.5

#: Names and values.
Headers = tuple[tuple[str, str], ...]


class Shown(NamedTuple):
    """What several are shown: headers, content, and until when it is kept (of the monotonic clock).

    Without content it is for the view to say to each.
    """

    headers: Headers
    content: bytes | Gapped | None
    until: float


FOR_THE_VIEW = Shown((), None, math.inf)


class Heard:
    """Passes on how an answer begins, and remembers it."""

    def __init__(self, start_response: "StartResponse") -> None:
        self.start_response = start_response
        self.status = ""
        self.headers: Headers = ()

    def __call__(self, status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        self.status, self.headers = status, tuple(headers)
        return self.start_response(status, headers, *error)

    def is_plain(self, tag: str) -> bool:
        """Say whether it is what has this *tag*, or that it has not changed, with nothing for the browser to keep."""
        keeps = any(name == "Set-Cookie" for name, _value in self.headers)
        return self.status[:3] in {"200", "304"} and ("ETag", tag) in self.headers and not keeps

    def without(self, names: set[str]) -> Headers:
        """Return its headers but for those with *names*."""
        return tuple(header for header in self.headers if header[0] not in names)


class Looks:
    """What is shown, by all that makes one look differ from another."""

    def __init__(self) -> None:
        self.shown: dict[object, Shown] = {}
        #: Is set once somebody has made what is to be shown.
        self._making: dict[object, threading.Event] = {}

    def known(self, look: object) -> Shown | None:
        """Return what those are shown to whom this *look* is due; nothing if it is to be made first.

        Who comes while somebody else makes it waits for that: when a poll closes, a whole room asks at once.
        """
        made = self._making.get(look)
        if made and self._fresh(look) is None:
            made.wait(PATIENCE)
        return self._fresh(look)

    def _fresh(self, look: object) -> Shown | None:
        shown = self.shown.get(look)
        return shown if shown and shown.until >= time.monotonic() else None

    @contextlib.contextmanager
    def being_made(self, look: object) -> Iterator[None]:
        """Let others who are due the same *look* wait."""
        made = threading.Event()
        if look:
            self._making.setdefault(look, made)
        try:
            yield
        finally:
            if self._making.get(look) is made:
                del self._making[look]
            made.set()

    def keep(self, look: object, headers: Headers, content: bytes | Gapped | None) -> None:
        """Keep what was made for a *look*; without content it is for the view to say to each."""
        if len(self.shown) >= MOST:
            self.forget()
        self.shown[look] = Shown(without_tag(headers), content, time.monotonic() + LASTS)

    def forget(self) -> None:
        """Forget all of it."""
        self.shown.clear()


def said(shown: Shown, values: dict[str, str], packing: str) -> tuple[Headers, bytes]:
    """Return the headers and the content of an answer, with *values* in its gaps."""
    if not isinstance(shown.content, Gapped):
        return shown.headers, shown.content or b""
    body = shown.content.filled(values)
    packed = security.compressed(body, packing)
    coded = () if packed is None else (("Content-Encoding", "gzip"),)
    body = body if packed is None else packed
    return (*shown.headers, *coded, ("Content-Length", str(len(body)))), body


def without_tag(headers: Headers) -> Headers:
    """Return *headers* with an empty mark."""
    return tuple((name, "" if name == "ETag" else value) for name, value in headers)


def with_tag(headers: Headers, tag: str) -> list[tuple[str, str]]:
    """Return *headers* with the mark *tag*."""
    return [(name, tag if name == "ETag" else value) for name, value in headers]
