"""What was read before a row was held counts for nothing: somebody comes second, and finds what the first one did.

The first one's transaction is still open when the second one begins; on PostgreSQL the second one has read by then.
"""

from functools import partial
from io import BytesIO

import pytest

from meetings.domain.meeting import actions as meetings
from meetings.domain.poll import (
    actions,
    actions_casting,
    actions_lock,
    actions_proxy,
    actions_repeat,
    ballot_queries,
    electorate,
    queries,
    rules,
)
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft
from meetings.domain.poll.proxy_rules import AlreadyVoted, RuleFixed, Terms
from meetings.extensions import db, transaction
from meetings.models.database import lock
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState
from tests.make import both
from tests.races import come_second


@pytest.fixture
def second(app):
    """Return what lets somebody come second, and says why they were refused."""
    return partial(come_second, app)


def kinds(errors: list[Exception]) -> list[type[Exception]]:
    return [type(error) for error in errors]


def test_ballot_that_the_head_locks_is_not_replaced_by_whoever_had_read_it_before(make, second):
    kenya = make.member()
    head, daniel = make.ncp(kenya, "Amina Head", capacity=Capacity.HEAD), make.ncp(kenya, "Daniel Otieno")
    poll = make.open_poll(make.meeting())
    make.ballot(poll, kenya, head)
    no, poll_id, daniel_id, kenya_id = queries.options(poll)[1].id, poll.id, daniel.id, kenya.id
    db.session.commit()

    def replace():
        there, person = queries.by_id(poll_id), db.session.get_one(Person, daniel_id)
        read_before = electorate.elector(there, kenya_id)
        actions_casting.cast(there, kenya_id, [no], by=person, clock=lambda: make.now)
        assert read_before

    told = second(lambda: actions_lock.lock(poll, by=head, now=make.now), replace)
    assert kinds(told) == [rules.BallotLocked]
    assert ballot_queries.ballot(poll, kenya.id).cast_by.name == "Amina Head"


def test_meeting_that_is_cancelled_takes_no_ballot_of_somebody_who_waits_to_cast_it(make, second):
    kenya = make.member()
    wanjiru = make.ncp(kenya)
    poll = make.open_poll(make.meeting())
    yes, poll_id, person_id, kenya_id = queries.options(poll)[0].id, poll.id, wanjiru.id, kenya.id
    db.session.commit()

    def cancelled():
        lock(poll)
        meetings.cancel(poll.meeting, both("The host withdrew."), by=None, now=make.now)

    def cast():
        there, person = queries.by_id(poll_id), db.session.get_one(Person, person_id)
        actions_casting.cast(there, kenya_id, [yes], by=person, clock=lambda: make.now)

    assert kinds(second(cancelled, cast)) == [rules.PollClosed]
    assert ballot_queries.have_voted(poll) == set()


def test_meeting_that_is_being_cancelled_opens_no_poll(make, second):
    make.ncp(make.member())
    poll = make.poll(make.meeting())
    poll_id, meeting = poll.id, poll.meeting
    db.session.commit()

    def opened():
        actions.open_(db.session.get_one(Poll, poll_id), by=None, now=make.now)

    told = second(lambda: meetings.cancel(meeting, both("The host withdrew."), by=None, now=make.now), opened)
    assert kinds(told) == [rules.MeetingCancelled]
    assert poll.state is PollState.PREPARED


def test_rule_about_proxies_stands_while_a_poll_is_being_opened(make, second):
    make.ncp(make.member())
    meeting = make.meeting()
    poll, meeting_id = make.poll(meeting), meeting.id
    db.session.commit()

    def changed():
        actions_proxy.set_terms(db.session.get_one(Meeting, meeting_id), Terms(most=2), by=None, now=make.now)

    assert kinds(second(lambda: actions.open_(poll, by=None, now=make.now), changed)) == [RuleFixed]


def test_poll_that_opens_while_the_rule_about_proxies_changes_has_the_new_one(make, second):
    make.ncp(make.member())
    meeting = make.meeting()
    poll_id = make.poll(meeting).id
    db.session.commit()
    told: list[int] = []

    def opened():
        poll = db.session.get_one(Poll, poll_id)
        actions.open_(poll, by=None, now=make.now)
        told.append(actions_proxy.proxies.terms(poll.meeting).most)

    assert not second(lambda: actions_proxy.set_terms(meeting, Terms(most=2), by=None, now=make.now), opened)
    assert told == [2]


def test_proxy_for_one_poll_is_not_given_while_its_ballot_is_being_cast(make, second):
    kenya, malta = make.member(), make.member("MT", "Malta")
    wanjiru = make.ncp(kenya)
    make.ncp(malta, "Maria")
    meeting = make.meeting()
    with transaction():
        actions_proxy.set_terms(meeting, Terms(most=1), by=None, now=make.now)
    poll = make.open_poll(meeting)
    yes = queries.options(poll)[0].id
    poll_id, ids = poll.id, (kenya.id, malta.id)
    db.session.commit()

    def given():
        there = db.session.get_one(Poll, poll_id)
        giver, holder = (db.session.get_one(Organisation, number) for number in ids)
        actions_proxy.give(there.meeting, Draft(giver, holder, poll=there), by=None, now=make.now)

    def cast():
        actions_casting.cast(poll, kenya.id, [yes], by=wanjiru, clock=lambda: make.now)

    assert kinds(second(cast, given)) == [AlreadyVoted]


def test_picture_that_a_copy_shows_stays_when_the_poll_that_it_was_taken_from_goes(app, make, second):
    storage = app.extensions["storage"]
    storage.put("poll-pictures/one", BytesIO(b"a picture"))
    shown = OptionDraft(both("This one"), image_key="poll-pictures/one")
    meeting = make.meeting()
    poll = make.poll(meeting, options=(shown, *YES_NO_ABSTENTION))
    poll_id = poll.id
    db.session.commit()

    def discarded():
        actions.discard(db.session.get_one(Poll, poll_id), files=storage, by=None, now=make.now)

    second(lambda: actions_repeat.copy(poll, meeting, None, by=None, now=make.now), discarded)
    (copied,) = queries.for_meeting(meeting, prepared=True)
    assert copied.id != poll_id
    assert storage.exists("poll-pictures/one")
