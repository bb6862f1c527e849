"""Campaigns as the secretariat leads them: prepared, sent, reminded, decided and ended."""

from datetime import timedelta

import pytest
import time_machine

from meetings.domain.confirmation import rules
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.models.confirmation import Ask, AskLink, Campaign, Change
from meetings.models.organisation import Capacity, Organisation
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import BRUSSELS, Make
from tests.queries import counted
from tests.web.test_confirmation import nomination_id, path_of, prepared, started


@pytest.fixture
def kenya(make: Make) -> Organisation:
    return make.member()


@pytest.fixture
def head(make: Make, kenya: Organisation) -> Person:
    return make.ncp(kenya, capacity=Capacity.HEAD)


def form_of(**changed: object) -> dict[str, object]:
    """Return a campaign's form, filled."""
    return {
        "title-en": "Still correct?",
        "title-fr": "Toujours exact ?",
        "text-en": "Look.",
        "text-fr": "Regardez.",
        "audience": "members",
        "changes": "approval",
        "last_day": "2027-04-01",
        "reminders": "14, 3",
        **changed,
    }


def test_campaign_is_prepared_seen_beforehand_and_sent(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    make.member("TG", "Togo", region="WCA")
    client.sign_in(make.secretariat())
    assert "Toujours" not in client.get("/en/campaigns/").text
    fresh = client.get("/en/campaigns/new/").text
    assert "Is the register still correct?" in fresh
    assert "Le registre est-il toujours à jour\N{NO-BREAK SPACE}?" in fresh
    where = client.post("/en/campaigns/new/", data=form_of()).location
    page = client.get(where).text
    assert "Write to 1 person now" in page
    assert "Togo" in page[page.index("Nobody to ask") :]
    assert client.post(f"{where}start/").status_code == 303
    running = client.get(where).text
    assert "Running, answers until" in running
    assert "cannot be asked" in running
    post.handle(50, now=make.now)
    mail = db.session.scalars(db.select(Mail).filter_by(kind="confirmation.asked")).one()
    assert (mail.recipient_email, mail.secret) == (head.email, True)
    assert path_of(head) in mail.text
    assert client.get(f"{where}edit/").status_code == 200
    late = client.post(f"{where}edit/", data=form_of())
    assert (late.status_code, "can no longer be changed" in late.text) == (422, True)


def test_text_of_several_lines_is_taken_as_browsers_send_it(make: Make, client: Browser, kenya: Organisation) -> None:
    client.sign_in(make.secretariat())
    answer = client.post("/en/campaigns/new/", data=form_of(**{"text-en": "First.\r\n\r\nSecond."}))
    assert answer.status_code == 303
    assert db.session.scalars(db.select(Campaign)).one().text.en == "First.\n\nSecond."


@pytest.mark.parametrize(
    "wrong",
    [
        {"title-en": "", "title-fr": ""},
        {"title-en": "a" * 121},
        {"text-en": "a" * 4001},
        {"text-en": "a\x00b"},
        {"audience": "nobody"},
        {"audience": "region", "region": "XX"},
        {"audience": "kind", "kind": "9223372036854775808"},
        {"audience": "chosen"},
        {"audience": "chosen", "chosen": ["KE", "ZZ"]},
        {"changes": "x"},
        {"last_day": ""},
        {"last_day": "2027-02-30"},
        {"last_day": "2027-03-01"},
        {"last_day": "2029-01-01"},
        {"reminders": "soon"},
        {"reminders": "0"},
        {"reminders": "9223372036854775808"},
        {"reminders": "1,2,3,4,5,6"},
    ],
    ids=str,
)
def test_campaign_refuses_bad_input_and_keeps_what_was_typed(
    make: Make, client: Browser, kenya: Organisation, wrong: dict[str, object]
) -> None:
    client.sign_in(make.secretariat())
    answer = client.post("/en/campaigns/new/", data=form_of(**wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Regardez." in answer.text
    assert db.session.scalars(db.select(Campaign)).all() == []


def test_reminder_says_how_many_before_and_reaches_only_the_silent(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    silent = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other")
    campaign = started(make)
    client.post(f"{path_of(head)}correct/", data={"seen": seen_now(kenya, make)})
    client.sign_in(make.secretariat())
    where = f"/en/campaigns/{campaign.id}/"
    assert "less than an hour ago" in client.post(f"{where}remind/", follow_redirects=True).text
    with time_machine.travel(make.now + timedelta(hours=2), tick=False):
        client.sign_in(make.secretariat())
        assert "1 person has been asked and has not answered" in client.get(f"{where}remind/").text
        assert "One person gets a reminder" in client.post(f"{where}remind/", follow_redirects=True).text
        post.handle(50, now=make.now + timedelta(hours=2))
    mails = db.session.scalars(db.select(Mail).filter_by(kind="confirmation.reminded")).all()
    assert [mail.recipient_email for mail in mails] == [silent.email]


def seen_now(organisation: Organisation, make: Make) -> str:
    return rules.mark(organisation, register.nominated(organisation, on=make.now.date()))


def test_change_can_be_refused_with_a_reason_that_is_told(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    campaign = started(make)
    path, number = path_of(head), nomination_id(kenya, head, make)
    data = {"seen": seen_now(kenya, make), f"n{number}-what": "resign", f"n{number}-last_day": "2027-03-31"}
    client.post(path, data=data)
    change = db.session.scalars(db.select(Change)).one()
    client.sign_in(make.secretariat())
    refuse = f"/en/campaigns/changes/{change.id}/refuse/"
    assert client.post(refuse, data={"reason": ""}).status_code == 422
    assert client.post(refuse, data={"reason": "a" * 1001}).status_code == 422
    assert client.post(refuse, data={"reason": "Name a successor <first>."}).status_code == 303
    assert "Nothing waits" in client.get(f"/en/campaigns/{campaign.id}/changes/").text
    assert client.post(refuse, data={"reason": "Again"}).status_code == 422
    post.handle(50, now=make.now)
    mail = db.session.scalars(db.select(Mail).filter_by(kind="confirmation.decided")).one()
    assert "Name a successor <first>." in mail.text
    assert "&lt;first&gt;" in mail.html
    assert [n.until_on for n in register.all_nominations(kenya)] == [None]


def test_campaign_is_ended_opened_again_and_extended(make: Make, client: Browser, head: Person) -> None:
    campaign = started(make)
    client.sign_in(make.secretariat())
    where = f"/en/campaigns/{campaign.id}/"
    assert "no answer is taken" in client.get(f"{where}end/").text
    assert client.post(f"{where}end/").status_code == 303
    assert "stayed silent" in client.get(where).text
    assert "not running" in client.post(f"{where}end/", follow_redirects=True).text
    for bad in ("", "2027-03-01", "2029-01-01", "9223372036854775808", "x\x00"):
        assert client.post(f"{where}extend/", data={"last_day": bad}).status_code == 422
    assert client.post(f"{where}extend/", data={"last_day": "2027-05-01"}).status_code == 303
    assert "1 May 2027" in client.get(where).text.replace("\N{NO-BREAK SPACE}", " ")


def test_table_is_filtered_and_exported_as_filtered(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    make.ncp(make.member("CM", "Cameroon", region="WCA"), "=Other")
    campaign = started(make)
    client.sign_in(make.secretariat())
    where = f"/en/campaigns/{campaign.id}/"
    page = client.get(f"{where}?region=WCA&words=other&state=asked").text
    assert "/organisations/cm/" in page
    assert "/organisations/ke/" not in page
    assert "No organisation answers" in client.get(f"{where}?state=confirmed&words=%00").text
    data = client.get(f"{where}answers.csv?region=WCA").text
    assert "'=Other" in data
    assert "KE" not in data
    assert client.get(f"{where}answers.xlsx").data[:2] == b"PK"


def test_pages_take_as_many_statements_for_thirty_as_for_one(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    counts = []
    for codes in (["KE"], [f"A{letter}" for letter in "DEFGILMORTUWZ"]):
        for code in codes:
            organisation = make.member(code, f"Country {code}")
            make.ncp(organisation, capacity=Capacity.HEAD)
            make.ncp(organisation, "Second")
        campaign = started(make)
        for ask in db.session.scalars(db.select(Ask).filter_by(campaign_id=campaign.id)).all():
            _resign_everybody(make, ask)
        found = []
        for path in ("", "changes/", "answers.csv", "remind/"):
            with counted() as statements:
                assert client.get(f"/en/campaigns/{campaign.id}/{path}").status_code == 200
            found.append(len(statements))
        with counted() as statements:
            assert client.get(f"/en/campaigns/{prepared(make).id}/").status_code == 200
        counts.append(found)
    assert counts[0] == counts[1]


def _resign_everybody(make: Make, ask: Ask) -> None:
    from meetings.domain.confirmation import answer_actions
    from meetings.models.confirmation import ChangeKind

    link = db.session.scalars(db.select(AskLink).filter_by(ask_id=ask.id)).first()
    named = register.nominated(ask.organisation, on=make.now.date())
    drafts = [rules.Draft(ChangeKind.RESIGN, {"last_day": "2027-03-31"}, n.id) for n in named]
    with transaction():
        answer_actions.answer(link, drafts, seen=None, secret=SECRET, zone=BRUSSELS, now=make.now)
