"""A room of phones in one process: each keeps a part of a page fresh as ``static/js/live.js`` does, some vote.

One loop over plain sockets, so that it takes little of the machine that it measures. An answer is timed from the
moment at which it should have been asked for: what this program itself is late counts against the server.
"""

import contextlib
import gzip
import heapq
import itertools
import random
import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.benchmarks.load import length

ETAG = re.compile(rb"\r\netag: ([^\r]+)", re.IGNORECASE)
UNTIL = re.compile(rb'data-until="([^"]+)"')
TOLD = re.compile(rb"\r\nlive-every: ([0-9.]+)", re.IGNORECASE)
#: Seconds, as live.js has them.
NEAR, AFTER = 10.0, 0.35


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that somebody with *cookie* looks at, and every how many seconds it asks at first.

    It is new on the page when *watched* stands in it.
    """

    path: str
    cookie: str
    every: float
    #: The mark of the part that the page came with.
    tag: str = ""
    watched: bytes = b""


@dataclass(frozen=True, slots=True)
class Form:
    """A ballot that somebody with *cookie* sends once."""

    path: str
    cookie: str
    body: str

    def request(self, port: int) -> bytes:
        """Return the octets of the request."""
        body = self.body.encode()
        head = [*_head(port, "POST", self), "Content-Type: application/x-www-form-urlencoded"]
        return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens between *begin* (of the monotonic clock) and so many *seconds* later.

    The phones begin to ask one after the other, over so many seconds as *come* says. One of *forms* leaves each
    ``1 / rate`` seconds.
    """

    port: int
    parts: Sequence[Part]
    begin: float
    seconds: float
    come: float
    forms: Sequence[Form] = ()
    rate: float = 1.0


@dataclass(slots=True)
class Heard:
    """What came back: the seconds that answers took, how many of each status, and when what was watched was seen."""

    asked: list[float] = field(default_factory=list)
    voted: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    #: By the number of the part, an instant of the monotonic clock.
    seen: dict[int, float] = field(default_factory=dict)
    #: By the number of the part, its mark at the end.
    tags: dict[int, str] = field(default_factory=dict)
    #: How late this program was with each request, in seconds.
    late: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    broken: int = 0


def _head(port: int, method: str, what: Part | Form) -> list[str]:
    first = f"{method} {what.path} HTTP/1.1"
    return [first, f"Host: 127.0.0.1:{port}", f"Cookie: {what.cookie}", "Accept-Encoding: gzip"]


class _Line:
    """One kept connection of one browser, and the request that is under way."""

    def __init__(self, plan: Plan, number: int, part: Part | None, form: Form | None = None) -> None:
        self.plan, self.number, self.part, self.form = plan, number, part, form
        self.tag, self.every = (part.tag, part.every) if part else ("", 0.0)
        self.until: float | None = None
        self.socket: socket.socket | None = None
        self.got, self.due = bytearray(), 0.0
        self.length: int | None = None

    def request(self) -> bytes:
        if self.form:
            return self.form.request(self.plan.port)
        assert self.part is not None
        head = _head(self.plan.port, "GET", self.part)
        return "\r\n".join([*head, *([f"If-None-Match: {self.tag}"] if self.tag else []), "", ""]).encode()

    def ask(self, selector: selectors.BaseSelector) -> None:
        """Send the request, over the connection that is there or over a new one."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.plan.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(self.socket, selectors.EVENT_READ, self)
        self.got.clear()
        self.length = None
        # Whether the server has just closed the kept connection is seen when nothing comes.
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(self.request())

    def close(self, selector: selectors.BaseSelector) -> None:
        if self.socket:
            selector.unregister(self.socket)
            self.socket.close()
            self.socket = None

    def whole(self) -> bool:
        """Say whether the answer is there with all its octets; all answers of the product say how many there are."""
        if self.length is None:
            self.length = length(self.got)
        return self.length is not None and len(self.got) >= self.length

    def pause(self, chance: random.Random) -> float:
        """Return for how long live.js waits now."""
        every, left = self.every, self.until - time.time() if self.until else None
        if left is None or not -NEAR < left < every:
            return every * chance.uniform(0.8, 1.2)
        if left > 0:
            return left + AFTER + (every - min(every, 1.0) / 2) * chance.random()
        return every / 2 * chance.uniform(0.8, 1.2)


class _Room:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.heard, self.chance = plan, Heard(), random.Random(7)
        self.selector = selectors.DefaultSelector()
        self.waiting: list[tuple[float, int, _Line]] = []
        self.order = itertools.count()
        for number, part in enumerate(plan.parts):
            self.plan_for(_Line(plan, number, part), plan.begin + plan.come * self.chance.random())
        for number, form in enumerate(plan.forms):
            self.plan_for(_Line(plan, number, None, form), plan.begin + number / plan.rate)

    def plan_for(self, line: _Line, due: float) -> None:
        line.due = due
        heapq.heappush(self.waiting, (due, next(self.order), line))

    def run(self) -> Heard:
        end, patience = self.plan.begin + self.plan.seconds, self.plan.begin + self.plan.seconds + 30
        under_way: set[_Line] = set()
        while (now := time.monotonic()) < end or (under_way and now < patience):
            while self.waiting and self.waiting[0][0] <= now < end:
                _due, _order, line = heapq.heappop(self.waiting)
                line.ask(self.selector)
                under_way.add(line)
                self.heard.late.append(time.monotonic() - line.due)
                now = time.monotonic()
            next_ = self.waiting[0][0] if self.waiting and now < end else now + 0.5
            for key, _events in self.selector.select(max(0.0, min(next_ - now, 0.5))):
                if self.receive(key.data, key.data in under_way):
                    under_way.discard(key.data)
        self.heard.broken += len(under_way)
        return self.heard

    def receive(self, line: _Line, asked: bool) -> bool:
        """Take what has come; say whether the answer is whole."""
        assert line.socket is not None
        try:
            part = line.socket.recv(262_144)
        except ConnectionResetError:
            part = b""
        if not part:
            line.close(self.selector)
            if asked:  # the server closed the kept connection in the moment of asking; a browser asks again
                line.ask(self.selector)
            return False
        line.got += part
        if not line.whole():
            return False
        self.answered(line)
        return True

    def answered(self, line: _Line) -> None:
        status, took, heard = int(line.got[9:12]), time.monotonic() - line.due, self.heard
        heard.statuses[status] += 1
        (heard.voted if line.form else heard.asked).append(took)
        head, _end, body = bytes(line.got).partition(b"\r\n\r\n")
        if b"\r\nconnection: close" in head.lower() or line.form:
            line.close(self.selector)
        if line.form:
            heard.bodies.append(_unpacked(head, body))
            return
        if told := TOLD.search(head):
            line.every = float(told[1])
        if status == 200:
            self.renewed(line, head, _unpacked(head, body))
        self.plan_for(line, time.monotonic() + line.pause(self.chance))

    def renewed(self, line: _Line, head: bytes, body: bytes) -> None:
        if line.part and line.part.watched and line.part.watched in body:
            self.heard.seen.setdefault(line.number, time.monotonic())
        tag, until = ETAG.search(head), UNTIL.search(body)
        line.tag = self.heard.tags[line.number] = tag[1].decode() if tag else ""
        line.until = datetime.fromisoformat(until[1].decode()).timestamp() if until else None


def _unpacked(head: bytes, body: bytes) -> bytes:
    return gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body


def run(plan: Plan) -> Heard:
    """Let the room of *plan* happen."""
    room = _Room(plan)
    time.sleep(max(0.0, plan.begin - time.monotonic()))
    return room.run()
