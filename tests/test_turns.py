"""Pages are made in turns; nothing waits for good, and nobody who sends something waits at all."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from meetings import turns
from meetings.turns import AT_ONCE, Turns


class Kitchen:
    """A WSGI application whose answers wait until they may go; it notes how many are being made at once."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.begun.release()
        assert self.go.wait(10)
        with self.lock:
            self.now -= 1
        return [b"made"]


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


def _ask(pool: ThreadPoolExecutor, served: Turns, method: str) -> Future[Iterable[bytes]]:
    return pool.submit(served, {"REQUEST_METHOD": method}, lambda *_: None)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_are_made_in_turns(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 10)
    served = Turns(kitchen)
    with ThreadPoolExecutor(8) as pool:
        answers = [_ask(pool, served, method) for _ in range(8)]
        for _ in range(AT_ONCE):
            assert kitchen.begun.acquire(timeout=10)
        assert not kitchen.begun.acquire(timeout=0.05)
        kitchen.go.set()
        assert [list(answer.result(10)) for answer in answers] == [[b"made"]] * 8
    assert kitchen.most == AT_ONCE


def test_slow_page_keeps_nobody_up_for_long(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    served = Turns(kitchen)
    with ThreadPoolExecutor(8) as pool:
        answers = [_ask(pool, served, "GET") for _ in range(8)]
        for _ in range(8):
            assert kitchen.begun.acquire(timeout=10)
        kitchen.go.set()
        assert all(answer.result(10) for answer in answers)


def test_writes_never_wait(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 10)
    served = Turns(kitchen)
    with ThreadPoolExecutor(8) as pool:
        answers = [_ask(pool, served, "POST") for _ in range(8)]
        for _ in range(8):
            assert kitchen.begun.acquire(timeout=10)
        kitchen.go.set()
        assert all(answer.result(10) for answer in answers)


def test_turn_ends_when_a_page_fails() -> None:
    def broken(environ: object, start_response: object) -> Iterable[bytes]:
        raise ValueError

    served = Turns(broken)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError):
            served({"REQUEST_METHOD": "GET"}, lambda *_: None)  # type: ignore[arg-type, return-value]
    assert all(served.places.acquire(blocking=False) for _ in range(AT_ONCE))
