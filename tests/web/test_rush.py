"""Ballots that arrive together: taken in one transaction, each for itself."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa

from meetings.core import ballot_box
from meetings.domain.poll import actions_first, answers, held, history, queries
from meetings.extensions import db
from meetings.models.ballot import Ballot, BallotEntry, Participation, SealedBallot
from meetings.models.outbox import Announcement
from meetings.models.poll import Poll, Secrecy, Unit
from meetings.turns import MOST
from meetings.web.poll import quick
from tests import voters
from tests.queries import counted
from tests.voters import Voter
from tests.web.test_quick import FORM, House, house

__all__ = ["house"]


@dataclass
class Rush:
    """Several ballots that arrive while the first one holds its poll."""

    house: House
    monkeypatch: Any
    sizes: list = field(default_factory=list)

    def send(self, poll: Poll, *ballots: tuple[Voter, str, str]) -> list:
        """Send *ballots* (by whom, what, on which form) at once: the first waits for the others, the poll held."""
        number, quick_one = poll.id, self._quick()
        hold, begun, gate = held.hold, threading.Event(), threading.Event()

        def slowly(which):
            found = hold(which)
            if not begun.is_set():
                begun.set()
                assert gate.wait(10)
            return found

        self.monkeypatch.setattr(held, "hold", slowly)
        with ThreadPoolExecutor(len(ballots)) as pool:
            answers = [pool.submit(self._send, number, *ballots[0])]
            assert begun.wait(10)
            answers += [pool.submit(self._send, number, *one) for one in ballots[1:]]
            for _ in range(1000):
                if len(quick_one.together._waiting) == len(ballots) - 1:
                    break
                time.sleep(0.005)
            self.sizes.append(len(quick_one.together._waiting) + 1)
            gate.set()
            return [answer.result(30) for answer in answers]

    def _send(self, number: int, who: Voter, option: str, form: str):
        fields = {"csrf_token": who.csrf, "form": form, "option": option}
        client = self.house.app.test_client(use_cookies=False)
        return client.post(f"/en/polls/{number}/", data=fields, headers={"Cookie": who.cookie})

    def _quick(self):
        inner = self.house.app.wsgi_app
        while not isinstance(inner, quick.Quick):
            inner = getattr(inner, "inner", None) or inner.application
        return inner


@pytest.fixture
def rush(house, monkeypatch):
    return Rush(house, monkeypatch)


def colleagues(house, number: int) -> list[Voter]:
    there = [house.make.ncp(house.kenya, f"Colleague {place}") for place in range(number)]
    return [voters.browser(house.app, person) for person in there]


@pytest.mark.parametrize("secrecy", Secrecy)
def test_ballots_that_arrive_together_are_taken_together(house, rush, secrecy):
    *people, before, alone = colleagues(house, 8)
    poll = house.ask(unit=Unit.PERSON, secrecy=secrecy)
    first, second = (str(option.id) for option in queries.options(poll)[:2])
    # The page is made once.
    house.send(poll, browser=before)
    with counted() as for_one:
        rush.send(poll, (alone, first, ballot_box.slot()))
    sent = [(who, (first, second)[place % 2], ballot_box.slot()) for place, who in enumerate(people)]
    with counted() as for_six:
        pages = rush.send(poll, *sent)
    assert rush.sizes == [1, 6]
    assert [page.status_code for page in pages] == [200] * 6
    assert len(house.taken) == 8
    assert len(for_six) == len(for_one)
    mine = {who.person for who in people}
    voted = [one for one in db.session.scalars(sa.select(Ballot).order_by(Ballot.voter)) if one.voter in mine]
    shown = [re.findall(r"has voted: (\w+)", page.text) for page in pages]
    if secrecy is Secrecy.NAMED:
        lima, tunis = (option.text.en for option in queries.options(poll)[:2])
        assert shown == [[lima], [tunis]] * 3
        chosen = {int(first): lima, int(second): tunis}
        assert [chosen[answers.read(one.choice)[0]] for one in voted] == [lima, tunis] * 3
        lines = db.session.scalars(sa.select(BallotEntry).order_by(BallotEntry.number)).all()
        assert [line.number for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8]
        seals = ["", *(line.seal for line in lines)]
        assert [history.seal_of(line, before) for line, before in zip(lines, seals, strict=False)] == seals[1:]
        said = db.session.scalars(sa.select(Announcement).filter_by(kind="poll.ballot_cast")).all()
        assert mine < {one.payload["by"] for one in said}
    else:
        assert voted == []
        receipts = {re.findall(r"hc-code\">([^<]+)", page.text)[0] for page in pages}
        assert len(receipts) == 6
        assert mine < {one.voter for one in db.session.scalars(sa.select(Participation))}
        assert len(db.session.scalars(sa.select(SealedBallot)).all()) == 8


def test_one_ballot_counts_of_those_that_arrive_together_for_one_voter(house, rush):
    (colleague,) = colleagues(house, 1)
    poll = house.ask(changeable=False)
    first, second = (str(option.id) for option in queries.options(poll)[:2])
    mine, other = (house.browser, first, FORM), (colleague, second, ballot_box.slot())
    one, again, refused = rush.send(poll, mine, mine, other)
    assert (one.status_code, again.status_code, refused.status_code) == (200, 200, 422)
    assert "This form had been sent before" in again.text
    assert len(house.taken) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BallotEntry)) == 1


def test_ballot_that_is_refused_keeps_nobody_back(house, rush):
    people = colleagues(house, 3)
    poll = house.ask(unit=Unit.PERSON)
    there = str(queries.options(poll)[0].id)
    options = (there, "999999", there)
    sent = [(who, option, ballot_box.slot()) for who, option in zip(people, options, strict=True)]
    assert [page.status_code for page in rush.send(poll, *sent)] == [200, 422, 200]
    assert len(house.taken) == 2


def test_what_cannot_be_written_together_is_written_by_the_view(house, rush, monkeypatch):
    def broken(*_rows):
        raise sa.exc.OperationalError("INSERT", {}, Exception("no room"))

    monkeypatch.setattr(actions_first, "write_all", broken)
    people = colleagues(house, 3)
    poll = house.ask(unit=Unit.PERSON)
    there = str(queries.options(poll)[0].id)
    sent = [(who, there, ballot_box.slot()) for who in people]
    assert [page.status_code for page in rush.send(poll, *sent)] == [200] * 3
    assert house.taken == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 3


def test_more_than_are_asked_for_in_one_statement_are_all_taken(house, rush):
    people = colleagues(house, MOST)
    poll = house.ask(unit=Unit.PERSON)
    there = str(queries.options(poll)[0].id)
    pages = rush.send(poll, *((who, there, ballot_box.slot()) for who in people))
    assert {page.status_code for page in pages} == {200}
    assert len(house.taken) == MOST
    assert {ballot.voter for ballot in db.session.scalars(sa.select(Ballot))} == {who.person for who in people}


def test_other_polls_are_named_to_each(house, rush):
    first, second = colleagues(house, 2)
    poll = house.ask(unit=Unit.PERSON)
    other = house.ask(unit=Unit.PERSON, meeting=poll.meeting)
    house.send(other, browser=second)
    there = str(queries.options(poll)[0].id)
    pages = rush.send(poll, (first, there, ballot_box.slot()), (second, there, ballot_box.slot()))
    assert [f'href="/en/polls/{other.id}/"' in page.text for page in pages] == [True, False]
    assert len(house.taken) == 3
