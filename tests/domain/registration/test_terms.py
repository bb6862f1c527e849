"""On what terms people register: who is admitted, how many of an organisation, who needs the secretariat's yes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import actions, actions_terms, queries, rules, terms
from meetings.domain.registration.rules import Terms
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration
from tests.make import Make


def in_one(action: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with transaction():
        return action(*args, **more)


def on(make: Make, meeting: Meeting, **chosen: Any) -> list[Registration]:
    """Let people register for *meeting* on terms that differ from the usual ones as *chosen*."""
    seen = terms.revision_of_terms(meeting)
    return in_one(actions_terms.set_terms, meeting, Terms(**chosen), seen=seen, by=None, now=make.now)


def register(make: Make, meeting: Meeting, person: Person, by: Person | None = None, session: int = 0) -> Registration:
    """Let *person* register, or *by* do it."""
    chosen = make.sessions(meeting)[session]
    return in_one(actions.register, meeting, person, sessions=[chosen], by=by or person, now=make.now)


def told() -> list[str]:
    """Return what was announced of places, in order."""
    kinds = db.session.scalars(db.select(Announcement.kind).order_by(Announcement.id))
    return [kind.removeprefix("registration.") for kind in kinds if kind.startswith("registration.")]


def test_nothing_decided_means_open_to_everybody(make: Make) -> None:
    meeting = make.meeting()
    assert terms.terms_of(meeting) == Terms() == terms.room(meeting).terms
    assert terms.revision_of_terms(meeting) == 0
    assert register(make, meeting, make.person()).place is Place.CONFIRMED


def test_terms_are_kept_and_noted_and_two_editors_do_not_overwrite_each_other(make: Make) -> None:
    meeting, chosen = make.meeting(), Terms(Admission.INVITED, 3, True, 2, True, True)
    in_one(actions_terms.set_terms, meeting, chosen, seen=0, by=make.secretariat(), now=make.now)
    assert terms.terms_of(meeting) == terms.room(meeting).terms == chosen
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="registration.terms_set")).one()
    assert (line.meeting_id, line.details["admission"], line.details["quota"]) == (meeting.id, "invited", 3)
    with pytest.raises(ChangedMeanwhile):
        in_one(actions_terms.set_terms, meeting, Terms(), seen=0, by=None, now=make.now)
    assert terms.terms_of(meeting) == chosen


def test_by_invitation_others_are_refused_and_the_secretariat_registers_whom_it_likes(make: Make) -> None:
    meeting, person, other = make.meeting(), make.person(), make.person()
    on(make, meeting, admission=Admission.INVITED)
    with pytest.raises(rules.NotInvited):
        register(make, meeting, person)
    with transaction():
        actions.places.give_link(meeting, person).invited_at = make.now
    assert register(make, meeting, person).place is Place.CONFIRMED
    assert register(make, meeting, other, by=make.secretariat()).place is Place.CONFIRMED


def test_head_registers_the_people_of_the_organisation(make: Make) -> None:
    kenya, meeting = make.member(), make.meeting()
    head, ncp = make.ncp(kenya, "Head", capacity=Capacity.HEAD), make.ncp(kenya, "Ncp")
    on(make, meeting, admission=Admission.NOMINATED)
    for person in (ncp, make.person()):
        with pytest.raises(rules.HeadRegisters):
            register(make, meeting, person)
    made = register(make, meeting, ncp, by=head)
    assert (made.place, made.on_behalf, made.colleague_id) == (Place.CONFIRMED, True, head.id)
    assert register(make, meeting, head).on_behalf is False
    in_one(actions.withdraw, made, by=ncp, now=make.now)
    assert (made.place, made.on_behalf, made.colleague_id) == (Place.WITHDRAWN, False, None)


def test_colleagues_register_each_other_and_nobody_else(make: Make) -> None:
    kenya, meeting = make.member(), make.meeting()
    one, other, stranger = make.ncp(kenya), make.ncp(kenya, "Other"), make.person("Stranger")
    assert register(make, meeting, other, by=one).colleague_id == one.id
    for person, by in ((stranger, one), (one, stranger), (make.ncp(make.member("CM"), "Odile"), one)):
        with pytest.raises(rules.NotColleague):
            register(make, meeting, person, by=by)


def test_kind_that_does_not_attend_is_refused_whoever_asks(make: Make) -> None:
    meeting, observer = make.meeting(), make.observer()
    person = make.ncp(observer, capacity=Capacity.DELEGATE)
    with transaction():
        observer.kind.attends = False
    for by in (person, make.secretariat()):
        with pytest.raises(rules.KindDoesNotAttend):
            register(make, meeting, person, by=by)


def test_quota_lets_the_next_wait_and_move_up_in_order(make: Make) -> None:
    kenya, meeting = make.member(), make.meeting()
    people = [make.ncp(kenya, f"Person {n}") for n in range(4)]
    on(make, meeting, quota=2)
    held = [register(make, meeting, person, session=n % 2) for n, person in enumerate(people)]
    assert [one.place for one in held] == [Place.CONFIRMED, Place.CONFIRMED, Place.WAITING, Place.WAITING]
    assert register(make, meeting, make.person("Of nobody")).place is Place.CONFIRMED
    in_one(actions.withdraw, held[1], by=None, now=make.now)
    # A seat became free in the French session, a place of the quota in the meeting: who waited longest has it.
    assert [one.place for one in held] == [Place.CONFIRMED, Place.WITHDRAWN, Place.CONFIRMED, Place.WAITING]
    assert told()[-2:] == ["withdrawn", "promoted"]


def test_waiting_list_passes_over_whoever_has_no_place_of_the_quota(make: Make) -> None:
    kenya, cameroon, meeting = make.member(), make.member("CM"), make.meeting(capacity=2)
    on(make, meeting, quota=1)
    first = register(make, meeting, make.ncp(kenya, "First"))
    nobody = register(make, meeting, make.person("Nobody"))
    second = register(make, meeting, make.ncp(kenya, "Second"))
    third = register(make, meeting, make.ncp(cameroon, "Third"))
    in_one(actions.withdraw, nobody, by=None, now=make.now)
    assert (second.place, third.place) == (Place.WAITING, Place.CONFIRMED)
    in_one(actions.withdraw, first, by=None, now=make.now)
    assert second.place is Place.CONFIRMED


def test_quota_raised_lets_people_move_up_and_lowered_throws_nobody_out(make: Make) -> None:
    kenya, meeting = make.member(), make.meeting()
    on(make, meeting, quota=1)
    held = [register(make, meeting, make.ncp(kenya, f"Person {n}")) for n in range(3)]
    assert on(make, meeting, quota=2) == [held[1]]
    assert on(make, meeting, quota=1) == []
    assert [one.place for one in held] == [Place.CONFIRMED, Place.CONFIRMED, Place.WAITING]
    assert [(one.code, number) for one, number in terms.over_quota(meeting, 1)] == [("KE", 2)]
    in_one(actions.withdraw, held[0], by=None, now=make.now)
    assert held[2].place is Place.WAITING
    assert terms.over_quota(meeting, 1) == []


def test_move_of_one_who_waits_needs_a_place_of_the_quota(make: Make) -> None:
    kenya, meeting = make.member(), make.meeting()
    on(make, meeting, quota=1)
    first, second = (register(make, meeting, make.ncp(kenya, name)) for name in ("First", "Second"))
    french = make.sessions(meeting)[1]
    with pytest.raises(rules.QuotaUsed):
        in_one(actions.move, second, [french], by=None, now=make.now)
    in_one(actions.move, first, [french], by=None, now=make.now)
    assert first.place is Place.CONFIRMED


def test_seats_fewer_than_the_registered_cost_nobody_the_seat(make: Make) -> None:
    meeting = make.meeting(capacity=3)
    english = make.sessions(meeting)[0]
    held = [register(make, meeting, make.person()) for _ in range(4)]
    with transaction():
        english.capacity = 1
    assert in_one(actions.fill, meeting, by=None, now=make.now) == []
    in_one(actions.withdraw, held[0], by=None, now=make.now)
    assert [one.place for one in held[1:]] == [Place.CONFIRMED, Place.CONFIRMED, Place.WAITING]


@pytest.fixture
def asked(make: Make) -> Registration:
    """The request of an observer, at a meeting with one seat in each session."""
    meeting = make.meeting(capacity=1)
    on(make, meeting, approves_observers=True)
    return register(make, meeting, make.ncp(make.observer(), capacity=Capacity.DELEGATE))


def test_observers_wait_for_a_yes_and_members_do_not(make: Make, asked: Registration) -> None:
    meeting = asked.meeting
    assert asked.place is Place.REQUESTED
    assert queries.confirmed_in(asked.session) == 0
    assert register(make, meeting, make.person()).place is Place.REQUESTED
    assert register(make, meeting, make.ncp(make.member())).place is Place.CONFIRMED
    assert register(make, meeting, make.person(), by=make.secretariat()).place is Place.WAITING
    assert told() == ["requested", "requested", "confirmed", "waiting"]
    with pytest.raises(rules.AlreadyRegistered):
        register(make, meeting, asked.person)


def test_yes_gives_a_seat_or_a_place_on_the_waiting_list(make: Make, asked: Registration) -> None:
    other = register(make, asked.meeting, make.person())
    for registration, place in ((asked, Place.CONFIRMED), (other, Place.WAITING)):
        in_one(actions_terms.approve, registration, by=make.secretariat(), now=make.now)
        assert registration.place is place
        with pytest.raises(rules.NothingRequested):
            in_one(actions_terms.approve, registration, by=None, now=make.now)
    assert told()[-2:] == ["confirmed", "waiting"]


def test_no_has_a_reason_and_asking_again_is_refused(make: Make, asked: Registration) -> None:
    in_one(actions_terms.refuse, asked, "Full delegations only.", by=make.secretariat(), now=make.now)
    assert (asked.place, asked.refusal) == (Place.REFUSED, "Full delegations only.")
    assert queries.of(asked.meeting, asked.person) is None
    assert queries.was_refused(asked.meeting, asked.person)
    with pytest.raises(rules.AdmissionRefused):
        register(make, asked.meeting, asked.person)
    with pytest.raises(rules.NotRegistered):
        in_one(actions.withdraw, asked, by=None, now=make.now)
    again = register(make, asked.meeting, asked.person, by=make.secretariat())
    assert (again.id, again.place, again.refusal) == (asked.id, Place.CONFIRMED, "")


def test_request_can_move_and_be_taken_back(make: Make, asked: Registration) -> None:
    french = make.sessions(asked.meeting)[1]
    make.registration(asked.meeting, make.ncp(make.member()), french)
    in_one(actions.move, asked, [french], by=asked.person, now=make.now)
    assert (asked.place, asked.session_id) == (Place.REQUESTED, french.id)
    in_one(actions.withdraw, asked, by=asked.person, now=make.now)
    with pytest.raises(rules.NothingRequested):
        in_one(actions_terms.approve, asked, by=None, now=make.now)
    assert register(make, asked.meeting, asked.person).place is Place.REQUESTED


def test_cancelled_meeting_gives_one_clear_answer(make: Make, asked: Registration) -> None:
    meeting, session = asked.meeting, asked.session
    with transaction():
        meetings.cancel(meeting, Bilingual("Strike."), by=None, now=make.now)
    refused: list[type[Refused]] = []
    for act in (
        lambda: register(make, meeting, make.person()),
        lambda: in_one(actions.move, asked, [make.sessions(meeting)[1]], by=None, now=make.now),
        lambda: in_one(actions_terms.approve, asked, by=None, now=make.now),
    ):
        with pytest.raises(Refused) as caught:
            act()
        refused.append(caught.type)
    assert set(refused) == {rules.MeetingCancelled}
    assert session.id == asked.session_id


def test_defaults_differ_from_every_decision() -> None:
    assert replace(Terms(), quota=1) != rules.OPEN_TERMS == Terms()
