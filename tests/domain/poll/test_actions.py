"""Preparing, opening, voting, closing."""

from datetime import timedelta
from pathlib import Path

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.organisation import actions as organisations
from meetings.domain.poll import (
    actions,
    actions_casting,
    actions_closing,
    answers,
    ballot_queries,
    draft_rules,
    queries,
    results,
    rules,
    waiting,
)
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft, PollDraft
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.ballot import Ballot, BallotEntry, Elector
from meetings.models.organisation import Capacity, Nomination
from meetings.models.poll import Poll, PollOption, PollState
from meetings.storage import LocalStorage
from tests.make import both

#: Of polls without pictures nothing is forgotten.
FILES = LocalStorage(Path("unused"))


def delegate(make, member):
    """Make somebody whom *member* once named as a delegate, which Members no longer do."""
    person = make.ncp(member)
    with transaction():
        theirs = Nomination.person_id == person.id
        db.session.execute(db.update(Nomination).where(theirs).values(capacity=Capacity.DELEGATE))
    return person


def rows(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def in_one(action, *args, **kwargs):
    with transaction():
        return action(*args, **kwargs)


def open_(make, poll, closes_at=None):
    in_one(actions.open_, poll, closes_at=closes_at, by=None, now=make.now)


def cast(make, poll, member, person, option_id, at=None):
    return in_one(actions_casting.cast, poll, member.id, [option_id], by=person, clock=lambda: at or make.now)


def test_prepare_keeps_the_options_in_their_order(make):
    poll = make.poll(make.meeting())
    assert [(option.position, option.text.en, option.abstention) for option in queries.options(poll)] == [
        (1, "Yes", False),
        (2, "No", False),
        (3, "Abstention", True),
    ]


@pytest.mark.parametrize("number", [2, 3, 5])
def test_revise_makes_the_options_those_of_the_draft(make, number):
    poll = make.poll(make.meeting())
    texts = [both(f"Option {n}") for n in range(number)]
    in_one(
        actions.revise,
        poll,
        PollDraft(both("Else?"), None, tuple(OptionDraft(t) for t in texts)),
        files=FILES,
        by=None,
        now=make.now,
    )
    assert [option.text for option in queries.options(poll)] == texts
    assert poll.question.en == "Else?"


def test_discard_removes_a_poll_with_its_options(make):
    poll = make.poll(make.meeting())
    in_one(actions.discard, poll, files=FILES, by=None, now=make.now)
    assert (rows(Poll), rows(PollOption)) == (0, 0)


def test_opened_poll_can_neither_change_nor_go(make):
    make.ncp(make.member())
    poll = make.open_poll(make.meeting())
    draft = PollDraft(both("Else?"), None, YES_NO_ABSTENTION)
    for action in (
        lambda: actions.revise(poll, draft, files=FILES, by=None, now=make.now),
        lambda: actions.discard(poll, files=FILES, by=None, now=make.now),
        lambda: actions.open_(poll, by=None, now=make.now),
    ):
        with pytest.raises(rules.AlreadyOpened):
            in_one(action)
    assert poll.question.en == "Renew the group?"


def test_open_freezes_members_with_somebody_named_and_their_regions(make):
    kenya, malta, gabon, tonga, chad = (make.member(code) for code in ("KE", "MT", "GA", "TO", "TD"))
    for member, capacity in ((kenya, Capacity.HEAD), (kenya, Capacity.NCP), (malta, Capacity.ALTERNATE)):
        make.ncp(member, capacity=capacity)
    delegate(make, chad)
    left, closed = make.ncp(gabon), make.ncp(tonga)
    with transaction():
        db.session.execute(
            db.update(Nomination)
            .where(Nomination.person_id == left.id)
            .values(since_on=make.now.date() - timedelta(days=9), until_on=make.now.date() - timedelta(days=1))
        )
        closed.disabled_at = make.now
    observer = make.member("EU", region="EUR")
    make.ncp(observer)
    with transaction():
        observer.kind = make.kind("observer")
    poll = make.open_poll(make.meeting())
    assert ballot_queries.electors(poll) == {kenya.id, malta.id}
    with transaction():
        kenya.region = make.region("EUR")
    assert db.session.get_one(Elector, (poll.id, kenya.id)).region.code == "ESA"


def test_named_after_opening_does_not_widen_the_electorate(make):
    make.ncp(make.member())
    poll = make.open_poll(make.meeting())
    late = make.member("MT")
    person = make.ncp(late)
    with pytest.raises(rules.NotEntitled):
        cast(make, poll, late, person, queries.options(poll)[0].id)
    assert results.result(poll).entitled == 1


def test_successor_votes_and_predecessor_no_longer_does(make):
    kenya = make.member()
    before = make.ncp(kenya)
    poll = make.open_poll(make.meeting())
    yes = queries.options(poll)[0].id
    with transaction():
        db.session.execute(
            db.update(Nomination).values(
                since_on=make.now.date() - timedelta(days=9), until_on=make.now.date() - timedelta(days=1)
            )
        )
    after = make.ncp(kenya, "Daniel Otieno")
    with pytest.raises(rules.NotEntitled):
        cast(make, poll, kenya, before, yes)
    cast(make, poll, kenya, after, yes)
    assert ballot_queries.ballot(poll, kenya.id).cast_by_id == after.id


@pytest.mark.parametrize(
    "text",
    [Bilingual(en="Only English"), Bilingual(fr="Seulement français", original="fr"), Bilingual("a", "b", "en", True)],
)
@pytest.mark.parametrize("where", ["question", "option"])
def test_open_refuses_while_a_language_is_missing_or_behind(make, text, where):
    make.ncp(make.member())
    options = (*YES_NO_ABSTENTION[:2], OptionDraft(text if where == "option" else both("Else")))
    poll = make.poll(make.meeting(), question=text if where == "question" else None, options=options)
    with pytest.raises(rules.GapsInPoll):
        open_(make, poll)
    assert rows(Elector) == 0


@pytest.mark.parametrize("number", [0, 1])
def test_open_refuses_fewer_than_two_options(make, number):
    make.ncp(make.member())
    with pytest.raises(draft_rules.TooFewOptions):
        open_(make, make.poll(make.meeting(), options=YES_NO_ABSTENTION[:number]))


def test_open_refuses_without_anybody_entitled(make):
    make.member()
    with pytest.raises(rules.NobodyEntitled):
        open_(make, make.poll(make.meeting()))


def test_open_refuses_in_a_draft_and_in_a_cancelled_meeting(make):
    make.ncp(make.member())
    with pytest.raises(rules.MeetingNotAnnounced):
        open_(make, make.poll(make.meeting(announced=False, number=1)))
    cancelled = make.meeting(number=2)
    in_one(meetings.cancel, cancelled, both("No quorum"), by=None, now=make.now)
    with pytest.raises(rules.MeetingCancelled):
        open_(make, make.poll(cancelled))


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(seconds=-1)])
def test_open_refuses_a_closing_time_that_has_passed(make, ahead):
    make.ncp(make.member())
    with pytest.raises(rules.ClosesInThePast):
        open_(make, make.poll(make.meeting()), make.now + ahead)


def test_last_ballot_before_closing_counts_and_each_stays_in_the_history(make):
    kenya = make.member()
    one, two = make.ncp(kenya), make.ncp(kenya, "Daniel Otieno")
    poll = make.open_poll(make.meeting())
    yes, no, _ = (option.id for option in queries.options(poll))
    for person, option_id in ((one, yes), (two, no), (one, yes), (two, no)):
        cast(make, poll, kenya, person, option_id)
    assert [line.count for line in results.result(poll).options] == [0, 1, 0]
    assert ballot_queries.ballot(poll, kenya.id).cast_by.name == "Daniel Otieno"
    assert (rows(Ballot), rows(BallotEntry)) == (1, 4)


def test_history_says_that_they_voted_but_not_what(make):
    kenya = make.member()
    person = make.ncp(kenya)
    poll = make.open_poll(make.meeting())
    make.ballot(poll, kenya, person, 1)
    line = db.session.scalar(db.select(AuditLine).where(AuditLine.verb == "poll.ballot_cast"))
    assert (line.details, line.actor_id, line.thing) == ({"organisation": "KE"}, person.id, f"poll:{poll.id}")


def test_same_ballot_again_gets_the_same_answer_and_changes_nothing_even_after_closing(make):
    kenya = make.member()
    person = make.ncp(kenya)
    poll = make.open_poll(make.meeting())
    yes = queries.options(poll)[0].id
    first = cast(make, poll, kenya, person, yes)
    assert cast(make, poll, kenya, person, yes, make.now + timedelta(minutes=1)) == first
    in_one(actions_closing.close, poll, by=None, now=make.now)
    assert cast(make, poll, kenya, person, yes, make.now + timedelta(minutes=2)) == first
    assert (rows(Ballot), rows(BallotEntry)) == (1, 1)


def test_crafted_ballots_change_nothing(make):
    kenya, malta, eu = make.member(), make.member("MT"), make.member("EU")
    ncp, other = make.ncp(kenya), make.ncp(malta)
    sent, secretariat = delegate(make, kenya), make.secretariat()
    observer = make.ncp(eu)
    with transaction():
        eu.kind = make.kind("observer")
    meeting = make.meeting()
    poll, elsewhere, prepared = make.open_poll(meeting), make.open_poll(meeting), make.poll(meeting)
    yes = queries.options(poll)[0].id
    for target, member, person, option_id, refusal in (
        (poll, kenya, ncp, queries.options(elsewhere)[0].id, answers.OptionUnknown),
        (poll, kenya, ncp, 0, answers.OptionUnknown),
        (poll, kenya, ncp, -1, answers.OptionUnknown),
        (poll, malta, ncp, yes, rules.NotEntitled),
        (poll, kenya, other, yes, rules.NotEntitled),
        (poll, kenya, sent, yes, rules.NotEntitled),
        (poll, kenya, secretariat, yes, rules.NotEntitled),
        (poll, eu, observer, yes, rules.NotEntitled),
        (prepared, kenya, ncp, queries.options(prepared)[0].id, rules.PollNotOpen),
    ):
        with pytest.raises(refusal):
            cast(make, target, member, person, option_id)
    assert (rows(Ballot), rows(BallotEntry)) == (0, 0)


def test_ballot_at_the_closing_time_is_refused_before_anyone_closed_the_poll(make):
    kenya = make.member()
    person = make.ncp(kenya)
    noon = make.now + timedelta(hours=3)
    poll = make.open_poll(make.meeting(), closes_at=noon)
    yes = queries.options(poll)[0].id
    with pytest.raises(rules.PollClosed) as refused:
        cast(make, poll, kenya, person, yes, noon)
    assert (refused.value.closed_at, rows(Ballot)) == (noon, 0)
    cast(make, poll, kenya, person, yes, noon - timedelta(microseconds=1))
    assert rows(Ballot) == 1


def test_close_notes_what_it_counted(make):
    kenya = make.member()
    person = make.ncp(kenya)
    make.ncp(make.member("MT"))
    poll = make.open_poll(make.meeting())
    make.ballot(poll, kenya, person)
    in_one(actions_closing.close, poll, by=None, now=make.now)
    line = db.session.scalar(db.select(AuditLine).where(AuditLine.verb == "poll.closed"))
    counted = {"cast": 1, "entitled": 2, "digest": results.digest(poll)}
    assert (poll.state, poll.closed_at, line.details) == (PollState.CLOSED, make.now, counted)
    with pytest.raises(rules.PollClosed):
        in_one(actions_closing.close, poll, by=None, now=make.now)
    with pytest.raises(rules.PollClosed):
        cast(make, poll, kenya, person, queries.options(poll)[1].id)
    with pytest.raises(rules.PollNotOpen):
        in_one(actions_closing.close, make.poll(make.meeting(number=9)), by=None, now=make.now)


def test_close_due_closes_the_polls_whose_time_has_come_at_that_time(make):
    make.ncp(make.member())
    meeting, noon = make.meeting(), make.now + timedelta(hours=3)
    due, later, endless = (
        make.open_poll(meeting, closes_at=closes_at) for closes_at in (noon, noon + timedelta(hours=1), None)
    )
    assert in_one(actions_closing.close_due, now=noon - timedelta(seconds=1)) == []
    assert in_one(actions_closing.close_due, now=noon + timedelta(seconds=1)) == [due.id]
    assert in_one(actions_closing.close_due, now=noon + timedelta(seconds=2)) == []
    assert (due.state, due.closed_at) == (PollState.CLOSED, noon)
    assert {later.state, endless.state} == {PollState.OPEN}


def test_cancelled_meeting_takes_no_more_ballots_and_its_polls_are_closed(make):
    member = make.member()
    person = make.ncp(member)
    meeting = make.meeting()
    poll = make.open_poll(meeting)
    chosen = queries.options(poll)[0].id
    assert [each.id for each in waiting.for_person(person, now=make.now)] == [poll.id]
    in_one(meetings.cancel, meeting, Bilingual("No quorum"), by=None, now=make.now)
    later = make.now + timedelta(minutes=5)
    assert list(waiting.for_person(person, now=later)) == []
    with pytest.raises(rules.PollClosed) as refusal:
        cast(make, poll, member, person, chosen, at=later)
    assert refusal.value.closed_at == make.now
    assert in_one(actions_closing.close_due, now=later) == [poll.id]
    assert (poll.state, poll.closed_at) == (PollState.CLOSED, make.now)


def test_named_by_two_on_one_day_speaks_for_the_latter_only(make):
    kenya, cameroon = make.member(), make.member("CM", "Cameroon")
    person = make.ncp(kenya)
    make.ncp(cameroon)
    poll = make.open_poll(make.meeting())
    in_one(
        organisations.nominate, person, cameroon, capacity=Capacity.NCP, since=make.now.date(), by=None, now=make.now
    )
    chosen = queries.options(poll)[0].id
    with pytest.raises(rules.NotEntitled):
        cast(make, poll, kenya, person, chosen)
    cast(make, poll, cameroon, person, chosen)
    assert ballot_queries.ballot(poll, cameroon.id) is not None


def test_extend_moves_the_closing_time_until_it_has_passed(make):
    make.ncp(make.member())
    noon = make.now + timedelta(hours=3)
    poll = make.open_poll(make.meeting(), closes_at=noon)
    one = noon + timedelta(hours=1)
    in_one(actions.extend, poll, one, "The line was down", by=None, clock=lambda: make.now)
    assert poll.closes_at == one
    line = db.session.scalar(db.select(AuditLine).where(AuditLine.verb == "poll.extended"))
    assert (line.details["reason"], line.details["was"]) == ("The line was down", noon.isoformat())
    with pytest.raises(rules.ClosesInThePast):
        in_one(actions.extend, poll, make.now, "Back", by=None, clock=lambda: make.now)
    with pytest.raises(rules.PollClosed):
        in_one(actions.extend, poll, one + timedelta(hours=1), "Late", by=None, clock=lambda: one)
