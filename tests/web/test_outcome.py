"""Actions on their pages."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest

from meetings.domain.outcome import queries
from meetings.domain.outcome.rules import Task
from meetings.models.outcome import ActionState, Owner
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

LIST = "/en/actions/"
NEW = "/en/meetings/ncp-plenary-8/record/actions/new/"
GOOD = {"text-en": "Send comments", "text-fr": "Envoyer", "owner": "secretariat", "state": "open"}


def test_list_needs_a_sign_in_and_says_when_it_is_empty(make: Make, client: Browser) -> None:
    assert client.get(LIST).status_code == 303
    client.sign_in(make.person())
    assert "Nothing is open." in client.get(LIST).text
    assert "No action is like this." in client.get(f"{LIST}?mine=1").text


def test_list_filters_and_marks_what_is_late(make: Make, client: Browser) -> None:
    meeting, member, on = make.meeting(), make.member(), make.now.date()
    ncp = make.ncp(member)
    make.action(meeting, Task(both("of the house"), due_on=on - timedelta(days=1)))
    make.action(meeting, Task(both("of Kenya"), Owner.ORGANISATION, organisation=member, due_on=on))
    make.record(meeting, published=True)
    client.sign_in(ncp)
    page = client.get(LIST).text
    assert "NCP8/A1" in page
    assert "1\xa0Mar 2027, late" in page
    assert page.count('<button class="btn btn-sm btn-outline-primary">Save') == 1
    mine = client.get(f"{LIST}?mine=1&meeting=ncp-plenary-8").text
    assert "of Kenya" in mine
    assert "of the house" not in mine
    assert "of Kenya" not in client.get(f"{LIST}?overdue=1&state=all").text


@pytest.mark.parametrize(
    "query", ["state=%00", "state=x", "meeting=%00", "meeting=nowhere", "page=99999999999999999999", "page=0", "mine="]
)
def test_list_takes_what_is_no_choice_as_not_chosen(make: Make, client: Browser, query: str) -> None:
    client.sign_in(make.person())
    assert client.get(f"{LIST}?{query}").status_code == 200
    assert client.get(f"{LIST}actions.xlsx?{query}").status_code == 200


def test_owner_reports_and_nobody_else(make: Make, client: Browser) -> None:
    meeting, member = make.meeting(), make.member()
    ncp = make.ncp(member)
    action = make.action(meeting, Task(both("x"), Owner.ORGANISATION, organisation=member))
    make.record(meeting, published=True)
    address = f"{LIST}{action.id}/state/"
    assert client.sign_in(make.person("Someone else")).post(address, data={"state": "done"}).status_code == 403
    client.sign_in(ncp)
    answer = client.post(address, data={"state": "done", "next": "/en/actions/?mine=1"})
    assert answer.location == "/en/actions/?mine=1"
    make.again(action)
    assert action.state is ActionState.DONE
    assert client.post(address, data={"state": "open", "next": "//evil.example"}).location == LIST
    for wrong in ("", "finished", "\x00", "x" * 10_000):
        refused = client.post(address, data={"state": wrong})
        assert refused.status_code == 422
        assert "This is no state of an action." in refused.text
    assert client.post(f"{LIST}{2**63}/state/", data={"state": "done"}).status_code == 404


def test_secretariat_writes_changes_and_strikes_an_action(make: Make, client: Browser) -> None:
    meeting, member = make.meeting(), make.member()
    item, person = make.item(meeting), make.person(email="known@example.org")
    make.record(meeting)
    client.sign_in(make.secretariat())
    owner = {"owner": "organisation", "organisation": str(member.id), "due": "2027-04-01", "item": str(item.id)}
    answer = client.post(f"{NEW}?item={item.id}", data={**GOOD, **owner})
    assert answer.location.endswith(f"/record/edit/#item-{item.id}")
    (action,) = queries.actions(meeting)
    assert (action.organisation, action.due_on, action.item) == (member, date(2027, 4, 1), item)

    address = f"{LIST}{action.id}/"
    seen = re.search(r'name="version"[^>]*value="([0-9a-f]+)"', client.get(address).text)[1]
    to_person = {**GOOD, "owner": "person", "email": " Known@example.org", "state": "in_hand", "version": seen}
    assert client.post(address, data=to_person).status_code == 303
    make.again(action)
    assert (action.person, action.organisation, action.state) == (person, None, ActionState.IN_HAND)
    conflict = client.post(address, data={**GOOD, "text-en": "Mine", "version": seen})
    assert conflict.status_code == 422
    assert "What someone else has saved" in conflict.text
    assert "Mine</textarea>" in conflict.text
    assert client.post(f"{address}strike/", data={"version": seen}).location == address
    fresh = re.search(r'name="version"[^>]*value="([0-9a-f]+)"', client.get(address).text)[1]
    assert client.post(f"{address}strike/", data={"version": fresh}).status_code == 303
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"owner": "organisation"}, "Choose the administration"),
        ({"owner": "organisation", "organisation": str(2**63)}, "This is not offered"),
        ({"owner": "organisation", "organisation": "999"}, "This is not offered"),
        ({"owner": "person"}, "Write the address of the person"),
        ({"owner": "person", "email": "nobody@example.org"}, "Nobody is known here by this address"),
        ({"owner": "person", "email": "a\x00@example.org"}, "cannot be stored"),
        ({"owner": "everyone"}, "This is not offered"),
        ({"due": "2027-02-30"}, "Write a date"),
        ({"due": "99999-01-01"}, "Write a date"),
        ({"due": "٢٠٢٧-٠١-٠١"}, "Write a date"),
        ({"state": "\x00"}, "This is not offered"),
        ({"item": "999"}, "This is not offered"),
        ({"text-en": "x" * 1001}, "At most 1000 characters"),
        ({"text-en": "", "text-fr": ""}, "at least one of the two languages"),
    ],
)
def test_bad_action_is_refused_and_kept(make: Make, client: Browser, wrong: dict[str, str], words: str) -> None:
    make.record(make.meeting())
    client.sign_in(make.secretariat())
    answer = client.post(NEW, data={**GOOD, "text-fr": "Gardé", **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Gardé</textarea>" in answer.text or "text-fr" in wrong


def test_spreadsheet_holds_the_same_list(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    make.action(meeting, Task(both("=1+1"), due_on=make.now.date() - timedelta(days=1)))
    make.record(meeting, published=True)
    answer = client.sign_in(make.person()).get(f"{LIST}actions.xlsx")
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for word in ("NCP8/A1", "=1+1", "late", "Secretariat"):
        assert f">{word}</t>" in words
    assert "<f>" not in sheet


def test_list_takes_as_many_statements_for_thirty_actions_as_for_one(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    counts = []
    for number, many in ((1, 1), (2, 29)):
        meeting = make.meeting(number=number)
        for each in range(many):
            member = make.member(f"X{number}{each}")
            make.action(meeting, Task(both("x"), Owner.ORGANISATION, organisation=member))
        make.again(meeting)
        with counted() as statements:
            assert client.get(LIST).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
