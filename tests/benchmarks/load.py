"""Asks one address again and again over 16 kept connections, with wrk where it is installed, else by itself."""

import os
import re
import selectors
import shutil
import socket
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.pool import Pool

CLIENTS, PROCESSES = 16, 2
#: Seconds that the processes of our own generator need to be told what to ask.
HEAD_START = 0.3
WRK = None if os.environ.get("BENCH_WRK") == "0" else shutil.which("wrk")


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for, and where."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def request(self) -> bytes:
        """Return the octets of the request."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers a second, and how many requests went wrong."""

    rate: float
    errors: int


def measure(target: Target, seconds: float, pool: Pool) -> Measured:
    """Ask *target* for *seconds* with all clients."""
    return _with_wrk(WRK, target, seconds) if WRK else _by_ourselves(target, seconds, pool)


def _with_wrk(wrk: str, target: Target, seconds: float) -> Measured:
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    command = [wrk, "-t2", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", *headers]
    command.append(f"http://127.0.0.1:{target.port}{target.path}")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    errors = (int(bad[1]) if bad else 0) + (sum(map(int, lost.groups())) if lost else 0)
    return Measured(float(rate[1]) if rate else 0.0, errors)


def _by_ourselves(target: Target, seconds: float, pool: Pool) -> Measured:
    begin = time.monotonic() + HEAD_START
    share = (target.port, target.request(), CLIENTS // PROCESSES, begin, begin + seconds)
    counts = pool.starmap(ask, [share] * PROCESSES)
    return Measured(sum(good for good, _bad in counts) / seconds, sum(bad for _good, bad in counts))


@dataclass(slots=True)
class _Connection:
    """One kept connection, and what has come of the answer under way."""

    port: int
    request: bytes
    line: socket.socket = field(init=False)
    got: bytearray = field(default_factory=bytearray)
    #: How long the answer is with its head, once that is known.
    length: int | None = None

    def open(self) -> None:
        self.line = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send()

    def send(self) -> None:
        self.got.clear()
        self.length = None
        self.line.sendall(self.request)

    def receive(self) -> int | None:
        """Take what has come; return the status when the answer is whole, 0 when the connection is gone."""
        part = self.line.recv(262_144)
        if not part:
            return 0
        self.got += part
        if self.length is None:
            self.length = length(self.got)
        whole = self.got.endswith(b"0\r\n\r\n") if self.length == -1 else len(self.got) == self.length
        return int(self.got[9:12]) if self.length is not None and whole else None


def length(got: bytearray) -> int | None:
    """Return how long an answer is in all, -1 when it comes in chunks, nothing while its head is incomplete."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(got[:end]).lower()
    if head[9:12] == b"304":
        return end + 4
    if b"\r\ntransfer-encoding: chunked" in head:
        return -1
    stated = re.search(rb"\r\ncontent-length: (\d+)", head)
    return end + 4 + (int(stated[1]) if stated else 0)


def ask(port: int, request: bytes, clients: int, begin: float, end: float) -> tuple[int, int]:
    """Ask from *begin* to *end*, instants of the monotonic clock; return how many answers were good and bad."""
    selector, good, bad = selectors.DefaultSelector(), 0, 0
    time.sleep(max(0.0, begin - time.monotonic()))
    for _ in range(clients):
        connection = _Connection(port, request)
        connection.open()
        selector.register(connection.line, selectors.EVENT_READ, connection)
    while time.monotonic() < end:
        for key, _events in selector.select(timeout=0.5):
            connection = key.data
            status = connection.receive()
            if status is None:
                continue
            if status == 0:
                selector.unregister(connection.line)
                connection.line.close()
                connection.open()
                selector.register(connection.line, selectors.EVENT_READ, connection)
                continue
            good, bad = good + (status < 400), bad + (status >= 400)
            connection.send()
    for key in list(selector.get_map().values()):
        key.data.line.close()
    return good, bad


def send(port: int, requests: Sequence[bytes], clients: int, begin: float) -> tuple[float, list[bytes]]:
    """Send each of *requests* once from *begin* on; return when the last answer was there, and the answers.

    Each client takes the next request when it has its answer. Where a connection broke, the answer is empty.
    """
    selector, waiting = selectors.DefaultSelector(), deque(enumerate(requests))
    answers, last = [b""] * len(requests), begin
    time.sleep(max(0.0, begin - time.monotonic()))
    for _ in range(min(clients, len(waiting))):
        number, request = waiting.popleft()
        connection = _Connection(port, request)
        connection.open()
        selector.register(connection.line, selectors.EVENT_READ, [connection, number])
    while selector.get_map():
        for key, _events in selector.select(timeout=60):
            connection, number = key.data
            status = connection.receive()
            if status is None:
                continue
            if status:
                answers[number], last = bytes(connection.got), time.monotonic()
            if not (status and waiting):
                selector.unregister(connection.line)
                connection.line.close()
                continue
            key.data[1], connection.request = waiting.popleft()
            connection.send()
    return last, answers
