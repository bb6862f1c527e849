"""Runs many tasks at the same moment, each in a thread and session of its own."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.extensions import db, transaction
from meetings.models.database import Gone


@contextmanager
def without_lock() -> Iterator[None]:
    """Commit or roll back like ``transaction()``, but hold nothing on SQLite."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def at_once(app, tasks: list[Callable[[], object]], hold=transaction) -> list[Exception]:
    """Run all *tasks* at once, each in a thread and session of its own; return what was refused or failed."""
    gate, failures = threading.Barrier(len(tasks)), []

    def one(task):
        with app.app_context():
            gate.wait(timeout=30)
            try:
                with hold():
                    task()
            except (Refused, sa.exc.DBAPIError) as error:
                failures.append(error)

    threads = [threading.Thread(target=one, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return failures


def crowd_at_once(app, tasks: list[Callable[[], object]], workers: int = 8) -> list[Exception]:
    """Run many *tasks*, as many at once as a server has threads; return what was refused or failed.

    Who is told that the database is busy tries again, as the page asks them to.
    """
    gate, failures = threading.Barrier(workers), []
    waiting = deque(tasks)

    def work():
        with app.app_context():
            gate.wait(timeout=30)
            with suppress(IndexError):
                while True:
                    task = waiting.popleft()
                    try:
                        with transaction():
                            task()
                    except sa.exc.OperationalError:
                        waiting.append(task)
                    except (Refused, sa.exc.DBAPIError) as error:
                        failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return failures


def come_second(app, first: Callable[[], object], then: Callable[[], object], moment: float = 0.4) -> list[Exception]:
    """Do *first*, let *then* begin before that is committed, and return why *then* was refused, if it was.

    The *moment* is long enough for it to read all it can and to wait for the first one.
    """
    told: list[Exception] = []

    def work() -> None:
        with app.app_context():
            try:
                with transaction():
                    then()
            except (Refused, Gone, ChangedMeanwhile, sa.exc.DBAPIError) as error:
                told.append(error)

    thread = threading.Thread(target=work)
    with transaction():
        first()
        thread.start()
        time.sleep(moment)
    thread.join()
    db.session.expire_all()
    return told
