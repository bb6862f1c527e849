"""What several phones are shown is made once."""

import threading

from meetings.web.poll import looks
from meetings.web.poll.looks import Looks


def test_who_comes_while_somebody_makes_the_same_waits_for_it():
    there, found = Looks(), []
    waits = threading.Thread(target=lambda: found.append(there.known("look")))
    with there.being_made("look"):
        waits.start()
        waits.join(0.05)
        assert found == []
        there.keep("look", (("ETag", '"one"'), ("Vary", "Cookie")), b"part")
    waits.join(10)
    assert [(shown.headers, shown.content) for shown in found] == [((("ETag", ""), ("Vary", "Cookie")), b"part")]


def test_nobody_waits_for_what_nobody_makes_or_for_ever(monkeypatch):
    monkeypatch.setattr(looks, "PATIENCE", 0.01)
    there = Looks()
    assert there.known("look") is None
    with there.being_made("look"), there.being_made("look"):
        assert there.known("other") is None
        assert there.known("look") is None
    with there.being_made(None):
        assert there.known(None) is None


def test_what_failed_is_made_by_the_next_one():
    there = Looks()
    try:
        with there.being_made("look"):
            raise LookupError
    except LookupError:
        pass
    assert there.known("look") is None


def test_what_is_kept_is_bounded_and_lasts_a_moment(monkeypatch):
    there = Looks()
    monkeypatch.setattr(looks, "MOST", 2)
    for look in "abc":
        there.keep(look, (), b"part")
    assert [there.known(look) is not None for look in "abc"] == [False, False, True]
    monkeypatch.setattr(looks, "LASTS", -1.0)
    there.keep("c", (), b"part")
    assert there.known("c") is None
