"""Polls in the record: what was decided, under its agenda item, in both languages, and nothing that is held back."""

import io
from datetime import timedelta

import docx
import pytest
import sqlalchemy as sa

from meetings.core import dates as plain
from meetings.domain.meeting import actions as meetings
from meetings.domain.poll import actions_closing, queries
from meetings.domain.poll.actions_settle import _plan, _sitting
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.extensions import db, transaction
from meetings.models.ballot import Elector
from meetings.models.meeting import SessionLanguage
from meetings.models.organisation import Capacity
from meetings.models.poll import Majority, Method, Procedure, QuestionKind, ResultsTo, ResultsWhen, Secrecy
from tests.domain.poll.test_actions_settle import offered, settle
from tests.domain.poll.test_proxies import House
from tests.make import both
from tests.queries import counted
from tests.web.test_poll import text_of


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


@pytest.fixture
def house(make):
    return House(make)


def recorded(make, client, house, person, *polls, **asked):
    for poll in polls:
        make.close(poll)
    make.record(house.meeting, both("The meeting began.", "La réunion a commencé."), published=True)
    return client.sign_in(person).get("/en/meetings/ncp-plenary-8/record/", query_string=asked).text


def annex(page):
    return (
        text_of(page)
        .replace("\u00a0", " ")
        .replace(" .", ".")
        .partition("Annex: who voted what")[2]
        .partition("Documents")[0]
    )


def test_a_named_roll_is_an_annex_with_proxies_and_those_who_did_not_vote(make, client, house):
    house.give()
    poll = make.open_poll(house.meeting)
    house.cast(poll, house.malta, house.maria)
    house.cast(poll, house.kenya, house.maria)
    said = annex(recorded(make, client, house, house.idriss, poll))
    assert "Renew the group?" in said
    assert "Yes (2): Kenya (by proxy: Malta); Malta." in said
    assert "Did not vote (1): Chad." in said
    assert "Oui (2) : Kenya (par procuration : Malta); Malta." in said
    assert "N’a pas voté (1) : Chad." in said
    assert "Maria" not in said


@pytest.mark.parametrize(("asked", "tables"), [("fr", 0), ("both", 2)])
def test_the_word_file_ends_with_the_annex(make, client, house, asked, tables):
    poll = make.open_poll(house.meeting)
    house.cast(poll, house.malta, house.maria, 1)
    recorded(make, client, house, house.idriss, poll)
    data = client.get("/fr/meetings/ncp-plenary-8/record.docx", query_string={"languages": asked}).data
    file = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in file.tables[-1:] for row in table.rows for cell in row.cells]
    written = [paragraph.text for paragraph in file.paragraphs] + cells
    assert len(file.tables) == tables
    assert "Annexe : votes nominatifs" in " ".join(written).replace("\u00a0", " ")
    assert any("Non (1) : Malta." in text.replace("\u00a0", " ") for text in written)


def test_nobody_reads_the_roll_of_a_sealed_poll_nor_what_is_held_back_nor_without_signing_in(make, client, house):
    sealed = [make.open_poll(house.meeting, secrecy=level) for level in (Secrecy.CONFIDENTIAL, Secrecy.SECRET)]
    waits = make.open_poll(house.meeting, results_when=ResultsWhen.ON_RELEASE)
    for poll in (*sealed, waits):
        house.cast(poll, house.malta, house.maria)
    page = recorded(make, client, house, make.secretariat(), *sealed, waits)
    assert "Annex" not in text_of(page)
    data = client.get("/en/meetings/ncp-plenary-8/record.docx?languages=en").data
    assert not any("Malta" in paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    named = make.open_poll(house.meeting)
    house.cast(named, house.malta, house.maria)
    make.close(named)
    assert "Malta" in annex(client.get("/en/meetings/ncp-plenary-8/record/").text)
    stranger = client.application.test_client()
    assert "Annex" not in stranger.get("/en/meetings/ncp-plenary-8/record/").text


def test_observers_and_weights_are_told_apart(make, client, house):
    observer = make.observer()
    person = make.ncp(observer, "Olaf", capacity=Capacity.DELEGATE)
    poll = make.open_poll(house.meeting, observers=True)
    with transaction():
        db.session.execute(sa.update(Elector).where(Elector.voter == house.kenya.id).values(weight=3))
    house.cast(poll, house.kenya, house.wanjiru)
    house.cast(poll, observer, person)
    said = annex(recorded(make, client, house, house.idriss, poll, languages="en"))
    assert "Yes (1): Kenya (3 votes)." in said
    assert "Observers, counted apart – Yes (1): World Health Organization." in said


def test_rankings_and_texts_stand_with_whoever_wrote_them(make, client, house):
    words = [OptionDraft(both(name, f"{name} (fr)")) for name in ("Lima", "Nairobi")]
    ranking = make.open_poll(house.meeting, kind=QuestionKind.RANKING, options=words, most=2, method=Method.RUNOFF)
    first, second = (option.id for option in queries.options(ranking))
    make.answer(ranking, house.malta, house.maria, [second, first])
    text = make.open_poll(house.meeting, kind=QuestionKind.TEXT, options=())
    make.answer(text, house.malta, house.maria, "*No* idea")
    said = annex(recorded(make, client, house, house.idriss, ranking, text))
    assert "Nairobi, Lima (1): Malta." in said
    assert "Nairobi (fr), Lima (fr) (1) : Malta." in said
    assert "*No* idea (1): Malta." in said


def test_dates_are_told_one_by_one_with_what_the_poll_came_to_in_the_zone_of_the_meeting(make, client, house):
    poll = make.open_poll(house.meeting, kind=QuestionKind.DATES, options=offered(make))
    first, second = (option.id for option in queries.options(poll))
    make.answer(poll, house.malta, house.maria, {first: 2, second: 1})
    make.answer(poll, house.chad, house.idriss, {first: 2})
    make.close(poll)
    settle(make, poll, 0, make.sessions(house.meeting)[0])
    page = recorded(make, client, house, house.idriss)
    day = plain.weekday_date(queries.options(poll)[0].date.starts.date(), "en").replace("\u00a0", " ")
    assert f"Date settled on: English session, {day}, 11:00–13:00 (Brussels)." in text_of(page)
    assert "Date retenue : Séance en anglais, " in text_of(page)
    said = annex(page)
    assert f"{day}, 12:00–14:00 (Nairobi): yes (2): Chad; Malta." in said
    assert "if need be (1): Malta." in said
    assert "Did not vote (1): Kenya." in said
    with transaction():
        kept = [_sitting(one) for one in make.sessions(house.meeting) if one.language is SessionLanguage.FRENCH]
        meetings.revise(house.meeting, _plan(house.meeting), kept, by=None, now=make.now)
    assert "Date settled on" not in text_of(client.get("/en/meetings/ncp-plenary-8/record/").text)


def test_silence_is_told_as_silence(make, client, house):
    until = make.now + timedelta(days=2)
    poll = make.open_poll(house.meeting, closes_at=until, procedure=Procedure.SILENCE, options=SILENCE_OPTIONS)
    house.cast(poll, house.malta, house.maria)
    make.close(poll, at=until)
    said = annex(recorded(make, client, house, house.idriss))
    assert "We agree (1): Malta." in said
    assert "No answer, which counts as agreement (2): Chad; Kenya." in said
