"""Planning, changing and taking back meetings; what each does to calendars."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.feed import queries as feed
from meetings.domain.meeting import actions, queries, rules
from meetings.domain.meeting.rules import Sitting
from meetings.domain.registration import actions as places
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.outbox import Announcement
from tests.make import Make, entry_of


def kept(make: Make, meeting: Meeting, *indexes: int) -> list[Sitting]:
    """Return the sittings at *indexes* as the form of the secretariat gives them back."""
    there, sittings = make.sessions(meeting), make.sittings()
    return [replace(sittings[index], session_id=there[index].id) for index in indexes]


def revise(make: Make, meeting: Meeting, sittings: list[Sitting], **options: str) -> None:
    with transaction():
        actions.revise(meeting, make.plan(), sittings, by=None, now=make.now + timedelta(minutes=1), **options)


def announced(kind: str) -> int:
    query = db.select(db.func.count()).select_from(Announcement).where(Announcement.kind == kind)
    return db.session.scalar(query) or 0


@pytest.mark.parametrize("known", [False, True])
def test_revise_leaves_the_closing_of_registration_alone_once_it_is_known(make: Make, known: bool) -> None:
    meeting = make.meeting(announced=known)
    plan = replace(make.plan(), registration_closes=(make.now + timedelta(days=3)).replace(tzinfo=None))
    with transaction():
        actions.revise(meeting, plan, kept(make, meeting, 0, 1), by=None, now=make.now)
    assert (meeting.registration_closes_at is None) is known


def test_revise_refuses_a_plan_that_is_not_what_the_editor_saw(make: Make) -> None:
    meeting = make.meeting()
    seen = rules.stamp(meeting)
    revise(make, meeting, kept(make, meeting, 0, 1), seen=seen)
    with pytest.raises(rules.PlanMoved):
        revise(make, meeting, kept(make, meeting, 0), seen=seen)
    assert len(make.sessions(meeting)) == 2


def test_sitting_in_which_somebody_is_registered_stays(make: Make) -> None:
    meeting = make.meeting()
    make.registration(meeting, make.person())
    with pytest.raises(rules.SessionInUse):
        revise(make, meeting, kept(make, meeting, 1))
    assert len(make.sessions(meeting)) == 2


def test_place_that_was_given_up_does_not_hold_a_sitting_back(make: Make) -> None:
    meeting, person = make.meeting(), make.person()
    registration = make.registration(meeting, person)
    uid = entry_of(registration).uid
    with transaction():
        places.withdraw(registration, by=person, now=make.now)
    revise(make, meeting, kept(make, meeting, 1))
    [session] = make.sessions(meeting)
    [entry] = feed.days_of(person, now=make.now)
    assert (entry.uid, entry.session_id, entry.revision) == (uid, session.id, 2)
    assert entry_of(make.registration(meeting, person, session)).uid == uid


def test_cancelled_meeting_is_not_taken_back(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        actions.cancel(meeting, Bilingual("No quorum"), by=None, now=make.now)
    with pytest.raises(rules.AlreadyCancelled), transaction():
        places.take_back(meeting, by=None, now=make.now)
    assert [session.meeting_id for session in feed.public_sessions(now=make.now)] == [meeting.id] * 2


def test_recompute_moves_what_new_zone_data_move_and_tells_the_registered(make: Make) -> None:
    meeting = make.meeting()
    first, second = make.sessions(meeting)
    right, other = first.starts_at, second.revision
    with transaction():
        first.starts_at -= timedelta(hours=1)
        first.ends_at -= timedelta(hours=1)
    with transaction():
        assert actions.recompute_instants(now=make.now) == 1
    assert (first.starts_at, first.revision, second.revision) == (right, 1, other)
    assert announced("meeting.session_moved") == 1
    with transaction():
        assert actions.recompute_instants(now=make.now) == 0


def test_recompute_leaves_an_hour_that_is_skipped_and_goes_on(make: Make) -> None:
    first, second = make.sessions(make.meeting())
    right = second.starts_at
    with transaction():
        first.starts_local = first.starts_local.replace(month=3, day=28, hour=2, minute=30)
        second.starts_at -= timedelta(hours=1)
    with transaction():
        assert actions.recompute_instants(now=make.now) == 1
    assert second.starts_at == right


def test_cancelled_meeting_is_recomputed_in_silence(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        actions.cancel(meeting, Bilingual("No quorum"), by=None, now=make.now)
        make.sessions(meeting)[0].starts_at -= timedelta(hours=1)
    with transaction():
        assert actions.recompute_instants(now=make.now) == 1
    assert announced("meeting.session_moved") == 0


def test_number_is_given_once_to_plans_made_at_the_same_time(make: Make, app: Flask) -> None:
    series_id = make.series().id
    gate, refused = threading.Barrier(4), []

    def plan() -> None:
        with app.app_context():
            series = queries.series_by_id(series_id)
            assert series is not None
            same = replace(plan_of, series=series)
            gate.wait()
            try:
                with transaction():
                    actions.plan(same, make.sittings(), by=None, now=make.now)
            except Refused as error:
                refused.append(type(error))

    plan_of = make.plan()
    threads = [threading.Thread(target=plan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [rules.NumberTaken] * 3
