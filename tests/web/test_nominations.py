"""Nominations on the pages: succession, letter, correction, taking back, and what heads do themselves."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from meetings.domain.organisation import actions, entries, queries, rules
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.organisation import Capacity, Nomination, NominationLetter, Organisation
from meetings.models.person import Person
from tests.conftest import Browser
from tests.make import Make

NEW = "/en/organisations/ke/nominations/new/"
ZOE = {
    "name": "Zoé Diallo",
    "email": "zoe@example.org",
    "capacity": "head",
    "since": "2027-04-01",
    "language": "fr",
    "zone": "Africa/Lome",
}
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def _of(organisation: Organisation) -> list[tuple[str, str, str, str]]:
    """Return who was named in which capacity and when, the latest first."""
    db.session.expire_all()
    return [
        (n.person.name.split()[0], n.capacity.value, str(n.since_on), str(n.until_on or ""))
        for n in queries.all_nominations(organisation)
    ]


def _nomination(person: Person) -> Nomination:
    return queries.nominations_of(person)[0]


def _page(nomination: Nomination, rest: str = "") -> str:
    return f"/en/organisations/nominations/{nomination.id}/{rest}"


def test_new_head_is_shown_before_it_is_recorded_and_ends_the_former(make: Make, client: Browser) -> None:
    kenya = make.member()
    former = make.ncp(kenya, capacity=Capacity.HEAD)
    client.sign_in(make.secretariat())
    data = {**ZOE, "replaces": str(_nomination(former).id), "stays": "y"}

    shown = client.post(NEW, data=data)
    assert shown.status_code == 200
    words = shown.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Wanjiru Kamande is head NCP until 31 March 2027." in words
    assert "Wanjiru Kamande stays as NCP from 1 April 2027." in words
    assert len(_of(kenya)) == 1

    back = client.post(NEW, data={**data, "back": "y"})
    assert 'value="Zoé Diallo"' in back.text
    assert client.post(NEW, data={**data, "confirmed": "y"}).status_code == 303
    assert _of(kenya) == [
        ("Zoé", "head", "2027-04-01", ""),
        ("Wanjiru", "ncp", "2027-04-01", ""),
        ("Wanjiru", "head", "2027-03-02", "2027-03-31"),
    ]


def test_second_head_is_refused_where_nobody_is_replaced(make: Make, client: Browser) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    answer = client.sign_in(make.secretariat()).post(NEW, data=ZOE)
    assert answer.status_code == 422
    assert "already has a head" in answer.text
    earlier = client.post(NEW, data={**ZOE, "since": "2027-01-01"})
    assert earlier.status_code == 422, "a head from before would meet the one who comes later"


def test_head_of_another_organisation_is_refused_in_words(make: Make, client: Browser) -> None:
    make.member()
    head = make.ncp(make.member("TG", "Togo", region="WCA"), capacity=Capacity.HEAD)
    answer = client.sign_in(make.secretariat()).post(NEW, data={**ZOE, "email": head.email})
    assert answer.status_code == 422
    assert "is head NCP of Togo" in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "2027-03-01"}, "before the first one"),
        ({"until": "2027-13-01"}, "Write a date"),
        ({"replaces": "9223372036854775808"}, "Your entries are kept"),
        ({"replaces": "77"}, "Your entries are kept"),
        ({"capacity": "delegate"}, "Your entries are kept"),
    ],
)
def test_impossible_nomination_is_refused_in_words(
    make: Make, client: Browser, changes: dict[str, str], words: str
) -> None:
    make.ncp(make.member(), capacity=Capacity.HEAD)
    answer = client.sign_in(make.secretariat()).post(NEW, data={**ZOE, "capacity": "ncp", **changes})
    assert answer.status_code == 422
    assert words in answer.text


def test_nomination_is_corrected_and_the_history_says_so(make: Make, client: Browser) -> None:
    kenya = make.member()
    person = make.ncp(kenya)
    client.sign_in(make.secretariat())
    path = _page(_nomination(person), "correct/")
    for bad in ({"capacity": "king", "since": "2027-01-01"}, {"capacity": "ncp", "since": ""}, {"since": "2027-02-30"}):
        assert client.post(path, data=bad).status_code == 422
    wrong = client.post(path, data={"capacity": "ncp", "since": "2027-05-01", "until": "2027-04-01"})
    assert "before the first one" in wrong.text
    assert client.post(path, data={"capacity": "alternate", "since": "2027-01-15", "until": ""}).status_code == 303
    assert _of(kenya) == [("Wanjiru", "alternate", "2027-01-15", "")]
    page = client.get(_page(_nomination(person))).text
    assert "Nomination corrected" in page
    assert "before: NCP, from 2027-03-02" in page


def test_body_without_contact_points_gets_no_head(make: Make, client: Browser) -> None:
    observer = make.member("TG", "Togo")
    with transaction():
        observer.kind = make.kind("observer")
    nomination = _nomination(make.ncp(observer, capacity=Capacity.DELEGATE))
    client.sign_in(make.secretariat())
    path = _page(nomination, "correct/")
    page = client.get(path).text
    assert 'value="delegate"' in page
    assert 'value="head"' not in page
    assert client.post(path, data={"capacity": "head", "since": "2027-03-02"}).status_code == 422
    with pytest.raises(rules.CapacityNotOffered), transaction():
        actions.correct_nomination(nomination, capacity=Capacity.HEAD, by=None, now=make.now)
    with pytest.raises(rules.CapacityNotOffered):
        make.ncp(observer, capacity=Capacity.NCP)


def test_correction_that_overlaps_is_refused(make: Make, client: Browser) -> None:
    kenya = make.member()
    former = make.ncp(kenya, capacity=Capacity.HEAD)
    client.sign_in(make.secretariat())
    client.post(NEW, data={**ZOE, "replaces": str(_nomination(former).id), "stays": "y", "confirmed": "y"})
    kept, head = queries.nominations_of(former)
    answer = client.post(_page(head, "correct/"), data={"capacity": "head", "since": "2027-03-02", "until": ""})
    assert "named in a part of this time already" in answer.text
    answer = client.post(_page(kept, "correct/"), data={"capacity": "head", "since": "2027-04-01"})
    assert "already has a head" in answer.text


def test_nomination_recorded_by_mistake_is_taken_back_with_all_that_followed(make: Make, client: Browser) -> None:
    kenya = make.member()
    former = make.ncp(kenya, capacity=Capacity.HEAD)
    client.sign_in(make.secretariat())
    before = _of(kenya)
    client.post(NEW, data={**ZOE, "replaces": str(_nomination(former).id), "stays": "y", "confirmed": "y"})
    (wrong,) = [n for n in queries.all_nominations(kenya) if n.person_id != former.id]
    client.post(_page(wrong, "letter/"), data={"letter": (BytesIO(PDF), "letter.pdf")})
    number = wrong.id
    assert client.get(_page(wrong, "undo/")).status_code == 200
    assert client.post(_page(wrong, "undo/")).status_code == 303
    assert _of(kenya) == before
    assert db.session.query(NominationLetter).count() == 0
    assert client.get(f"/en/organisations/nominations/{number}/").status_code == 404


def test_nomination_is_not_taken_back_after_a_week_nor_before_what_followed(make: Make, client: Browser) -> None:
    kenya = make.member()
    former = make.ncp(kenya, capacity=Capacity.HEAD)
    client.sign_in(make.secretariat())
    client.post(NEW, data={**ZOE, "replaces": str(_nomination(former).id), "confirmed": "y"})
    answer = client.post(_page(_nomination(former), "undo/"))
    assert (answer.status_code, "Take that one back first" in answer.text) == (422, True)
    nomination = queries.all_nominations(kenya)[0]
    with time_machine.travel(make.now + timedelta(days=8), tick=False):
        client.sign_in(make.secretariat())
        answer = client.post(_page(nomination, "undo/"))
    assert (answer.status_code, "seven days ago" in answer.text) == (422, True)


def test_letter_is_read_by_the_secretariat_and_the_organisation_s_own_people(make: Make, client: Browser) -> None:
    kenya = make.member()
    person, colleague = make.ncp(kenya), make.ncp(kenya, "Otieno")
    stranger = make.ncp(make.member("TG", "Togo", region="WCA"), "Ama")
    nomination = _nomination(person)
    client.sign_in(make.secretariat())
    sent = client.post(_page(nomination, "letter/"), data={"letter": (BytesIO(PDF), "Nomination é.pdf")})
    assert sent.status_code == 303
    for reader, status in ((colleague, 200), (person, 200), (stranger, 403)):
        answer = client.sign_in(reader).get(_page(nomination, "letter/"))
        answer.close()
        assert answer.status_code == status
        assert client.get(_page(nomination)).status_code == status
    answer = client.sign_in(colleague).get(_page(nomination, "letter/"))
    assert answer.data == PDF
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.post(_page(nomination, "letter/remove/")).status_code == 403
    client.sign_in(make.secretariat()).post(_page(nomination, "letter/remove/"))
    assert client.get(_page(nomination, "letter/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("", b"", "Choose a file first"),
        ("letter.pdf", b"", "empty"),
        ("letter.pdf", b"<html>", "not what its name says"),
        ("letter.txt", b"Dear Sir", "is a PDF"),
        ("letter.exe", b"MZ", ".exe"),
        ("../../x\u202e.pdf\x00", PDF, ""),
    ],
)
def test_bad_letter_is_refused_in_words(make: Make, client: Browser, name: str, data: bytes, words: str) -> None:
    nomination = _nomination(make.ncp(make.member()))
    client.sign_in(make.secretariat())
    answer = client.post(_page(nomination, "letter/"), data={"letter": (BytesIO(data), name)})
    assert answer.status_code == (422 if words else 303)
    assert words in answer.text


def test_head_names_and_ends_contact_points_of_the_own_organisation(make: Make, client: Browser) -> None:
    kenya = make.member()
    head, ncp = make.ncp(kenya, capacity=Capacity.HEAD), make.ncp(kenya, "Otieno")
    other = make.ncp(make.member("TG", "Togo", region="WCA"), "Ama")
    client.sign_in(head)
    assert client.post(NEW, data={**ZOE, "capacity": "alternate"}).status_code == 303
    assert client.post(_page(_nomination(ncp), "end/"), data={"last_day": "2027-03-31"}).status_code == 303
    lines = db.session.query(AuditLine).filter(AuditLine.actor_id == head.id, AuditLine.thing.like("nomination:%"))
    assert [line.details["as_head"] for line in lines] == [True, True]
    assert "names NCPs and alternates" in client.post(NEW, data={**ZOE, "email": "x@example.org"}).text
    assert client.get(NEW.replace("/ke/", "/tg/")).status_code == 403
    assert client.get(_page(_nomination(other), "end/")).status_code == 403
    assert client.get(_page(_nomination(head), "correct/")).status_code == 403
    assert client.sign_in(ncp).get(NEW).status_code == 403


def test_head_who_leaves_has_a_successor_or_says_that_the_seat_is_vacant(make: Make, client: Browser) -> None:
    kenya = make.member()
    head = make.ncp(kenya, capacity=Capacity.HEAD)
    client.sign_in(head)
    path = _page(_nomination(head), "end/")
    assert "Record my successor" in client.get(path).text
    refused = client.post(path, data={"last_day": "2027-03-31"})
    assert (refused.status_code, "Nobody would be head after you" in refused.text) == (422, True)
    data = {**ZOE, "replaces": str(_nomination(head).id), "confirmed": "y"}
    assert client.post(NEW, data=data).status_code == 303
    assert [(n, c) for n, c, _since, _until in _of(kenya)] == [("Zoé", "head"), ("Wanjiru", "head")]


def test_head_may_leave_the_seat_vacant_knowingly(make: Make, client: Browser) -> None:
    kenya = make.member()
    head = make.ncp(kenya, capacity=Capacity.HEAD)
    data = {"last_day": "2027-03-01", "vacant": "y"}
    assert client.sign_in(head).post(_page(_nomination(head), "end/"), data=data).status_code == 422
    data["last_day"] = "2027-03-02"
    assert client.post(_page(_nomination(head), "end/"), data=data).status_code == 303
    (entry,) = entries.register(on=make.now.date() + timedelta(days=1))
    assert entry.head is None


def test_numbers_that_are_no_nomination_are_not_found(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    for rest in ("", "correct/", "undo/", "letter/", "end/"):
        for number in (999, 2**63):
            assert client.get(f"/en/organisations/nominations/{number}/{rest}").status_code == 404
