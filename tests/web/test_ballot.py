"""The ballot over HTTP: every kind of question and every level, crafted posts, receipts and the lock."""

import re

import pytest
import sqlalchemy as sa

from meetings.domain.meeting import actions as meetings
from meetings.domain.poll import actions_casting, answers, queries, results
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.extensions import db, transaction
from meetings.models.ballot import Ballot, BallotEntry, Participation, SealedBallot
from meetings.models.organisation import Capacity
from meetings.models.poll import QuestionKind, ResultsWhen, Secrecy, Unit
from tests.make import both

KINDS = {
    QuestionKind.ONE: (1, 1),
    QuestionKind.SEVERAL: (1, 2),
    QuestionKind.RANKING: (1, 3),
    QuestionKind.RATING: (1, 5),
    QuestionKind.POINTS: (0, 10),
    QuestionKind.NUMBER: (0, 50),
    QuestionKind.TEXT: (1, 1),
    QuestionKind.WORDS: (1, 3),
}
CITIES = tuple(OptionDraft(both(name)) for name in ("Nairobi", "Lima", "Seoul"))
APART = (OptionDraft(both("Abstention"), abstention=True), OptionDraft(both("None of these"), none_of_these=True))
FORM = "0123456789abcdef" * 2
#: What one types for each kind, by the place of the option, and how it is written down.
GOOD = {
    QuestionKind.ONE: ({"option": "{1}"}, "[{1}]"),
    QuestionKind.SEVERAL: ({"option": ["{2}", "{0}"]}, "[{0},{2}]"),
    QuestionKind.RANKING: ({"mark-{0}": "3", "mark-{2}": "1", "mark-{1}": ""}, "[{2},{0}]"),
    QuestionKind.RATING: ({"mark-{0}": "5", "mark-{1}": "1"}, '{"{0}":5,"{1}":1}'),
    QuestionKind.POINTS: ({"mark-{0}": "7", "mark-{1}": "3", "mark-{2}": "0"}, '{"{0}":7,"{1}":3}'),
    QuestionKind.NUMBER: ({"answer": " 12,5 "}, '{"number": "12.5"}'),
    QuestionKind.TEXT: ({"answer": "Merci \N{GRINNING FACE}\r\nbien"}, '"Merci \N{GRINNING FACE}\\nbien"'),
    QuestionKind.WORDS: ({"answer": ["data", "", "Aïda"]}, '["Aïda","data"]'),
}
CRAFTED = [
    (QuestionKind.ONE, {}),
    (QuestionKind.ONE, {"option": ["{0}", "{1}"]}),
    (QuestionKind.ONE, {"option": "-1"}),
    (QuestionKind.ONE, {"option": "NaN"}),
    (QuestionKind.ONE, {"option": "9" * 400}),
    (QuestionKind.SEVERAL, {"option": ["{0}", "{0}"]}),
    (QuestionKind.SEVERAL, {"option": ["{0}", "{1}", "{2}"]}),
    (QuestionKind.SEVERAL, {"option": ["{0}", "{3}"]}),
    (QuestionKind.SEVERAL, {"option": ["{3}", "{4}"]}),
    (QuestionKind.RANKING, {"mark-{0}": "1", "mark-{1}": "1"}),
    (QuestionKind.RANKING, {"mark-{0}": "4"}),
    (QuestionKind.RANKING, {"mark-{0}": "-1"}),
    (QuestionKind.RANKING, {"mark-{3}": "1"}),
    (QuestionKind.RANKING, {"mark-999999": "1"}),
    (QuestionKind.RANKING, {"mark-{0}": "1", "option": "{3}"}),
    (QuestionKind.RATING, {"mark-{0}": "6"}),
    (QuestionKind.RATING, {"mark-{0}": "1e3"}),
    (QuestionKind.RATING, {"option": "{0}"}),
    (QuestionKind.POINTS, {"mark-{0}": "11"}),
    (QuestionKind.POINTS, {"mark-{0}": "5"}),
    (QuestionKind.POINTS, {"mark-{0}": "-5", "mark-{1}": "10"}),
    (QuestionKind.POINTS, {"mark-{0}": "0"}),
    (QuestionKind.NUMBER, {"answer": "NaN"}),
    (QuestionKind.NUMBER, {"answer": "Infinity"}),
    (QuestionKind.NUMBER, {"answer": "-1"}),
    (QuestionKind.NUMBER, {"answer": "1e999999999"}),
    (QuestionKind.NUMBER, {"answer": "9" * 100_000}),
    (QuestionKind.TEXT, {"answer": " \r\n "}),
    (QuestionKind.TEXT, {"answer": "x" * 100_000}),
    (QuestionKind.TEXT, {"answer": "a\x00b"}),
    (QuestionKind.TEXT, {"answer": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}),
    (QuestionKind.TEXT, {"answer": "words", "option": "{4}"}),
    (QuestionKind.WORDS, {"answer": ["x" * 31]}),
    (QuestionKind.WORDS, {"answer": ["data", "Data"]}),
    (QuestionKind.WORDS, {"answer": ["a", "b", "c", "d"]}),
]


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


@pytest.fixture
def ask(make, ncp):
    """Return what opens a poll of a kind at a level."""

    def open_(kind=QuestionKind.ONE, secrecy=Secrecy.NAMED, **terms):
        least, most = KINDS[kind]
        options = APART if kind in (QuestionKind.NUMBER, QuestionKind.TEXT, QuestionKind.WORDS) else CITIES + APART
        meeting = terms.pop("meeting", None) or make.meeting()
        asked = {"kind": kind, "least": least, "most": most, "secrecy": secrecy, "options": options, **terms}
        return make.open_poll(meeting, **asked)

    return open_


def told(poll, given):
    """Fill the ids of the options of *poll* into *given*; questions without cities have no places 0 to 2."""
    ids = [str(option.id) for option in queries.options(poll)]
    ids = ids if len(ids) == 5 else ["0", "0", "0", *ids]

    def fill(text):
        return re.sub(r"\{([0-4])\}", lambda found: ids[int(found[1])], text)

    if isinstance(given, str):
        return fill(given)
    return {fill(k): [fill(v) for v in value] if isinstance(value, list) else fill(value) for k, value in given.items()}


def rows(model):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def post(client, poll, given, **more):
    return client.post(f"/en/polls/{poll.id}/", data={**told(poll, given), **more})


def receipt_on(page):
    return re.search(r"Your receipt: <strong[^>]*>([0-9A-Z-]{23})<", page.text)[1]


@pytest.mark.parametrize("kind", KINDS)
def test_paper_of_each_kind_is_empty_and_becomes_its_answer(client, ask, ncp, kind):
    poll = ask(kind)
    page = client.sign_in(ncp).get(f"/en/polls/{poll.id}/").text
    form = page[page.index("<form", page.index("hc-plate")) : page.index("</form>", page.index("hc-plate"))]
    assert " checked" not in form
    assert " selected" not in form
    assert "Abstention" in form
    assert "None of these" in form
    given, written = GOOD[kind]
    assert post(client, poll, given).status_code == 200
    assert db.session.scalar(sa.select(Ballot.choice)) == told(poll, written)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [3, 4])
def test_abstention_and_none_of_these_stand_alone_whatever_is_asked(client, ask, ncp, kind, place):
    poll = ask(kind)
    assert post(client.sign_in(ncp), poll, {"option": f"{{{place}}}"}).status_code == 200
    assert db.session.scalar(sa.select(Ballot.choice)) == told(poll, f"[{{{place}}}]")


@pytest.mark.parametrize(("kind", "given"), CRAFTED, ids=range(len(CRAFTED)))
def test_crafted_ballot_is_refused_at_the_field_and_changes_nothing(client, ask, ncp, kind, given):
    poll = ask(kind)
    page = post(client.sign_in(ncp), poll, given)
    assert (page.status_code, rows(Ballot)) == (422, 0)
    assert f'href="#answer-{poll.id}"' in page.text
    assert f'id="answer-{poll.id}-error"' in page.text


@pytest.mark.parametrize("kind", [QuestionKind.TEXT, QuestionKind.WORDS, QuestionKind.NUMBER])
def test_a_megabyte_is_too_much(client, ask, ncp, kind):
    page = post(client.sign_in(ncp), ask(kind), {"answer": "x" * 1_000_000})
    assert (page.status_code in {413, 422}, rows(Ballot)) == (True, 0)


@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SECRET])
def test_sealed_levels_refuse_the_same(client, ask, ncp, secrecy):
    poll = ask(QuestionKind.RANKING, secrecy)
    page = post(client.sign_in(ncp), poll, {"mark-{0}": "1", "mark-{1}": "1"})
    assert (page.status_code, rows(SealedBallot), rows(Participation)) == (422, 0, 0)
    assert "Two options have the same rank." in page.text
    assert page.text.count(" selected>1<") == 2


def test_what_was_typed_is_kept(client, ask, ncp):
    poll = ask(QuestionKind.POINTS)
    page = post(client.sign_in(ncp), poll, {"mark-{0}": "4", "mark-{1}": "<b>"})
    assert page.status_code == 422
    assert 'value="4"' in page.text
    assert "&lt;b&gt;" in page.text


def test_longest_text_has_room_in_the_box(client, ask, ncp):
    poll = ask(QuestionKind.TEXT, Secrecy.CONFIDENTIAL)
    longest = ('"\N{GRINNING FACE}\\\n' * 250)[:999] + "x"
    assert len(longest) == answers.LONGEST_TEXT
    assert post(client.sign_in(ncp), poll, {"answer": longest}).status_code == 200
    assert rows(SealedBallot) == 1


@pytest.mark.parametrize("secrecy", Secrecy)
def test_option_of_another_poll_and_late_ballots_change_nothing(make, client, ask, ncp, secrecy):
    meeting = make.meeting()
    poll, other = ask(secrecy=secrecy, meeting=meeting), ask(secrecy=secrecy, meeting=meeting)
    client.sign_in(ncp)
    foreign = told(other, {"option": "{0}"})
    assert client.post(f"/en/polls/{poll.id}/", data=foreign).status_code == 422
    make.close(poll)
    late = post(client, poll, {"option": "{0}"})
    assert late.status_code == 422
    assert "Ballots are no longer taken." in late.text
    assert (rows(Ballot), rows(SealedBallot), rows(Participation)) == (0, 0, 0)


@pytest.mark.parametrize("secrecy", Secrecy)
def test_answer_looks_the_same_at_every_level(client, ask, ncp, secrecy):
    poll = ask(secrecy=secrecy)
    client.sign_in(ncp).get(f"/en/polls/{poll.id}/")
    answer = post(client, poll, {"option": "{0}"}, form=FORM)
    assert (answer.status_code, answer.location) == (200, None)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SECRET])
def test_receipt_is_shown_once_and_the_same_form_gets_it_again(client, ask, ncp, secrecy):
    poll = ask(secrecy=secrecy)
    first = post(client.sign_in(ncp), poll, {"option": "{0}"}, form=FORM)
    again = post(client, poll, {"option": "{1}"}, form=FORM)
    assert receipt_on(first) == receipt_on(again)
    assert "This form had been sent before: what counts is what it said then." in again.text
    assert (rows(SealedBallot), rows(Participation)) == (1, 1)
    assert "Your receipt" not in client.get(f"/en/polls/{poll.id}/").text


def test_named_form_sent_again_is_one_entry(client, ask, ncp):
    poll = ask()
    for _ in range(2):
        page = post(client.sign_in(ncp), poll, {"option": "{0}"}, form=FORM)
        assert "It is entry 1 in the register of this poll." in page.text
    assert rows(BallotEntry) == 1


@pytest.mark.parametrize("name", ["", "x" * 32, "0" * 31, FORM.upper(), "a" * 100_000, "\x00"])
def test_name_that_no_page_gave_is_passed_over(client, ask, ncp, name):
    poll = ask(secrecy=Secrecy.SECRET)
    assert receipt_on(post(client.sign_in(ncp), poll, {"option": "{0}"}, form=name))


def test_confidential_ballot_shows_who_cast_it_never_what_and_can_be_replaced(make, client, app, ask, kenya, ncp):
    poll = ask(secrecy=Secrecy.CONFIDENTIAL)
    post(client.sign_in(ncp), poll, {"option": "{0}"})
    other = app.test_client().sign_in(make.ncp(kenya, "Daniel Otieno"))
    page = other.get(f"/en/polls/{poll.id}/").text
    assert "Wanjiru Kamande cast the ballot. What it says is sealed." in page
    assert "Replace Kenya’s ballot" in page
    assert " checked" not in page
    assert receipt_on(post(other, poll, {"option": "{1}"}))
    make.close(poll)
    assert [line.count for line in results.result(poll).options] == [0, 1, 0, 0, 0]


def test_secret_ballot_is_final_and_tells_nobody_who_cast_it(make, client, app, ask, kenya, ncp):
    poll = ask(secrecy=Secrecy.SECRET)
    post(client.sign_in(ncp), poll, {"option": "{0}"})
    other = app.test_client().sign_in(make.ncp(kenya, "Daniel Otieno"))
    page = other.get(f"/en/polls/{poll.id}/").text
    assert "Kenya has voted" in page
    assert "The ballot is sealed and final. Nobody is told who cast it." in page
    assert "cast the ballot" not in page
    assert "Replace" not in page
    assert post(other, poll, {"option": "{1}"}).status_code == 422


@pytest.mark.parametrize(
    ("secrecy", "words"),
    [
        (Secrecy.NAMED, "the record keeps it"),
        (Secrecy.CONFIDENTIAL, "holds both the database and the secret of the application"),
        (Secrecy.SECRET, "holds both the database and the key of this poll"),
    ],
)
def test_level_is_explained_before_one_votes_and_promises_no_more(client, ask, ncp, secrecy, words):
    page = client.sign_in(ncp).get(f"/en/polls/{ask(secrecy=secrecy).id}/").text
    assert words in page
    assert "anonym" not in page.lower()


@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SECRET])
def test_turnout_of_sealed_ballots_has_no_regions_and_no_own_seat_while_open(make, client, ask, ncp, secrecy):
    make.ncp(make.member("GA", "Gabon", region="WCA"))
    poll = ask(secrecy=secrecy)
    post(client.sign_in(ncp), poll, {"option": "{0}"})
    page = client.get(f"/en/polls/{poll.id}/").text
    assert "The chamber: 1 of 2 administrations has voted" in page
    assert "WCA" not in page
    assert 'class="me"' not in page
    make.close(poll)
    page = client.get(f"/en/polls/{poll.id}/").text
    assert "WCA" in page
    assert 'class="me"' in page


def test_receipt_is_found_among_the_counted(make, client, ask, ncp):
    poll = ask(secrecy=Secrecy.SECRET)
    address = f"/en/polls/{poll.id}/receipts/"
    receipt = receipt_on(post(client.sign_in(ncp), poll, {"option": "{0}"}))
    assert "The receipts are published once the poll is closed" in client.get(address).text
    assert client.get(f"/en/polls/{poll.id}/receipts.txt").data == b""
    make.close(poll)
    typed = receipt.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert "This receipt is among the counted." in client.post(address, data={"receipt": typed}).text
    assert "is not among the counted" in client.post(address, data={"receipt": "A" * 20}).text
    assert len(client.get(f"/en/polls/{poll.id}/receipts.txt").data) == 65


@pytest.mark.parametrize("typed", ["", "\x00", "’’’", "x" * 100_000])
def test_crafted_receipt_is_not_among_the_counted(make, client, ask, ncp, typed):
    poll = ask(secrecy=Secrecy.SECRET)
    make.close(poll)
    page = client.sign_in(ncp).post(f"/en/polls/{poll.id}/receipts/", data={"receipt": typed})
    assert (page.status_code, "is not among the counted" in page.text) == (200, True)


def test_named_poll_has_no_receipts(client, ask, ncp):
    assert client.sign_in(ncp).get(f"/en/polls/{ask().id}/receipts/").status_code == 403


@pytest.mark.parametrize("secrecy", [Secrecy.NAMED, Secrecy.CONFIDENTIAL])
def test_head_locks_the_ballot_and_others_see_by_whom(make, client, app, ask, kenya, ncp, secrecy):
    head = make.ncp(kenya, "Grace Njeri", capacity=Capacity.HEAD)
    poll = ask(secrecy=secrecy)
    address = f"/en/polls/{poll.id}/"
    chief = app.test_client().sign_in(head)
    chief.post(f"{address}lock/")
    post(client.sign_in(ncp), poll, {"option": "{0}"})
    assert "Lock the ballot" not in client.get(address).text
    assert "Lock the ballot" in chief.get(address).text
    client.post(f"{address}lock/")
    assert post(client, poll, {"option": "{1}"}).status_code == 200
    chief.post(f"{address}lock/")
    assert "Grace Njeri has locked the ballot" in client.get(address).text
    assert "The head of your delegation has locked the ballot." in post(client, poll, {"option": "{2}"}).text
    chief.post(f"{address}unlock/")
    assert post(client, poll, {"option": "{2}"}).status_code == 200


def test_observers_are_counted_apart(make, client, ask, ncp):
    observer = make.member("EU", "European Union")
    delegate = make.ncp(observer)
    with transaction():
        observer.kind = make.kind("observer")
    poll = ask(observers=True)
    page = client.sign_in(delegate).get(f"/en/polls/{poll.id}/").text
    assert "your ballot is counted apart" in page
    post(client, poll, {"option": "{0}"})
    page = client.get(f"/en/polls/{poll.id}/").text
    assert "One ballot more is counted apart." in page
    assert "0 of 1 administrations" in page


def test_each_person_has_a_ballot(make, client, app, ask, kenya, ncp):
    colleague = make.ncp(kenya, "Daniel Otieno")
    poll = ask(unit=Unit.PERSON)
    post(client.sign_in(ncp), poll, {"option": "{0}"})
    page = client.get(f"/en/polls/{poll.id}/").text
    assert "Wanjiru Kamande has voted: Nairobi" in page
    assert "1 of 2 people have voted." in page
    assert "Daniel Otieno has not voted yet" in app.test_client().sign_in(colleague).get(f"/en/polls/{poll.id}/").text


def test_live_confidential_poll_takes_ballots(client, ask, ncp):
    poll = ask(secrecy=Secrecy.CONFIDENTIAL, results_when=ResultsWhen.LIVE)
    assert post(client.sign_in(ncp), poll, {"option": "{0}"}).status_code == 200


def test_ballot_that_a_busy_database_did_not_take_comes_back_as_it_was(client, ask, ncp, monkeypatch):
    def busy(*_row):
        raise sa.exc.OperationalError("", {}, Exception("database is locked"))

    poll = ask(secrecy=Secrecy.SECRET)
    monkeypatch.setattr(actions_casting, "lock", busy)
    page = post(client.sign_in(ncp), poll, {"option": "{0}"}, form=FORM)
    assert (page.status_code, rows(Participation)) == (422, 0)
    assert "Send it again: it counts only once." in page.text
    assert f'value="{FORM}"' in page.text
    assert page.text.count(" checked") == 1
    monkeypatch.undo()
    assert receipt_on(post(client, poll, {"option": "{0}"}, form=FORM))


def test_open_poll_of_a_cancelled_meeting_says_when_its_time_was_over(client, make, ask, ncp):
    poll = ask()
    with transaction():
        meetings.cancel(poll.meeting, both("Storm", "Tempête"), by=None, now=make.now)
    client.sign_in(ncp)
    assert "Its time was over on Tuesday" in client.get(f"/en/polls/{poll.id}/").text
    assert post(client, poll, {"option": "{0}"}).status_code == 422
    for path in (
        f"meetings/{poll.meeting.slug}/live/",
        f"meetings/{poll.meeting.slug}/polls/",
    ):
        assert client.get(f"/fr/{path}").status_code == 200
    client.sign_in(make.secretariat())
    assert client.get(f"/fr/polls/{poll.id}/present/").status_code == 200
