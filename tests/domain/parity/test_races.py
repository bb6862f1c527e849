"""Several who write the same text, or take over the same list, at the same moment; a control shows the race."""

import threading
from collections.abc import Callable

from flask import Flask

from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.agenda import actions_words
from meetings.domain.parity import actions, actions_files, file_queries, queries
from meetings.domain.parity import file_rules as rules
from meetings.domain.parity.actions import Edit
from meetings.domain.parity.rules import Step
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.translation import TranslationFile
from tests.domain.parity.test_files import xliff
from tests.make import Make
from tests.races import at_once, without_lock

AT_ONCE = 6


def editors(make: Make) -> tuple[int, list[Callable[[], object]]]:
    """Return the id of a meeting, and tasks that each fill the same gap with other words."""
    meeting = make.meeting(announced=False)
    make.item(meeting, "Opening", "")
    key = next(text.key for text in queries.texts(meeting) if text.is_gap)
    number = meeting.id

    def editor(words: str) -> Callable[[], object]:
        def task() -> int:
            edit = Edit(key, ("Opening", ""), ("Opening", words))
            return actions.save(db.session.get_one(Meeting, number), [edit], by=None, now=make.now)

        return task

    db.session.commit()
    return number, [editor(f"Ouverture {place}") for place in range(AT_ONCE)]


def test_one_of_many_editors_is_heard_and_the_others_are_told(make: Make, app: Flask) -> None:
    number, tasks = editors(make)
    refused = at_once(app, tasks)
    assert [type(error) for error in refused] == [ChangedMeanwhile] * (AT_ONCE - 1)
    assert not queries.gaps(db.session.get_one(Meeting, number), Step.ANNOUNCE)


def test_control_without_the_lock_words_are_overwritten(make: Make, app: Flask, monkeypatch) -> None:
    _number, tasks = editors(make)
    gate, check = threading.Barrier(AT_ONCE), actions_words.fingerprint.check

    def together(*args) -> None:
        check(*args)
        gate.wait(timeout=20)

    monkeypatch.setattr(actions, "lock", db.session.refresh)
    monkeypatch.setattr(actions_words, "lock", db.session.refresh)
    monkeypatch.setattr(actions_words.fingerprint, "check", together)
    assert at_once(app, tasks, hold=without_lock) == []


def test_list_is_taken_over_once(make: Make, app: Flask) -> None:
    meeting = make.meeting(announced=False)
    make.item(meeting, "Opening", "")
    mark = next(rules.mark_of(meeting.id, text) for text in queries.texts(meeting) if text.is_gap)
    with transaction():
        file = actions_files.bring(meeting, "a.xlf", xliff((mark, "Opening", "Ouverture")), by=None, now=make.now)
    number, seen = file.id, rules.fingerprint_of(file_queries.judged(file))

    def task() -> int:
        found = db.session.get_one(TranslationFile, number)
        return actions_files.apply(found, seen=seen, by=None, now=make.now)

    db.session.commit()
    refused = at_once(app, [task] * AT_ONCE)
    assert [type(error) for error in refused] == [rules.FileOutdated] * (AT_ONCE - 1)
