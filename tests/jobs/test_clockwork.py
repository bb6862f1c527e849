"""What single jobs do."""

import io
import os
from datetime import timedelta

import pytest
import time_machine
from flask import current_app

from meetings.domain.audit import queries as find_lines
from meetings.domain.organisation import import_rules
from meetings.domain.poll import results
from meetings.jobs import clockwork
from meetings.models.poll import PollState, Secrecy
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


def test_poll_that_cannot_be_closed_keeps_no_other_open_and_is_not_passed_over_in_silence(make, monkeypatch):
    make.ncp(make.member())
    meeting, ends = make.meeting(), make.now + timedelta(hours=1)
    broken, whole, secret = (
        make.open_poll(meeting, closes_at=ends, secrecy=secrecy)
        for secrecy in (Secrecy.NAMED, Secrecy.NAMED, Secrecy.SECRET)
    )
    digest = results.digest

    def fails(poll):
        if poll.id == broken.id:
            raise ZeroDivisionError
        return digest(poll)

    monkeypatch.setattr(results, "digest", fails)
    with time_machine.travel(ends), pytest.raises(ZeroDivisionError):
        clockwork.close_polls()
    assert [poll.state for poll in (broken, whole, secret)] == [PollState.OPEN, PollState.CLOSED, PollState.CLOSED]
    assert make.keys.there(before=ends + timedelta(days=1)) == []
