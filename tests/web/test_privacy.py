"""Privacy on the pages: the notice, one's own data, periods, being forgotten."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import current_app

from meetings.core.bilingual import Bilingual
from meetings.domain.merging import actions as merging
from meetings.domain.person import actions as people
from meetings.domain.privacy import actions, actions_erasure, marks, queries, requests, retention, rules
from meetings.extensions import db, transaction
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted

NOTICE = {
    "controller": "The house",
    "contact": "dpo@example.org",
    "changes-en": "New periods.",
    "changes-fr": "Nouvelles durées.",
    "text-en": "We keep little.",
    "text-fr": "Nous gardons peu.",
}


@pytest.fixture(autouse=True)
def _shelf(make: Make) -> Iterator[None]:
    yield
    current_app.extensions["storage"].delete(marks.KEY)


def publish(make: Make, text: str = "We keep little.") -> None:
    with transaction():
        notice = actions.begin_notice(controller="The house", contact="dpo@example.org", by=None, now=make.now)
        actions.revise_notice(
            notice,
            text=Bilingual(text, f"{text} (fr)"),
            changes=Bilingual("Shorter periods.", "Durées réduites."),
            controller="The house",
            contact="dpo@example.org",
            by=None,
            now=make.now,
        )
        actions.publish_notice(notice, by=None, now=make.now)


def test_without_a_notice_nobody_is_stopped(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    assert client.get("/en/people/me/").status_code == 200
    assert "No notice is published yet" in client.get("/en/privacy/").text


def test_everyone_is_asked_once_and_goes_on_where_they_wanted(make: Make, client: Browser) -> None:
    publish(make)
    person = make.person()
    client.sign_in(person)
    for path in ("/en/", "/en/people/me/", "/fr/meetings/", "/en/organisations/"):
        answer = client.get(path)
        assert (answer.status_code, "/privacy/accept/" in answer.location) == (303, True), path
    assert client.post("/en/people/me/sign-out-others/").status_code == 303
    page = client.get("/en/privacy/accept/?next=/en/people/me/").text
    assert "We keep little." in page
    assert "Shorter periods." not in page
    data = {"version": "1", "next": "/en/people/me/"}
    assert client.post("/en/privacy/accept/", data=data).location == "/en/people/me/"
    assert client.get("/en/people/me/").status_code == 200
    publish(make, "We keep less.")
    assert "Shorter periods." in client.get("/en/privacy/accept/").text
    assert client.get("/en/people/me/").status_code == 303
    assert client.get("/en/privacy/accept/?next=//evil.example/").status_code == 200


def test_who_does_not_accept_reaches_their_data_and_the_way_out(make: Make, client: Browser) -> None:
    publish(make)
    client.sign_in(make.person())
    for path in ("/en/privacy/", "/en/privacy/1/", "/en/people/me/data/", "/en/people/me/forget/", "/en/your-data/"):
        assert client.get(path).status_code == 200, path
    assert client.post("/en/people/me/data.json").status_code == 200
    assert client.post("/en/sign-out/").status_code == 303
    assert client.get("/en/").status_code == 200


@pytest.mark.parametrize("version", ["", "0", "2", "x", str(2**63), "\x00", "１"])
def test_only_the_version_shown_is_accepted(make: Make, client: Browser, version: str) -> None:
    publish(make)
    person = make.person()
    client.sign_in(person)
    answer = client.post("/en/privacy/accept/", data={"version": version, "next": "//evil.example"})
    assert answer.location.startswith("/en/privacy/accept/")
    make.again(person)
    assert person.accepted_version == 0


def test_guard_costs_no_statement(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    client.get("/en/privacy/")
    with counted() as before:
        client.get("/en/accessibility/")
    publish(make)
    with transaction():
        actions.accept(person, 1, now=make.now)
    with counted() as after:
        client.get("/en/accessibility/")
    assert len(before) == len(after)


def test_public_page_shows_the_notice_in_force_and_earlier_ones(make: Make, client: Browser) -> None:
    publish(make, "The first.")
    publish(make, "The second.")
    page = client.get("/en/privacy/").text
    assert "The second." in page
    assert "Mails that left" in page
    assert "365 days" in page
    assert "The first." in client.get("/en/privacy/1/").text
    assert "no longer holds" in client.get("/en/privacy/1/").text
    assert "The second. (fr)" in client.get("/fr/privacy/").text
    assert client.get("/en/privacy/3/").status_code == 404
    assert client.get(f"/en/privacy/{2**63}/").status_code == 404


def test_secretariat_writes_and_publishes_a_notice(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    assert "Begin with the text that came with the program" in client.get("/en/admin/privacy/").text
    assert client.post("/en/admin/privacy/notice/begin/").location == "/en/admin/privacy/notice/"
    assert "**Template.**" in client.get("/en/admin/privacy/notice/").text
    refused = client.post("/en/admin/privacy/notice/", data={**NOTICE, "text-fr": "", "publish": "1"})
    assert refused.status_code == 422
    assert "needed in both languages" in refused.text
    assert client.post("/en/admin/privacy/notice/", data={**NOTICE, "publish": "1"}).status_code == 303
    notice = queries.in_force()
    assert notice is not None
    assert notice.text.en == "We keep little."
    assert client.get("/en/admin/privacy/notice/").status_code == 303
    client.post("/en/privacy/accept/", data={"version": "1"})
    assert client.get("/en/admin/privacy/notice/").status_code == 404


def test_template_is_not_published_unread(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    client.post("/en/admin/privacy/notice/begin/")
    text = rules.template()
    data = {**NOTICE, "text-en": text.en, "text-fr": text.fr, "publish": "1"}
    answer = client.post("/en/admin/privacy/notice/", data=data)
    assert answer.status_code == 422
    assert "still says that it is a template" in answer.text


def somebody(make: Make) -> Person:
    kenya = make.member()
    person, other = make.ncp(kenya), make.ncp(kenya, "Grace Otherwise")
    meeting = make.meeting()
    make.registration(meeting, person)
    make.registration(meeting, other)
    poll = make.open_poll(meeting)
    make.ballot(poll, kenya, person)
    make.ballot(poll, kenya, other, 1)
    post.handle(100, now=make.now)
    return person


def test_download_holds_everything_about_oneself_and_nobody_else(make: Make, client: Browser) -> None:
    person = somebody(make)
    others = [make.person(f"Stranger Number {number}x") for number in range(20)]
    client.sign_in(person)
    page = client.get("/en/people/me/data/")
    answer = client.post("/en/people/me/data.json")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    held = json.loads(answer.data)
    assert held["format"] == "hemicycle-person-1"
    assert held["held"]["person"][0]["email"] == person.email
    assert held["held"]["nomination.person_id"][0]["organisation"] == "KE"
    assert held["held"]["registration.person_id"][0]["meeting"] == "ncp-plenary-8"
    assert held["held"]["ballot_entry.cast_by_id"][0]["choice"] == "Yes"
    assert {line["verb"] for line in held["held"]["audit_line.thing"]} >= {"person.enrolled"}
    assert set(held["held"]) <= set(held["explained"])
    for name in ("Grace Otherwise", *(other.name for other in others), *(other.email for other in others)):
        assert name not in page.text
        assert name not in answer.text
    assert "Places at meetings" in page.text
    assert "Vos" not in page.text
    verbs = db.session.execute(db.text("SELECT verb FROM audit_line")).scalars().all()
    assert "privacy.data_downloaded" in verbs


def test_request_to_be_forgotten_is_asked_taken_back_refused(make: Make, client: Browser) -> None:
    person, admin = somebody(make), make.secretariat()
    client.sign_in(person)
    page = client.get("/en/people/me/forget/").text
    assert "kept as those of a former delegate" in page
    refused = client.post("/en/people/me/forget/", data={"reason": "I leave."})
    assert refused.status_code == 422
    assert "I leave." in refused.text
    assert client.post("/en/people/me/forget/", data={"sure": "y"}).status_code == 303
    assert client.post("/en/people/me/forget/", data={"sure": "y"}).status_code == 422
    assert client.post("/en/people/me/forget/withdraw/").status_code == 303
    client.post("/en/people/me/forget/", data={"sure": "y", "reason": "I leave."})
    client.sign_in(admin)
    (request,) = requests.waiting()
    path = f"/en/admin/privacy/erasures/{request.id}/"
    assert "I leave." in client.get(path).text
    assert client.post(path, data={"answer": " "}).status_code == 422
    assert client.post(path, data={"answer": "You are the head."}).status_code == 303
    assert client.post(path, data={"answer": "Again."}).status_code == 422
    client.sign_in(person)
    assert "You are the head." in client.get("/en/people/me/forget/").text
    post.handle(100, now=make.now)
    mail = db.session.execute(db.text("SELECT subject, text FROM mail ORDER BY id DESC LIMIT 1")).one()
    assert "was refused" in mail.subject
    assert "/en/people/me/forget/" in mail.text
    assert "You are the head." not in mail.text


def test_overdue_requests_are_marked(make: Make, client: Browser) -> None:
    person, admin = make.person(), make.secretariat()
    client.sign_in(person).post("/en/people/me/forget/", data={"sure": "y"})
    client.sign_in(admin)
    assert "overdue" not in client.get("/en/admin/privacy/erasures/").text
    with time_machine.travel(make.now + timedelta(days=31), tick=False):
        client.sign_in(admin)
        assert "overdue" in client.get("/en/admin/privacy/erasures/").text


def test_administrator_erases_an_account(make: Make, client: Browser) -> None:
    person, admin = somebody(make), make.secretariat()
    client.sign_in(admin)
    path = f"/en/admin/privacy/people/{person.id}/erase/"
    assert "former delegate" in client.get(path).text
    assert client.post(path).location == "/en/admin/privacy/erasures/"
    assert client.post(path).status_code == 404
    make.again(person)
    assert person.name == "Former delegate of Kenya"
    assert client.get(f"/en/people/{person.id}/").status_code == 404
    last = client.post(f"/en/admin/privacy/people/{admin.id}/erase/")
    assert last.status_code == 422
    assert "last administrator" in last.text


def test_periods_are_changed_and_what_would_go_is_shown(make: Make, client: Browser) -> None:
    somebody(make)
    client.sign_in(make.secretariat())
    path = "/en/admin/privacy/retention/"
    page = client.get(f"{path}?on=2040-01-01").text
    assert "1 January 2040" in page.replace("\N{NO-BREAK SPACE}", " ")
    data = {name: str(days) for name, days in _periods().items()}
    assert client.post(path, data={**data, "mails": "400"}).status_code == 303
    assert _periods()["mails"] == 400
    for wrong in ("", "x", "-1", str(2**63), "29", "\x00"):
        answer = client.post(path, data={**data, "mails": wrong})
        assert answer.status_code == 422, wrong
    assert _periods()["mails"] == 400
    for day in ("x", "9999-12-31", "0001-01-01", "2040-02-30"):
        assert client.get(f"{path}?on={day}").status_code == 200, day


def _periods() -> dict[str, int]:
    return retention.periods()


def test_own_data_are_in_words_and_hold_the_records_that_were_merged(make: Make, client: Browser) -> None:
    person, gone = make.person("Wanjiru Kamande", language="fr"), make.person("W. Kamande", email="w.k@example.org")
    admin = make.secretariat()
    make.registration(make.meeting(), gone)
    with transaction():
        people.choose_mails(person, {"record.published"}, by=person, now=make.now)
        merging.merge(person, gone, taken=(), alias=True, by=admin, now=make.now)
    post.handle(100, now=make.now)
    client.sign_in(person)
    page = client.get("/fr/people/me/data/").text
    assert "Fiches réunies avec le compte" in page
    assert "W. Kamande" in page
    for code in ("registration.confirmed", "record.published", "person:", "registration:"):
        assert code not in page, code
    held = client.post("/en/people/me/data.json").get_json()["held"]
    assert [row["email"] for row in held["person.merged"]] == ["w.k@example.org"]
    assert "person.feed_renewed" not in {row["verb"] for row in held["audit_line.thing"]}


def test_lists_of_requests_take_the_same_statements_however_long(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    numbers = []
    for more in (1, 29):
        for _number in range(more):
            person = make.person()
            with transaction():
                actions_erasure.ask(person, reason="", now=make.now)
        client.get("/en/admin/privacy/erasures/")
        with counted() as statements:
            client.get("/en/admin/privacy/erasures/")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_ways_in_stay_open_before_a_notice_is_accepted(make: Make, client: Browser) -> None:
    publish(make)
    client.sign_in(make.person())
    assert client.get("/en/people/me/security/").status_code == 200
    with time_machine.travel(make.now + timedelta(minutes=20), tick=False):
        answer = client.get("/en/people/me/forget/")
        assert "/confirm/" in answer.location
        assert client.get(answer.location).status_code == 200
