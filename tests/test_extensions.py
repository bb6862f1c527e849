"""The one way to commit, and those who go ahead of the others on SQLite."""

import threading
import time

import pytest
import sqlalchemy as sa

from meetings.domain.outbox import actions as outbox
from meetings.extensions import db, transaction
from meetings.models.outbox import Heartbeat


@pytest.fixture
def somebody_writes(app):
    """Return what lets somebody else hold the whole database for so many seconds."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps a queue")
    threads: list[threading.Thread] = []

    def write(seconds: float) -> None:
        begun = threading.Event()

        def work() -> None:
            with app.app_context(), transaction():
                begun.set()
                time.sleep(seconds)

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        assert begun.wait(10)

    yield write
    for thread in threads:
        thread.join()


def patience() -> int:
    return db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()


def test_who_goes_ahead_waits_for_whoever_writes_and_is_as_patient_as_before_afterwards(make, somebody_writes):
    usual = patience()
    somebody_writes(0.3)
    with transaction(ahead=True):
        outbox.beat("test", now=make.now)
    assert db.session.scalar(sa.select(Heartbeat.at).where(Heartbeat.name == "test")) == make.now
    assert patience() == usual


def test_who_goes_ahead_does_not_wait_longer_than_others(make, somebody_writes):
    usual = patience()
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=100")
    somebody_writes(1)
    with pytest.raises(sa.exc.OperationalError), transaction(ahead=True):
        pytest.fail("somebody else still writes")
    db.session.rollback()
    db.session.connection().exec_driver_sql(f"PRAGMA busy_timeout={usual}")
