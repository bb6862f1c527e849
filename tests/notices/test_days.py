"""What people hear who come on several days: words once, and an entry for their calendar for each day."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions, actions_programme, actions_states
from meetings.domain.meeting.rules import Slot
from meetings.domain.registration import actions as places
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.outbox import Mail
from meetings.models.registration import Registration
from meetings.notices import post
from tests.make import FRENCH, Make

REASON = Bilingual("The hall is flooded", "La salle est inondée")


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.workshop([SessionLanguage.BOTH] * 3)


def come(make: Make, meeting: Meeting, sessions: Sequence[Session]) -> Registration:
    person = make.person("Odile Mbarga", language=FRENCH, zone="Africa/Douala")
    with transaction():
        return places.register(meeting, person, sessions=sessions, by=person, now=make.now)


def mails(make: Make) -> list[Mail]:
    """Return what was written since the last time."""
    last = db.session.scalar(db.select(db.func.max(Mail.id))) or 0
    post.handle(50, now=make.now)
    return list(db.session.scalars(db.select(Mail).where(Mail.id > last).order_by(Mail.id)))


def told(found: Sequence[Mail]) -> list[tuple[str, str | None]]:
    return [(mail.kind, mail.calendar_method) for mail in found]


def uids(mail: Mail) -> list[str]:
    return re.findall(r"^UID:(\S+)", (mail.calendar or b"").decode().replace("\r\n ", ""), re.MULTILINE)


def uid_of(registration: Registration, session: Session) -> str:
    return next(row.uid for row in registration.days if row.session_id == session.id)


def test_each_day_is_an_entry_and_travels_alone(make: Make, meeting: Meeting) -> None:
    sessions = make.sessions(meeting)
    place = come(make, meeting, sessions)
    found = mails(make)
    assert told(found) == [("registration.confirmed", "REQUEST"), *[("registration.day", "REQUEST")] * 2]
    assert [uids(mail) for mail in found] == [[uid_of(place, one)] for one in sessions]
    assert "Les journées" in found[0].text
    assert found[0].text.count("12 mars") + found[0].text.count("12\u00a0mars") >= 1
    assert "journée 2 sur 3" in found[1].subject
    assert "https://meet.hemicycle.example/day-1" in found[1].text


def test_moved_day_is_told_to_those_who_come_on_it(make: Make, meeting: Meeting) -> None:
    first, second, third = make.sessions(meeting)
    place = come(make, meeting, [first, second])
    come(make, meeting, [first, third])
    mails(make)
    slots = make.days_of([SessionLanguage.BOTH] * 3)
    sittings = [replace(slot, session_id=one.id) for slot, one in zip(slots, (first, second, third), strict=True)]
    sittings[1] = replace(sittings[1], starts=sittings[1].starts + timedelta(hours=1))
    plan = make.plan()
    with transaction():
        actions.revise(meeting, plan, sittings, by=None, now=make.now)
    (mail,) = mails(make)
    assert told([mail]) == [("meeting.session_moved", "REQUEST")]
    assert uids(mail) == [uid_of(place, second)]
    assert b"SEQUENCE:1" in (mail.calendar or b"")


def test_cancelled_day_leaves_the_others_and_says_so(make: Make, meeting: Meeting) -> None:
    first, second, third = make.sessions(meeting)
    place = come(make, meeting, [first, second, third])
    come(make, meeting, [second])
    mails(make)
    with transaction():
        actions_programme.cancel_sitting(second, REASON, by=None, now=make.now)
    several, only = mails(make)
    assert told([several, only]) == [("meeting.session_cancelled", "CANCEL")] * 2
    assert uids(several) == [uid_of(place, second)]
    assert "Vous conservez votre place pour vos autres journées" in several.text
    assert "changer de séance" not in several.text
    assert "Vous conservez votre place" not in only.text


def test_days_left_out_and_chosen_anew_are_told_one_by_one(make: Make, meeting: Meeting) -> None:
    first, second, third = make.sessions(meeting)
    place = come(make, meeting, [first, second])
    mails(make)
    with transaction():
        places.move(place, [first], by=place.person, now=make.now)
    (mail,) = mails(make)
    assert told([mail]) == [("registration.days_changed", "CANCEL")]
    assert uids(mail) == [uid_of(place, second)]
    with transaction():
        places.move(place, [first, second, third], by=place.person, now=make.now)
    found = mails(make)
    assert told(found) == [("registration.days_changed", "REQUEST"), ("registration.day", "REQUEST")]
    assert [uids(one) for one in found] == [[uid_of(place, second)], [uid_of(place, third)]]


def test_given_back_every_day_leaves_the_calendar(make: Make, meeting: Meeting) -> None:
    sessions = make.sessions(meeting)
    place = come(make, meeting, sessions)
    mails(make)
    with transaction():
        places.withdraw(place, by=place.person, now=make.now)
    found = mails(make)
    assert told(found) == [("registration.withdrawn", "CANCEL"), *[("registration.day_off", "CANCEL")] * 2]
    assert [uids(mail) for mail in found] == [[uid_of(place, one)] for one in sessions]


def test_postponed_meeting_is_told_once_with_every_day(make: Make, meeting: Meeting) -> None:
    sessions = make.sessions(meeting)
    come(make, meeting, sessions)
    mails(make)
    week = timedelta(days=7)
    slots = [Slot(one.id, one.starts_local + week, one.ends_local + week, one.zone) for one in sessions]
    with transaction():
        actions_states.postpone(meeting, REASON, slots, by=None, now=make.now)
    found = mails(make)
    assert told(found) == [("meeting.postponed", "REQUEST"), *[("registration.day", "REQUEST")] * 2]
