"""The programme of a meeting: sittings cancelled alone, break-outs, hosts, and clocks that show an hour twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.core import zones
from meetings.core.errors import Refused
from meetings.domain.feed import queries as feed
from meetings.domain.meeting import actions, actions_programme, queries, rules
from meetings.domain.meeting.rules import Sitting
from meetings.domain.registration import actions as places
from meetings.domain.registration import rules as registration_rules
from meetings.extensions import db, transaction
from meetings.models.meeting import COHOSTS, Meeting, Mode, Session
from meetings.models.registration import Place
from tests.domain.meeting.test_actions import announced
from tests.make import BRUSSELS, Make, both

REASON = both("No interpreters")


def cancel(make: Make, session: Session) -> None:
    with transaction():
        actions_programme.cancel_sitting(session, REASON, by=None, now=make.now)


def group(make: Make, session: Session, *, later: int = 0, minutes: int = 60) -> Sitting:
    """Return the plan of a break-out that begins *later* minutes after its session."""
    starts = session.starts_local + timedelta(minutes=later)
    plan = replace(make.sittings()[0], starts=starts, ends=starts + timedelta(minutes=minutes), capacity=15)
    return replace(plan, title=both("Cloud"), mode=Mode.ON_SITE, place=both("Room 2"))


def add(make: Make, session: Session, **times: int) -> Session:
    with transaction():
        return actions_programme.add_breakout(session, group(make, session, **times), by=None, now=make.now)


def test_sitting_is_cancelled_alone_and_the_other_offered(make: Make) -> None:
    meeting, person, other = make.meeting(), make.person(), make.person("Other")
    first, second = make.sessions(meeting)
    registration = make.registration(meeting, person, first)
    cancel(make, first)
    assert (first.revision, announced("meeting.session_cancelled"), meeting.cancelled_at) == (1, 1, None)
    with pytest.raises(registration_rules.SessionCancelled):
        make.registration(meeting, other, first)
    with transaction():
        meeting.registration_closes_at = make.now
    with transaction():
        places.move(registration, [second], by=person, now=make.now)
    assert (registration.session_id, registration.place) == (second.id, Place.CONFIRMED)


@pytest.mark.parametrize("again", ["first", "second"])
def test_sitting_cannot_be_cancelled_twice_nor_the_last_one(make: Make, again: str) -> None:
    first, second = make.sessions(make.meeting())
    cancel(make, first)
    with pytest.raises(rules.SittingCancelled if again == "first" else rules.LastSitting):
        cancel(make, first if again == "first" else second)


def test_draft_and_past_sittings_are_not_cancelled(make: Make) -> None:
    with pytest.raises(rules.NotAnnounced):
        cancel(make, make.sessions(make.meeting(announced=False))[0])
    with pytest.raises(rules.SittingOver):
        cancel(make, make.sessions(make.meeting(number=9, days=-1))[0])


def test_revising_the_plan_leaves_a_cancelled_sitting_alone(make: Make) -> None:
    meeting = make.meeting()
    first, second = make.sessions(meeting)
    cancel(make, first)
    with transaction():
        rest = [replace(make.sittings()[1], session_id=second.id)]
        actions.revise(meeting, make.plan(), rest, by=None, now=make.now)
    assert [session.id for session in make.sessions(meeting)] == [first.id, second.id]


def test_breakout_is_part_of_the_programme_but_no_sitting(make: Make) -> None:
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    made = add(make, session)
    assert made in queries.programme(meeting)
    assert made not in make.sessions(meeting)
    assert made.id not in {one.id for one in feed.public_sessions(now=make.now)}
    with pytest.raises(registration_rules.SessionNotOfMeeting):
        make.registration(meeting, make.person(), made)


@pytest.mark.parametrize("times", [{"later": -30}, {"later": 90}, {"minutes": 180}])
def test_breakout_lies_within_its_sitting(make: Make, times: dict[str, int]) -> None:
    session = make.sessions(make.meeting())[0]
    with pytest.raises(rules.OutsideSitting):
        add(make, session, **times)


def test_breakouts_move_with_their_sitting(make: Make) -> None:
    meeting = make.meeting()
    first, second = make.sessions(meeting)
    made = add(make, first, later=30)
    was = made.starts_at
    moved = [
        replace(plan, starts=plan.starts + timedelta(days=1), ends=plan.ends + timedelta(days=1), session_id=one.id)
        for plan, one in zip(make.sittings(), (first, second), strict=True)
    ]
    with transaction():
        actions.revise(meeting, make.plan(), moved, by=None, now=make.now)
    assert made.starts_at == was + timedelta(days=1)
    shorter = [replace(moved[0], ends=moved[0].starts + timedelta(minutes=45)), moved[1]]
    with pytest.raises(rules.OutsideSitting), transaction():
        actions.revise(meeting, make.plan(), shorter, by=None, now=make.now)


def test_breakout_is_changed_and_taken_out(make: Make) -> None:
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    made = add(make, session)
    with transaction():
        other = replace(group(make, session, later=30), capacity=20)
        actions_programme.revise_breakout(made, session, other, by=None, now=make.now)
    assert (made.capacity, made.revision) == (20, 1)
    with transaction():
        actions_programme.remove_breakout(made, by=None, now=make.now)
    assert queries.breakouts_of(session) == []


def test_hosts_are_named_without_the_host_among_the_others(make: Make) -> None:
    meeting, kenya, togo = make.meeting(), make.member(), make.member("TG", "Togo", region="WCA")
    with transaction():
        actions_programme.set_hosts(meeting, kenya, [kenya, togo, togo], by=None, now=make.now)
    assert (meeting.host_id, cohosts(meeting)) == (kenya.id, [togo.id])
    with transaction():
        actions_programme.set_hosts(meeting, None, [togo], by=None, now=make.now)
    assert (meeting.host_id, cohosts(meeting)) == (None, [])


def cohosts(meeting: Meeting) -> list[int]:
    query = db.select(COHOSTS.c.organisation_id).where(COHOSTS.c.meeting_id == meeting.id)
    return list(db.session.scalars(query))


BACK = datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_hour_that_comes_twice_is_kept_as_it_was_meant(make: Make, fold: int, hour: int) -> None:
    assert zones.comes_twice(BACK, BRUSSELS)
    sitting = replace(make.sittings()[0], starts=BACK.replace(fold=fold), ends=BACK + timedelta(hours=2))
    plan = make.plan()
    with transaction():
        meeting = actions.plan(plan, [sitting], by=None, now=make.now)
    make.again(meeting)
    [session] = make.sessions(meeting)
    assert session.starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    with transaction():
        assert actions.recompute_instants(now=make.now) == 0


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 6, 1)])
def test_other_hours_come_once(day: date) -> None:
    assert not zones.comes_twice(datetime.combine(day, BACK.time()), BRUSSELS)


def test_times_of_registration_fit_each_other(make: Make) -> None:
    plan, sittings = make.plan(), make.sittings()
    first = sittings[0].starts
    for opens, closes, why in (
        (first + timedelta(hours=1), None, rules.OpensAfterClosing),
        (first - timedelta(days=1), first - timedelta(days=2), rules.OpensAfterClosing),
        (None, first + timedelta(hours=1), rules.ClosesAfterStart),
    ):
        wrong = replace(plan, registration_opens=opens, registration_closes=closes)
        with pytest.raises(Refused) as found, transaction():
            actions.plan(wrong, sittings, by=None, now=make.now)
        assert found.type is why
