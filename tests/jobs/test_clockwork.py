"""What single jobs do."""

import io
import os
from datetime import timedelta

from flask import current_app

from meetings.domain.audit import queries as find_lines
from meetings.domain.organisation import import_rules
from meetings.jobs import clockwork
from meetings.storage import LocalStorage
from tests.make import Make


def test_sweep_removes_files_of_the_register_that_no_import_names(make: Make) -> None:
    storage = current_app.extensions["storage"]
    assert isinstance(storage, LocalStorage)
    ages = {f"{import_rules.FOLDER}/7": 32 * 24 * 60, f"{import_rules.FOLDER}/8": 59, "kept": 40 * 24 * 60}
    for key, minutes in ages.items():
        storage.put(key, io.BytesIO(b"x"))
        at = (make.now - timedelta(minutes=minutes)).timestamp()
        os.utime(storage.folder / key, (at, at))
    unfinished = storage.folder / ".unfinished-1"
    unfinished.write_bytes(b"x")
    at = (make.now - timedelta(minutes=61)).timestamp()
    os.utime(unfinished, (at, at))
    clockwork.sweep_files()
    assert [storage.exists(key) for key in ages] == [False, True, True]
    assert not unfinished.exists()
    for key in ages:
        storage.delete(key)


def test_new_lines_of_the_trail_are_sealed(make: Make) -> None:
    make.person()
    assert find_lines.waiting() > 0
    clockwork.seal_the_trail()
    clockwork.seal_late_lines()
    assert find_lines.waiting() == 0
