"""Settling on a date: it becomes a sitting, once, and nothing else of the plan moves."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meeting_actions
from meetings.domain.meeting import actions_states
from meetings.domain.meeting import rules as meetings
from meetings.domain.poll import actions as poll_actions
from meetings.domain.poll import actions_settle, dates, queries, rules, settlements
from meetings.domain.poll.dates import DateDraft
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import SessionLanguage
from meetings.models.outbox import Announcement
from meetings.models.poll import Poll, PollOption, QuestionKind
from meetings.models.poll_date import PollSettlement
from tests.domain.poll.test_races import Crowd, without_lock


def offered(make, *, days=(40, 41), zone="Africa/Nairobi"):
    noon = make.now.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
    starts = [noon + timedelta(days=each) for each in days]
    return [OptionDraft(Bilingual(), date=DateDraft(each, each + timedelta(hours=2), zone)) for each in starts]


@pytest.fixture
def poll(make):
    """Return a closed poll about two dates of a meeting with an English and a French session."""
    make.ncp(make.member())
    found = make.open_poll(make.meeting(), kind=QuestionKind.DATES, options=offered(make))
    make.close(found)
    return found


def settle(make, poll, place=0, becomes=SessionLanguage.FRENCH, *, times=None, seen=None):
    option = queries.options(poll)[place]
    seen = settlements.stamp(settlements.of(poll)) if seen is None else seen
    with transaction():
        return actions_settle.settle(poll, option, becomes, times or option.date, seen=seen, by=None, now=make.now)


def moves():
    return [event for event in db.session.scalars(sa.select(Announcement)) if event.kind == "meeting.session_moved"]


def test_session_moves_to_the_date_with_mail_and_sequence_and_the_others_stay(make, poll):
    before = {one.id: (one.starts_at, one.revision) for one in make.sessions(poll.meeting)}
    chosen, other = make.sessions(poll.meeting)
    closes = poll.meeting.registration_closes_at
    settle(make, poll, 0, chosen)
    make.again(poll)
    date = queries.options(poll)[0].date
    assert (chosen.starts_at, chosen.ends_at) == (date.starts_at, date.ends_at)
    assert (chosen.zone, chosen.revision) == ("Africa/Nairobi", before[chosen.id][1] + 1)
    assert (other.starts_at, other.revision) == before[other.id]
    assert poll.meeting.registration_closes_at == closes
    assert [event.payload["session"] for event in moves()] == [chosen.id]
    assert settlements.of(poll).session == chosen
    line = db.session.scalars(sa.select(AuditLine).filter_by(verb="poll.settled")).one()
    assert line.details == {"option": queries.options(poll)[0].text.en, "session": chosen.id}


def test_new_session_is_added_like_the_first_and_another_date_then_moves_it(make, poll):
    there = make.sessions(poll.meeting)
    added = settle(make, poll, 0, SessionLanguage.BOTH)
    assert (added.language, added.platform, added.join_link) == (SessionLanguage.BOTH, there[0].platform, "")
    assert len(make.sessions(poll.meeting)) == len(there) + 1
    assert moves() == []
    assert settle(make, poll, 1, added) == added
    assert added.starts_at == queries.options(poll)[1].date.starts_at
    assert len(make.sessions(poll.meeting)) == len(there) + 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PollSettlement)) == 1


def test_same_date_is_not_settled_twice_unless_its_session_went(make, poll):
    session = make.sessions(poll.meeting)[0]
    settle(make, poll, 0, session)
    with pytest.raises(dates.AlreadySettled):
        settle(make, poll, 0, session)
    with pytest.raises(dates.SettledMeanwhile):
        settle(make, poll, 1, session, seen="")
    with transaction():
        kept = [actions_settle._sitting(one) for one in make.sessions(poll.meeting) if one != session]
        meeting_actions.revise(poll.meeting, actions_settle._plan(poll.meeting), kept, by=None, now=make.now)
    make.again(poll)
    assert settlements.of(poll).session is None
    assert settle(make, poll, 0, SessionLanguage.FRENCH) is not None


def test_whole_day_needs_its_times(make):
    make.ncp(make.member())
    day = datetime.combine((make.now + timedelta(days=50)).date(), datetime.min.time())
    whole = OptionDraft(Bilingual(), date=DateDraft(day, day + timedelta(days=1), "Europe/Paris", whole_day=True))
    found = make.open_poll(make.meeting(), kind=QuestionKind.DATES, options=[whole, *offered(make)])
    make.close(found)
    with pytest.raises(dates.DatePassed):
        settle(make, found)
    times = DateDraft(day + timedelta(hours=9), day + timedelta(hours=11), "Europe/Paris")
    assert settle(make, found, times=times).starts_at == zones.instant(times.starts, "Europe/Paris")


def cancelled(make, poll):
    meeting_actions.cancel(poll.meeting, Bilingual("Storm", "Tempête"), by=None, now=make.now)


def postponed(make, poll):
    actions_states.postpone(poll.meeting, Bilingual("Storm", "Tempête"), [], by=None, now=make.now)


def passed(make, poll):
    make.now += timedelta(days=60)


def closes_late(make, poll):
    poll.meeting.registration_closes_at = make.now + timedelta(days=100)


@pytest.mark.parametrize(
    ("happens", "refused"),
    [
        (cancelled, meetings.AlreadyCancelled),
        (postponed, meetings.DatesOpen),
        (passed, dates.DatePassed),
        (closes_late, meetings.ClosesAfterStart),
    ],
)
def test_plan_that_does_not_allow_it_refuses_and_nothing_changes(make, poll, happens, refused):
    with transaction():
        happens(make, poll)
    before = [one.starts_at for one in make.sessions(poll.meeting)]
    with pytest.raises(refused):
        settle(make, poll)
    make.again(poll)
    assert [one.starts_at for one in make.sessions(poll.meeting)] == before
    assert settlements.of(poll) is None


def test_meeting_postponed_without_a_date_gets_it_and_its_other_session_moves_by_as_many_days(make, poll):
    first, second = make.sessions(poll.meeting)
    apart, clock = second.starts_wall.date() - first.starts_wall.date(), second.starts_wall.time()
    with transaction():
        postponed(make, poll)
    settle(make, poll, 0, first)
    make.again(poll)
    date = queries.options(poll)[0].date
    assert not poll.meeting.undated
    assert (first.starts_at, first.zone) == (date.starts_at, date.zone)
    assert second.starts_wall.date() - date.starts.date() == apart
    assert second.starts_wall.time() == clock
    assert settlements.of(poll).session == first
    assert len(moves()) == 2
    verbs = set(db.session.scalars(sa.select(AuditLine.verb)))
    assert {"meeting.dates_fixed", "poll.settled"} <= verbs


def test_postponed_meeting_is_not_settled_where_a_session_would_begin_in_the_past(make):
    make.ncp(make.member())
    found = make.open_poll(make.meeting(), kind=QuestionKind.DATES, options=offered(make, days=(1, 40)))
    make.close(found)
    with transaction():
        postponed(make, found)
    last = make.sessions(found.meeting)[-1]
    with pytest.raises(meetings.DatesPassed):
        settle(make, found, 0, last)
    make.again(found)
    assert found.meeting.undated
    assert settlements.of(found) is None


def test_session_that_began_other_polls_and_open_ones_are_refused(make, poll):
    session = make.sessions(poll.meeting)[0]
    plain = make.open_poll(poll.meeting)
    with pytest.raises(dates.NotAboutDates):
        actions_settle.settle(
            plain, queries.options(plain)[0], session, offered(make)[0].date, seen="", by=None, now=make.now
        )
    open_ = make.open_poll(poll.meeting, kind=QuestionKind.DATES, options=offered(make))
    with pytest.raises(rules.PollNotClosed):
        settle(make, open_)
    make.now = session.starts_at + timedelta(minutes=1)
    with pytest.raises(dates.SessionBegun):
        settle(make, poll, 0, session)


def test_poll_about_dates_opens_only_while_none_has_passed(make):
    make.ncp(make.member())
    found = make.poll(make.meeting(), kind=QuestionKind.DATES, options=offered(make, days=(1, 40)))
    make.now += timedelta(days=2)
    with pytest.raises(dates.DatePassed), transaction():
        poll_actions.open_(found, by=None, now=make.now)


def two_settle_at_once(make, poll, crowd):
    """Let two secretaries, who have both seen what the poll came to, add a session at once."""
    seen = settlements.stamp(settlements.of(poll))
    option, number, now = queries.options(poll)[1].id, poll.id, make.now

    def task():
        found, chosen = db.session.get_one(Poll, number), db.session.get_one(PollOption, option)
        english = SessionLanguage.ENGLISH
        return actions_settle.settle(found, chosen, english, chosen.date, seen=seen, by=None, now=now).id

    db.session.commit()
    crowd.run(task, task)
    db.session.expire_all()
    return make.sessions(poll.meeting)


def test_of_two_who_settle_at_once_one_wins(make, poll, app):
    settle(make, poll, 0, make.sessions(poll.meeting)[0])
    crowd = Crowd(app, transaction)
    sessions = two_settle_at_once(make, poll, crowd)
    assert (len(crowd.done), [type(error) for error in crowd.refused]) == (1, [dates.SettledMeanwhile])
    assert len(sessions) == 3


def test_control_without_the_lock_both_settle(make, poll, app, monkeypatch):
    settle(make, poll, 0, make.sessions(poll.meeting)[0])
    gate, check = threading.Barrier(2), actions_settle._check_coming

    def together(*args):
        check(*args)
        gate.wait(timeout=10)

    for module in (actions_settle, meeting_actions):
        monkeypatch.setattr(module, "lock", lambda row: row)
    monkeypatch.setattr(actions_settle, "_check_coming", together)
    crowd = Crowd(app, without_lock)
    # Whether both sessions stay depends on who reads the plan first.
    two_settle_at_once(make, poll, crowd)
    assert (len(crowd.done), crowd.refused) == (2, [])
