"""Changing, announcing and cancelling meetings, and their history."""

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from meetings.domain.meeting import actions as planning
from meetings.domain.meeting import queries
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import queries as places
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting, SessionLanguage, Visibility
from meetings.models.registration import Place
from tests.conftest import Browser
from tests.make import BRUSSELS, Make
from tests.queries import counted

BLANK = {"starts": "", "ends": "", "platform": "", "join_link": "", "capacity": "", "session_id": "", "zone": BRUSSELS}


class FormReader(HTMLParser):
    """Reads the fields of a page's forms with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag in ("select", "textarea"):
            self.inside = has["name"] or ""
            self.found[self.inside] = ""
        elif tag == "option" and "selected" in has:
            self.found[self.inside] = has["value"] or ""
        elif tag == "input" and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            self.found[has.get("name") or ""] = has.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.inside:
            self.found[self.inside] += data.removeprefix("\n")


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def row(number: int, **values: str) -> dict[str, str]:
    typed = {**BLANK, "language": "en", **values}
    return {f"sessions-{number}-{name}": value for name, value in typed.items()}


def typed(make: Make, **values: str) -> dict[str, str]:
    """What somebody types who plans a meeting well."""
    return {
        "series": str(make.series().id),
        "number": "9",
        "title-en": "9th NCP Plenary",
        "title-fr": "9e réunion plénière des PCN",
        "summary-en": "",
        "summary-fr": "",
        "visibility": "open",
        "region": "",
        "zone": BRUSSELS,
        "registration_closes": "",
        **row(
            0, starts="2027-09-15T13:00", ends="2027-09-15T15:00", platform="Zoom", join_link="https://zoom.example/1"
        ),
        **row(1, language="fr", starts="2027-09-17T10:00", ends="2027-09-17T12:00", capacity="100"),
        **values,
    }


def parts(values: dict[str, bytes]) -> bytes:
    """The body of a form whose values may be no UTF-8."""
    head = b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    return b"".join(head % (name.encode(), value) for name, value in values.items()) + b"--cut--\r\n"


def again(page: str, **values: str) -> dict[str, str]:
    """What a browser sends back of the form on *page* that nobody touched, apart from *values*."""
    reader = FormReader()
    reader.feed(page)
    return {**{name: value for name, value in reader.found.items() if name}, **values}


def fresh(slug: str) -> Meeting | None:
    db.session.rollback()
    db.session.expire_all()
    return queries.by_slug(slug)


def test_edit_shows_the_plan_and_saves_it_unchanged(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(announced=False)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    assert secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=again(page)).status_code == 303
    make.again(meeting)
    assert [session.revision for session in make.sessions(meeting)] == [0, 0]


def test_edit_moves_adds_and_removes_sessions(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(announced=False)
    first = make.sessions(meeting)[0].id
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    changes = {
        "sessions-0-starts": "2027-03-12T14:00",
        "sessions-1-remove": "y",
        **row(2, language="both", starts="2027-03-13T14:00", ends="2027-03-13T15:00"),
    }
    assert secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=again(page, **changes)).status_code == 303
    make.again(meeting)
    moved, added = make.sessions(meeting)
    assert (moved.id, moved.revision, moved.starts_local.hour) == (first, 1, 14)
    assert (added.language, added.revision) == (SessionLanguage.BOTH, 0)


def test_edit_marks_the_translation_that_did_not_follow(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(announced=False)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=again(page, **{"title-en": "Eighth Plenary"}))
    make.again(meeting)
    assert meeting.title.behind
    check = secretariat.get("/en/meetings/ncp-plenary-8/check/").text
    assert "out of date" in check
    assert "/en/meetings/ncp-plenary-8/edit/#title-fr" in check


def test_announced_meeting_keeps_its_series_and_number(make: Make, secretariat: Browser) -> None:
    make.meeting()
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    assert 'name="number"' not in page
    answer = secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=again(page, number="12", series="99"))
    assert answer.location == "/en/meetings/ncp-plenary-8/"


def test_number_of_a_draft_moves_its_address(make: Make, secretariat: Browser) -> None:
    make.meeting(announced=False)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    answer = secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=again(page, number="10"))
    assert answer.location == "/en/meetings/ncp-plenary-10/check/"


def test_second_of_two_edits_is_asked_to_look_first(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(announced=False)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    with transaction():
        later = make.now + timedelta(minutes=1)
        sittings = [
            replace(new, session_id=old.id) for new, old in zip(make.sittings(), make.sessions(meeting), strict=True)
        ]
        planning.revise(meeting, make.plan(), sittings, by=None, now=later)
    address = "/en/meetings/ncp-plenary-8/edit/"
    answer = secretariat.post(address, data=again(page, **{"summary-en": "Mine"}))
    assert answer.status_code == 422
    assert "Somebody else changed this meeting" in answer.text
    assert secretariat.post(address, data=again(answer.text)).status_code == 303
    make.again(meeting)
    assert meeting.summary.en == "Mine"


def test_session_that_somebody_else_removed_is_said_so(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(announced=False)
    address = "/en/meetings/ncp-plenary-8/edit/"
    page = secretariat.get(address).text
    with transaction():
        planning.revise(meeting, make.plan(), [], by=None, now=make.now + timedelta(minutes=1))
    answer = secretariat.post(address, data=again(page))
    assert answer.status_code == 422
    assert "no longer part" in answer.text
    removed = {"sessions-0-remove": "y", "sessions-1-remove": "y"}
    assert "Somebody else" in secretariat.post(address, data=again(answer.text, **removed)).text


def test_session_of_another_meeting_cannot_be_taken(make: Make, secretariat: Browser) -> None:
    meeting, other = make.meeting(announced=False), make.meeting(number=9)
    strange = make.sessions(other)[0]
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    values = again(page, **{"sessions-0-session_id": str(strange.id)})
    assert secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=values).status_code == 422
    make.again(meeting)
    assert strange.meeting_id == other.id


def test_session_with_people_in_it_stays(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    person, session = make.person(), make.sessions(meeting)[0]
    with transaction():
        registrations.register(meeting, person, sessions=[session], by=person, now=make.now)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    values = again(page, **{"sessions-0-remove": "y", "title-en": "Not written"})
    answer = secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=values)
    assert answer.status_code == 422
    assert "People are registered in the session" in answer.text
    make.again(meeting)
    assert len(make.sessions(meeting)) == 2
    assert meeting.title.en != "Not written"


def test_more_places_go_to_the_waiting_list(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    for name in ("First", "Second"):
        person = make.person(name)
        with transaction():
            registrations.register(meeting, person, sessions=[session], by=person, now=make.now)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=again(page, **{"sessions-0-capacity": "2"}))
    make.again(meeting)
    assert places.numbers(meeting)[session.id, Place.CONFIRMED] == 2


def test_plan_of_a_cancelled_meeting_stays(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        planning.cancel(meeting, make.plan().title, by=None, now=make.now)
    assert secretariat.get("/en/meetings/ncp-plenary-8/edit/").location == "/en/meetings/ncp-plenary-8/"
    assert "Announce the meeting" not in secretariat.get("/en/meetings/ncp-plenary-8/check/").text


def test_announce_without_gaps_needs_no_reason(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(announced=False)
    page = secretariat.get("/en/meetings/ncp-plenary-8/check/").text
    assert "All texts are current in both languages" in page
    assert 'name="waiver"' not in page
    answer = secretariat.post("/en/meetings/ncp-plenary-8/announce/")
    assert answer.location == "/en/meetings/ncp-plenary-8/"
    make.again(meeting)
    assert meeting.announced_at == make.now


def test_announce_with_gaps_needs_a_reason_and_keeps_it(make: Make, secretariat: Browser) -> None:
    secretariat.post("/en/meetings/new/", data=typed(make, **{"title-fr": ""}))
    for reason, words in (("  ", "Fill it, or say why"), ("x" * 501, "At most 500"), ("a\x00b", "cannot be stored")):
        refused = secretariat.post("/en/meetings/ncp-plenary-9/announce/", data={"waiver": reason})
        assert refused.status_code == 422
        assert words in refused.text
    data = {"waiver": "The translator is ill."}
    assert secretariat.post("/en/meetings/ncp-plenary-9/announce/", data=data).status_code == 303
    line = db.session.scalar(db.select(AuditLine).where(AuditLine.verb == "meeting.announced"))
    assert line.details["waiver"] == "The translator is ill."
    assert "The translator is ill." in secretariat.get("/en/meetings/ncp-plenary-9/history/").text


def test_announce_is_locked_without_a_session(make: Make, secretariat: Browser) -> None:
    secretariat.post("/en/meetings/new/", data=typed(make, **row(0), **row(1)))
    page = secretariat.get("/en/meetings/ncp-plenary-9/check/").text
    assert "it has no session" in page
    assert "Announce the meeting" not in page
    refused = secretariat.post("/en/meetings/ncp-plenary-9/announce/")
    assert refused.status_code == 422
    assert "no session yet" in refused.text


def test_announcing_twice_changes_nothing(make: Make, secretariat: Browser) -> None:
    make.meeting()
    answer = secretariat.post("/en/meetings/ncp-plenary-8/announce/")
    assert answer.status_code == 422
    assert "announced already" in answer.text
    assert secretariat.get("/en/meetings/ncp-plenary-8/announce/").location == "/en/meetings/ncp-plenary-8/check/"


def test_take_back_works_until_somebody_is_registered(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    assert "Take it back to a draft" in secretariat.get("/en/meetings/ncp-plenary-8/check/").text
    secretariat.post("/en/meetings/ncp-plenary-8/take-back/")
    make.again(meeting)
    assert meeting.announced_at is None
    secretariat.post("/en/meetings/ncp-plenary-8/announce/")
    person = make.person()
    make.again(meeting)
    with transaction():
        registrations.register(meeting, person, sessions=[make.sessions(meeting)[0]], by=person, now=make.now)
    assert "Take it back to a draft" not in secretariat.get("/en/meetings/ncp-plenary-8/check/").text
    secretariat.post("/en/meetings/ncp-plenary-8/take-back/")
    make.again(meeting)
    assert meeting.announced_at == make.now


def test_cancel_asks_for_a_reason_and_says_who_gets_a_mail(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    person = make.person()
    with transaction():
        registrations.register(meeting, person, sessions=[make.sessions(meeting)[0]], by=person, now=make.now)
    address = "/en/meetings/ncp-plenary-8/cancel/"
    assert "1 person who is registered" in secretariat.get(address).text
    for en in ("", "x" * 2001, "a\x00b"):
        assert secretariat.post(address, data={"reason-en": en, "reason-fr": ""}).status_code == 422
    assert secretariat.post(address, data={"reason-en": "", "reason-fr": "Grève"}).status_code == 303
    make.again(meeting)
    assert meeting.cancelled_at == make.now
    assert meeting.cancellation.original == "fr"
    assert "already" in secretariat.get(address).text
    assert secretariat.post(address, data={"reason-en": "Again", "reason-fr": ""}).status_code == 422


def test_history_says_who_did_what(make: Make, secretariat: Browser) -> None:
    secretariat.post("/en/meetings/new/", data=typed(make))
    page = secretariat.get("/en/meetings/ncp-plenary-9/history/").text
    assert "Meeting planned" in page
    assert "Ilse Vandermeer" in page


@pytest.mark.parametrize("page", ["0", "-1", "²", str(2**63), "x", "99"])
def test_history_shows_a_page_whatever_is_asked(make: Make, secretariat: Browser, page: str) -> None:
    make.meeting()
    assert secretariat.get(f"/en/meetings/ncp-plenary-8/history/?page={page}").status_code == 200


def statements(browser: Browser, address: str) -> int:
    with counted() as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_history_reads_30_lines_with_as_many_statements_as_one(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    address = "/en/meetings/ncp-plenary-8/history/"
    few = statements(secretariat, address)
    for _ in range(30):
        with transaction():
            planning.revise(meeting, make.plan(), make.sittings(), by=None, now=make.now)
    assert statements(secretariat, address) == few


@pytest.mark.parametrize("who", ["nobody", "participant"])
@pytest.mark.parametrize(
    "path", ["new/", "series/new/", "ncp-plenary-8/edit/", "ncp-plenary-8/check/", "ncp-plenary-8/cancel/"]
)
def test_plans_are_for_the_secretariat(make: Make, client: Browser, who: str, path: str) -> None:
    make.meeting(visibility=Visibility.PUBLIC)
    if who == "participant":
        client.sign_in(make.person())
    assert client.get(f"/en/meetings/{path}").status_code == (303 if who == "nobody" else 403)
