"""The pages of “Is this still correct?” behind personal links: what organisations see, confirm and correct."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from meetings.domain.confirmation import actions, rules
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.models.confirmation import Ask, AskLink, AskState, Campaign, Change, ChangeState
from meetings.models.organisation import Capacity, Organisation
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import BRUSSELS, Make, both

WHAT = "n{}-what"


def plan(make: Make, *, needs_approval: bool = True, scope: rules.Scope | None = None, days: int = 30) -> rules.Plan:
    return rules.Plan(
        title=both("Still correct?", "Toujours exact ?"),
        text=both("Look at it.", "Regardez."),
        scope=scope or rules.Scope(),
        needs_approval=needs_approval,
        last_day=make.now.date() + timedelta(days=days),
        reminders=(14, 3),
    )


def prepared(make: Make, **choices: object) -> Campaign:
    with transaction():
        return actions.prepare(plan(make, **choices), zone=BRUSSELS, by=None, now=make.now)  # type: ignore[arg-type]


def started(make: Make, **choices: object) -> Campaign:
    campaign = prepared(make, **choices)
    with transaction():
        actions.start(campaign, secret=SECRET, by=None, now=make.now)
    return campaign


def path_of(person: Person) -> str:
    """Return the address of the personal link of *person*."""
    link = db.session.scalars(db.select(AskLink).filter_by(person_id=person.id)).one()
    return f"/en/confirm/{rules.link_token(link.nonce, SECRET)}/"


def ask_of(organisation: Organisation) -> Ask:
    db.session.expire_all()
    return db.session.scalars(db.select(Ask).filter_by(organisation_id=organisation.id)).one()


def nomination_id(organisation: Organisation, person: Person, make: Make) -> int:
    found = register.nominated(organisation, on=make.now.date())
    return next(n.id for n in found if n.person_id == person.id)


def seen(page: str) -> str:
    """Return the mark of what was on record when *page* was made."""
    return re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]


@pytest.fixture
def kenya(make: Make) -> Organisation:
    return make.member()


@pytest.fixture
def head(make: Make, kenya: Organisation) -> Person:
    return make.ncp(kenya, capacity=Capacity.HEAD)


def test_link_opens_by_a_button_only(make: Make, client: Browser, kenya: Organisation, head: Person) -> None:
    started(make)
    path = path_of(head)
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert head.email not in client.get(path).text
    assert ask_of(kenya).state is AskState.ASKED
    assert client.post(f"{path}begin/").location == path
    assert ask_of(kenya).state is AskState.OPENED
    assert head.email in client.get(path).text


def test_everything_can_be_confirmed_with_one_button(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    started(make)
    path = path_of(head)
    client.post(f"{path}begin/")
    page = client.get(path).text
    answer = client.post(f"{path}correct/", data={"seen": seen(page)})
    assert answer.location == f"{path}done/"
    assert "You have confirmed" in client.get(answer.location).text
    assert ask_of(kenya).state is AskState.CONFIRMED
    assert "Everything was still correct" in client.get(path).text


def test_changes_wait_and_are_taken_over_when_approved(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    campaign = started(make)
    otieno = make.ncp(kenya, "Otieno")
    path, number = path_of(head), nomination_id(kenya, otieno, make)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    answer = client.post(
        path,
        data={
            "seen": seen(page),
            f"n{number}-what": "replace",
            f"n{number}-new_name": "Achieng <b>Odhiambo</b>",
            f"n{number}-new_email": "achieng@example.org",
            f"n{number}-new_function": "Officer",
            f"n{number}-new_language": "en",
            f"n{number}-since": (make.now.date() + timedelta(days=1)).isoformat(),
        },
    )
    assert answer.location == f"{path}done/"
    done = client.get(answer.location).text
    assert "You get a mail when that is done" in done
    assert "&lt;b&gt;" in done
    assert [n.person.name for n in register.nominated(kenya, on=make.now.date())] == ["Wanjiru Kamande", "Otieno"]
    assert "Achieng" in client.get(path).text

    client.sign_in(make.secretariat())
    waiting = client.get(f"/en/campaigns/{campaign.id}/changes/").text
    assert "takes over from Otieno" in waiting
    ids = re.findall(r'name="ids" value="([0-9,]+)"', waiting)[0]
    # However many wait, all that the page showed are taken.
    ids = "999999," * 20_000 + ids
    assert client.post(f"/en/campaigns/{campaign.id}/changes/approve/", data={"ids": ids}).status_code == 303
    later = make.now.date() + timedelta(days=2)
    db.session.expire_all()
    assert [n.person.email for n in register.nominated(kenya, on=later)][1:] == ["achieng@example.org"]
    post.handle(50, now=make.now)
    mails = db.session.scalars(db.select(Mail).filter_by(kind="confirmation.decided")).all()
    assert [mail.recipient_email for mail in mails] == [head.email]
    assert "taken over" in mails[0].text


def test_changes_are_taken_over_at_once_if_the_campaign_says_so(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    started(make, needs_approval=False)
    path, number = path_of(head), nomination_id(kenya, head, make)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    data = {
        "seen": seen(page),
        f"n{number}-what": "correct",
        f"n{number}-name": "Wanjiru Kamande-Otieno",
        f"n{number}-function": "Director",
        f"n{number}-language": "fr",
        f"n{number}-capacity": "head",
        "new1-name": "Aïcha N’Diaye",
        "new1-email": "Aicha@Example.org",
        "new1-capacity": "alternate",
        "new1-language": "fr",
        "new1-since": make.now.date().isoformat(),
    }
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    named = register.nominated(kenya, on=make.now.date())
    assert [(n.person.name, n.person.email, n.capacity) for n in named] == [
        ("Wanjiru Kamande-Otieno", head.email, Capacity.HEAD),
        ("Aïcha N’Diaye", "aicha@example.org", Capacity.ALTERNATE),
    ]
    assert named[0].person.function == "Director"
    assert client.get(f"{path}done/").text.count("taken over") >= 2


def test_organisation_itself_is_corrected_after_approval(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    campaign = started(make)
    path = path_of(head)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    told = {"organisation-working_language": "fr", "organisation-protocol_en": "Republic of <i>Kenya</i>"}
    assert client.post(path, data=told | {"organisation-protocol_fr": "a" * 201}).status_code == 422
    assert client.post(path, data=told | {"seen": seen(page), "organisation-working_language": "de"}).status_code == 422
    assert client.post(path, data=told | {"seen": seen(page), "organisation-protocol_fr": ""}).status_code == 303
    assert "Republic of &lt;i&gt;" in client.get(path).text
    client.sign_in(make.secretariat())
    waiting = client.get(f"/en/campaigns/{campaign.id}/changes/").text
    assert "The organisation itself: other details" in waiting
    change = db.session.scalars(db.select(Change)).one()
    client.post(f"/en/campaigns/changes/{change.id}/approve/")
    db.session.expire_all()
    assert (kenya.working_language, kenya.protocol.en, kenya.revision) == ("fr", "Republic of <i>Kenya</i>", 2)
    post.handle(50, now=make.now)
    assert db.session.scalars(db.select(Mail).filter_by(kind="confirmation.decided")).one()


def test_answer_that_does_not_say_what_it_saw_is_not_taken(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    started(make)
    path = path_of(head)
    stale = client.post(f"{path}correct/", follow_redirects=True)
    assert "The register has been changed since you opened this page." in stale.text
    typed = {"new1-name": "Daniel Otieno", "new1-email": "daniel@kra.example", "new1-since": "2027-03-02"}
    answer = client.post(path, data=typed | {"new1-capacity": "ncp", "new1-language": "en"})
    assert answer.status_code == 422
    assert "The register has been changed since you opened this page." in answer.text


def test_answer_can_be_seen_again_and_changed(make: Make, client: Browser, kenya: Organisation, head: Person) -> None:
    started(make)
    path, number = path_of(head), nomination_id(kenya, head, make)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    resign = {"seen": seen(page), f"n{number}-what": "resign", f"n{number}-last_day": "2027-03-31"}
    assert client.post(path, data=resign).status_code == 303
    again = client.get(path).text
    assert "waiting for approval" in again
    assert 'value="resign" checked' in again
    assert 'value="2027-03-31"' in again
    assert client.post(f"{path}correct/", data={"seen": seen(again)}).status_code == 303
    assert ask_of(kenya).state is AskState.CONFIRMED
    states = db.session.scalars(db.select(Change.state)).all()
    assert states == [ChangeState.REPLACED]


def test_register_that_moved_meanwhile_is_shown_before_anything_is_taken(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    started(make)
    path = path_of(head)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    make.ncp(kenya, "Otieno")
    stale = client.post(f"{path}correct/", data={"seen": seen(page)}, follow_redirects=True)
    assert "has been changed since you opened this page" in stale.text
    typed = {"new1-name": "Achieng", "new1-email": "a@example.org", "new1-capacity": "ncp", "new1-language": "en"}
    answer = client.post(path, data=typed | {"seen": seen(page), "new1-since": "2027-03-02"})
    assert answer.status_code == 422
    assert "Otieno" in answer.text
    assert 'value="Achieng"' in answer.text
    assert ask_of(kenya).state is AskState.OPENED
    again = client.post(path, data=typed | {"seen": seen(answer.text), "new1-since": "2027-03-02"})
    assert again.status_code == 303


def test_link_that_is_forged_cut_over_or_for_others_says_so(
    make: Make, client: Browser, app: Flask, kenya: Organisation, head: Person
) -> None:
    stranger = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other")
    campaign = started(make)
    path = path_of(head)
    for bad in (path[:-3] + "/", "/en/confirm/x/", "/en/confirm/" + "f" * 64 + "/"):
        answer = client.get(bad)
        assert (answer.status_code, "not one of ours" in answer.text) == (404, True)
        assert "mailto:secretariat@hemicycle.example" in answer.text
        assert client.post(f"{bad}begin/").status_code == 404
    client.sign_in(stranger)
    assert client.get(path).status_code == 403
    assert client.post(f"{path}correct/", data={"seen": ""}).status_code == 403
    fresh = app.test_client()
    with time_machine.travel(make.now + timedelta(days=32), tick=False):
        for answer in (fresh.get(path), fresh.post(path), fresh.post(f"{path}correct/"), fresh.get(f"{path}done/")):
            assert answer.status_code == 410
            assert "no longer works" in answer.text
    with transaction():
        actions.end(campaign, by=None, now=make.now)
    assert fresh.post(f"{path}begin/").status_code == 410
    assert ask_of(kenya).state is AskState.ASKED


def test_link_of_one_organisation_changes_nobody_of_another(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    cameroon = make.member("CM", "Cameroon", region="WCA")
    other = make.ncp(cameroon, "Other")
    started(make, needs_approval=False)
    path, number = path_of(head), nomination_id(cameroon, other, make)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    data = {"seen": seen(page), f"n{number}-what": "resign", f"n{number}-last_day": "2027-03-02"}
    answer = client.post(path, data=data)
    assert (answer.status_code, "No change is named yet" in answer.text) == (422, True)
    assert [n.until_on for n in register.all_nominations(cameroon)] == [None]


BAD = (b"a\x00b", b"\xed\xa0\x80", "a\u202eb".encode(), b"a" * 201, b"9223372036854775808", b"")


@pytest.mark.parametrize("value", BAD, ids=repr)
def test_bad_answers_are_refused_with_a_sentence(
    make: Make, client: Browser, kenya: Organisation, head: Person, value: bytes
) -> None:
    started(make)
    path, number = path_of(head), nomination_id(kenya, head, make)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    base = {"seen": seen(page).encode()}
    part = f"n{number}-"
    for fields in (
        {part + "what": b"correct", part + "name": value, part + "function": value, part + "language": value},
        {part + "what": b"resign", part + "last_day": value},
        {part + "what": b"replace", part + "new_name": b"Kept", part + "new_email": value, part + "since": value},
        {part + "what": value or b"nothing"},
        {"new1-name": b"Kept", "new1-email": value, "new1-capacity": value, "new1-since": value},
    ):
        answer = _send(client, path, base | fields)
        assert answer.status_code == 422, fields
        assert 'role="alert"' in answer.text
        assert "<title>Error: " in answer.text
        assert b"Kept" not in fields.values() or 'value="Kept"' in answer.text
    assert ask_of(kenya).state is AskState.OPENED


def _send(client: Browser, path: str, fields: dict[str, bytes]):  # type: ignore[no-untyped-def]
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v) for n, v in fields.items()
    ]
    return client.post(path, data=b"".join(parts) + b"--x--\r\n", content_type="multipart/form-data; boundary=x")


def test_refusal_of_the_register_is_told_and_nothing_is_taken(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    started(make, needs_approval=False)
    path = path_of(head)
    page = client.post(f"{path}begin/", follow_redirects=True).text
    data = {
        "seen": seen(page),
        "new1-name": "Second Head",
        "new1-email": "second@example.org",
        "new1-capacity": "head",
        "new1-language": "en",
        "new1-since": make.now.date().isoformat(),
    }
    answer = client.post(path, data=data)
    assert (answer.status_code, "already has a head" in answer.text) == (422, True)
    assert ask_of(kenya).state is AskState.OPENED
    assert db.session.scalars(db.select(Change)).all() == []


def test_nothing_of_a_link_is_kept_or_told_to_others(make: Make, client: Browser, head: Person) -> None:
    started(make)
    headers = client.get(path_of(head)).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
