"""Polls as pages: voting, what is shown when, results."""

import io
import re
from datetime import timedelta
from html import unescape
from zipfile import ZipFile

import pytest
from flask import g

from meetings.core.errors import Refused
from meetings.domain.poll import ballot_queries, queries, results, rules
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.extensions import db, transaction
from meetings.models.ballot import Ballot, BallotEntry
from meetings.models.meeting import Visibility
from meetings.models.poll import Poll, PollState
from meetings.web.wording import REFUSALS, refusal
from tests.make import both
from tests.queries import counted

AS_A_FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def poll(make, ncp, meeting):
    """An open poll in which Kenya is entitled."""
    return make.open_poll(meeting)


def option_ids(poll):
    return [option.id for option in queries.options(poll)]


def rows(model):
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def fresh(poll_id):
    db.session.expire_all()
    return db.session.get(Poll, poll_id)


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


class TestVoting:
    def test_ncp_casts_the_ballot_and_sees_that_it_is_in(self, make, client, poll, ncp):
        client.sign_in(ncp)
        page = client.get(f"/en/polls/{poll.id}/")
        assert "Kenya has not voted yet" in page.text
        assert " checked" not in page.text
        assert "Cast Kenya’s ballot" in page.text
        answer = client.post(f"/en/polls/{poll.id}/", data={"option": option_ids(poll)[0]})
        assert answer.status_code == 200
        assert "It is entry 1 in the register of this poll." in answer.text
        page = client.get(f"/en/polls/{poll.id}/")
        assert "Kenya has voted: yes" in page.text
        assert "Wanjiru Kamande cast the ballot today at 12:00." in page.text
        assert "Replace Kenya’s ballot" in page.text
        assert "1 of 1 administrations has voted" in page.text

    def test_colleague_sees_the_ballot_and_may_replace_it(self, make, client, poll, kenya, ncp):
        colleague = make.ncp(kenya, "Daniel Otieno")
        make.ballot(poll, kenya, ncp, 0)
        client.sign_in(colleague)
        page = client.get(f"/en/polls/{poll.id}/")
        assert "Kenya has voted: yes" in page.text
        assert "You share it with Wanjiru Kamande." in page.text
        client.post(f"/en/polls/{poll.id}/", data={"option": option_ids(poll)[1]})
        assert "Daniel Otieno cast the ballot" in client.get(f"/en/polls/{poll.id}/").text
        assert (rows(Ballot), rows(BallotEntry)) == (1, 2)

    def test_closing_time_is_told_in_the_readers_zone_and_the_houses(self, make, client, meeting, ncp):
        poll = make.open_poll(meeting, closes_at=make.now + timedelta(minutes=30))
        page = client.sign_in(ncp).get(f"/en/polls/{poll.id}/")
        assert "Tuesday 2 March 2027, 12:30 Nairobi (10:30 Brussels)" in text_of(page.text)

    def test_both_language_sessions_are_one_result(self, make, client, poll, kenya, ncp, app):
        gabon = make.member("GA", "Gabon", region="WCA")
        french = make.ncp(gabon, "Aïcha Mba", language="fr")
        poll = make.open_poll(make.meeting(number=9))
        yes = option_ids(poll)[0]
        client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data={"option": yes})
        other = app.test_client().sign_in(french)
        assert "Oui" in other.get(f"/fr/polls/{poll.id}/").text
        other.post(f"/fr/polls/{poll.id}/", data={"option": yes})
        db.session.rollback()
        assert [line.count for line in results.result(poll).options] == [2, 0, 0]

    def test_repeat_after_a_lost_answer_is_acknowledged_even_after_closing(self, make, client, poll, kenya, ncp):
        make.ballot(poll, kenya, ncp, 0)
        make.close(poll)
        answer = client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data={"option": option_ids(poll)[0]})
        assert answer.status_code == 200
        assert "Kenya has voted: yes" in answer.text
        assert rows(BallotEntry) == 1

    def test_late_ballot_is_refused_with_the_closing_time(self, make, client, poll, ncp):
        yes = option_ids(poll)[0]
        make.close(poll)
        page = client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data={"option": yes})
        assert page.status_code == 422
        assert "The poll closed on 2\xa0March 2027, 13:00 (Nairobi)." in page.text
        assert "Kenya did not vote" in page.text
        assert rows(Ballot) == 0

    def test_ballot_without_an_answer_asks_for_one(self, client, poll, ncp):
        page = client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data={})
        assert (page.status_code, "Choose or write an answer." in page.text) == (422, True)

    @pytest.mark.parametrize("body", [b"option=%00", b"option=%ED%A0%80", b"option=9223372036854775808", b"option=-1"])
    def test_crafted_answer_changes_nothing(self, client, poll, ncp, body):
        page = client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data=body, content_type=AS_A_FORM)
        assert (page.status_code, rows(Ballot)) == (422, 0)

    def test_option_of_another_poll_changes_nothing(self, make, client, poll, ncp, meeting):
        other = make.open_poll(meeting)
        page = client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data={"option": option_ids(other)[0]})
        assert (page.status_code, rows(Ballot)) == (422, 0)

    def test_those_without_a_ballot_are_told_why_and_crafted_ones_change_nothing(self, make, client, app, poll):
        late = make.member("MT", "Malta")
        observer = make.member("EU", "European Union")
        delegate = make.ncp(observer)
        with transaction():
            observer.kind = make.kind("observer")
        for person, why in (
            (make.ncp(late), "Malta was not entitled when the poll opened"),
            (delegate, "European Union takes part without a ballot"),
            (make.person(), "No administration has named you"),
            (make.secretariat(), "The secretariat runs the poll"),
        ):
            browser = app.test_client().sign_in(person)
            page = browser.get(f"/en/polls/{poll.id}/")
            assert why in page.text
            assert 'name="option"' not in page.text
            assert "Who has voted" in page.text
            refused = browser.post(f"/en/polls/{poll.id}/", data={"option": option_ids(poll)[0]})
            assert refused.status_code == 422
        assert rows(Ballot) == 0

    def test_visitor_is_sent_to_the_sign_in_page(self, client, poll):
        page = client.get(f"/en/polls/{poll.id}/")
        assert (page.status_code, page.location) == (303, f"/en/sign-in/?next=/en/polls/{poll.id}/")
        assert client.post(f"/en/polls/{poll.id}/", data={"option": option_ids(poll)[0]}).status_code == 303
        assert rows(Ballot) == 0

    def test_visitor_of_a_public_meeting_sees_the_question_but_no_turnout(self, make, client, ncp):
        poll = make.open_poll(make.meeting(number=9, visibility=Visibility.PUBLIC))
        page = client.get(f"/en/polls/{poll.id}/")
        assert "Renew the group?" in page.text
        assert "Sign in to vote." in page.text
        assert "Who has voted" not in page.text

    def test_other_polls_that_wait_are_named(self, make, client, poll, ncp, meeting):
        make.open_poll(meeting, question=both("Which technology?"))
        page = client.sign_in(ncp).get(f"/en/polls/{poll.id}/").text
        assert "One more poll waits for your ballot" in page
        assert "Which technology?" in page

    def test_poll_over_its_time_takes_no_ballot_before_anybody_closes_it(self, make, client, ncp, meeting):
        poll = make.open_poll(meeting, closes_at=make.now + timedelta(minutes=1))
        yes = option_ids(poll)[0]
        with transaction():
            poll.closes_at = make.now
        client.sign_in(ncp)
        assert "The result follows in a moment." in client.get(f"/en/polls/{poll.id}/").text
        assert client.post(f"/en/polls/{poll.id}/", data={"option": yes}).status_code == 422
        assert rows(Ballot) == 0
        assert client.get(f"/en/polls/{poll.id}/results/").status_code == 303


class TestWhatIsShownWhen:
    def test_result_is_nowhere_while_the_poll_is_open(self, make, client, app, poll, kenya, ncp):
        make.ballot(poll, kenya, ncp, 1)
        other = make.ncp(make.member("MT", "Malta"))
        for person in (other, make.secretariat()):
            browser = app.test_client().sign_in(person)
            assert browser.get(f"/en/polls/{poll.id}/results/").status_code == 303
            for ending in ("xlsx", "csv"):
                assert browser.get(f"/en/polls/{poll.id}/results.{ending}").status_code == 403
            assert "No 1" not in browser.get("/en/meetings/ncp-plenary-8/polls/").text
            assert "has voted: no" not in browser.get(f"/en/polls/{poll.id}/").text

    def test_result_of_a_public_meeting_is_everybodys_without_names_or_seats(self, make, client, kenya, ncp, app):
        poll = make.open_poll(make.meeting(number=9, visibility=Visibility.PUBLIC))
        make.ballot(poll, kenya, ncp, 1)
        make.close(poll)
        page = client.get(f"/en/polls/{poll.id}/results/").text
        assert "Yes 0, No 1, Abstention 0." in page
        assert "Wanjiru Kamande" not in page
        assert "hc-chamber" not in page
        book = ZipFile(io.BytesIO(client.get(f"/en/polls/{poll.id}/results.xlsx").data))
        assert "xl/worksheets/sheet3.xml" not in book.namelist()
        assert "Wanjiru Kamande" not in book.read("xl/sharedStrings.xml").decode()
        named = app.test_client().sign_in(ncp).get(f"/en/polls/{poll.id}/results/").text
        assert "Wanjiru Kamande" in named
        assert 'class="hc-chamber vote"' in named

    def test_prepared_poll_is_the_secretariats(self, make, client, app, meeting, ncp):
        poll = make.poll(meeting)
        for address in (f"/en/polls/{poll.id}/", f"/en/polls/{poll.id}/results/", f"/en/polls/{poll.id}/edit/"):
            assert client.get(address).status_code == 404
            assert app.test_client().sign_in(ncp).get(address).status_code == 404
        assert app.test_client().sign_in(make.secretariat()).get(f"/en/polls/{poll.id}/").status_code == 200
        assert "Renew" not in app.test_client().sign_in(ncp).get("/en/meetings/ncp-plenary-8/polls/").text

    @pytest.mark.parametrize("number", [0, 999, 2**31, 2**63])
    def test_unknown_poll_is_not_found(self, make, client, number):
        assert client.sign_in(make.secretariat()).get(f"/en/polls/{number}/").status_code == 404

    def test_only_the_secretariat_manages(self, make, client, poll, ncp):
        client.sign_in(ncp)
        addresses = [f"/en/polls/{poll.id}/{verb}/" for verb in ("edit", "open", "close", "extend", "discard")]
        for address in ("/en/meetings/ncp-plenary-8/polls/new/", *addresses):
            assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
        assert fresh(poll.id).state is PollState.OPEN


class TestResults:
    def test_result_adds_up_on_the_page_and_in_the_files(self, make, client, poll, kenya, ncp, meeting):
        malta = make.member("MT", "=Malta", region="EUR")
        make.ncp(make.member("GA", "Gabon", region="WCA"))
        other = make.ncp(malta)
        poll = make.open_poll(meeting)
        make.ballot(poll, kenya, ncp, 0)
        make.ballot(poll, malta, other, 2)
        make.close(poll)
        client.sign_in(ncp)
        page = text_of(client.get(f"/en/polls/{poll.id}/results/").text)
        assert "Yes 1, No 0, Abstention 1. 2 of 3 administrations voted." in page
        assert "Not cast 1 33%" in page
        csv = client.get(f"/en/polls/{poll.id}/results.csv")
        assert csv.headers["Content-Disposition"] == f'attachment; filename="NCP8-poll-{poll.id}.csv"'
        lines = csv.data.decode("utf-8-sig").splitlines()
        assert lines[0] == "Region,Yes,No,Abstention,Cast,Not cast,Entitled"
        assert lines[-1] == "Total,1,0,1,2,1,3"
        assert "Region EUR,0,0,1,1,0,1" in lines
        book = ZipFile(io.BytesIO(client.get(f"/en/polls/{poll.id}/results.xlsx").data))
        assert "=Malta" in book.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in book.read("xl/worksheets/sheet3.xml")

    def test_poll_of_several_options_has_bars_and_a_chamber_of_who_voted(self, make, client, meeting, kenya, ncp):
        options = tuple(OptionDraft(both(f"Technology {n}")) for n in range(4))
        poll = make.open_poll(meeting, options=options)
        make.ballot(poll, kenya, ncp, 3)
        make.close(poll)
        page = client.sign_in(ncp).get(f"/en/polls/{poll.id}/results/").text
        assert 'class="hc-chamber"' in page
        assert page.count('class="hc-bar"') == 5
        assert "Technology 3" in page

    def test_list_shows_states_and_outcome(self, make, client, poll, kenya, ncp, meeting):
        make.ballot(poll, kenya, ncp, 0)
        make.close(poll)
        make.open_poll(meeting, question=both("Which technology?"))
        make.poll(meeting, question=both("Where next?"))
        page = text_of(client.sign_in(ncp).get("/en/meetings/ncp-plenary-8/polls/").text)
        assert page.index("Which technology?") < page.index("Renew the group?")
        assert "closed · Yes 1, No 0, Abstention 0 · 1 of 1 administrations voted" in page
        assert "Where next?" not in page
        client.sign_in(make.secretariat())
        assert "Where next?" in client.get("/en/meetings/ncp-plenary-8/polls/").text

    @pytest.mark.parametrize("address", ["/en/polls/{}/", "/en/polls/{}/results/", "/en/meetings/ncp-plenary-8/polls/"])
    def test_number_of_statements_does_not_grow(self, make, client, meeting, kenya, ncp, address):
        def statements():
            poll = make.open_poll(meeting)
            for line in ballot_queries.roll(poll):
                make.ballot(poll, line.organisation, people[line.organisation.id], 0)
            if "results" in address:
                make.close(poll)
            with counted() as found:
                assert client.get(address.format(poll.id)).status_code == 200
            return len(found)

        people = {kenya.id: ncp}
        client.sign_in(ncp)
        # From the second poll on, another one is open too.
        statements()
        few = statements()
        for number in range(30):
            member = make.member(f"M{number}", region=("ESA", "EUR", "WCA")[number % 3])
            people[member.id] = make.ncp(member)
        for _ in range(3):
            many = statements()
        assert many == few


def test_every_refusal_has_words(app, now):
    refusals = {thing for thing in vars(rules).values() if isinstance(thing, type) and issubclass(thing, Refused)}
    assert refusals - {Refused} <= set(REFUSALS)
    with app.test_request_context("/en/"):
        g.language = "en"
        words = refusal(rules.PollClosed(now))
    assert words == "The poll closed on 2\xa0March 2027, 10:00 (Brussels). Ballots are no longer taken."
