"""What single jobs do."""

import io
import os
from datetime import timedelta

from flask import current_app

from meetings.domain.organisation import rules as register
from meetings.jobs import clockwork
from meetings.storage import LocalStorage
from tests.make import Make


def test_sweep_removes_files_of_the_register_that_nobody_imported(make: Make) -> None:
    storage = current_app.extensions["storage"]
    assert isinstance(storage, LocalStorage)
    ages = {f"{register.IMPORTS}/7": 61, f"{register.IMPORTS}/8": 59, "kept": 120}
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
