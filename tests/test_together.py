"""What several threads want is done for all of them at once, each gets what is theirs, and nobody waits for good."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from meetings import turns
from meetings.turns import MOST, Failed, Together


class Counter:
    """Grants wishes by doubling them; the first group waits until it may go on, and 13 fails."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.groups: list[list[int]] = []
        self.together = Together(self._grant, alike=lambda wish: wish < 100)

    def _grant(self, first: int, all_wishes: Callable[[], Sequence[int]]) -> Sequence[int]:
        is_first = not self.begun.is_set()
        wishes = list(all_wishes())
        assert wishes[0] == first
        self.groups.append(wishes)
        self.begun.set()
        if is_first:
            assert self.go.wait(10)
        if 13 in wishes:
            raise ValueError(13)
        return [2 * wish for wish in wishes]

    def waits_for(self, number: int) -> None:
        """Wait until so many wishes wait."""
        deadline = threading.Event()
        for _ in range(1000):
            if len(self.together._waiting) >= number:
                return
            deadline.wait(0.01)
        raise AssertionError(self.together._waiting)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    monkeypatch.setattr(turns, "ALONE_AFTER", 10)
    return Counter()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MOST + 8) as pool:
        yield pool


def ask(counter: Counter, pool: ThreadPoolExecutor, wishes: Sequence[int]) -> list[Future[int]]:
    """Let the first of *wishes* be under way while the others come, one after the other; then let it go on."""
    asked = [pool.submit(counter.together.granted, wishes[0])]
    assert counter.begun.wait(10)
    for place, wish in enumerate(wishes[1:]):
        asked.append(pool.submit(counter.together.granted, wish))
        counter.waits_for(place + 1)
    counter.go.set()
    return asked


def test_who_comes_meanwhile_is_served_at_once(counter: Counter, pool: ThreadPoolExecutor) -> None:
    asked = ask(counter, pool, range(8))
    assert [each.result(10) for each in asked] == [2 * wish for wish in range(8)]
    assert counter.groups == [[0], list(range(1, 8))]


def test_wishes_that_are_not_alike_come_next(counter: Counter, pool: ThreadPoolExecutor) -> None:
    asked = ask(counter, pool, [1, 2, 200, 3, 300])
    assert [each.result(10) for each in asked] == [2, 4, 400, 6, 600]
    assert counter.groups == [[1], [2, 3], [200, 300]]


def test_so_many_at_once_and_no_more(counter: Counter, pool: ThreadPoolExecutor) -> None:
    wishes = [20 + number for number in range(MOST + 2)]
    asked = ask(counter, pool, [1, *wishes])
    assert [each.result(10) for each in asked] == [2, *(2 * wish for wish in wishes)]
    assert [len(group) for group in counter.groups] == [1, MOST, 2]


def test_what_fails_fails_for_all_of_a_group_and_is_noted(
    counter: Counter, pool: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        asked = ask(counter, pool, [1, 12, 13, 14])
        assert [type(each.exception(10)) for each in asked] == [type(None), Failed, Failed, Failed]
    assert "ValueError: 13" in caplog.text
    assert counter.together.granted(5) == 10


def test_who_is_left_out_goes_alone(
    counter: Counter, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "ALONE_AFTER", 0.01)
    first = pool.submit(counter.together.granted, 1)
    assert counter.begun.wait(10)
    others = [pool.submit(counter.together.granted, wish) for wish in (2, 3)]
    assert [each.result(10) for each in others] == [4, 6]
    assert not first.done()
    counter.go.set()
    assert first.result(10) == 2
    assert sorted(counter.groups) == [[1], [2], [3]]


def test_each_gets_an_answer_under_load(pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    # Short enough that some go alone.
    monkeypatch.setattr(turns, "ALONE_AFTER", 0.001)
    together = Together(lambda _first, wishes: [-wish for wish in wishes()], alike=lambda wish: wish % 2)
    assert list(pool.map(together.granted, range(3000))) == [-wish for wish in range(3000)]
    assert not together._busy
    assert together._waiting == []
