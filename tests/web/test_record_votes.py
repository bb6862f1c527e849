"""Polls in the record: what was decided, under its agenda item, in both languages, and nothing that is held back."""

import io

import docx
import pytest

from meetings.domain.poll import actions_closing
from meetings.extensions import transaction
from meetings.models.poll import Majority, ResultsTo, ResultsWhen
from tests.make import both
from tests.queries import counted


@pytest.fixture
def voter(make):
    member = make.member()
    return member, make.ncp(member)


@pytest.fixture
def meeting(make):
    return make.meeting()


def polled(make, meeting, voter, **terms):
    poll = make.open_poll(meeting, **terms)
    make.ballot(poll, *voter)
    item = make.item(meeting)
    with transaction():
        poll.item = item
    make.close(poll)
    return poll


def test_a_closed_poll_is_in_the_record_under_its_item_in_both_languages(make, client, meeting, voter):
    polled(make, meeting, voter, majority=Majority.SIMPLE)
    make.record(meeting, both("The meeting began.", "La réunion a commencé."), published=True)
    page = client.sign_in(voter[1]).get("/en/meetings/ncp-plenary-8/record/").text
    assert "Adopted. Yes 1, No 0, Abstention 0." in page
    assert "Adopté. Oui 1, Non 0, Abstention 0." in page
    assert page.index("Opening") < page.index("Adopted.")
    file = docx.Document(io.BytesIO(client.get("/en/meetings/ncp-plenary-8/record.docx?languages=fr").data))
    assert any("Adopté. Oui 1" in paragraph.text for paragraph in file.paragraphs)


@pytest.mark.parametrize(
    "terms", [{"results_when": ResultsWhen.ON_RELEASE}, {"results_to": ResultsTo.MANAGERS}], ids=str
)
def test_what_is_not_for_every_reader_is_in_no_record(make, client, meeting, voter, terms):
    polled(make, meeting, voter, **terms)
    withdrawn = make.open_poll(meeting)
    with transaction():
        actions_closing.withdraw(withdrawn, "Wrong.", by=None, now=make.now)
    make.record(meeting, both("The meeting began.", "La réunion a commencé."), published=True)
    page = client.sign_in(make.secretariat()).get("/en/meetings/ncp-plenary-8/record/").text
    assert "The meeting began." in page
    assert "Renew the group?" not in page


def test_statements_do_not_grow_with_polls(make, client, meeting, voter):
    make.record(meeting, both("The meeting began.", "La réunion a commencé."), published=True)
    client.sign_in(voter[1])
    numbers = []
    for more in (1, 6):
        for _ in range(more):
            polled(make, meeting, voter)
        client.get("/en/meetings/ncp-plenary-8/record/")
        with counted() as found:
            client.get("/en/meetings/ncp-plenary-8/record/")
        numbers.append(len(found))
    assert numbers[0] == numbers[1]
