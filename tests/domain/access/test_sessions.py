"""The browsers in which someone is signed in."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from meetings.core.errors import Refused
from meetings.domain.access import actions, actions_proof, queries, rules
from meetings.extensions import db, transaction
from meetings.models.access import Factor, ProofRequest, WrongCode
from meetings.models.base import Base
from meetings.models.database import add
from tests.make import Make


def test_live_sessions_leave_out_what_is_over(make: Make) -> None:
    person, other = make.person(), make.person("Other")
    with transaction():
        for _ in range(3):
            actions.begin(person, browser_name="b", now=make.now)
        actions.begin(other, browser_name="b", now=make.now)
    first, second, third = queries.live_sessions(person, now=make.now)
    with transaction():
        actions.end(second, now=make.now)
        third.expires_at = make.now
    assert queries.live_sessions(person, now=make.now + timedelta(seconds=1)) == [first]


def test_end_others_keeps_this_browser_and_other_people(make: Make) -> None:
    person, other = make.person(), make.person("Other")
    with transaction():
        for _ in range(3):
            actions.begin(person, browser_name="b", now=make.now)
        actions.begin(other, browser_name="b", now=make.now)
    here = queries.live_sessions(person, now=make.now)[0]
    with transaction():
        assert actions.end_others(here, now=make.now) == 2
    assert queries.live_sessions(person, now=make.now) == [here]
    assert len(queries.live_sessions(other, now=make.now)) == 1


def test_link_is_refused_when_its_address_is_no_longer_theirs(make: Make) -> None:
    person = make.person(email="old@example.org")
    with transaction():
        link = actions.issue_link(person, secret=make.secret, by=None, now=make.now)
        person.email = "new@example.org"
    token = rules.link_token(link.nonce, make.secret)
    with pytest.raises(rules.LinkSpent), transaction():
        actions.follow_link(token, browser_name="b", now=make.now)
    with transaction():
        person.email = "old@example.org"
        assert actions.follow_link(token, browser_name="b", now=make.now)[0] is person


def test_guesses_made_at_the_same_time_are_all_counted(make: Make, app: Flask) -> None:
    person = make.person()
    with transaction():
        actions.ask(
            person.email, language="en", browser="b", address_hash="a", next_path="", secret=make.secret, now=make.now
        )
    gate, answers = threading.Barrier(8), []

    def guess() -> None:
        with app.app_context():
            gate.wait()
            with transaction():
                try:
                    actions.type_code("wrong", browser="b", secret=make.secret, browser_name="b", now=make.now)
                except Refused as error:
                    answers.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(rules.CodeWrong) == rules.WRONG_CODES
    assert answers.count(rules.LinkSpent) == 8 - rules.WRONG_CODES


def test_end_all_signs_out_everywhere(make: Make) -> None:
    person, other = make.person(), make.person("Other")
    with transaction():
        for _ in range(2):
            actions.begin(person, browser_name="b", now=make.now)
        actions.begin(other, browser_name="b", now=make.now)
        assert actions.end_all(person, by=None, now=make.now) == 2
    assert queries.live_sessions(person, now=make.now) == []
    assert len(queries.live_sessions(other, now=make.now)) == 1


def test_what_is_over_is_forgotten_after_a_fortnight(make: Make) -> None:
    person = make.person()
    with transaction():
        actions.begin(person, browser_name="b", now=make.now)
        actions_proof.ask_proof(queries.live_sessions(person, now=make.now)[0], now=make.now)
        add(WrongCode(person_id=person.id, factor=Factor.RECOVERY, address_hash="p", at=make.now))
    for later, left in ((rules.KEPT, 1), (2 * rules.KEPT, 0)):
        with transaction():
            actions.forget_old(now=make.now + later)
        assert _rows(ProofRequest) == _rows(WrongCode) == left


def _rows(table: type[Base]) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(table)) or 0
