"""An announcement to many becomes mails portion by portion: nobody is left out, nobody is written to twice."""

from collections import Counter
from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.attendance import publishing
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme, actions_states
from meetings.domain.outbox import actions, rules
from meetings.domain.poll import actions as polls
from meetings.domain.poll import actions_schedule
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.models.attendance import Stage
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting
from meetings.models.outbox import Announcement, Mail
from meetings.models.person import Person
from meetings.models.poll import Poll, Procedure
from meetings.models.registration import Registration, RegistrationDay
from meetings.notices import audience, letters, post
from tests.domain.deadline import test_actions as deadlines
from tests.make import Make

PORTION = 3


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PORTION", PORTION)


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A meeting with eight people in its first session, all of whom have their invitation."""
    meeting = make.meeting()
    for _ in range(8):
        make.registration(meeting, make.person())
    post.handle(50, now=make.now)
    return meeting


def move(make: Make, meeting: Meeting) -> None:
    session = make.sessions(meeting)[0]
    with transaction():
        payload: actions.Payload = {"session": session.id, "was": session.starts_at.isoformat()}
        actions.announce("meeting.session_moved", payload, now=make.now)


def told(kind: str = "meeting.session_moved") -> Counter[int | None]:
    """Return how many mails of *kind* each person got."""
    db.session.expire_all()
    return Counter(db.session.scalars(db.select(Mail.person_id).where(Mail.kind == kind)))


def test_each_portion_is_a_transaction_of_its_own(make: Make, meeting: Meeting) -> None:
    move(make, meeting)
    written = []
    while post.handle(1, now=make.now):
        written.append(told().total())
    assert written == [0, 3, 6, 8]
    assert set(told().values()) == {1}
    assert set(db.session.scalars(db.select(RegistrationDay.revision))) == {1}, "each entry was raised once"


def test_stopped_within_a_portion_the_others_go_on_where_it_began(
    make: Make, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(make, meeting)
    write, left = letters.write, iter(range(5))

    def stops(notice: audience.Notice) -> actions.Letter:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return write(notice)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "write", stops)
        with pytest.raises(KeyboardInterrupt):
            post.handle(50, now=make.now)
    assert told().total() == PORTION
    post.handle(50, now=make.now)
    assert (len(told()), set(told().values())) == (8, {1})


def test_who_leaves_between_two_portions_is_not_written_to_and_who_comes_gets_an_invitation(
    make: Make, meeting: Meeting
) -> None:
    move(make, meeting)
    post.handle(2, now=make.now)
    place = db.session.scalars(db.select(Registration).order_by(Registration.id.desc())).all()[0]
    with transaction():
        registrations.withdraw(place, by=None, now=make.now)
    newcomer = make.person()
    make.registration(meeting, newcomer)
    post.handle(50, now=make.now)
    assert (told().total(), told()[place.person_id], told()[newcomer.id]) == (7, 0, 0)
    assert told("registration.confirmed")[newcomer.id] == 1


def test_portion_that_cannot_be_written_is_tried_again_and_holds_up_no_other(
    make: Make, meeting: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    move(make, meeting)
    people = db.session.scalars(db.select(Person).join(Mail, Mail.person_id == Person.id).order_by(Person.id)).all()
    with transaction():
        for person in people[:PORTION]:
            person.zone = "Nowhere/At_all"
    post.handle(50, now=make.now)
    assert told().total() == 5
    with transaction():
        for person in people[:PORTION]:
            person.zone = "UTC"
    post.handle(50, now=make.now + timedelta(minutes=1))
    assert (len(told()), set(told().values())) == (8, {1})


def test_few_are_told_at_once(make: Make) -> None:
    meeting = make.meeting()
    make.registration(meeting, make.person())
    post.handle(10, now=make.now)
    move(make, meeting)
    assert post.handle(10, now=make.now) == 1


@pytest.mark.parametrize("kind", sorted(audience.MANY))
def test_every_kind_to_many_tells_each_part_those_that_it_names(make: Make, meeting: Meeting, kind: str) -> None:
    payload = _happened(make, meeting, kind)
    everybody = audience.readers(kind, payload, now=make.now)
    whole = audience.notices(kind, payload, now=make.now)
    db.session.rollback()
    parts = [
        [notice.person.id for notice in audience.notices(kind, {**payload, rules.ONLY: [one]}, now=make.now)]
        for one in everybody
    ]
    assert len(whole) >= 8
    assert Counter(person for part in parts for person in part) == Counter(notice.person.id for notice in whole)
    assert audience.readers(kind, {**payload, rules.ONLY: [1]}, now=make.now) == []
    db.session.rollback()


def _happened(make: Make, meeting: Meeting, kind: str) -> audience.Payload:
    """Let happen at *meeting* what announcements of *kind* tell, and return the payload of the last."""
    HAPPENS[kind](make, meeting)
    found = db.session.scalars(db.select(Announcement).where(Announcement.kind == kind).order_by(Announcement.id)).all()
    return found[-1].payload


def _moved(make: Make, meeting: Meeting) -> None:
    move(make, meeting)


def _cancelled(make: Make, meeting: Meeting) -> None:
    with transaction():
        meetings.cancel(meeting, REASON, by=None, now=make.now)


def _session_cancelled(make: Make, meeting: Meeting) -> None:
    with transaction():
        actions_programme.cancel_sitting(make.sessions(meeting)[0], REASON, by=None, now=make.now)


def _postponed(make: Make, meeting: Meeting) -> None:
    with transaction():
        actions_states.postpone(meeting, REASON, [], by=None, now=make.now)


def _deadline_moved(make: Make, meeting: Meeting) -> None:
    deadlines.set_(make, meeting, Closing.COMMENTS, 3)
    deadlines.move(make, meeting, Closing.COMMENTS, 5)


def _record_published(make: Make, meeting: Meeting) -> None:
    make.record(meeting, published=True)


def _list_published(make: Make, meeting: Meeting) -> None:
    secretary = make.secretariat()
    with transaction():
        publishing.publish(meeting, Stage.PROVISIONAL, listed=8, by=secretary, now=make.now)


def _procedure(make: Make, meeting: Meeting, **terms: object) -> Poll:
    """Open a silence procedure that eight contact points are asked in."""
    for number in range(8):
        make.ncp(make.member(f"M{number}"))
    terms = {"procedure": Procedure.SILENCE, "options": SILENCE_OPTIONS, **terms}
    return make.open_poll(meeting, closes_at=make.now + timedelta(days=10), **terms)


def _reminded(make: Make, meeting: Meeting) -> None:
    _procedure(make, meeting)
    make.now += timedelta(days=9, hours=1)
    with transaction():
        actions_schedule.remind_due(now=make.now)


def _poll_moved(make: Make, meeting: Meeting) -> None:
    poll = _procedure(make, meeting)
    with transaction():
        polls.extend(poll, make.now + timedelta(days=20), "More time", by=None, clock=lambda: make.now)


def _poll_over(make: Make, meeting: Meeting) -> None:
    poll = _procedure(make, meeting)
    make.now += timedelta(days=11)
    make.close(poll)


REASON = Bilingual("The interpreters are ill", "Les interprètes sont malades")
HAPPENS = {
    "meeting.session_moved": _moved,
    "meeting.session_cancelled": _session_cancelled,
    "meeting.postponed": _postponed,
    "meeting.cancelled": _cancelled,
    "deadline.moved": _deadline_moved,
    "record.published": _record_published,
    "participants.published": _list_published,
    "poll.procedure_opened": _procedure,
    "poll.reminder": _reminded,
    "poll.deadline_moved": _poll_moved,
    "poll.over": _poll_over,
}
