"""What each source says of somebody at a sitting, and what is shown of it."""

from datetime import timedelta

import pytest

from meetings.domain.attendance import actions, queries, rules
from meetings.domain.audit import queries as trail
from meetings.domain.registration import rules as places
from meetings.extensions import transaction
from meetings.models.attendance import Presence, Source
from tests.make import Make

LATER = timedelta(days=10, hours=4)


class Held:
    """A plenary whose English sitting has begun, with one registered person."""

    def __init__(self, make: Make) -> None:
        self.by = make.secretariat()
        self.kenya = make.member()
        self.person = make.ncp(self.kenya)
        self.meeting = make.meeting()
        self.english, self.french = make.sessions(self.meeting)
        make.registration(self.meeting, self.person)
        self.now = make.now + LATER

    def decide(self, presence: Presence = Presence.PRESENT, **values):
        with transaction():
            (row,) = actions.decide(self.english, [self.person], presence, by=self.by, now=self.now, **values)
        return row

    def attest(self, **values):
        with transaction():
            return actions.attest(self.english, self.person, closed=False, now=self.now, **values)


@pytest.fixture
def held(make: Make) -> Held:
    return Held(make)


def shown(held: Held):
    (row,) = queries.of_person(held.meeting, held.person)
    return row.presence, row.source, row.minutes, row.reason


def test_secretariat_stands_over_ones_own_word_until_it_is_taken_back(held: Held) -> None:
    held.attest()
    assert shown(held) == (Presence.PRESENT, Source.OWN, None, "")
    held.decide(Presence.EXCUSED, reason="On mission")
    assert shown(held) == (Presence.EXCUSED, Source.SECRETARIAT, None, "On mission")
    with transaction():
        actions.retract(held.english, [held.person], by=held.by, now=held.now)
    assert shown(held)[:2] == (Presence.PRESENT, Source.OWN)
    with transaction():
        actions.unsay(held.english, held.person, closed=False, now=held.now)
    assert queries.of_person(held.meeting, held.person) == []


def test_organisation_is_that_of_the_day(held: Held) -> None:
    assert held.decide().organisation_id == held.kenya.id


def test_every_word_is_in_the_history(held: Held) -> None:
    held.attest()
    held.decide()
    verbs = [line.verb for line in trail.history(held.meeting).things]
    assert {"attendance.attested", "attendance.decided"} <= set(verbs)


def test_saying_the_same_twice_makes_one_row(held: Held) -> None:
    held.attest()
    held.attest()
    held.decide()
    held.decide(minutes=30)
    (row,) = queries.of_person(held.meeting, held.person)
    assert row.minutes == 30
    assert len(queries.said_of([row])[row.id]) == 2


def test_door_counts_from_the_moment_they_came_and_sending_again_changes_nothing(held: Held) -> None:
    came = held.english.starts_at + timedelta(minutes=30)
    for at in (came, came + timedelta(minutes=20)):
        with transaction():
            actions.admit(held.english, {held.person: at}, by=held.by, now=held.english.ends_at)
    assert shown(held)[1:3] == (Source.DOOR, 90)


def test_guest_goes_with_the_last_word(held: Held) -> None:
    with transaction():
        row = actions.welcome(held.english, "Noor Haddad", function="", organisation=None, by=held.by, now=held.now)
    guest = row.guest
    assert guest
    with transaction():
        actions.retract(held.english, [guest], by=held.by, now=held.now)
    assert queries.guest_by_id(held.meeting, guest.id) is None


def test_refusals(held: Held, make: Make) -> None:
    with pytest.raises(rules.SessionNotBegun), transaction():
        actions.decide(held.french, [held.person], Presence.PRESENT, by=held.by, now=held.now)
    with pytest.raises(rules.ReasonMissing), transaction():
        actions.decide(held.english, [held.person], Presence.EXCUSED, by=held.by, now=held.now)
    with pytest.raises(rules.NobodyNamed), transaction():
        actions.decide(held.english, [], Presence.PRESENT, by=held.by, now=held.now)
    with pytest.raises(rules.OwnWordOver), transaction():
        actions.attest(held.english, held.person, closed=True, now=held.now)
    stranger = make.person("Stranger")
    with pytest.raises(places.NotRegistered), transaction():
        actions.attest(held.english, stranger, closed=False, now=held.now)
    held.decide()
    with pytest.raises(rules.OwnWordNotNeeded):
        held.attest()


def test_excuse_can_be_noted_before_the_sitting(held: Held) -> None:
    with transaction():
        actions.decide(held.french, [held.person], Presence.EXCUSED, reason="Leave", by=held.by, now=held.now)
