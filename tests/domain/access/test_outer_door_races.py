"""Two links of one change, or one state twice, at the same moment; each with a control that shows the race."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from flask import Flask

from meetings.core.errors import Refused
from meetings.domain.access import address_change_actions as changes
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access import identity_actions as identities
from meetings.domain.access.address_change_rules import Side
from meetings.extensions import db, transaction
from meetings.models.address_change import AddressChange
from meetings.models.person import Person
from tests.conftest import SECRET
from tests.make import Make


@contextmanager
def without_lock() -> Iterator[None]:
    """Commit or roll back like ``transaction()``, but hold nothing on SQLite."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def read_again(row: Any) -> Any:
    """Read *row* without holding it."""
    db.session.refresh(row)
    return row


def at_once(app: Flask, tasks: list[Callable[[], object]], hold: Any = transaction) -> list[str]:
    """Run all *tasks* at once, each in a thread and session of its own; return what was refused or failed."""
    gate, failures = threading.Barrier(len(tasks)), []

    def one(task: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(timeout=30)
            try:
                with hold():
                    task()
            except (Refused, sa.exc.DBAPIError) as error:
                failures.append(type(error).__name__)

    threads = [threading.Thread(target=one, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def both_links(make: Make) -> list[Callable[[], object]]:
    """Ask for another address, and return one task for each of its two links."""
    person = make.person()
    with transaction():
        change = changes.ask(person, "n@example.org", unread=False, session=None, secret=SECRET, now=make.now)
    links = {Side.OLD: change.old_nonce, Side.NEW: change.new_nonce}
    db.session.commit()

    def task(side: Side, nonce: str) -> Callable[[], object]:
        return lambda: changes.confirm(side, rules.token(nonce, side, SECRET), now=make.now)

    return [task(side, nonce) for side, nonce in links.items()]


def newest() -> AddressChange:
    db.session.expire_all()
    return db.session.scalars(db.select(AddressChange)).one()


def test_two_links_at_once_change_the_address(make: Make, app: Flask) -> None:
    assert at_once(app, both_links(make)) == []
    assert newest().done_at == make.now
    assert newest().person.email == "n@example.org"


def test_control_without_the_lock_neither_link_sees_the_other(make: Make, app: Flask, monkeypatch: Any) -> None:
    gate, waits_for = threading.Barrier(2), rules.waits_for

    def together(*args: Any, **more: Any) -> bool:
        answer = waits_for(*args, **more)
        gate.wait(timeout=20)
        return answer

    tasks = both_links(make)
    monkeypatch.setattr(changes, "lock", read_again)
    monkeypatch.setattr(rules, "waits_for", together)
    assert at_once(app, tasks, hold=without_lock) == []
    assert None not in (newest().old_confirmed_at, newest().new_confirmed_at)
    assert newest().done_at is None


def test_approval_and_link_at_once_do_not_wait_for_each_other(make: Make, app: Flask, monkeypatch: Any) -> None:
    house, (old, new) = make.secretariat(), both_links(make)
    with transaction():
        new()
    gate, hold = threading.Barrier(2), changes.lock

    def together(row: Any) -> Any:
        held = hold(row)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return held

    def approve(change_id: int = newest().id, house_id: int = house.id) -> None:
        change, by = db.session.get_one(AddressChange, change_id), db.session.get_one(Person, house_id)
        changes.approve(change, "known", by=by, now=make.now)

    db.session.commit()
    monkeypatch.setattr(changes, "lock", together)
    assert at_once(app, [approve, old]) == ["ChangeOver"]
    assert newest().done_at == make.now


def returning(make: Make) -> Callable[[], object]:
    """Send a browser to the provider, and return the task of coming back."""
    with transaction():
        identities.send("state", nonce="n", verifier="v", browser="b", language="en", next_path="", now=make.now)
    return lambda: identities.come_back("state", browser="b", now=make.now)


def test_state_that_comes_twice_at_once_is_taken_once(make: Make, app: Flask) -> None:
    assert at_once(app, [returning(make)] * 6) == ["VisitOver"] * 5


def test_control_without_the_lock_a_state_is_taken_twice(make: Make, app: Flask, monkeypatch: Any) -> None:
    gate = threading.Barrier(2)

    def together(row: Any) -> Any:
        read_again(row)
        gate.wait(timeout=20)
        return row

    task = returning(make)
    monkeypatch.setattr(identities, "lock", together)
    assert at_once(app, [task] * 2, hold=without_lock) == []
