"""Letters of invitation: asked for, changed, taken back, signed; the passport goes, the number stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import current_app

from meetings.core.errors import Refused
from meetings.domain.privacy import actions_retention, download
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import actions_terms
from meetings.domain.registration.rules import Terms
from meetings.domain.visa import actions, queries, rules
from meetings.domain.visa.rules import PassportDraft
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.visa import InvitationLetter, Passport
from tests.make import Make

DRAFT = PassportDraft("ANA KOUASSI", "Ivorian", "19AB04321", date(1990, 5, 4), date(2030, 1, 31), "Embassy, Abidjan")


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return offering(make, make.meeting())


def offering(make: Make, meeting: Meeting) -> Meeting:
    with transaction():
        actions_terms.set_terms(meeting, Terms(letters=True), seen=0, by=None, now=make.now)
    return meeting


@pytest.fixture
def person(make: Make) -> Person:
    return make.ncp(make.member())


@pytest.fixture
def place(make: Make, meeting: Meeting, person: Person) -> Registration:
    return make.registration(meeting, person)


def ask(make: Make, place: Registration, draft: PassportDraft = DRAFT) -> InvitationLetter:
    with transaction():
        return actions.ask(place, draft, "fr", by=place.person, now=make.now)


def issue(make: Make, letter: InvitationLetter, by: Person) -> None:
    with transaction():
        actions.issue(letter, by=by, now=make.now)


def test_asking_again_changes_the_one_letter(make: Make, place: Registration) -> None:
    assert ask(make, place).id == ask(make, place, replace(DRAFT, number="20XY")).id
    found = queries.of(place)
    assert found
    assert found.passport
    assert (found.passport.number, rules.reference(found.letter)) == ("20XY", "NCP8/L1")


def test_letters_are_counted_within_the_meeting(make: Make, meeting: Meeting, place: Registration) -> None:
    ask(make, place)
    assert ask(make, make.registration(meeting, make.ncp(make.member("CM", "Cameroon"), "Other"))).number == 2


def test_refused_where_no_letters_are_offered(make: Make, person: Person) -> None:
    place = make.registration(make.meeting(), person)
    with pytest.raises(rules.LettersNotOffered):
        ask(make, place)


def test_refused_to_who_gave_the_place_back(make: Make, place: Registration) -> None:
    with transaction():
        registrations.withdraw(place, by=place.person, now=make.now)
    with pytest.raises(rules.NoSeat):
        ask(make, place)


def test_refused_with_a_passport_that_runs_out_before(make: Make, place: Registration) -> None:
    with pytest.raises(rules.PassportExpires):
        ask(make, place, replace(DRAFT, expires_on=make.now.date()))


def test_signed_letter_stays_as_it_is(make: Make, place: Registration) -> None:
    letter, secretary = ask(make, place), make.secretariat()
    issue(make, letter, secretary)
    for refused in (
        lambda: ask(make, place),
        lambda: actions.take_back(place, by=place.person, now=make.now),
        lambda: issue(make, letter, secretary),
    ):
        with pytest.raises(rules.LetterIssued):
            refused()
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="visa.issued")).one()
    assert (line.actor_id, line.details["reference"]) == (secretary.id, "NCP8/L1")


def test_nothing_is_signed_for_who_gave_the_place_back(make: Make, place: Registration) -> None:
    letter = ask(make, place)
    with transaction():
        registrations.withdraw(place, by=place.person, now=make.now)
    with pytest.raises(Refused) as refused:
        issue(make, letter, make.secretariat())
    assert type(refused.value) is rules.NoSeat


def test_taken_back_leaves_nothing(make: Make, place: Registration) -> None:
    ask(make, place)
    with transaction():
        actions.take_back(place, by=place.person, now=make.now)
        actions.take_back(place, by=place.person, now=make.now)
    assert queries.of(place) is None
    assert db.session.query(Passport).count() == 0


def test_passport_is_forgotten_after_the_meeting_and_the_number_stays(make: Make, place: Registration) -> None:
    letter = ask(make, place)
    with filing(current_app.extensions["storage"]) as files:
        actions_retention.let_go(files=files, now=make.now + timedelta(days=400))
    found = queries.of(place)
    assert found
    assert found.passport is None
    assert found.letter.number == 1
    with pytest.raises(rules.PassportGone):
        issue(make, letter, make.secretariat())


def test_ones_own_data_hold_the_passport(make: Make, place: Registration) -> None:
    ask(make, place)
    (row,) = download.everything(place.person)["passport.registration_id"]
    assert row["number"] == "19AB04321"
