"""What is read of registrations, in how many statements."""

from datetime import timedelta

import pytest

from meetings.core.text import sort_key
from meetings.domain.registration import actions, policy, queries, rules, terms
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person, Role
from meetings.models.registration import Place, Registration
from tests.conftest import NOW
from tests.make import Make
from tests.queries import counted


def crowd(make: Make, meeting, number, session=None):
    """Register *number* people, each of a Member of their own."""
    return [
        make.registration(meeting, make.ncp(make.member(f"M{n}"), f"Person {n:02}"), session) for n in range(number)
    ]


def test_seats_taken_counts_only_the_confirmed(make: Make):
    meeting = make.meeting(capacity=2)
    english, french = make.sessions(meeting)
    held = crowd(make, meeting, 4, english)
    with transaction():
        actions.withdraw(held[3], by=None, now=make.now)
    assert terms.room(meeting).taken == {english.id: 2, french.id: 0}
    assert queries.numbers(meeting) == {
        (english.id, Place.CONFIRMED): 2,
        (english.id, Place.WAITING): 1,
        (english.id, Place.WITHDRAWN): 1,
        (None, Place.CONFIRMED): 2,
        (None, Place.WAITING): 1,
        (None, Place.WITHDRAWN): 1,
    }
    assert queries.confirmed_in(french) == 0


def test_list_is_by_family_name_whatever_the_accents(make: Make):
    meeting, member = make.meeting(), make.member()
    names = ("Zoé Abena", "Brice Éboué", "Anneleen Eby", "aïssatou Zongo", "Mei Ling Chan")
    people = [make.ncp(member, name) for name in names]
    with transaction():
        people[-1].family_name = "Mei"
    for person in people:
        make.registration(meeting, person)
    listed = [one.person.name for one in queries.whole_list(meeting)]
    assert listed == ["Zoé Abena", "Brice Éboué", "Anneleen Eby", "Mei Ling Chan", "aïssatou Zongo"]
    assert listed == [one.name for one in sorted(people, key=lambda one: sort_key(one.sorts_as))]


def test_colleagues_are_the_others_of_the_same_organisation(make: Make):
    meeting, kenya = make.meeting(), make.member()
    me, other, gone = make.ncp(kenya), make.ncp(kenya, "Daniel Otieno"), make.ncp(kenya, "Joy Achieng")
    make.registration(meeting, me)
    make.registration(meeting, other, make.sessions(meeting)[1])
    make.registration(meeting, make.ncp(make.member("UG", "Uganda")))
    left = make.registration(meeting, gone)
    with transaction():
        actions.withdraw(left, by=None, now=make.now)
    assert [one.person.name for one in queries.colleagues(meeting, kenya.id, me)] == ["Daniel Otieno"]


def test_list_is_filtered_by_session_and_place_and_paged(make: Make):
    meeting = make.meeting(capacity=2)
    english, french = make.sessions(meeting)
    crowd(make, meeting, 3, english)
    last = make.registration(meeting, make.person("Zoe"), french)
    with transaction():
        actions.withdraw(last, by=None, now=make.now)
    assert [one.person.name for one in queries.for_meeting(meeting).things] == ["Person 00", "Person 01", "Person 02"]
    assert queries.for_meeting(meeting, place=Place.WAITING).total == 1
    assert queries.for_meeting(meeting, session_id=french.id).total == 0
    assert [one.person.name for one in queries.whole_list(meeting, place=Place.WITHDRAWN)] == ["Zoe"]


@pytest.mark.parametrize("number", [1, 30])
def test_lists_take_the_same_statements_for_one_and_for_thirty(make: Make, number):
    meeting = make.meeting()
    crowd(make, meeting, number)
    db.session.commit()
    with counted() as statements:
        meeting.id  # noqa: B018 - reloads what the commit let go
        del statements[:]
        page = queries.for_meeting(meeting)
        seen = [
            (r.person.name, r.session.language, r.organisation.name, r.organisation.region.code) for r in page.things
        ]
    assert (len(seen), len(statements)) == (number, 2)


def test_messages_about_a_session_need_one_statement(make: Make):
    meeting = make.meeting()
    crowd(make, meeting, 5)
    session = make.sessions(meeting)[0]
    number = session.id
    db.session.expunge_all()
    session = db.session.get_one(Session, number)
    with counted() as statements:
        for day in queries.held_in([session]):
            one = day.registration
            assert one.person.email
            assert one.meeting.series.symbol
            assert one.organisation.code
            assert day.session.uid
    assert len(statements) == 1


def test_of_person_leaves_out_what_is_over_or_withdrawn(make: Make):
    person = make.person()
    soon, late = make.meeting(number=8), make.meeting(number=9, days=40)
    make.registration(late, person)
    first = make.registration(soon, person)
    assert [one.registration.meeting.number for one in queries.of_person(person, now=make.now)] == [8, 9]
    assert [one.registration.meeting.number for one in queries.of_person(person, now=first.session.ends_at)] == [9]
    with transaction():
        actions.withdraw(first, by=None, now=make.now)
    assert [one.registration.meeting.number for one in queries.of_person(person, now=make.now)] == [9]


@pytest.mark.parametrize(("capacity", "taken", "left", "place"), [
    (None, 999, None, Place.CONFIRMED),
    (2, 0, 2, Place.CONFIRMED),
    (2, 1, 1, Place.CONFIRMED),
    (2, 2, 0, Place.WAITING),
    (2, 5, 0, Place.WAITING),
])  # fmt: skip
def test_place_is_a_seat_while_one_is_free(capacity, taken, left, place):
    session = Session(capacity=capacity)
    assert (rules.seats_left(session, taken), rules.place_for(session, taken)) == (left, place)


@pytest.mark.parametrize(("place", "announced", "cancelled", "over", "shown"), [
    (Place.CONFIRMED, True, False, False, True),
    (Place.CONFIRMED, False, False, False, False),
    (Place.CONFIRMED, True, True, False, False),
    (Place.CONFIRMED, True, False, True, False),
    (Place.WAITING, True, False, False, False),
    (Place.WITHDRAWN, True, False, False, False),
])  # fmt: skip
def test_join_link_is_for_confirmed_places_of_meetings_that_take_place(place, announced, cancelled, over, shown):
    meeting = Meeting(announced_at=NOW if announced else None, cancelled_at=NOW if cancelled else None)
    session = Session(ends_at=NOW if over else NOW + timedelta(hours=1), join_link="https://meet.example/1")
    assert rules.shows_join_link(Registration(place=place), session, meeting, NOW) is shown


def test_only_the_secretariat_sees_the_list_and_anyone_signed_in_takes_a_place():
    ncp, staff, meeting = Person(role=Role.PARTICIPANT), Person(role=Role.SECRETARIAT), Meeting()
    assert [policy.can_list(who, meeting) for who in (None, ncp, staff)] == [False, False, True]
    assert [policy.can_register(who, meeting) for who in (None, ncp, staff)] == [False, True, True]
