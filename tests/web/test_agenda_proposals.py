"""Members propose items, the secretariat answers."""

import re
from datetime import timedelta

import pytest
import time_machine

from meetings.domain.agenda import actions_proposals as actions
from meetings.domain.agenda import proposal_queries, queries
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.extensions import transaction
from meetings.models.agenda import AgendaProposal, ProposalState, Purpose
from meetings.models.meeting import Meeting, Visibility
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person
from tests.conftest import Browser
from tests.make import BRUSSELS, Make, both
from tests.queries import counted

PROPOSALS = "/en/meetings/ncp-plenary-8/agenda/proposals/"
NEW = f"{PROPOSALS}new/"
WELL = {
    "title-en": "Drones at borders",
    "title-fr": "",
    "purpose": "guidance",
    "minutes": "15",
    "why-en": "Three Members tried them.",
    "why-fr": "",
}


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting(visibility=Visibility.PUBLIC)


@pytest.fixture
def kenya(make: Make) -> Organisation:
    return make.member()


@pytest.fixture
def ncp(make: Make, kenya: Organisation) -> Person:
    return make.ncp(kenya)


@pytest.fixture
def asked(make: Make, meeting: Meeting) -> Meeting:
    """Return the meeting with a deadline in five days."""
    closes = (make.now + timedelta(days=5)).replace(tzinfo=None)
    with transaction():
        actions.set_deadline(meeting, closes, BRUSSELS, by=None, now=make.now)
    return meeting


@pytest.fixture
def proposal(make: Make, asked: Meeting, kenya: Organisation, ncp: Person) -> AgendaProposal:
    draft = ProposalDraft(both("Drones"), Purpose.GUIDANCE, both("They fly."), 15)
    with transaction():
        return actions.propose(asked, kenya, draft, by=ncp, now=make.now)


def test_member_proposes_and_sees_the_state(asked: Meeting, ncp: Person, client: Browser) -> None:
    client.sign_in(ncp)
    page = client.get(PROPOSALS).text
    assert "Items can be proposed until 7\u00a0March 2027, 09:00, Brussels time." in page
    assert "That is 7\u00a0March 2027, 11:00 in Nairobi." in page
    for _ in range(2):
        assert client.post(NEW, data=WELL).location == PROPOSALS
    page = client.get(PROPOSALS).text
    assert page.count("Drones at borders</h2>") == 1
    assert "waits for the secretariat" in page
    assert "1 proposal of yours" in client.get("/en/meetings/ncp-plenary-8/agenda/").text


def test_proposal_is_closed_with_a_sentence_after_the_deadline(
    make: Make, proposal: AgendaProposal, ncp: Person, client: Browser
) -> None:
    with time_machine.travel(make.now + timedelta(days=6), tick=False):
        client.sign_in(ncp)
        page = client.get(PROPOSALS).text
        assert "The time to propose items ended on 7\u00a0March 2027, 09:00, Brussels time." in page
        assert "Propose an item" not in page
        assert client.get(NEW).status_code == 303
        answer = client.post(NEW, data=WELL)
        assert answer.status_code == 422
        assert "The time to propose items is over." in answer.text
        assert client.post(f"{PROPOSALS}{proposal.id}/", data=WELL).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title-en", ""),
        ("title-en", "x" * 301),
        ("title-en", "\x00"),
        ("why-en", ""),
        ("why-en", "x" * 2_001),
        ("purpose", "applause"),
        ("minutes", "0"),
        ("minutes", "²"),
    ],
)
def test_wrong_words_are_kept_and_explained(
    asked: Meeting, ncp: Person, client: Browser, field: str, value: str
) -> None:
    answer = client.sign_in(ncp).post(NEW, data={**WELL, field: value})
    assert answer.status_code == 422
    assert "Nothing has been sent." in answer.text
    assert not proposal_queries.of_meeting(asked)


def test_accepted_proposal_becomes_an_item_with_its_credit(
    make: Make, proposal: AgendaProposal, ncp: Person, client: Browser
) -> None:
    client.sign_in(make.secretariat())
    assert "1 waits for an answer" in client.get("/en/meetings/ncp-plenary-8/agenda/edit/").text
    decide = f"{PROPOSALS}{proposal.id}/decide/"
    assert "They fly." in client.get(decide).text
    assert client.post(decide, data={"verdict": "accept"}).location == PROPOSALS
    (item,) = queries.items(proposal.meeting)
    assert (item.title.en, item.minutes, item.purpose) == ("Drones", 15, Purpose.GUIDANCE)
    assert "Proposed by Kenya" in client.get("/en/meetings/ncp-plenary-8/agenda/").text
    assert "has been decided" in client.get(decide).text
    assert "decided or withdrawn" in client.post(decide, data={"verdict": "decline", "answer-en": "No"}).text
    assert "item 1" in client.sign_in(ncp).get(PROPOSALS).text


def test_question_is_answered_even_after_the_deadline(
    make: Make, proposal: AgendaProposal, ncp: Person, client: Browser
) -> None:
    client.sign_in(make.secretariat())
    decide = f"{PROPOSALS}{proposal.id}/decide/"
    answer = client.post(decide, data={"verdict": "ask"})
    assert answer.status_code == 422
    assert "Write the question or the reason" in answer.text
    client.post(decide, data={"verdict": "ask", "answer-en": "How long?"})
    with time_machine.travel(make.now + timedelta(days=6), tick=False):
        client.sign_in(ncp)
        assert "Answer the question" in client.get(PROPOSALS).text
        assert "How long?" in client.get(f"{PROPOSALS}{proposal.id}/").text
        assert client.post(f"{PROPOSALS}{proposal.id}/", data=WELL).status_code == 303
    make.again(proposal)
    assert (proposal.state, proposal.title.en) == (ProposalState.WAITING, "Drones at borders")


def test_declined_proposal_says_why(make: Make, proposal: AgendaProposal, ncp: Person, client: Browser) -> None:
    client.sign_in(make.secretariat())
    client.post(f"{PROPOSALS}{proposal.id}/decide/", data={"verdict": "decline", "answer-en": "No time left."})
    page = client.sign_in(ncp).get(PROPOSALS).text
    assert "not taken" in page
    assert "No time left." in page


def test_two_of_one_member_and_the_secretariat_notice_each_other(
    make: Make, proposal: AgendaProposal, ncp: Person, client: Browser
) -> None:
    address = f"{PROPOSALS}{proposal.id}/"
    seen = re.search(r'name="version"[^>]*value="([0-9a-f]+)"', client.sign_in(ncp).get(address).text)
    assert seen
    assert client.post(address, data={**WELL, "version": seen[1]}).status_code == 303
    late = client.post(address, data={**WELL, "title-en": "Robots", "version": seen[1]})
    assert late.status_code == 422
    assert "What someone else has saved" in late.text
    assert "Drones at borders" in late.text
    again = re.search(r'name="version"[^>]*value="([0-9a-f]+)"', late.text)
    assert again
    client.sign_in(make.secretariat())
    decided = client.post(f"{address}decide/", data={"verdict": "accept", "version": seen[1]})
    assert decided.status_code == 422
    assert "Someone else changed this" in decided.text
    assert not queries.items(proposal.meeting)
    assert client.post(f"{address}decide/", data={"verdict": "accept", "version": again[1]}).status_code == 303


def test_proposal_is_withdrawn(proposal: AgendaProposal, ncp: Person, client: Browser) -> None:
    client.sign_in(ncp).post(f"{PROPOSALS}{proposal.id}/withdraw/")
    assert "withdrawn" in client.get(PROPOSALS).text
    client.post(f"{PROPOSALS}{proposal.id}/withdraw/")
    assert "decided or withdrawn" in client.get(PROPOSALS).text


def test_members_see_their_own_proposals_only(make: Make, proposal: AgendaProposal, client: Browser) -> None:
    other = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other")
    client.sign_in(other)
    assert "Drones" not in client.get(PROPOSALS).text
    assert client.get(f"{PROPOSALS}{proposal.id}/").status_code == 403
    assert client.post(f"{PROPOSALS}{proposal.id}/withdraw/").status_code == 403
    observer = make.ncp(make.observer(), "Observer", capacity=Capacity.DELEGATE)
    assert client.sign_in(observer).get(PROPOSALS).status_code == 403


@pytest.mark.parametrize(
    ("closes", "zone", "words"),
    [
        ("2027-03-09T18:00", BRUSSELS, "The deadline is saved."),
        ("", BRUSSELS, "Members are not asked"),
        ("2027-09-09T18:00", BRUSSELS, "would have begun by then"),
        ("tomorrow", BRUSSELS, "Write a date and a time"),
        ("2027-03-09T18:00", "Mars/Olympus", "no time zone of this name"),
        ("2027-03-28T02:30", BRUSSELS, "this hour does not exist"),
    ],
)
def test_deadline_is_set_with_its_zone(
    make: Make, meeting: Meeting, client: Browser, closes: str, zone: str, words: str
) -> None:
    client.sign_in(make.secretariat())
    answer = client.post(f"{PROPOSALS}deadline/", data={"closes": closes, "zone": zone})
    page = client.get(PROPOSALS).text if answer.status_code == 303 else answer.text
    assert words in page


def test_known_deadline_is_moved_on_its_own_page(make: Make, asked: Meeting, client: Browser) -> None:
    client.sign_in(make.secretariat())
    page = client.get(PROPOSALS).text
    assert "/en/meetings/ncp-plenary-8/deadlines/proposals/" in page
    assert 'name="closes"' not in page
    answer = client.post(f"{PROPOSALS}deadline/", data={"closes": "2027-03-09T18:00", "zone": BRUSSELS})
    assert answer.status_code == 422
    assert "move it on the page of the deadlines" in answer.text


def test_page_takes_as_many_statements_for_30_proposals(
    make: Make, proposal: AgendaProposal, kenya: Organisation, ncp: Person, client: Browser
) -> None:
    client.sign_in(make.secretariat())

    def statements() -> int:
        with counted() as found:
            assert client.get(PROPOSALS).status_code == 200
        return len(found)

    few = statements()
    with transaction():
        for number in range(29):
            draft = ProposalDraft(both(f"Item {number}"), Purpose.GUIDANCE, both("Why"), None)
            actions.propose(proposal.meeting, kenya, draft, by=ncp, now=make.now)
    assert statements() == few
