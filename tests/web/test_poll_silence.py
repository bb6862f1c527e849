"""A silence procedure on its pages: prepared, answered, followed, its outcome in page, file and record."""

from datetime import timedelta

import pytest

from meetings.domain.poll import actions_closing, objections, queries
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.extensions import transaction
from meetings.models.poll import PollState, Procedure, ResultsTo
from tests.web.test_poll import fresh, text_of
from tests.web.test_poll_files import words_of

DAY = timedelta(days=1)
MEANS = "whoever says nothing agrees"


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def ncp(make):
    return make.ncp(make.member())


@pytest.fixture
def poll(make, meeting, ncp):
    return make.open_poll(meeting, closes_at=make.now + 10 * DAY, procedure=Procedure.SILENCE, options=SILENCE_OPTIONS)


def objecting(poll, reason="The cost is not known."):
    return {"option": queries.options(poll)[1].id, "reason": reason, "form": "a" * 32}


def test_it_is_prepared_without_typing_options(make, client, meeting, ncp):
    client.sign_in(make.secretariat())
    path = "/en/meetings/ncp-plenary-8/polls/new/"
    assert "Objections that stop it" in client.get(f"{path}?preset=silence").text
    typed = {
        "question-en": "Adopt the roadmap?",
        "question-fr": "Adopter la feuille de route ?",
        "procedure": "silence",
        "stops_at": "2",
        "reminders": "5; 2",
        "secrecy": "named",
        "voters": "members",
        "unit": "organisation",
        "kind": "one",
        "majority": "simple",
        "basis": "voting",
        "method": "most",
        "ties": "reported",
        "results_when": "at_close",
        "results_to": "readers",
    }
    made = client.post(path, data=typed)
    poll = fresh(int(made.location.rsplit("/", 2)[1]))
    assert (poll.procedure, poll.stops_at, poll.reminders) == (Procedure.SILENCE, 2, [5, 2])
    assert [option.text.en for option in queries.options(poll)] == ["We agree", "We object"]
    for wrong, field in (({"reminders": "7, x"}, "reminders"), ({"secrecy": "secret"}, "secrecy")):
        answer = client.post(path, data=typed | wrong)
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    answer = client.post(f"/en/polls/{poll.id}/open/", data={})
    assert (answer.status_code, 'id="closes-error"' in answer.text) == (422, True)


def test_contact_point_reads_what_silence_means_objects_and_withdraws(client, ncp, poll):
    client.sign_in(ncp)
    path = f"/en/polls/{poll.id}/"
    page = text_of(client.get(path).text)
    assert MEANS in page
    assert "to object until" in text_of(client.get("/en/").text)
    refused = client.post(path, data=objecting(poll, ""))
    assert refused.status_code == 422
    assert "Write why you object" in refused.text
    assert client.post(path, data=objecting(poll)).status_code == 200
    page = client.get(path).text
    assert "Withdraw the objection" in page
    assert page.count("The cost is not known.") == 2
    assert client.post(path, data={"option": queries.options(poll)[0].id, "form": "b" * 32}).status_code == 200
    assert objections.number(poll) == 0


def test_only_the_secretariat_sees_objections_before_the_deadline(make, client, ncp, poll):
    client.sign_in(ncp)
    client.post(f"/en/polls/{poll.id}/", data=objecting(poll))
    desk = client.sign_in(make.secretariat())
    page = text_of(desk.get(f"/en/polls/{poll.id}/").text)
    assert "Silence is broken" in page
    assert "The cost is not known." in page
    assert "Close the poll" not in page
    assert desk.post(f"/en/polls/{poll.id}/close/").status_code == 422
    other = client.sign_in(make.ncp(make.member("TG")))
    assert "The cost is not known." not in other.get(f"/en/polls/{poll.id}/").text


def test_outcome_and_objections_stand_on_page_in_files_and_record(make, client, ncp, poll, meeting):
    client.sign_in(ncp)
    client.post(f"/en/polls/{poll.id}/", data=objecting(poll))
    with transaction():
        actions_closing.close_due(now=make.now + 10 * DAY)
    make.record(meeting, published=True)
    page = text_of(client.get(f"/en/polls/{poll.id}/results/").text)
    assert "Not adopted: 1 administration objected." in page
    assert "The cost is not known." in page
    assert "Silent 0 0%" in page
    table = client.get(f"/en/polls/{poll.id}/results.csv").data.decode("utf-8-sig")
    assert "The cost is not known." in table
    assert client.get(f"/en/polls/{poll.id}/results.xlsx").status_code == 200
    for ending in ("pdf", "docx"):
        said = words_of(client.get(f"/fr/polls/{poll.id}/results.{ending}").data, ending)
        assert "The cost is not known." in said.partition("Objections")[2]
        assert "le silence vaut accord" in said.replace("\xa0", " ")
    assert "Not adopted" in text_of(client.get("/en/meetings/ncp-plenary-8/polls/").text)
    record = text_of(client.get("/fr/meetings/ncp-plenary-8/record/").text)
    assert "Procédure d’approbation tacite" in record
    assert "The cost is not known." in record
    assert fresh(poll.id).state is PollState.CLOSED


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_has_answered_is_seen_by_those_who_run_it_alone_until_it_closes(make, client, ncp, language):
    other = make.ncp(make.member("TG", "Togo"))
    until = make.now + 10 * DAY
    poll = make.open_poll(make.meeting(), closes_at=until, procedure=Procedure.SILENCE, options=SILENCE_OPTIONS)
    client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data=objecting(poll))
    path, region = f"/{language}/polls/{poll.id}/", "ESA 1 "
    for person in (ncp, other):
        page = text_of(client.sign_in(person).get(path).text)
        assert (region in page, "1 of 2" in page or "1 administration sur 2" in page) == (False, True)
    secretariat = make.secretariat()
    assert region in text_of(client.sign_in(secretariat).get(path).text)
    projector = client.get(f"/{language}/polls/{poll.id}/present/part/").text
    assert "hc-chamber" not in projector
    with transaction():
        actions_closing.close_due(now=until)
    assert "hc-chamber" in client.get(f"/{language}/polls/{poll.id}/present/part/").text
    assert region in text_of(client.sign_in(other).get(path).text)


@pytest.mark.parametrize("terms", [{"results_to": ResultsTo.MANAGERS}, {}], ids=["for managers", "withdrawn"])
def test_who_has_answered_stays_hidden_where_the_outcome_does(make, client, ncp, terms):
    other = make.ncp(make.member("TG", "Togo"))
    more = {"closes_at": make.now + 10 * DAY, "procedure": Procedure.SILENCE, "options": SILENCE_OPTIONS}
    poll = make.open_poll(make.meeting(), **more, **terms)
    client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data=objecting(poll))
    with transaction():
        if terms:
            actions_closing.close_due(now=make.now + 10 * DAY)
        else:
            actions_closing.withdraw(poll, "Wrong text.", by=None, now=make.now)
    path = f"/en/polls/{poll.id}/"
    assert "ESA 1 of 2" not in text_of(client.sign_in(other).get(path).text)
    assert "ESA 1 of 2" in text_of(client.sign_in(make.secretariat()).get(path).text)
