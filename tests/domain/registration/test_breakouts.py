"""Break-outs: one of each sitting, places counted, waiting lists that move up."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme as programme
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.privacy import download
from meetings.domain.registration import actions, actions_breakouts, breakouts, groups, rules
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import BreakoutChoice
from meetings.notices import post
from tests.domain.registration.test_races import UNLOCKED
from tests.make import Make, both
from tests.races import at_once, without_lock


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A meeting with an English and a French sitting; two groups of one place in the English, one in the French."""
    meeting = make.meeting()
    for session, titles in zip(make.sessions(meeting), (("Risk", "Scanners"), ("Données",)), strict=True):
        for title in titles:
            group(make, session, title)
    return meeting


def group(make: Make, session: Session, title: str, capacity: int | None = 1) -> Session:
    sitting = replace(
        make.sittings()[0], title=both(title), starts=session.starts_local, ends=session.ends_local, capacity=capacity
    )
    with transaction():
        return programme.add_breakout(session, sitting, by=None, now=make.now)


def groups_of(make: Make, meeting: Meeting) -> list[Session]:
    """Return the groups of the English sitting."""
    (offered,) = breakouts.attended(registered(make, meeting, "Zoe"), meetings_programme(meeting))
    return list(offered.breakouts)


def meetings_programme(meeting: Meeting) -> Sequence[Session]:
    return db.session.scalars(db.select(Session).filter_by(meeting_id=meeting.id).order_by(Session.id)).all()


def registered(make: Make, meeting: Meeting, name: str) -> Registration:
    return make.registration(meeting, make.person(name))


def choose(make: Make, place: Registration, group: Session | None, sitting: Session) -> Place | None:
    """Let the holder of *place* choose *group*, and return what that gives."""
    with transaction():
        made = actions_breakouts.choose(place, {sitting.id: group.id if group else None}, by=place.person, now=make.now)
        return made[0].place if made else None


def held(place: Registration) -> list[tuple[int, Place]]:
    return [(choice.session_id, choice.place) for choice in breakouts.of(place)]


def test_the_last_place_is_given_once_and_who_waits_moves_up(make: Make, meeting: Meeting) -> None:
    sitting, (risk, scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    first, second, third = (registered(make, meeting, name) for name in ("Ana", "Bo", "Cy"))
    given = [choose(make, place, risk, sitting) for place in (first, second, third)]
    assert given == [Place.CONFIRMED, Place.WAITING, Place.WAITING]
    choose(make, first, scanners, sitting)
    assert held(first) == [(scanners.id, Place.CONFIRMED)]
    assert (held(second), held(third)) == ([(risk.id, Place.CONFIRMED)], [(risk.id, Place.WAITING)])
    post.handle(100, now=make.now)
    choose(make, second, None, sitting)
    assert (held(second), held(third)) == ([], [(risk.id, Place.CONFIRMED)])
    post.handle(100, now=make.now)
    told = db.session.scalars(db.select(Mail).filter_by(kind="registration.breakout_free")).all()
    assert {mail.recipient_email for mail in told} == {second.person.email, third.person.email}
    assert "Risk" in told[0].subject


def test_choosing_the_same_again_keeps_the_turn(make: Make, meeting: Meeting) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    place = registered(make, meeting, "Ana")
    for _ in range(2):
        choose(make, place, risk, sitting)
    assert db.session.query(BreakoutChoice).count() == 1


def test_giving_the_place_back_frees_the_break_out(make: Make, meeting: Meeting) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    first, second = registered(make, meeting, "Ana"), registered(make, meeting, "Bo")
    for place in (first, second):
        choose(make, place, risk, sitting)
    with transaction():
        actions.withdraw(first, by=first.person, now=make.now)
    assert (held(first), held(second)) == ([], [(risk.id, Place.CONFIRMED)])


def test_moving_to_the_other_language_leaves_its_groups(make: Make, meeting: Meeting) -> None:
    english, french = make.sessions(meeting)
    place = registered(make, meeting, "Ana")
    choose(make, place, groups_of(make, meeting)[0], english)
    with transaction():
        actions.move(place, [french], by=place.person, now=make.now)
    assert held(place) == []


def test_every_day_that_one_comes_on_is_offered(make: Make, meeting: Meeting) -> None:
    english, french = make.sessions(meeting)
    place = registered(make, meeting, "Ana")
    with transaction():
        french.language = SessionLanguage.ENGLISH
    assert [one.sitting.id for one in breakouts.attended(place, meetings_programme(meeting))] == [english.id]
    with transaction():
        actions.move(place, [english, french], by=place.person, now=make.now)
    offered = breakouts.attended(place, meetings_programme(meeting))
    assert [one.sitting.id for one in offered] == [english.id, french.id]


def test_group_of_another_sitting_is_not_chosen(make: Make, meeting: Meeting) -> None:
    english, french = make.sessions(meeting)
    place = registered(make, meeting, "Ana")
    foreign = next(one for one in meetings_programme(meeting) if one.parent_id == french.id)
    assert choose(make, place, foreign, english) is None
    assert choose(make, place, foreign, french) is None


def test_begun_groups_stay(make: Make, meeting: Meeting) -> None:
    sitting, (risk, scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    place = registered(make, meeting, "Ana")
    choose(make, place, risk, sitting)
    later = risk.starts_at + timedelta(minutes=1)
    with transaction():
        actions_breakouts.choose(place, {sitting.id: scanners.id}, by=place.person, now=later)
    assert held(place) == [(risk.id, Place.CONFIRMED)]


def test_more_places_let_the_waiting_in(make: Make, meeting: Meeting) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    places = [registered(make, meeting, name) for name in ("Ana", "Bo")]
    for place in places:
        choose(make, place, risk, sitting)
    with transaction():
        risk.capacity = 2
    with transaction():
        assert len(actions_breakouts.fill(risk, by=None, now=make.now)) == 1
    assert held(places[1]) == [(risk.id, Place.CONFIRMED)]


def test_group_that_was_chosen_is_not_taken_out(make: Make, meeting: Meeting) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    choose(make, registered(make, meeting, "Ana"), risk, sitting)
    with pytest.raises(meeting_rules.SessionInUse), transaction():
        programme.remove_breakout(risk, by=None, now=make.now)


def gone(make: Make, place: Registration) -> None:
    actions.withdraw(place, by=place.person, now=make.now)


def cancelled(make: Make, place: Registration) -> None:
    meetings.cancel(place.meeting, both("Storm"), by=None, now=make.now)


def waits(_make: Make, place: Registration) -> None:
    place.place = Place.WAITING


@pytest.mark.parametrize(
    ("happens", "refused"),
    [(gone, rules.NotRegistered), (cancelled, rules.MeetingCancelled), (waits, rules.SeatNeeded)],
)
def test_refused_to_who_has_no_seat(make: Make, meeting: Meeting, happens, refused) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    place = registered(make, meeting, "Ana")
    with transaction():
        happens(make, place)
    with pytest.raises(refused):
        choose(make, place, risk, sitting)


def test_choice_is_in_ones_own_data(make: Make, meeting: Meeting) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    place = registered(make, meeting, "Ana")
    choose(make, place, risk, sitting)
    person: Person = place.person
    (row,) = download.everything(person)["breakout_choice.registration_id"]
    assert row["place"] == "confirmed"


@pytest.mark.parametrize("run", range(5))
def test_many_at_once_never_get_more_places_than_there_are(make: Make, app, meeting: Meeting, run: int) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    tasks = rush(make, meeting, sitting, risk, 12)
    assert at_once(app, tasks) == []
    places = list(db.session.scalars(db.select(BreakoutChoice.place)))
    assert (places.count(Place.CONFIRMED), places.count(Place.WAITING)) == (1, 11)


def test_control_without_the_lock_the_group_is_overbooked(make: Make, app, meeting: Meeting, monkeypatch) -> None:
    sitting, (risk, _scanners) = make.sessions(meeting)[0], groups_of(make, meeting)
    tasks = rush(make, meeting, sitting, risk, UNLOCKED)
    gate, place_for = threading.Barrier(UNLOCKED), rules.place_for

    def together(*args):
        found = place_for(*args)
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(actions_breakouts, "lock", lambda row: row)
    monkeypatch.setattr(groups.rules, "place_for", together)
    at_once(app, tasks, without_lock)
    assert list(db.session.scalars(db.select(BreakoutChoice.place))).count(Place.CONFIRMED) > 1


def rush(make: Make, meeting: Meeting, sitting: Session, group: Session, number: int) -> list[Callable[[], object]]:
    """Return as many tasks as asked, each for somebody registered who chooses *group*."""
    ids = [registered(make, meeting, f"Person {one}").id for one in range(number)]
    wanted = {sitting.id: group.id}

    def task(registration_id: int) -> object:
        place = db.session.get_one(Registration, registration_id)
        return actions_breakouts.choose(place, wanted, by=place.person, now=make.now)

    db.session.commit()
    return [partial(task, number) for number in ids]
