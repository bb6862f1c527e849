"""Decisions and actions."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.outcome import actions, policy, queries, rules
from meetings.domain.outcome.rules import Task, Wanted
from meetings.domain.record import actions as records
from meetings.extensions import transaction
from meetings.models.meeting import Visibility
from meetings.models.outcome import ActionState, Owner
from tests.make import Make, both
from tests.queries import counted


def test_decisions_are_counted_from_one_in_each_meeting(make: Make) -> None:
    for number in (6, 7):
        meeting = make.meeting(number=number)
        with transaction():
            found = [actions.decide(meeting, both("d"), item=None, by=None, now=make.now).number for _ in "ab"]
        assert found == [1, 2]
        assert rules.decision_symbol(meeting, 2) == f"NCP{number}/D2"


def test_number_is_free_again_in_a_draft_but_not_once_readers_saw_it(make: Make) -> None:
    meeting = make.meeting()
    record = make.record(meeting)
    with transaction():
        first = actions.decide(meeting, both("d"), item=None, by=None, now=make.now)
        actions.strike_decision(first, by=None, now=make.now)
        again = actions.decide(meeting, both("d"), item=None, by=None, now=make.now)
    action = make.action(meeting)
    assert (again.number, action.number) == (1, 1)
    with transaction():
        records.publish(record, gaps=0, by=None, now=make.now)
    for strike, thing in ((actions.strike_decision, again), (actions.strike_action, action)):
        with pytest.raises(rules.RecordPublished), transaction():
            strike(thing, by=None, now=make.now)
    with transaction():
        records.withdraw(record, by=None, now=make.now)
        actions.strike_decision(again, by=None, now=make.now)
        actions.strike_action(action, by=None, now=make.now)
        assert actions.decide(meeting, both("d"), item=None, by=None, now=make.now).number == 2
    assert make.action(meeting).number == 2


def test_decision_is_not_overwritten_unseen(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        decision = actions.decide(meeting, both("d"), item=None, by=None, now=make.now)
    seen = rules.version(decision)
    with transaction():
        actions.revise_decision(decision, both("theirs"), seen=seen, by=None, now=make.now)
    for write in (
        lambda: actions.revise_decision(decision, both("mine"), seen=seen, by=None, now=make.now),
        lambda: actions.strike_decision(decision, seen=seen, by=None, now=make.now),
    ):
        with pytest.raises(ChangedMeanwhile), transaction():
            write()
    assert decision.text.en == "theirs"


@pytest.mark.parametrize("wrong", ["nobody", "both", "other"])
def test_action_names_exactly_the_owner_it_speaks_of(make: Make, wrong: str) -> None:
    meeting, member, person = make.meeting(), make.member(), make.person()
    task = {
        "nobody": Task(both("x"), Owner.PERSON),
        "both": Task(both("x"), Owner.PERSON, organisation=member, person=person),
        "other": Task(both("x"), Owner.SECRETARIAT, organisation=member),
    }[wrong]
    with pytest.raises(rules.OwnerMissing), transaction():
        actions.add_action(meeting, task, by=None, now=make.now)


def test_database_refuses_an_action_with_two_owners(make: Make) -> None:
    action, member = make.action(make.meeting()), make.member()
    with pytest.raises(IntegrityError), transaction():
        action.organisation = member


def test_action_changes_owner_date_and_state(make: Make) -> None:
    meeting, member = make.meeting(), make.member()
    action = make.action(meeting)
    seen = rules.version(action)
    with transaction():
        task = Task(both("x"), Owner.ORGANISATION, organisation=member, due_on=date(2027, 3, 1))
        actions.revise_action(action, task, seen=seen, by=None, now=make.now)
    assert rules.is_late(action, date(2027, 3, 2))
    assert not rules.is_late(action, date(2027, 3, 1))
    with transaction():
        actions.set_state(action, ActionState.DONE, by=None, now=make.now)
    assert not rules.is_late(action, date(2027, 3, 2))
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.revise_action(action, task, seen=seen, by=None, now=make.now)


def test_action_is_reported_by_its_owner_and_the_secretariat(make: Make) -> None:
    meeting, member, other = make.meeting(), make.member(), make.member("CM", "Cameroon")
    ncp, stranger, secretariat = make.ncp(member), make.ncp(other, "Aline"), make.secretariat()
    of_member = make.action(meeting, Task(both("x"), Owner.ORGANISATION, organisation=member))
    of_person = make.action(meeting, Task(both("x"), Owner.PERSON, person=stranger))
    of_house = make.action(meeting)
    everybody = (None, ncp, stranger, secretariat)
    assert [policy.can_report(who, of_member) for who in everybody] == [False, False, False, True]
    make.record(meeting, published=True)
    assert [policy.can_report(who, of_member) for who in everybody] == [False, True, False, True]
    assert [policy.can_report(who, of_person) for who in everybody] == [False, False, True, True]
    assert [policy.can_report(who, of_house) for who in everybody] == [False, False, False, True]


def test_former_nominee_no_longer_reports(make: Make) -> None:
    meeting, member = make.meeting(), make.member()
    make.record(meeting, published=True)
    ncp = make.ncp(member)
    action = make.action(meeting, Task(both("x"), Owner.ORGANISATION, organisation=member))
    may = policy.reporter(ncp, on=make.now.date() - timedelta(days=1))
    assert not may(action)
    assert policy.reporter(ncp, on=make.now.date())(action)


def test_listed_shows_actions_of_published_records_only(make: Make) -> None:
    reader, secretariat, on = make.person(), make.secretariat(), make.now.date()
    for number, announced, published in ((1, True, True), (2, True, False), (3, False, False)):
        meeting = make.meeting(number=number, announced=announced, visibility=Visibility.INTERNAL)
        make.action(meeting)
        make.record(meeting, published=published)
    assert queries.listed(reader, Wanted(), on=on).total == 1
    assert queries.listed(secretariat, Wanted(), on=on).total == 3
    assert [meeting.number for meeting in queries.meetings_with_actions(reader)] == [1]


def test_listed_keeps_to_what_is_asked(make: Make) -> None:
    meeting, member, on = make.meeting(), make.member(), make.now.date()
    ncp, secretariat = make.ncp(member), make.secretariat()
    make.action(meeting, Task(both("house"), due_on=on - timedelta(days=1)))
    make.action(meeting, Task(both("member"), Owner.ORGANISATION, organisation=member, due_on=on))
    make.action(meeting, Task(both("person"), Owner.PERSON, person=ncp))
    done = make.action(meeting, Task(both("done"), Owner.PERSON, person=ncp, due_on=on - timedelta(days=9)))
    make.record(meeting, published=True)
    with transaction():
        actions.set_state(done, ActionState.DONE, by=ncp, now=make.now)

    def found(who, **wanted) -> list[str]:
        return [action.text.en for action in queries.listed(who, Wanted(**wanted), on=on).things]

    assert found(ncp) == ["house", "member", "person"]
    assert found(ncp, mine=True) == ["member", "person"]
    assert found(secretariat, mine=True) == ["house"]
    assert found(ncp, overdue=True, states=frozenset(ActionState)) == ["house"]
    assert found(ncp, states=frozenset({ActionState.DONE})) == ["done"]
    assert found(ncp, meeting_id=meeting.id + 1) == []


def test_actions_are_read_with_their_owners_in_one_statement(make: Make) -> None:
    counts = []
    for number, many in ((1, 1), (2, 30)):
        meeting, person = make.meeting(number=number), make.person()
        for _ in range(many):
            make.action(meeting, Task(Bilingual("x"), Owner.PERSON, person=person))
        make.again(meeting)
        assert meeting.id
        with counted() as statements:
            assert {action.person.name for action in queries.actions(meeting)} == {"Wanjiru Kamande"}
        counts.append(len(statements))
    assert counts == [1, 1]
