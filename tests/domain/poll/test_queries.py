"""Lists of polls, the result, and whose ballot is awaited."""

from datetime import timedelta

import pytest

from meetings.domain.poll import answers, ballot_queries, electorate, queries, results, waiting
from meetings.domain.poll.rules import Turnout
from meetings.extensions import db, transaction
from meetings.models.organisation import Nomination
from meetings.models.person import Role
from tests.make import Make
from tests.queries import counted


@pytest.fixture
def body(make):
    """Seven Members in two regions; five with an NCP."""
    members = [
        make.member(code, code, region=region)
        for code, region in zip("ABCDEFG", ["ESA"] * 4 + ["EUR"] * 3, strict=True)
    ]
    return [(member, make.ncp(member, f"NCP of {member.code}")) for member in members[:4] + members[4:5]]


def test_result_adds_up_by_option_and_region_over_both_language_sessions(make, body):
    poll = make.open_poll(make.meeting())
    for (member, person), place in zip(body, (0, 0, 1, None, 2), strict=True):
        if place is not None:
            make.ballot(poll, member, person, place)
    result = results.result(poll)
    assert [(line.option.text.en, line.count) for line in result.options] == [("Yes", 2), ("No", 1), ("Abstention", 1)]
    assert [(line.region.code, line.counts, line.cast, line.entitled) for line in result.regions] == [
        ("ESA", (2, 1, 0), 3, 4),
        ("EUR", (0, 0, 1), 1, 1),
    ]
    assert (result.cast, result.entitled, result.not_cast) == (4, 5, 1)
    assert sum(line.cast for line in result.regions) == sum(line.count for line in result.options) == result.cast
    assert ballot_queries.turnouts([poll]) == {poll.id: Turnout(4, 5)}
    assert [line.count for line in results.tallies([poll])[poll.id]] == [2, 1, 1]
    assert ballot_queries.have_voted(poll) == {
        member.id for (member, _), voted in zip(body, "yyy-y", strict=True) if voted == "y"
    }


def test_roll_names_everybody_entitled(make, body):
    poll = make.open_poll(make.meeting())
    make.ballot(poll, *body[1], 1)
    roll = ballot_queries.roll(poll)
    no = answers.written([queries.options(poll)[1].id])
    assert [(line.organisation.code, line.choice, line.cast_by) for line in roll] == [
        ("A", None, ""),
        ("B", no, "NCP of B"),
        ("C", None, ""),
        ("D", None, ""),
        ("E", None, ""),
    ]
    assert (roll[1].cast_at, roll[0].cast_at) == (make.now, None)


def test_list_has_open_polls_first_and_prepared_ones_only_when_asked(make, body):
    meeting = make.meeting()
    closed, prepared, opened = make.open_poll(meeting), make.poll(meeting), make.open_poll(meeting)
    make.poll(make.meeting(number=9))
    make.close(closed)
    assert list(queries.for_meeting(meeting)) == [opened, closed]
    assert list(queries.for_meeting(meeting, prepared=True)) == [opened, prepared, closed]


def test_open_polls_wait_for_those_whose_ballot_is_not_in(make, body):
    (kenya, person), second = body[0], body[1][1]
    colleague = make.ncp(kenya)
    meeting, noon = make.meeting(), make.now + timedelta(hours=3)
    endless, first = make.open_poll(meeting), make.open_poll(meeting, closes_at=noon)
    make.poll(meeting)
    assert list(waiting.for_person(person, now=make.now)) == [first, endless]
    assert list(waiting.for_person(person, now=noon)) == [endless]
    make.ballot(endless, kenya, colleague)
    assert list(waiting.for_person(person, now=make.now)) == [first]
    assert list(waiting.for_person(second, now=make.now)) == [first, endless]
    make.close(first)
    assert list(waiting.for_person(person, now=make.now)) == []
    assert list(waiting.for_person(make.secretariat(), now=make.now)) == []


@pytest.mark.parametrize("members", [1, 30])
def test_number_of_statements_is_the_same_for_1_and_30_members(make, members):
    for n in range(members):
        member = make.member(f"M{n}", region=("ESA", "EUR")[n % 2])
        make.ncp(member)
    poll = make.open_poll(make.meeting())
    for line in ballot_queries.roll(poll):
        person = db.session.scalars(db.select(Nomination).filter_by(organisation_id=line.organisation.id)).one()
        make.ballot(poll, line.organisation, person.person, 0)
    db.session.expire_all()
    poll = queries.by_id(poll.id)
    for query, number in ((results.result, 4), (ballot_queries.roll, 1)):
        with counted() as statements:
            query(poll)
        assert len(statements) == number


def test_somebody_without_a_seat_is_waited_for_nowhere(make, body):
    observer = make.member("EU")
    person = make.ncp(observer)
    with transaction():
        observer.kind = make.kind("observer")
    make.open_poll(make.meeting())
    assert waiting.for_person(person, now=make.now) == []
    assert person.role is Role.PARTICIPANT


def test_change_of_region_or_kind_leaves_an_opened_poll_as_it_was(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya)
    poll = make.open_poll(make.meeting())
    of_the_day = kenya.region_id
    elsewhere = make.region("WCA")
    with transaction():
        kenya.region, kenya.kind = elsewhere, make.kind("observer")
    right = electorate.elector(poll, kenya.id)
    assert right is not None
    assert right.region_id == of_the_day
    assert electorate.entitled(poll, on=make.now.date()) == []


def test_organisation_votes_only_while_it_is_of_the_body(make: Make) -> None:
    kenya = make.member()
    make.ncp(kenya)
    with transaction():
        kenya.since_on, kenya.until_on = make.now.date(), make.now.date()
    poll = make.poll(make.meeting())
    assert [right.voter for right in electorate.entitled(poll, on=make.now.date())] == [kenya.id]
    for days in (-1, 1):
        assert electorate.entitled(poll, on=make.now.date() + timedelta(days=days)) == []
