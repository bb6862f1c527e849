"""Announcements become mails once, and one that cannot does not hold up the others."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from meetings.domain.outbox import actions, queries, rules
from meetings.extensions import db, transaction
from meetings.models.outbox import Announcement, Mail
from meetings.models.person import Person
from meetings.models.registration import RegistrationDay
from meetings.notices import audience, letters, post
from tests.make import Make


def announce(make: Make, kind: str, **payload: int) -> int:
    with transaction():
        return actions.announce(kind, payload, now=make.now)


def read(number: int) -> Announcement:
    db.session.expire_all()
    return db.session.get_one(Announcement, number)


def count_mails() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Mail)) or 0


def test_unknown_kind_is_noted_and_tried_again_later(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    number = announce(make, "meeting.unheard_of")
    assert post.handle(10, now=make.now) == 1
    assert "No notice is written for meeting.unheard_of." in read(number).error
    assert (read(number).handled_at, read(number).tries) == (None, 1)
    assert post.handle(10, now=make.now) == 0
    assert post.handle(10, now=make.now + timedelta(minutes=1)) == 1


def test_announcement_is_left_alone_after_the_last_try(make: Make) -> None:
    number = announce(make, "meeting.unheard_of")
    later = make.now
    for wait in (timedelta(), *rules.WAITS):
        later += wait
        assert post.handle(10, now=later) == 1
    assert read(number).handled_at == later
    assert post.handle(10, now=later + timedelta(days=1)) == 0


def test_poison_does_not_stop_the_others(make: Make) -> None:
    poison = announce(make, "registration.confirmed")
    make.registration(make.meeting(), make.person())
    assert post.handle(10, now=make.now) == 2
    assert "KeyError" in read(poison).error
    assert count_mails() == 1


def test_half_an_expansion_leaves_nothing(make: Make) -> None:
    meeting = make.meeting()
    make.registration(meeting, make.person())
    make.registration(meeting, make.person(email="x@example.org"))
    post.handle(10, now=make.now)
    session = make.sessions(meeting)[0]
    with transaction():
        for person in db.session.scalars(db.select(Person)):
            person.zone = "Nowhere/At_all"
        number = actions.announce(
            "meeting.session_moved", {"session": session.id, "was": session.starts_at.isoformat()}, now=make.now
        )
    post.handle(10, now=make.now)
    assert "NobodyReached" in read(number).error
    assert count_mails() == 2
    assert {day.revision for day in db.session.scalars(db.select(RegistrationDay))} == {0}
    assert not queries.something_waits(now=make.now)


def test_one_reader_who_cannot_be_written_to_keeps_it_from_nobody_else(make: Make) -> None:
    meeting, strange = make.meeting(), make.person(email="x@example.org")
    make.registration(meeting, make.person())
    make.registration(meeting, strange)
    post.handle(10, now=make.now)
    session = make.sessions(meeting)[0]
    was = session.starts_at.isoformat()
    with transaction():
        strange.zone = "Nowhere/At_all"
        number = actions.announce("meeting.session_moved", {"session": session.id, "was": was}, now=make.now)
    post.handle(10, now=make.now)
    assert read(number).error == ""
    assert count_mails() == 3


def test_place_without_a_calendar_part_is_told_in_words(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        make.sessions(meeting)[0].join_link = "not an address"
    make.registration(meeting, make.person())
    post.handle(10, now=make.now)
    mail = db.session.scalars(db.select(Mail)).one()
    assert (mail.kind, mail.calendar, mail.calendar_method) == ("registration.confirmed", None, None)


def test_handle_takes_no_more_than_its_limit(make: Make) -> None:
    for _ in range(3):
        announce(make, "record.published", meeting=0)
    assert post.handle(2, now=make.now) == 2
    assert queries.something_waits(now=make.now)


def _at_once(app: Flask, tasks: int, task) -> None:  # type: ignore[no-untyped-def]
    """Run *task* in several threads, each with a database session of its own."""
    gate = threading.Barrier(tasks)

    def one() -> None:
        with app.app_context():
            task(gate)

    threads = [threading.Thread(target=one) for _ in range(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def registered(make: Make) -> int:
    """Twelve people who have just registered."""
    meeting = make.meeting()
    for _ in range(12):
        make.registration(meeting, make.person())
    return 12


def test_two_schedulers_write_each_mail_once(app: Flask, make: Make, registered: int) -> None:
    def task(gate: threading.Barrier) -> None:
        gate.wait()
        while post.handle(50, now=make.now):
            pass

    _at_once(app, 4, task)
    db.session.expire_all()
    people = db.session.scalars(db.select(Mail.person_id)).all()
    assert len(people) == len(set(people)) == registered


def test_control_without_a_claim_mails_are_written_twice(app: Flask, make: Make, registered: int) -> None:
    def task(gate: threading.Barrier) -> None:
        waiting = db.session.scalars(db.select(Announcement).where(queries.is_ready(make.now))).all()
        found = [notice for one in waiting for notice in audience.notices(one.kind, one.payload, now=make.now)]
        db.session.rollback()
        gate.wait()
        with transaction():
            for notice in found:
                actions.queue(letters.write(notice), host="localhost", keep=True, now=make.now)

    _at_once(app, 2, task)
    assert count_mails() == 2 * registered


def test_two_processes_never_take_the_same_mail(app: Flask, make: Make, registered: int) -> None:
    _queue(make)
    taken: list[int] = []

    def task(gate: threading.Barrier) -> None:
        gate.wait()
        while True:
            with transaction():
                mine = [mail.id for mail in actions.claim_mails(1, now=make.now)]
            if not mine:
                return
            taken.extend(mine)

    _at_once(app, 6, task)
    assert len(taken) == len(set(taken)) == registered


def test_control_without_the_lock_both_take_the_same_mail(app: Flask, make: Make, registered: int) -> None:
    _queue(make)
    taken: list[int] = []

    def task(gate: threading.Barrier) -> None:
        mine = db.session.scalars(db.select(Mail.id).where(queries.is_due(make.now)).limit(1)).all()
        gate.wait()
        taken.extend(mine)

    _at_once(app, 2, task)
    assert taken[0] == taken[1]


def _queue(make: Make) -> None:
    """Let the mails of all that waits stand in the queue, as with a mail server."""
    with transaction():
        for announcement in actions.claim_announcements(100, now=make.now):
            for notice in audience.notices(announcement.kind, announcement.payload, now=make.now):
                actions.queue(letters.write(notice), host="localhost", keep=False, now=make.now)
            actions.handled(announcement, now=make.now)
