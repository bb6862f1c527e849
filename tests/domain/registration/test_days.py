"""A place on several days of a meeting: all or nothing, changed day by day, told day by day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.feed import queries as feed
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.registration import actions, actions_substitutes, days, queries, rules, terms
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from tests.make import Make

BOTH, ENGLISH, FRENCH = SessionLanguage.BOTH, SessionLanguage.ENGLISH, SessionLanguage.FRENCH


def in_one(action: Any, *args: Any, **kwargs: Any) -> Any:
    with transaction():
        return action(*args, **kwargs)


@pytest.fixture
def workshop(make: Make) -> Meeting:
    """Three days with interpretation."""
    return make.workshop([BOTH] * 3)


def come(make: Make, meeting: Meeting, sessions: Sequence[Session], *, later: int = 0) -> Registration:
    """Register somebody new."""
    person, now = make.person(), make.now + timedelta(minutes=later)
    return in_one(actions.register, meeting, person, sessions=sessions, by=person, now=now)


def ids(sessions: Sequence[Session]) -> list[int]:
    return [one.id for one in sessions]


@pytest.mark.parametrize(("languages", "found"), [
    ([], []),
    ([ENGLISH, FRENCH], [(ENGLISH, [0]), (FRENCH, [1])]),
    ([BOTH, BOTH], [(BOTH, [0, 1])]),
    ([BOTH, FRENCH, ENGLISH, BOTH], [(FRENCH, [0, 1, 3]), (ENGLISH, [0, 2, 3])]),
])  # fmt: skip
def test_strands_are_the_sittings_in_one_language_with_those_in_both(languages, found):
    sittings = [Session(language=language) for language in languages]
    strands = [(one.language, [sittings.index(day) for day in one.days]) for one in days.strands(sittings)]
    assert strands == found
    assert days.has_days(sittings) is any(len(numbers) > 1 for _language, numbers in found)


def test_place_is_counted_on_each_of_its_days_and_once_at_all(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    come(make, workshop, [first, third])
    assert terms.room(workshop).taken == {first.id: 1, second.id: 0, third.id: 1}
    assert queries.numbers(workshop)[None, Place.CONFIRMED] == 1
    assert queries.for_meeting(workshop, session_id=second.id).total == 0
    assert queries.for_meeting(workshop, session_id=third.id).total == 1


def test_one_full_day_lets_the_whole_place_wait_until_each_day_has_a_seat(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    in_one(setattr, second, "capacity", 1)
    holder = come(make, workshop, [second])
    waiting = come(make, workshop, [first, second, third], later=1)
    around = come(make, workshop, [first, third], later=2)
    assert (waiting.place, around.place) == (Place.WAITING, Place.CONFIRMED)
    in_one(actions.withdraw, holder, by=None, now=make.now)
    assert waiting.place is Place.CONFIRMED
    assert queries.taken(workshop) == {first.id: 2, second.id: 1, third.id: 2}


def test_first_whose_days_all_have_a_seat_moves_up(make: Make, workshop: Meeting) -> None:
    first, second, _third = make.sessions(workshop)
    for day in (first, second):
        in_one(setattr, day, "capacity", 1)
    on_first, _on_second = come(make, workshop, [first]), come(make, workshop, [second])
    wants_both, wants_first = come(make, workshop, [first, second], later=1), come(make, workshop, [first], later=2)
    in_one(actions.withdraw, on_first, by=None, now=make.now)
    assert (wants_both.place, wants_first.place) == (Place.WAITING, Place.CONFIRMED)


def test_days_are_left_out_and_chosen_anew_with_entries_of_their_own(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    place = come(make, workshop, [first, second])
    uids = {row.session_id: row.uid for row in place.days}
    in_one(actions.move, place, [second, third], by=place.person, now=make.now)
    db.session.expire_all()
    assert ids(days.covered(place)) == ids([second, third])
    # The entry of the day that was left moved to the one that came anew.
    assert {row.session_id: (row.uid, row.revision) for row in place.days} == {
        third.id: (uids[first.id], 1),
        second.id: (uids[second.id], 0),
    }
    in_one(actions.move, place, [third], by=place.person, now=make.now)
    gone = next(row for row in place.days if row.session_id == second.id)
    assert (gone.dropped_at, gone.revision) == (make.now, 1)
    assert (place.session_id, place.place) == (third.id, Place.CONFIRMED)
    assert len(feed.days_of(place.person, now=make.now)) == 2
    # A day that comes back is the same entry again.
    in_one(actions.move, place, [second, third], by=place.person, now=make.now)
    assert (gone.dropped_at, gone.revision, place.session_id) == (None, 2, second.id)


def test_day_without_a_seat_is_refused_and_everything_stays(make: Make, workshop: Meeting) -> None:
    first, second, _third = make.sessions(workshop)
    in_one(setattr, second, "capacity", 1)
    come(make, workshop, [second])
    place = come(make, workshop, [first])
    with pytest.raises(rules.SessionFull):
        in_one(actions.move, place, [first, second], by=None, now=make.now)
    db.session.expire_all()
    assert (ids(days.covered(place)), place.place) == ([first.id], Place.CONFIRMED)


def test_who_waits_gets_in_without_the_full_day_or_keeps_the_turn(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    for day in (second, third):
        in_one(setattr, day, "capacity", 1)
    come(make, workshop, [second, third])
    place = come(make, workshop, [first, second, third], later=1)
    in_one(actions.move, place, [first, third], by=None, now=make.now + timedelta(hours=1))
    assert (place.place, place.placed_at) == (Place.WAITING, make.now + timedelta(minutes=1))
    in_one(actions.move, place, [first], by=None, now=make.now + timedelta(hours=2))
    assert place.place is Place.CONFIRMED


def test_days_that_have_begun_stay_and_the_others_can_be_left_out_when_registration_is_closed(
    make: Make, workshop: Meeting
) -> None:
    first, second, third = make.sessions(workshop)
    place = come(make, workshop, [first, second, third])
    in_one(setattr, workshop, "registration_closes_at", make.now + timedelta(hours=1))
    with pytest.raises(rules.SessionBegun):
        in_one(actions.withdraw, place, by=None, now=first.starts_at)
    in_one(actions.move, place, [third], by=None, now=first.starts_at)
    assert ids(days.covered(place)) == ids([first, third])
    with pytest.raises(rules.RegistrationClosed):
        in_one(actions.move, place, [second, third], by=None, now=first.starts_at)
    in_one(actions.give_up, place, by=None, now=first.ends_at)
    assert (ids(days.covered(place)), place.place) == ([first.id], Place.CONFIRMED)


def test_days_of_two_strands_or_none_make_no_place(make: Make) -> None:
    meeting = make.workshop([ENGLISH, FRENCH, BOTH])
    english, french, both = make.sessions(meeting)
    person = make.person()
    for sessions, refused in (([english, french], days.TwoStrands), ([], days.NoDayLeft)):
        with pytest.raises(refused):
            in_one(actions.register, meeting, person, sessions=sessions, by=person, now=make.now)
    place = in_one(actions.register, meeting, person, sessions=[english, both], by=person, now=make.now)
    in_one(actions.move, place, [french, both], by=person, now=make.now)
    assert ids(days.covered(place)) == ids([french, both])


def test_cancelled_day_falls_away_for_who_has_others(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    place, only = come(make, workshop, [first, second]), come(make, workshop, [first])
    in_one(actions_programme.cancel_sitting, first, Bilingual("Ill"), by=None, now=make.now)
    db.session.expire_all()
    assert (place.session_id, only.session_id) == (second.id, first.id)
    assert ids(days.coming(place, make.now)) == [second.id]
    assert rules.can_withdraw(place, place.session, first.starts_at)
    # Other days leave the cancelled one where it is, and it is none to have alone.
    in_one(actions.move, place, [third], by=None, now=make.now)
    assert ids(days.covered(place)) == ids([first, third])
    with pytest.raises(days.NoDayLeft):
        in_one(actions.move, place, [], by=None, now=make.now)


def test_day_on_which_somebody_comes_is_not_deleted_but_one_left_out_is(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    place = come(make, workshop, [first, second])
    in_one(actions.move, place, [first], by=None, now=make.now)

    def without(gone: Session) -> None:
        both = zip(make.days_of([BOTH] * 3), make.sessions(workshop), strict=True)
        kept = [replace(sitting, session_id=one.id) for sitting, one in both if one.id != gone.id]
        in_one(meetings.revise, workshop, make.plan(), kept, by=None, now=make.now)

    with pytest.raises(meeting_rules.SessionInUse):
        without(first)
    db.session.rollback()
    without(second)
    assert ids(make.sessions(workshop)) == ids([first, third])
    assert ids(days.covered(place)) == [first.id]


def test_substitute_gets_every_day_and_gives_every_day_back(make: Make, workshop: Meeting) -> None:
    first, second, third = make.sessions(workshop)
    held = come(make, workshop, [first, second])
    other: Person = make.person()
    named = in_one(actions_substitutes.name, workshop, held.person, other, by=None, now=make.now)
    taken = queries.of(workshop, other)
    assert taken is not None
    assert ids(days.covered(taken)) == ids([first, second])
    assert queries.taken(workshop) == {first.id: 1, second.id: 1}
    in_one(actions.move, taken, [second, third], by=other, now=make.now)
    in_one(actions_substitutes.end, named, by=None, now=make.now)
    db.session.expire_all()
    assert (held.place, ids(days.covered(held))) == (Place.CONFIRMED, ids([second, third]))
    assert queries.taken(workshop) == {second.id: 1, third.id: 1}
