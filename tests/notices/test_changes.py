"""What the registered hear of a meeting that is postponed, and of a session that is cancelled alone."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions_programme, actions_states
from meetings.domain.meeting.rules import Slot
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.make import FRENCH, Make

REASON = Bilingual("The interpreters are ill", "Les interprètes sont malades")


@pytest.fixture
def reader(make: Make) -> Person:
    return make.person("Odile Mbarga", language=FRENCH, zone="Africa/Douala")


@pytest.fixture
def meeting(make: Make, reader: Person) -> Meeting:
    """A meeting in which the reader has a place, and the invitation in their calendar."""
    meeting = make.meeting()
    make.registration(meeting, reader)
    post.handle(50, now=make.now)
    return meeting


def newest(make: Make) -> Mail:
    post.handle(50, now=make.now)
    found: Sequence[Mail] = db.session.scalars(db.select(Mail).order_by(Mail.id)).all()
    return found[-1]


def postpone(make: Make, meeting: Meeting, days: int | None) -> None:
    later = timedelta(days=days or 0)
    slots = [Slot(s.id, s.starts_local + later, s.ends_local + later, s.zone) for s in make.sessions(meeting)]
    with transaction():
        actions_states.postpone(meeting, REASON, slots if days else [], by=None, now=make.now)


def test_postponed_to_a_date_moves_the_entry_and_says_why(make: Make, meeting: Meeting) -> None:
    postpone(make, meeting, 7)
    mail = newest(make)
    assert (mail.kind, mail.calendar_method) == ("meeting.postponed", "REQUEST")
    assert "19 mars 2027" in mail.subject.replace("\u00a0", " ")
    assert REASON.fr in mail.text
    assert "Avant" in mail.text
    assert b"SEQUENCE:1" in (mail.calendar or b"")


def test_postponed_without_a_date_takes_the_entry_out_until_there_is_one(make: Make, meeting: Meeting) -> None:
    postpone(make, meeting, None)
    mail = newest(make)
    assert (mail.kind, mail.calendar_method) == ("meeting.postponed", "CANCEL")
    assert "Vous gardez votre place" in mail.text
    assert b"STATUS:CANCELLED" in (mail.calendar or b"")
    later = timedelta(days=20)
    slots = [Slot(s.id, s.starts_local + later, s.ends_local + later, s.zone) for s in make.sessions(meeting)]
    with transaction():
        actions_states.fix_dates(meeting, slots, by=None, now=make.now)
    mail = newest(make)
    assert (mail.kind, mail.calendar_method) == ("meeting.session_moved", "REQUEST")
    assert b"SEQUENCE:2" in (mail.calendar or b"")
    assert b"STATUS:CONFIRMED" in (mail.calendar or b"")


def test_cancelled_session_offers_the_other(make: Make, meeting: Meeting, reader: Person) -> None:
    with transaction():
        actions_programme.cancel_sitting(make.sessions(meeting)[0], REASON, by=None, now=make.now)
    mail = newest(make)
    assert (mail.kind, mail.calendar_method, mail.person_id) == ("meeting.session_cancelled", "CANCEL", reader.id)
    assert "La séance en français" in mail.text
    assert "Choisir une autre séance" in mail.html
    assert REASON.fr in mail.text


def test_nobody_in_the_other_session_is_written_to(make: Make, meeting: Meeting) -> None:
    before = newest(make).id
    with transaction():
        actions_programme.cancel_sitting(make.sessions(meeting)[1], REASON, by=None, now=make.now)
    assert newest(make).id == before
