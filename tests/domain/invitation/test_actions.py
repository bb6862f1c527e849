"""Inviting people to a meeting, reminding the silent, saying no; and what became of each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from meetings.core.bilingual import FRENCH, Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.invitation import actions, queries, rules
from meetings.domain.invitation.rules import Segment, State
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import links
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import InvitationRound, MeetingLink
from meetings.models.organisation import Capacity
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from tests.conftest import SECRET
from tests.make import Make
from tests.queries import counted


def in_one(action: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with transaction():
        return action(*args, **more)


def names(make: Make, meeting: Meeting, **chosen: Any) -> list[str]:
    """Return who can be invited of the part of the register that is *chosen*."""
    found = queries.candidates(meeting, Segment(**chosen), on=make.now.date(), now=make.now)
    return [nomination.person.name for nomination in found]


def invite(make: Make, meeting: Meeting, **chosen: Any) -> InvitationRound:
    segment = Segment(**chosen)
    people = queries.candidates(meeting, segment, on=make.now.date(), now=make.now)
    seen = rules.mark([nomination.person_id for nomination in people])
    return in_one(actions.invite, meeting, segment, Bilingual(), seen=seen, by=None, now=make.now)


def remind(make: Make, meeting: Meeting, hours: int = 2) -> InvitationRound:
    seen = rules.mark([link.person_id for link in queries.silent(meeting)])
    now = make.now + timedelta(hours=hours)
    return in_one(actions.remind, meeting, Bilingual(), seen=seen, by=None, now=now)


def link(person: Person) -> MeetingLink:
    db.session.expire_all()
    return db.session.scalars(db.select(MeetingLink).filter_by(person_id=person.id)).one()


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def people(make: Make) -> dict[str, Person]:
    """A head who reads English, one who reads French, an alternate, and the delegate of an observer."""
    kenya, cameroon = make.member(), make.member("CM", "Cameroon", region="WCA")
    return {
        "Amina": make.ncp(kenya, "Amina", capacity=Capacity.HEAD),
        "Odile": make.ncp(cameroon, "Odile", capacity=Capacity.HEAD, language=FRENCH),
        "Paul": make.ncp(kenya, "Paul", capacity=Capacity.ALTERNATE),
        "Olga": make.ncp(make.observer(), "Olga", capacity=Capacity.DELEGATE),
    }


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["Amina", "Odile", "Olga", "Paul"]),
        ({"regions": ("WCA",)}, ["Odile"]),
        ({"regions": ("WCA", "ESA"), "capacities": ("head",)}, ["Amina", "Odile"]),
        ({"kinds": ("observer",)}, ["Olga"]),
        ({"languages": ("fr",)}, ["Odile"]),
        ({"capacities": ("alternate",)}, ["Paul"]),
        ({"regions": ("XX",)}, []),
    ],
)
def test_segment_narrows_the_register(make: Make, meeting: Meeting, people, chosen, expected) -> None:
    assert names(make, meeting, **chosen) == expected


def test_people_who_cannot_be_invited_are_left_out(make: Make, meeting: Meeting, people) -> None:
    make.registration(meeting, people["Amina"])
    with transaction():
        people["Odile"].address_failed_at = make.now
        people["Paul"].disabled_at = make.now
        make.kind("observer").attends = False
    assert names(make, meeting) == []


def test_never_attended_looks_at_meetings_that_were_held(make: Make, meeting: Meeting, people) -> None:
    held = make.meeting(number=7)
    make.registration(held, people["Amina"])
    make.registration(make.meeting(number=9), people["Odile"])
    with transaction():
        for session in make.sessions(held):
            session.starts_at, session.ends_at = make.now - timedelta(days=9), make.now - timedelta(days=8)
    assert names(make, meeting, never_attended=True) == ["Odile", "Olga", "Paul"]


def test_silent_organisations_are_those_nobody_answered_from(make: Make, meeting: Meeting, people) -> None:
    make.registration(meeting, people["Amina"])
    invite(make, meeting, kinds=("observer",))
    in_one(actions.decline, link(people["Olga"]), "", now=make.now)
    make.ncp(make.member("TG", "Togo"), "Afi")
    assert names(make, meeting, silent=True) == ["Afi", "Odile"]


def test_each_is_invited_once_and_told_once(make: Make, meeting: Meeting, people) -> None:
    made = invite(make, meeting)
    assert (made.people, made.reminder, made.segment["regions"]) == (4, False, [])
    with pytest.raises(rules.NobodyToInvite):
        invite(make, meeting)
    payloads = list(db.session.scalars(db.select(Announcement.payload).filter_by(kind="invitation.sent")))
    assert sorted(one["link"] for one in payloads) == sorted(db.session.scalars(db.select(MeetingLink.id)))
    assert names(make, meeting) == []


def test_list_that_changed_since_it_was_shown_is_not_sent(make: Make, meeting: Meeting, people) -> None:
    seen = rules.mark([people["Amina"].id])
    with pytest.raises(ChangedMeanwhile):
        in_one(actions.invite, meeting, Segment(), Bilingual(), seen=seen, by=None, now=make.now)
    assert queries.rounds(meeting) == []


@pytest.mark.parametrize("state", ["draft", "cancelled", "closed"])
def test_nobody_is_invited_where_nobody_can_register(make: Make, people, state: str) -> None:
    meeting = make.meeting(announced=state != "draft")
    with transaction():
        if state == "cancelled":
            meetings.cancel(meeting, Bilingual("Strike."), by=None, now=make.now)
        if state == "closed":
            meeting.registration_closes_at = make.now
    with pytest.raises(rules.NotAnnounced):
        invite(make, meeting)


def test_reminder_goes_to_the_silent_only_and_not_too_soon(make: Make, meeting: Meeting, people) -> None:
    invite(make, meeting)
    make.registration(meeting, people["Amina"])
    in_one(actions.decline, link(people["Odile"]), "On mission.", now=make.now)
    in_one(actions.open_, link(people["Paul"]), now=make.now)
    assert [one.person.name for one in queries.silent(meeting)] == ["Olga", "Paul"]
    with pytest.raises(rules.RemindedJustNow):
        remind(make, meeting, hours=0)
    assert remind(make, meeting).people == 2
    with pytest.raises(rules.RemindedJustNow):
        remind(make, meeting)
    for name in ("Olga", "Paul"):
        make.registration(meeting, people[name])
    with pytest.raises(rules.NobodySilent):
        remind(make, meeting, hours=9)


def states(make: Make, meeting: Meeting, *, is_open: bool = True) -> dict[str, State]:
    found = queries.invited(meeting, on=make.now.date())
    return {one.link.person.name: rules.state(one.link, one.registration, is_open=is_open) for one in found}


def test_state_says_what_became_of_each(make: Make, meeting: Meeting, people) -> None:
    english, french = make.sessions(meeting)
    invite(make, meeting)
    assert set(states(make, meeting).values()) == {State.INVITED}
    in_one(actions.open_, link(people["Paul"]), now=make.now)
    make.registration(meeting, people["Amina"], english)
    make.registration(meeting, people["Odile"], french)
    in_one(actions.decline, link(people["Olga"]), "On mission.", now=make.now)
    assert states(make, meeting) == {
        "Amina": State.REGISTERED_EN,
        "Odile": State.REGISTERED_FR,
        "Olga": State.DECLINED,
        "Paul": State.OPENED,
    }
    assert states(make, meeting, is_open=False)["Paul"] is State.SILENT
    with transaction():
        registrations.withdraw(place(people["Amina"]), by=None, now=make.now)
    assert states(make, meeting)["Amina"] is State.WITHDREW


def place(person: Person) -> Registration:
    return db.session.scalars(db.select(Registration).filter_by(person_id=person.id)).one()


def test_decline_gives_the_place_to_the_next_and_coming_after_all_takes_it_back(make: Make, people) -> None:
    meeting = make.meeting(capacity=1)
    first, second = (make.registration(meeting, people[name]) for name in ("Amina", "Odile"))
    in_one(actions.decline, link(people["Amina"]), "On mission.", now=make.now)
    assert (first.place, second.place) == (Place.WITHDRAWN, Place.CONFIRMED)
    assert link(people["Amina"]).reason == "On mission."
    make.registration(meeting, people["Amina"])
    again = link(people["Amina"])
    assert (again.declined_at, again.reason) == (None, "")


def test_link_of_a_meeting_that_is_over_or_cancelled_says_so(make: Make, meeting: Meeting, people) -> None:
    invite(make, meeting)
    for change in (
        lambda: meetings.cancel(meeting, Bilingual("Strike."), by=None, now=make.now),
        lambda: setattr(meeting, "cancelled_at", None) or setattr(meeting, "announced_at", None),
    ):
        in_one(change)
        with pytest.raises(rules.LinkOver):
            in_one(actions.decline, link(people["Amina"]), "", now=make.now)
    with transaction():
        meeting.announced_at = make.now
    with pytest.raises(rules.LinkOver):
        in_one(actions.decline, link(people["Amina"]), "", now=make.now + timedelta(days=99))


def test_token_is_known_by_the_secret_only(make: Make, meeting: Meeting, people) -> None:
    invite(make, meeting)
    own = link(people["Amina"])
    token = links.token(own.key, SECRET)
    found = links.by_token(token, SECRET)
    assert found is not None
    assert found.id == own.id
    for wrong in (links.token(own.key, "another secret"), token[:-1], token.upper(), own.key, "", "é" * 96):
        assert links.by_token(wrong, SECRET) is None


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_the_same_statements_however_long(make: Make, meeting: Meeting, number: int) -> None:
    for n in range(number):
        make.ncp(make.member(f"M{n}", f"Member {n}"), f"Person {n:02}")
    invite(make, meeting)
    db.session.expire_all()
    meeting.id  # noqa: B018  read before it is counted
    with counted() as statements:
        found = queries.invited(meeting, on=make.now.date())
        assert len({one.organisation.region.code for one in found if one.organisation and one.organisation.region}) == 1
    assert (len(found), len(statements)) == (number, 2)
