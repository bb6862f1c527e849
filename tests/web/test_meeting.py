"""The page of one meeting, for everyone, for a contact point and for the secretariat."""

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions as agenda
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.registration import actions as registrations
from meetings.extensions import transaction
from meetings.models.agenda import Purpose
from meetings.models.meeting import Meeting, Visibility
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

PAGE = "/en/meetings/ncp-plenary-8/"


def _item(make: Make, meeting: Meeting, title: Bilingual) -> None:
    with transaction():
        draft = ItemDraft(title=title, purpose=Purpose.DECISION, presenter=both("Chair", "Présidence"), minutes=10)
        agenda.add(meeting, draft, by=None, now=make.now)


def test_reader_sees_both_sessions_in_their_own_time_and_in_brussels(make: Make, client: Browser) -> None:
    person = make.ncp(make.member())
    make.meeting()
    page = client.sign_in(person).get(PAGE).text
    assert "15:00–17:00" in page
    assert "13:00–15:00 in Brussels" in page
    assert "your time, Nairobi" in page
    french = client.get(PAGE.replace("/en/", "/fr/")).text
    assert "15\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}– 17\N{NO-BREAK SPACE}h" in french
    assert "8<sup>e</sup> réunion plénière des PCN" in french


def test_stranger_sees_the_meeting_but_no_join_link_and_no_names(make: Make, client: Browser) -> None:
    person = make.ncp(make.member())
    meeting = make.meeting()
    with transaction():
        registrations.register(meeting, person, sessions=[make.sessions(meeting)[0]], by=person, now=make.now)
    page = client.get(PAGE).text
    assert "8th NCP Plenary" in page
    assert "meet.hemicycle.example" not in page
    assert person.name not in page
    assert "1 registered" in page


def test_join_link_is_for_the_registered_only(make: Make, client: Browser) -> None:
    person, other = make.ncp(make.member()), make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other")
    meeting = make.meeting()
    with transaction():
        registrations.register(meeting, person, sessions=[make.sessions(meeting)[0]], by=person, now=make.now)
    assert "https://meet.hemicycle.example/en" in client.sign_in(person).get(PAGE).text
    assert "meet.hemicycle.example" not in client.sign_in(other).get(PAGE).text


def test_missing_language_is_shown_in_the_other_and_marked(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    _item(make, meeting, Bilingual("Only English", ""))
    page = client.get(PAGE.replace("/en/", "/fr/")).text
    assert '<span lang="en">Only English</span>' in page


def test_text_is_escaped_wherever_it_stands(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    _item(make, meeting, Bilingual("</title><script>alert(1)</script>", '"><img src=x onerror=alert(1)> 8e'))
    for path in (PAGE, PAGE.replace("/en/", "/fr/")):
        page = client.get(path).text
        assert "<script" not in page
        assert "<img" not in page


@pytest.mark.parametrize(
    ("visibility", "stranger"), [(Visibility.PUBLIC, 200), (Visibility.OPEN, 200), (Visibility.INTERNAL, 404)]
)
def test_visibility_decides_who_knows_of_a_meeting(
    make: Make, client: Browser, visibility: Visibility, stranger: int
) -> None:
    make.meeting(visibility=visibility)
    assert client.get(PAGE).status_code == stranger
    assert client.sign_in(make.person()).get(PAGE).status_code == 200


def test_secretariat_finds_everything_it_does_with_a_meeting(make: Make, client: Browser) -> None:
    make.meeting(announced=False)
    page = client.sign_in(make.secretariat()).get(PAGE).text
    for words in ("Draft, only the secretariat sees it", "Check and announce", "Registrations", "Minutes", "History"):
        assert words in page


def test_number_of_statements_does_not_grow_with_the_agenda(make: Make, client: Browser) -> None:
    person = make.ncp(make.member())
    meeting = make.meeting()
    client.sign_in(person)
    _item(make, meeting, both("Item 1"))
    client.get(PAGE)
    with counted() as few:
        client.get(PAGE)
    for number in range(29):
        _item(make, meeting, both(f"Item {number + 2}"))
    with counted() as many:
        client.get(PAGE)
    assert len(many) == len(few)
    assert len(many) <= 16
