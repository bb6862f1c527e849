"""Taking a place, waiting, moving, giving it up."""

from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.registration import actions, queries, rules
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.database import Gone
from meetings.models.meeting import Session
from meetings.models.outbox import Announcement
from meetings.models.registration import Place, Registration
from tests.make import Make, entry_of


def in_one(action, *args, **kwargs):
    with transaction():
        return action(*args, **kwargs)


def told():
    """Return what was announced of registrations, in order."""
    found = db.session.scalars(db.select(Announcement).order_by(Announcement.id))
    return [(one.kind, one.payload) for one in found if one.kind.startswith("registration.")]


def register(make, meeting, person, session, later=0):
    now = make.now + timedelta(minutes=later)
    return in_one(actions.register, meeting, person, sessions=[session], by=person, now=now)


def test_register_in_a_session_that_went_meanwhile_is_refused(make: Make):
    meeting, person = make.meeting(), make.person()
    session = make.sessions(meeting)[1]
    session.id  # noqa: B018  read before it goes
    with db.engine.begin() as other:
        other.execute(db.delete(Session).where(Session.id == session.id))
    with pytest.raises(Gone):
        make.registration(meeting, person, session)
    assert told() == []


def test_register_gives_a_seat_and_remembers_for_whom(make: Make):
    kenya = make.member()
    person, meeting = make.ncp(kenya), make.meeting()
    registration = make.registration(meeting, person)
    assert (registration.place, entry_of(registration).revision, registration.organisation_id) == (
        Place.CONFIRMED,
        0,
        kenya.id,
    )
    assert told() == [("registration.confirmed", {"registration": registration.id})]
    assert queries.of(meeting, person) is registration
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="registration.made")).one()
    assert (line.actor_id, line.meeting_id, line.details["place"]) == (person.id, meeting.id, "confirmed")


def test_register_works_without_a_nomination(make: Make):
    assert make.registration(make.meeting(), make.person()).organisation_id is None


def test_register_puts_the_next_on_the_waiting_list_when_all_seats_are_taken(make: Make):
    meeting = make.meeting(capacity=1)
    first, second = make.registration(meeting, make.person()), make.registration(meeting, make.person())
    assert (first.place, second.place) == (Place.CONFIRMED, Place.WAITING)
    assert told()[-1] == ("registration.waiting", {"registration": second.id})


def test_register_refuses_a_second_place(make: Make):
    meeting, person = make.meeting(), make.person()
    make.registration(meeting, person)
    with pytest.raises(rules.AlreadyRegistered):
        make.registration(meeting, person, make.sessions(meeting)[1])
    assert len(told()) == 1


def test_register_refuses_the_session_of_another_meeting(make: Make):
    meeting, other = make.meeting(), make.meeting(number=9)
    with pytest.raises(rules.SessionNotOfMeeting):
        make.registration(meeting, make.person(), make.sessions(other)[0])


def test_register_refuses_a_session_that_is_over_and_takes_the_one_that_is_not(make: Make):
    meeting, person = make.meeting(), make.person()
    english, french = make.sessions(meeting)
    with pytest.raises(rules.SessionOver):
        in_one(actions.register, meeting, person, sessions=[english], by=person, now=english.ends_at)
    assert in_one(actions.register, meeting, person, sessions=[french], by=person, now=english.ends_at)


@pytest.mark.parametrize("reason", ["draft", "cancelled", "closed"])
def test_register_refuses_when_registration_is_not_open(make: Make, reason):
    meeting = make.meeting(announced=reason != "draft")
    with transaction():
        if reason == "cancelled":
            meetings.cancel(meeting, Bilingual("No quorum."), by=None, now=make.now)
        if reason == "closed":
            meeting.registration_closes_at = make.now
    with pytest.raises(rules.MeetingCancelled if reason == "cancelled" else rules.RegistrationClosed):
        make.registration(meeting, make.person())
    assert told() == []


def test_register_after_withdrawing_revives_the_same_entry(make: Make):
    meeting, person = make.meeting(), make.person()
    english, french = make.sessions(meeting)
    first = register(make, meeting, person, english)
    uid, number = entry_of(first).uid, first.id
    in_one(actions.withdraw, first, by=person, now=make.now)
    again = register(make, meeting, person, french, later=1)
    assert (again.id, entry_of(again).uid, entry_of(again).revision, again.session_id) == (number, uid, 2, french.id)
    assert again.place is Place.CONFIRMED


def test_withdraw_gives_the_seat_to_the_first_who_waited(make: Make):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    seated, first, second = (register(make, meeting, make.person(), session, later=n) for n in range(3))
    in_one(actions.withdraw, seated, by=None, now=make.now + timedelta(hours=1))
    db.session.expire_all()
    assert [one.place for one in (seated, first, second)] == [Place.WITHDRAWN, Place.CONFIRMED, Place.WAITING]
    assert (entry_of(seated).revision, entry_of(first).revision, entry_of(second).revision) == (1, 1, 0)
    assert first.changed_at == first.placed_at == make.now + timedelta(hours=1)
    assert told()[-2:] == [
        ("registration.withdrawn", {"registration": seated.id}),
        ("registration.promoted", {"registration": first.id}),
    ]


def test_who_withdraws_and_comes_back_waits_behind_the_others(make: Make):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    people = [make.person(f"Person {n}") for n in range(3)]
    seated, early, late = (register(make, meeting, person, session, later=n) for n, person in enumerate(people))
    in_one(actions.withdraw, early, by=None, now=make.now + timedelta(minutes=10))
    register(make, meeting, people[1], session, later=20)
    in_one(actions.withdraw, seated, by=None, now=make.now + timedelta(minutes=30))
    db.session.expire_all()
    assert (late.place, early.place) == (Place.CONFIRMED, Place.WAITING)


def test_withdrawing_from_the_waiting_list_frees_no_seat(make: Make):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    _, first, second = (register(make, meeting, make.person(), session, later=n) for n in range(3))
    in_one(actions.withdraw, first, by=None, now=make.now)
    db.session.expire_all()
    assert second.place is Place.WAITING


def test_withdraw_is_refused_once_the_session_has_begun_and_twice(make: Make):
    meeting = make.meeting()
    registration = make.registration(meeting, make.person())
    starts_at = registration.session.starts_at
    with pytest.raises(rules.SessionBegun):
        in_one(actions.withdraw, registration, by=None, now=starts_at)
    in_one(actions.withdraw, registration, by=None, now=starts_at - timedelta(seconds=1))
    with pytest.raises(rules.NotRegistered):
        in_one(actions.withdraw, registration, by=None, now=make.now)


def test_withdrawing_from_a_cancelled_meeting_promotes_nobody(make: Make):
    meeting = make.meeting(capacity=1)
    seated, waiting = make.registration(meeting, make.person()), make.registration(meeting, make.person())
    in_one(meetings.cancel, meeting, Bilingual("No quorum."), by=None, now=make.now)
    in_one(actions.withdraw, seated, by=None, now=make.now)
    db.session.expire_all()
    assert waiting.place is Place.WAITING


def test_move_keeps_the_entry_and_raises_its_revision(make: Make):
    meeting, person = make.meeting(), make.person()
    english, french = make.sessions(meeting)
    registration = register(make, meeting, person, english)
    uid = entry_of(registration).uid
    in_one(actions.move, registration, [french], by=person, now=make.now)
    db.session.expire_all()
    assert (entry_of(registration).uid, entry_of(registration).revision, registration.session_id) == (uid, 1, french.id)
    assert told()[-1] == ("registration.moved", {"registration": registration.id, "was": english.id})


def test_move_to_the_own_session_changes_nothing(make: Make):
    registration = make.registration(make.meeting(), make.person())
    in_one(actions.move, registration, [registration.session], by=None, now=make.now)
    assert (entry_of(registration).revision, len(told())) == (0, 1)


def test_move_to_a_full_session_is_refused_and_keeps_the_seat(make: Make):
    meeting = make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    registration = register(make, meeting, make.person(), english)
    register(make, meeting, make.person(), french)
    with pytest.raises(rules.SessionFull):
        in_one(actions.move, registration, [french], by=None, now=make.now)
    db.session.expire_all()
    assert (registration.session_id, registration.place, entry_of(registration).revision) == (
        english.id,
        Place.CONFIRMED,
        0,
    )


def test_move_leaves_the_seat_to_the_waiting_list_and_from_it_leads_to_a_seat(make: Make):
    meeting = make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    seated, waiting = (register(make, meeting, make.person(), english, later=n) for n in range(2))
    in_one(actions.move, seated, [french], by=None, now=make.now)
    db.session.expire_all()
    assert (waiting.place, entry_of(waiting).revision) == (Place.CONFIRMED, 1)
    third = register(make, meeting, make.person(), english)
    in_one(actions.withdraw, seated, by=None, now=make.now)
    in_one(actions.move, third, [french], by=None, now=make.now)
    assert (third.place, third.session_id) == (Place.CONFIRMED, french.id)


def test_move_is_refused_when_registration_is_closed_or_the_place_is_gone(make: Make):
    meeting = make.meeting()
    french = make.sessions(meeting)[1]
    registration = make.registration(meeting, make.person())
    with transaction():
        meeting.registration_closes_at = make.now
    with pytest.raises(rules.RegistrationClosed):
        in_one(actions.move, registration, [french], by=None, now=make.now)
    in_one(actions.withdraw, registration, by=None, now=make.now)
    with pytest.raises(rules.NotRegistered):
        in_one(actions.move, registration, [french], by=None, now=make.now)


def test_fill_promotes_as_many_as_the_grown_capacity_takes_in_their_order(make: Make):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    held = [register(make, meeting, make.person(), session, later=n) for n in range(4)]
    with transaction():
        session.capacity = 3
        assert [one.id for one in actions.fill(session.meeting, by=None, now=make.now)] == [held[1].id, held[2].id]
    assert [one.place for one in held] == [Place.CONFIRMED] * 3 + [Place.WAITING]


def test_newcomer_does_not_overtake_the_waiting_list_when_seats_were_added(make: Make):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    _, waiting = (register(make, meeting, make.person(), session, later=n) for n in range(2))
    with transaction():
        session.capacity = 2
    newcomer = register(make, meeting, make.person(), session, later=5)
    db.session.expire_all()
    assert (waiting.place, newcomer.place) == (Place.CONFIRMED, Place.WAITING)


def test_nobody_loses_a_seat_when_capacity_shrinks_and_nobody_is_promoted_above_it(make: Make):
    meeting = make.meeting(capacity=3)
    session = make.sessions(meeting)[0]
    held = [register(make, meeting, make.person(), session, later=n) for n in range(4)]
    with transaction():
        session.capacity = 1
    in_one(actions.withdraw, held[0], by=None, now=make.now)
    db.session.expire_all()
    assert [one.place for one in held[1:]] == [Place.CONFIRMED, Place.CONFIRMED, Place.WAITING]


def test_follow_session_raises_the_revision_of_all_who_hold_a_place_there(make: Make):
    meeting = make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    seated, waiting = (register(make, meeting, make.person(), english, later=n) for n in range(2))
    elsewhere = register(make, meeting, make.person(), french)
    gone = register(make, meeting, make.person(), english)
    in_one(actions.withdraw, gone, by=None, now=make.now)
    later = make.now + timedelta(hours=1)
    followers = in_one(actions.follow_sessions, [english], now=later)
    assert [one.registration_id for one in followers] == [seated.id, waiting.id]
    db.session.expire_all()
    assert [(entry_of(one).revision, entry_of(one).changed_at) for one in (seated, waiting)] == [(1, later)] * 2
    assert (entry_of(elsewhere).revision, entry_of(gone).revision) == (0, 1)


def test_take_back_is_refused_while_somebody_has_a_place(make: Make):
    meeting = make.meeting()
    registration = make.registration(meeting, make.person())
    with pytest.raises(rules.PeopleRegistered):
        in_one(actions.take_back, meeting, by=None, now=make.now)
    in_one(actions.withdraw, registration, by=None, now=make.now)
    in_one(actions.take_back, meeting, by=None, now=make.now)
    assert meeting_rules.state(meeting, make.sessions(meeting), make.now) is meeting_rules.State.DRAFT


def test_every_action_writes_one_line_of_history_and_a_refused_one_none(make: Make):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    seated, _ = (register(make, meeting, make.person(), session, later=n) for n in range(2))
    with pytest.raises(rules.AlreadyRegistered):
        make.registration(meeting, seated.person)
    in_one(actions.withdraw, seated, by=None, now=make.now)
    verbs = db.session.scalars(db.select(AuditLine.verb).order_by(AuditLine.id)).all()
    assert [verb for verb in verbs if verb.startswith("registration.")] == [
        "registration.made",
        "registration.made",
        "registration.promoted",
        "registration.withdrawn",
    ]
    assert db.session.scalar(db.select(db.func.count()).select_from(Registration)) == 2


def test_people_of_a_kind_that_does_not_attend_get_no_place(make: Make) -> None:
    kenya = make.member()
    person, meeting = make.ncp(kenya), make.meeting()
    with transaction():
        make.kind().attends = False
    with pytest.raises(rules.KindDoesNotAttend):
        make.registration(meeting, person)
