"""Proxies as pages: giving one, the ballot apart, taking it back, the secretariat's list and rule."""

import csv
import io

import pytest

from meetings.core.bilingual import FRENCH
from meetings.domain.poll import actions_proxy, ballot_queries
from meetings.domain.poll.proxy_rules import Terms
from meetings.extensions import db, transaction
from meetings.models.ballot import Ballot
from meetings.models.organisation import Capacity
from meetings.models.outbox import Mail
from meetings.models.poll import QuestionKind
from meetings.models.proxy import Proxy
from meetings.notices import post
from tests.domain.poll.test_actions_settle import offered, settle
from tests.make import both
from tests.web.test_poll import option_ids, rows, text_of

MINE = "/en/meetings/ncp-plenary-8/proxy/"
ALL = "/en/meetings/ncp-plenary-8/proxies/"


class House:
    """A meeting that allows proxies, with Kenya, Malta and Chad."""

    def __init__(self, make) -> None:
        self.kenya, self.malta, self.chad = make.member(), make.member("MT", "Malta"), make.member("TD", "Chad")
        self.wanjiru = make.ncp(self.kenya, capacity=Capacity.HEAD)
        self.maria = make.ncp(self.malta, "Maria", language=FRENCH)
        self.idriss = make.ncp(self.chad, "Idriss")
        self.meeting = make.meeting()
        with transaction():
            actions_proxy.set_terms(self.meeting, Terms(most=1), by=None, now=make.now)


@pytest.fixture
def house(make):
    return House(make)


def given(house, make, client):
    """Let Malta vote for Kenya; return the only proxy."""
    client.sign_in(house.wanjiru)
    client.post(MINE, data={"holder": house.malta.id, "give": "1"})
    return db.session.scalars(db.select(Proxy)).one()


def test_one_is_asked_once_more_before_a_proxy_is_given(make, client, house):
    client.sign_in(house.wanjiru)
    assert "each holds 1 proxy at most" in client.get(MINE).text
    assert "Choose the Member that is to vote." in client.post(MINE, data={"holder": ""}).text
    asked = client.post(MINE, data={"holder": house.malta.id}).text
    assert "Malta votes for Kenya: is that right?" in asked
    assert "Maria" in asked
    assert rows(Proxy) == 0
    typed = {"holder": house.malta.id, "person": house.maria.id, "give": "1"}
    for _ in range(2):
        assert client.post(MINE, data=typed).status_code in (200, 303)
    assert rows(Proxy) == 1
    page = text_of(client.get(MINE).text)
    assert "Malta votes for Kenya (only Maria)" in page
    post.handle(100, now=make.now)
    mails = {mail.person_id: mail for mail in db.session.scalars(db.select(Mail).where(Mail.kind == "proxy.given"))}
    assert set(mails) == {house.wanjiru.id, house.maria.id}
    assert "par procuration" in mails[house.maria.id].text


def test_refusals_stand_at_the_field_and_keep_what_was_typed(make, client, house):
    given(house, make, client)
    client.sign_in(house.idriss)
    for holder, words in ((house.malta, "holds as many proxies"), (house.kenya, "has given its own ballot away")):
        answer = client.post(MINE, data={"holder": holder.id})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{holder.id}" selected' in answer.text
    assert client.post(MINE, data={"holder": "999999", "give": "1"}).status_code == 422


def test_the_ballot_for_others_has_a_page_of_its_own(make, client, house):
    poll = make.open_poll(house.meeting)
    given(house, make, client)
    own = text_of(client.get(f"/en/polls/{poll.id}/").text)
    assert "Malta votes for Kenya by proxy." in own
    assert "Cast Kenya’s ballot" not in own
    refused = client.post(f"/en/polls/{poll.id}/", data={"option": option_ids(poll)[0]})
    assert "Take the proxy back first" in refused.text
    client.sign_in(house.maria)
    apart = f"/en/polls/{poll.id}/for/{house.kenya.id}/"
    for page in (f"/en/polls/{poll.id}/", "/en/meetings/ncp-plenary-8/live/"):
        assert apart in client.get(page).text
    page = client.get(apart).text
    assert "The ballot of Kenya" in page
    assert f'action="{apart}"' in page
    form = "f" * 32
    answers = [client.post(apart, data={"option": option_ids(poll)[1], "form": form}).text for _ in range(2)]
    assert "Kenya’s ballot is in." in answers[0]
    assert "This form had been sent before" in answers[1]
    assert ballot_queries.ballot(poll, house.malta.id) is None
    assert rows(Ballot) == 1
    assert "Malta has not voted yet" in client.get(f"/en/polls/{poll.id}/").text
    assert client.get(f"/en/polls/{poll.id}/for/{house.chad.id}/").location == f"/en/polls/{poll.id}/"
    make.close(poll)
    roll = client.get(f"/en/polls/{poll.id}/results/").text
    assert "by proxy: Malta" in roll


def test_taken_back_the_page_is_no_more_and_the_ballot_stays(make, client, house):
    poll = make.open_poll(house.meeting)
    proxy = given(house, make, client)
    apart = f"/en/polls/{poll.id}/for/{house.kenya.id}/"
    client.sign_in(house.maria).post(apart, data={"option": option_ids(poll)[1]})
    end = f"{ALL}{proxy.id}/take-back/"
    assert client.post(end).status_code == 403
    assert client.sign_in(house.wanjiru).post(end).location == MINE
    assert client.post(end).location == MINE
    assert "By proxy: Malta voted for Kenya." in text_of(client.get(f"/en/polls/{poll.id}/").text)
    answer = client.sign_in(house.maria).post(apart, data={"option": option_ids(poll)[0]}, follow_redirects=True)
    assert "You do not speak for an administration" in answer.text
    assert rows(Ballot) == 1


def test_the_holder_declines(make, client, house):
    proxy = given(house, make, client)
    assert client.sign_in(house.maria).post(f"{ALL}{proxy.id}/decline/").location == MINE
    db.session.expire_all()
    assert proxy.declined
    post.handle(100, now=make.now)
    told = db.session.scalars(db.select(Mail.person_id).where(Mail.kind == "proxy.ended")).all()
    assert set(told) == {house.wanjiru.id, house.maria.id}


def test_secretariat_sets_the_rule_enters_a_paper_and_takes_the_list_away(make, client, house):
    client.sign_in(make.secretariat())
    assert "Nobody has given a proxy yet." in client.get(ALL).text
    assert client.post(f"{ALL}rule/", data={"most": "21"}).status_code == 422
    assert client.post(f"{ALL}rule/", data={"most": "2", "own_vote": "y"}).location == ALL
    assert "may still vote" in client.get(ALL).text
    typed = {"giver": house.chad.id, "holder": house.malta.id, "note": ""}
    assert "Say what it came on" in client.post(f"{ALL}enter/", data=typed).text
    typed["note"] = "=letter of 3 March"
    assert "Malta votes for Chad: is that right?" in client.post(f"{ALL}enter/", data=typed).text
    assert client.post(f"{ALL}enter/", data={**typed, "give": "1"}).location == ALL
    assert "letter of 3 March" in client.get(ALL).text
    table = csv.reader(io.StringIO(client.get("/en/meetings/ncp-plenary-8/proxies.csv").text))
    line = list(table)[1]
    assert (line[0], line[2], line[8]) == ("TD", "MT", "'=letter of 3 March")
    assert client.get("/en/meetings/ncp-plenary-8/proxies.xlsx").data.startswith(b"PK")


def test_where_nobody_votes_by_proxy_the_pages_say_so(make, client, house):
    with transaction():
        actions_proxy.set_terms(house.meeting, Terms(), by=None, now=make.now)
    poll = make.open_poll(house.meeting)
    client.sign_in(house.wanjiru)
    assert "nobody votes by proxy" in client.get(MINE).text
    assert "Voting by proxy" not in client.get(f"/en/polls/{poll.id}/").text
    client.sign_in(make.secretariat())
    assert "Allow proxies first" in client.get(ALL).text


def test_record_tells_who_voted_for_whom(make, client, house):
    given(house, make, client)
    make.record(house.meeting, both("The Chair opened."), published=True)
    page = text_of(client.get("/en/meetings/ncp-plenary-8/record/?languages=both").text)
    assert "Malta voted for Kenya" in page
    assert "Malta a voté par procuration (mandant : Kenya)" in page


@pytest.mark.parametrize(
    ("language", "settled", "closed"),
    [
        ("en", "It became a session:", "No ballot has been taken since"),
        ("fr", "Elle est devenue une séance", "Plus aucun bulletin n’est accepté depuis"),
    ],
)
def test_the_page_of_a_ballot_cast_by_proxy_tells_what_the_page_of_the_poll_does(
    make, client, house, language, settled, closed
):
    given(house, make, client)
    poll = make.open_poll(house.meeting, kind=QuestionKind.DATES, options=offered(make))
    make.close(poll)
    settle(make, poll, 0, make.sessions(house.meeting)[0])
    client.sign_in(house.maria)
    for path in (f"/{language}/polls/{poll.id}/", f"/{language}/polls/{poll.id}/for/{house.kenya.id}/"):
        page = text_of(client.get(path).text)
        assert settled in page
        assert closed in page
