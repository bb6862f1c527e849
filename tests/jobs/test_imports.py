"""Imports whose process is killed, that wait for each other, or that fail."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask, current_app

from meetings.core import clock
from meetings.domain.organisation import import_actions as actions
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_queries as queries
from meetings.domain.organisation import import_work as work
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.jobs import imports
from meetings.models.person import Person
from meetings.models.register_import import ImportState, RegisterImport
from tests.make import Make

ROOT = Path(__file__).parents[2]


def bring(make: Make, text: str, by: Person) -> int:
    """Bring a file, and return the number of its import."""
    data = text.encode()
    with filing(current_app.extensions["storage"]) as storage:
        return actions.bring("x.csv", data, files.opened(data), storage=storage, by=by, now=make.now).id


def ready(make: Make, text: str, by: Person) -> int:
    """Bring a file, let it be judged, and say that it may be imported."""
    number = bring(make, text, by)
    imports.step()
    with transaction():
        actions.ask(found(number), only_good=False, by=by, now=make.now)
    return number


def found(number: int) -> RegisterImport:
    """Return an import as it is now."""
    db.session.rollback()
    return db.session.get_one(RegisterImport, number)


def names(make: Make) -> list[str]:
    """Return the addresses of all who are named."""
    db.session.rollback()
    return sorted(nomination.person.email for nomination in db.session.scalars(register.in_force(make.now.date())))


ONE = "organisation,email,name,capacity\nKE,a@example.org,A,head\n"
OTHER = "organisation,email,name,capacity\nKE,b@example.org,B,head\n"


def test_nothing_is_done_while_there_is_nothing(make: Make) -> None:
    imports.step()
    assert not queries.has_work(make.now)


def test_imports_wait_for_each_other_and_the_second_is_judged_by_what_the_first_did(make: Make) -> None:
    make.member()
    by = make.secretariat()
    first, second = bring(make, ONE, by), bring(make, OTHER, by)
    imports.step()
    imports.step()
    for number in (first, second):
        with transaction():
            actions.ask(found(number), only_good=False, by=by, now=make.now)
    imports.step()
    imports.step()
    assert (found(first).state, found(second).state) == (ImportState.APPLIED, ImportState.WAITING)
    imports.step()
    assert (found(second).state, found(second).counts["problem"]) == (ImportState.READY, 1)
    assert names(make) == ["a@example.org"]


def test_two_processes_take_an_import_over_once(make: Make, app: Flask) -> None:
    make.member()
    number = ready(make, ONE, make.secretariat())
    with transaction():
        work.claim(now=make.now)
    barrier, errors = Barrier(2), []

    def apply() -> None:
        with app.app_context():
            barrier.wait()
            try:
                imports.go_on(number, ImportState.APPLYING)
            except Exception as error:
                errors.append(error)

    threads = [Thread(target=apply) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert names(make) == ["a@example.org"]
    assert found(number).state is ImportState.APPLIED


def test_process_that_comes_too_late_leaves_what_the_other_one_reached(make: Make) -> None:
    make.member()
    number = ready(make, ONE, make.secretariat())
    imports.step()
    assert found(number).state is ImportState.APPLIED
    # It judges the rows once more: they are all there by now, which is not what the preview said.
    imports.go_on(number, ImportState.APPLYING)
    assert (found(number).state, found(number).failure) == (ImportState.APPLIED, {})


def test_step_that_broke_off_is_begun_again_when_its_lease_is_over(make: Make) -> None:
    make.member()
    number = bring(make, ONE, make.secretariat())
    with transaction():
        assert work.claim(now=make.now)
    imports.step()
    assert found(number).state is ImportState.JUDGING
    with time_machine.travel(make.now + timedelta(seconds=61), tick=False):
        imports.step()
    assert found(number).state is ImportState.READY


def test_step_that_breaks_off_again_and_again_has_failed(make: Make) -> None:
    make.member()
    number = bring(make, ONE, make.secretariat())
    for minute in range(work.MOST_TRIES + 1):
        with transaction():
            work.claim(now=make.now + timedelta(minutes=2 * minute))
    assert (found(number).state, found(number).failure) == (ImportState.FAILED, {"refusal": ""})


def test_file_that_is_gone_is_said_to_be_gone(make: Make) -> None:
    make.member()
    number = bring(make, ONE, make.secretariat())
    current_app.extensions["storage"].delete(found(number).file_key)
    imports.step()
    assert (found(number).state, found(number).failure) == (ImportState.FAILED, {"refusal": "FileForgotten"})


@pytest.mark.faults
def test_process_killed_in_the_middle_leaves_nothing_half_imported(make: Make, app: Flask) -> None:
    make.member()
    rows = "".join(f"KE,p{number}@example.org,Person {number},ncp\n" for number in range(3000))
    number = ready(make, "organisation,email,name,capacity\n" + rows, make.secretariat())
    settings = replace(app.extensions["settings"])
    script = (
        "import sys; from config import Settings; from meetings.application import create_app\n"
        "from meetings.jobs import imports\n"
        f"app = create_app(Settings(database_url={settings.database_url!r}, data_dir=__import__('pathlib').Path("
        f"{str(settings.data_dir)!r}), base_url='http://localhost', secret_key={settings.secret_key!r},"
        " organisation_name='T', contact_email='a@example.org'))\n"
        "with app.app_context(): imports.step()\n"
    )
    for wait in (0.05, 0.2, 0.5):
        process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        while found(number).state is not ImportState.APPLYING and process.poll() is None:
            time.sleep(0.01)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if found(number).state is ImportState.APPLIED:
            break
        assert names(make) == []
        with transaction():
            found(number).lease_until = clock.now() - timedelta(seconds=1)
    imports.step()
    assert found(number).state is ImportState.APPLIED
    assert len(names(make)) == 3000
