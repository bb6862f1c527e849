"""Choosing days on the web: the form with its strands, signed in and by link, for a colleague, and changing them."""

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions_programme
from meetings.domain.registration import days, links, places, queries
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.registration import Place, Registration
from tests.conftest import SECRET, Browser
from tests.make import Make

MEETING = "/en/meetings/ncp-plenary-8/"
NEW, DAYS, LIST = f"{MEETING}registration/", f"{MEETING}registration/days/", f"{MEETING}registrations/"
BOTH, ENGLISH, FRENCH = SessionLanguage.BOTH, SessionLanguage.ENGLISH, SessionLanguage.FRENCH


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A plenary in both languages, a day in each, and one in both again."""
    return make.workshop([BOTH, ENGLISH, FRENCH, BOTH])


def held() -> list[tuple[list[int], Place]]:
    db.session.expire_all()
    found = db.session.scalars(db.select(Registration).order_by(Registration.id))
    return [([day.id for day in days.covered(one)], one.place) for one in found]


def come(make: Make, client: Browser, meeting: Meeting, *sessions: Session) -> Registration:
    """Sign somebody in who has a place in *sessions*."""
    person = make.ncp(make.member())
    client.sign_in(person)
    client.post(NEW, data={"strand": "en", "day-en": [one.id for one in sessions]})
    place = queries.of(meeting, person)
    assert place is not None
    return place


def test_form_offers_the_days_of_each_strand_all_ticked(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, french, _last = make.sessions(meeting)
    client.sign_in(make.person())
    page = client.get(NEW).text
    assert page.count('type="radio"') == 2
    assert page.count('type="checkbox"') == 6
    assert page.count(" checked") == 1 + 6
    assert 'id="strand-en" name="strand" value="en" checked' in page
    assert f'name="day-en" value="{english.id}"' in page
    assert f'name="day-en" value="{french.id}"' not in page
    assert f'name="day-fr" value="{first.id}"' in page


def test_days_of_the_chosen_strand_count_and_no_others(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, french, last = make.sessions(meeting)
    client.sign_in(make.person())
    sent = {"strand": "fr", "day-fr": [first.id, french.id], "day-en": [first.id, english.id, last.id]}
    assert client.post(NEW, data=sent).status_code == 303
    assert held() == [([first.id, french.id], Place.CONFIRMED)]


def test_without_details_one_press_takes_all_days_of_a_strand(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, _french, last = make.sessions(meeting)
    client.sign_in(make.person())
    assert 'name="all"' in client.get(MEETING).text
    client.post(NEW, data={"strand": "en", "all": "1"})
    assert held() == [([first.id, english.id, last.id], Place.CONFIRMED)]


@pytest.mark.parametrize("typed", [
    "", "strand=en", "strand=de&day-en=1", "strand=en&day-en=x", f"strand=en&day-en={2**70}", "day-en=1&strand=%00",
    "strand=fr&day-fr=%ED%A0%80",
])  # fmt: skip
def test_no_day_is_refused_with_a_sentence(make: Make, client: Browser, meeting: Meeting, typed: str) -> None:
    client.sign_in(make.person())
    answer = client.post(NEW, data=typed, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "Choose one day at least." in answer.text
    assert held() == []


def test_full_and_cancelled_days_are_shown_as_such(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, _french, last = make.sessions(meeting)
    with transaction():
        first.capacity = 1
    make.registration(meeting, make.person(), first)
    with transaction():
        actions_programme.cancel_sitting(last, Bilingual("Flood"), by=None, now=make.now)
    client.sign_in(make.person())
    page = client.get(NEW).text
    assert "All seats are taken" in page
    assert "cancelled" in page
    assert f'value="{last.id}"' not in page
    client.post(NEW, data={"strand": "en", "day-en": [english.id]})
    assert held()[-1] == ([english.id], Place.CONFIRMED)


def test_days_are_shown_and_changed_on_a_page_of_their_own(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, french, last = make.sessions(meeting)
    come(make, client, meeting, first, english)
    page = client.get(MEETING).text
    assert "2 days, English session" in page
    assert "On one more day you do not come." in page
    assert "Move to" not in page
    assert f'value="{english.id}" checked' in client.get(DAYS).text
    assert client.post(DAYS, data={"strand": "en", "day-en": [english.id, last.id]}).location == MEETING
    assert held() == [([english.id, last.id], Place.CONFIRMED)]
    client.post(DAYS, data={"strand": "fr", "day-fr": [french.id]})
    assert held() == [([french.id], Place.CONFIRMED)]


def test_refused_change_keeps_what_was_ticked(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, _french, last = make.sessions(meeting)
    with transaction():
        last.capacity = 1
    make.registration(meeting, make.person(), last)
    come(make, client, meeting, first, english)
    answer = client.post(DAYS, data={"strand": "en", "day-en": [first.id, last.id]})
    assert answer.status_code == 422
    assert "All seats of that session are taken." in answer.text
    assert f'value="{last.id}" checked' in answer.text
    assert f'value="{english.id}" checked' not in answer.text
    answer = client.post(DAYS, data={"strand": "en"})
    assert (answer.status_code, "Choose one day at least." in answer.text) == (422, True)
    assert held()[-1] == ([first.id, english.id], Place.CONFIRMED)


def test_days_without_a_place_lead_back(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.person())
    assert client.get(DAYS).location == MEETING


def test_link_shows_and_changes_days_without_signing_in(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, _french, _last = make.sessions(meeting)
    person = make.person()
    with transaction():
        link = places.give_link(meeting, person)
        link.opened_at = make.now
    own = f"/en/place/{links.token(link.key, SECRET)}/"
    assert client.get(own).text.count('type="checkbox"') == 6
    client.post(own, data={"strand": "en", "day-en": [first.id, english.id]})
    assert "2 days, English session" in client.get(own).text
    client.post(f"{own}days/", data={"strand": "en", "day-en": [english.id]})
    assert held() == [([english.id], Place.CONFIRMED)]


def test_secretariat_registers_for_days_and_sees_numbers_of_each(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, _french, last = make.sessions(meeting)
    person = make.ncp(make.member(), "Ana Kouassi")
    client.sign_in(make.secretariat())
    sent = {"q": "Kouassi", "person": person.id, "strand": "en", "day-en": [first.id, last.id]}
    assert client.post(f"{LIST}new/", data=sent).location == LIST
    assert held() == [([first.id, last.id], Place.CONFIRMED)]
    assert "Ana Kouassi" in client.get(f"{LIST}?session={last.id}").text
    assert "Ana Kouassi" not in client.get(f"{LIST}?session={english.id}").text
    (row,) = [
        line for line in client.get("/en/meetings/ncp-plenary-8/registrations.csv").text.splitlines() if "Ana" in line
    ]
    assert row.count("Mar 2027") >= 2


def test_secretariat_chooses_the_days_of_somebody(make: Make, client: Browser, meeting: Meeting) -> None:
    first, english, _french, last = make.sessions(meeting)
    place = come(make, client, meeting, first, english, last)
    client.sign_in(make.secretariat())
    address = f"{LIST}{place.id}/days/"
    assert address in client.get(LIST).text
    assert client.get(address).text.count(" checked") == 1 + 3 + 3
    answer = client.post(address, data={"strand": "en", "day-en": [first.id, last.id]}, follow_redirects=True)
    assert "2 days. They get a message that you did it for them." in answer.text
    assert held() == [([first.id, last.id], Place.CONFIRMED)]
    assert queries.by_id(place.id).on_behalf
    again = client.post(address, data={"strand": "en", "day-en": [first.id, last.id]}, follow_redirects=True)
    assert "as before. Nothing was changed." in again.text
    assert "Choose one day at least." in client.post(address, data={"strand": "en"}).text
