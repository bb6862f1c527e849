"""What a calendar shows of a meeting to everybody, and to one person."""

from datetime import timedelta

import pytest

from meetings.calendars import entries
from meetings.calendars.values import Entry
from meetings.core.bilingual import Bilingual, Language
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import actions as places
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Registration
from tests.make import Make, entry_of

NBSP = "\N{NO-BREAK SPACE}"
PAGE = "https://meetings.example.org/en/meetings/ncp-plenary-8/"


def public(session: Session, meeting: Meeting, language: Language = "en") -> Entry:
    return entries.session_entry(session, meeting, language=language, url=PAGE, name="NCP Plenary")


def personal(registration: Registration, language: Language = "en") -> Entry:
    return entries.personal_entry(entry_of(registration), language=language, url=PAGE)


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting(capacity=1)


def test_public_entry_is_the_session_without_its_join_link(make: Make, meeting: Meeting) -> None:
    session = make.sessions(meeting)[0]
    entry = public(session, meeting)
    assert (entry.uid, entry.sequence, entry.zone) == (session.uid, 0, "Europe/Brussels")
    assert (entry.summary, entry.categories) == ("8th NCP Plenary (English session)", ("NCP Plenary",))
    assert entry.join_link is None
    assert "meet.hemicycle.example" not in entry.description
    assert PAGE in entry.description


def test_entries_speak_french_with_french_spaces(make: Make, meeting: Meeting) -> None:
    entry = personal(make.registration(meeting, make.person()), "fr")
    assert entry.summary == "8e réunion plénière des PCN (séance en anglais)"
    assert f"Pour participer{NBSP}: https://meet.hemicycle.example/en" in entry.description


def test_personal_entry_keeps_its_identity_through_a_change_of_session(make: Make, meeting: Meeting) -> None:
    person = make.person()
    registration = make.registration(meeting, person)
    before = personal(registration)
    with transaction():
        places.move(registration, [make.sessions(meeting)[1]], by=person, now=make.now)
    after = personal(registration)
    assert (before.uid, before.sequence, after.sequence) == (after.uid, 0, 1)
    assert before.starts != after.starts
    assert after.join_link == "https://meet.hemicycle.example/fr"


def test_waiting_entry_is_tentative_and_has_no_join_link(make: Make, meeting: Meeting) -> None:
    make.registration(meeting, make.person())
    entry = personal(make.registration(meeting, make.person()))
    assert (entry.tentative, entry.cancelled, entry.join_link) == (True, False, None)
    assert entry.summary.startswith("Waiting list: ")


def test_withdrawn_entry_is_cancelled_and_has_no_join_link(make: Make, meeting: Meeting) -> None:
    person = make.person()
    registration = make.registration(meeting, person)
    with transaction():
        places.withdraw(registration, by=person, now=make.now)
    entry = personal(registration)
    assert (entry.cancelled, entry.join_link, entry.sequence) == (True, None, 1)


def test_cancelled_meeting_is_marked_with_its_reason_and_newer(make: Make, meeting: Meeting) -> None:
    registration, session = make.registration(meeting, make.person()), make.sessions(meeting)[0]
    later = make.now + timedelta(hours=1)
    with transaction():
        meetings.cancel(meeting, Bilingual("Strike", "Grève"), by=None, now=later)
    for entry in (public(session, meeting, "fr"), personal(registration, "fr")):
        assert (entry.cancelled, entry.tentative, entry.changed_at, entry.join_link) == (True, False, later, None)
        assert entry.summary.startswith(f"Annulée{NBSP}: ")
        assert "Grève" in entry.description
