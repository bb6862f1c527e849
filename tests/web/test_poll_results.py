"""Results as pages: each kind of question, each state, and who sees what when."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from meetings.domain.poll import actions, actions_casting, actions_closing, queries
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.ballot import PollVoter
from meetings.models.poll import Majority, Method, Poll, QuestionKind, ResultsTo, ResultsWhen, Secrecy, Ties, Voters
from tests.make import both
from tests.queries import counted

CITIES = tuple(OptionDraft(both(name, f"{name} (fr)")) for name in ("Lima", "Nairobi", "Seoul"))
OPTIONS = [QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.RANKING]


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


@pytest.fixture
def body(make):
    """Twelve Members of three regions, each with an NCP."""
    regions = ("ESA", "EUR", "WCA")
    members = [make.member(f"M{n:02}", f"Member {n}", region=regions[n % 3]) for n in range(12)]
    return [(member, make.ncp(member, f"NCP of {member.code}")) for member in members]


@pytest.fixture
def secretary(make):
    return make.secretariat()


def cast(make, poll, voter, given):
    member, person = voter
    with transaction():
        actions_casting.cast(
            poll, member.id, given, by=person, clock=lambda: make.now, form=f"form {member.id}", keys=make.keys
        )


def closed(make, body, answers, **terms):
    """Open a poll, cast *answers* that name options by their places, and close it."""
    poll = make.open_poll(terms.pop("at", None) or make.meeting(), **terms)
    ids = [option.id for option in queries.options(poll)]
    for voter, answer in zip(body, answers, strict=False):
        cast(make, poll, voter, placed(answer, ids))
    make.close(poll)
    return poll


def placed(answer, ids):
    if isinstance(answer, dict):
        return {ids[place]: mark for place, mark in answer.items()}
    if isinstance(answer, list):
        return [ids[each] if isinstance(each, int) else each for each in answer]
    return answer


def results(client, poll, language="en"):
    return client.get(f"/{language}/polls/{poll.id}/results/")


def part(client, poll, **headers):
    """What a page that follows a poll asks for."""
    return client.get(f"/en/polls/{poll.id}/results/part/", headers=headers)


def more(make, number=3):
    """Further Members, each with an NCP."""
    members = [make.member(f"N{n:02}", region="MENA") for n in range(number)]
    return [(member, make.ncp(member)) for member in members]


RANKED = [[0, 1, 2]] * 3 + [[1, 2, 0]] * 4 + [[2, 0, 1]] * 5


@pytest.mark.parametrize(
    ("terms", "answers", "english", "french"),
    [
        ({"kind": "one"}, [[0]] * 5 + [[1]] * 4, "Chosen: Lima. Lima 5, Nairobi 4, Seoul 0.", "Lima (fr) 5"),
        (
            {"kind": "several", "most": 2, "seats": 2},
            [[0, 1]] * 6 + [[1]] * 2,
            "Chosen: Nairobi and Lima.",
            "Nairobi (fr) et Lima (fr)",
        ),
        (
            {"kind": "rating", "least": 1, "most": 5},
            [{0: 5, 1: 2}, {0: 4}],
            "How often each mark was given: 4: 1, 5: 1.",
            "4 : 1, 5 : 1",
        ),
        ({"kind": "points", "most": 10}, [{0: 7, 2: 3}] * 2, "Points: Lima 14, Nairobi 0, Seoul 6.", "Lima (fr) 14"),
        (
            {"kind": "ranking", "most": 3, "method": "runoff"},
            RANKED,
            "Excluded with the fewest votes: Lima.",
            "Tour 1",
        ),
        ({"kind": "ranking", "most": 3, "method": "schulze"}, RANKED, "Strongest paths", "Seoul (fr)"),
        ({"kind": "ranking", "most": 3, "method": "borda"}, RANKED, "Points: Lima 11, Nairobi 11, Seoul 14.", "Seoul"),
        (
            {"kind": "ranking", "most": 3, "method": "stv", "seats": 2},
            RANKED,
            "with the quota of 5",
            "quota",
        ),
        ({"kind": "number", "most": 100}, ["4", "1.5"], "Mean 2.75, median 2.75, from 1.5 to 4.", "2,75"),
        ({"kind": "words", "most": 3}, [["Trust"], ["trust", "speed"]], "Most often: Trust 2, speed 1.", "speed"),
        ({"kind": "text"}, ["Go <b>on</b>"], "Go <b>on</b>", "Go <b>on</b>"),
    ],
    ids=lambda each: "-".join(str(value) for value in each.values()) if isinstance(each, dict) else "",
)
def test_each_kind_of_question_has_its_result(make, client, body, terms, answers, english, french):
    words = {**terms, "kind": QuestionKind(terms["kind"]), "method": Method(terms.get("method", "most"))}
    options = () if terms["kind"] in ("number", "words", "text") else CITIES
    poll = closed(make, body, answers, options=options, **words)
    client.sign_in(body[0][1])
    assert english in text_of(results(client, poll))
    assert french in text_of(results(client, poll, "fr"))
    for ending in ("xlsx", "csv"):
        assert client.get(f"/en/polls/{poll.id}/results.{ending}").status_code == 200


@pytest.mark.parametrize(
    ("terms", "answers", "lines"),
    [
        (
            {"kind": QuestionKind.NUMBER, "most": 100},
            ["4", "1.5"],
            ["Answers,Lowest,Highest,Mean,Median", "2,1.5,4.0,2.75,2.75"],
        ),
        ({"kind": QuestionKind.WORDS, "most": 3}, [["=Trust"], ["=trust"]], ["Word,How often"]),
        ({"kind": QuestionKind.TEXT}, ["Go on"], ["Text", "Go on"]),
        (
            {"kind": QuestionKind.RATING, "least": 1, "most": 3, "options": CITIES[:2]},
            [{0: 3, 1: 2}, {0: 2}],
            ["Answer,Answers,Mean mark,Median,1,2,3", "Lima,2,2.5,2.5,0,1,1", "Nairobi,1,2.0,2.0,0,1,0"],
        ),
        (
            {"kind": QuestionKind.POINTS, "most": 10, "options": CITIES[:2]},
            [{0: 7, 1: 3}],
            ["Answer,Points", "Lima,7.0"],
        ),
    ],
    ids=lambda each: each["kind"].value if isinstance(each, dict) else "",
)
def test_the_file_has_the_figures_of_the_kind(make, client, body, terms, answers, lines):
    poll = closed(make, body, answers, **{"options": (), **terms})
    answer = client.sign_in(body[0][1]).get(f"/en/polls/{poll.id}/results.csv")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers
    assert answer.data.decode("utf-8-sig").splitlines()[: len(lines)] == lines


def test_a_motion_tells_the_majority_it_needed_and_draws_its_line(make, client, body):
    poll = closed(make, body, [[0]] * 7 + [[1]] * 2 + [[2]] * 2, majority=Majority.TWO_THIRDS)
    page = results(client.sign_in(body[0][1]), poll)
    assert "Adopted. Yes 7, No 2, Abstention 2. Needed: 6 of 9 votes for or against" in text_of(page)
    assert 'class="line" d="M50 0v10"' in page.text


def test_a_missed_quorum_decides_nothing(make, client, body):
    poll = closed(make, body, [[0]] * 5, majority=Majority.SIMPLE, quorum=50)
    page = text_of(results(client.sign_in(body[0][1]), poll))
    assert "The quorum was missed: 5 ballots were cast, 6 were needed. Nothing is decided." in page


class TestWhoSeesWhatWhen:
    def test_a_secret_result_has_totals_only(self, make, client, body, secretary):
        poll = closed(make, body, [[0]] * 6 + [[1]] * 6, secrecy=Secrecy.SECRET)
        for person in (body[0][1], secretary):
            page = text_of(results(client.sign_in(person), poll))
            assert "Yes 6, No 6" in page
            assert "only totals are counted" in page
            assert "By region" not in page
            assert "Who voted what" not in page

    def test_a_confidential_result_merges_small_groups(self, make, client, body):
        poll = closed(make, body, [[n % 2] for n in range(12)], secrecy=Secrecy.CONFIDENTIAL)
        page = text_of(results(client.sign_in(body[0][1]), poll))
        assert "Yes 6, No 6" in page
        assert "small groups are merged" in page
        assert "Who took part" in page
        assert "Who voted what" not in page

    def test_a_held_result_is_seen_by_those_who_run_the_meeting_until_they_release_it(
        self, make, client, app, body, secretary
    ):
        poll = closed(make, body, [[0]] * 12, secrecy=Secrecy.SECRET)
        reader = app.test_client().sign_in(body[0][1])
        page = text_of(results(reader, poll))
        assert "The result is held" in page
        assert "Yes 12" not in page
        client.sign_in(secretary)
        assert "Only those who run the meeting see this" in text_of(results(client, poll))
        assert reader.post(f"/en/polls/{poll.id}/release/").status_code == 403
        assert client.post(f"/en/polls/{poll.id}/release/").status_code == 303
        assert "Yes 12" in text_of(results(reader, poll))

    @pytest.mark.parametrize(
        ("terms", "words"),
        [
            ({"results_when": ResultsWhen.ON_RELEASE}, "shown when the secretariat releases it"),
            ({"results_to": ResultsTo.MANAGERS}, "shown to those who run the meeting"),
            ({"results_to": ResultsTo.ENTITLED}, "shown to those who were entitled to vote"),
        ],
    )
    def test_a_reader_is_told_why_there_is_no_result(self, make, client, app, body, secretary, terms, words):
        poll = closed(make, body, [[0]] * 3 + [[1]] * 2, **terms)
        reader = make.ncp(make.member("ZZ", "Late"))
        browser = app.test_client().sign_in(reader)
        page = results(browser, poll)
        assert words in text_of(page)
        assert "Yes 3" not in page.text
        for ending in ("xlsx", "csv"):
            assert browser.get(f"/en/polls/{poll.id}/results.{ending}").status_code == 403
        assert "Yes 3" in text_of(results(client.sign_in(secretary), poll))
        entitled = text_of(results(app.test_client().sign_in(body[0][1]), poll))
        assert ("Yes 3" in entitled) == (terms.get("results_to") is ResultsTo.ENTITLED)

    def test_a_withdrawn_poll_and_a_lost_key_say_so(self, make, client, body, secretary):
        poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
        with transaction():
            actions_closing.withdraw(poll, "Wrong question.", by=secretary, now=make.now)
        assert "The poll was withdrawn." in text_of(results(client.sign_in(secretary), poll))
        assert "Reason: Wrong question." in text_of(results(client, poll))
        lost = make.open_poll(make.meeting(number=9), secrecy=Secrecy.SECRET)
        make.keys.forget(lost.id)
        make.close(lost)
        assert "their key is lost" in text_of(results(client, lost))

    def test_a_named_poll_is_followed_live_where_its_rule_says_so(self, make, client, body):
        poll = make.open_poll(make.meeting(), results_when=ResultsWhen.LIVE)
        make.ballot(poll, *body[0], 0)
        page = text_of(results(client.sign_in(body[1][1]), poll))
        assert "1 of 12 administrations voted." in page
        assert "NCP of M00" not in page
        hidden = make.open_poll(make.meeting(number=9))
        assert results(client, hidden).status_code == 303

    def test_a_confidential_poll_is_followed_in_steps(self, make, client, body):
        voters = [*body, *more(make)]
        poll = make.open_poll(make.meeting(), secrecy=Secrecy.CONFIDENTIAL, results_when=ResultsWhen.LIVE)
        client.sign_in(body[0][1])
        ids = [option.id for option in queries.options(poll)]
        for n, voter in enumerate(voters):
            assert "of the first 10 ballots are shown once 5 more are in" in text_of(results(client, poll))
            assert "Yes" not in text_of(part(client, poll))
            cast(make, poll, voter, [ids[n % 2]])
        assert "Counted: 10 ballots. The figures are renewed with every 5 more" in text_of(part(client, poll))
        assert "Yes 5" in text_of(part(client, poll))


class TestSmallNumbers:
    """What fewer than ten answered at the confidential level stands nowhere, whoever asks."""

    @pytest.fixture
    def nine(self, make, body):
        return closed(make, body, [[0]] * 6 + [[1]] * 3, secrecy=Secrecy.CONFIDENTIAL, majority=Majority.SIMPLE)

    def test_every_channel_tells_the_decision_and_no_figure(self, make, client, body, secretary, nine):
        for person in (body[0][1], secretary):
            client.sign_in(person)
            for address in (
                f"/en/polls/{nine.id}/results/",
                f"/en/polls/{nine.id}/results/part/",
                f"/en/polls/{nine.id}/present/",
            ):
                page = text_of(client.get(address))
                assert "Adopted. Fewer than 10 answers: not shown." in page
                assert not re.search(r"\b(Yes|No) \d", page)
            assert "Yes 6" not in text_of(client.get(f"/en/meetings/{nine.meeting.slug}/polls/"))
            told = client.get(f"/en/polls/{nine.id}/results.csv").data.decode("utf-8-sig").splitlines()
            assert told == ["Result,Cast,Entitled", "Adopted. Fewer than 10 answers: not shown.,9,12"]
            assert client.get(f"/en/polls/{nine.id}/results.xlsx").status_code == 200
        line = db.session.scalars(sa.select(AuditLine).where(AuditLine.verb == "poll.closed")).one()
        assert line.details["digest"] == ""

    def test_weights_stand_beside_no_ballots_and_in_no_region(self, make, client, body):
        poll = make.poll(make.meeting(), secrecy=Secrecy.CONFIDENTIAL)
        with transaction():
            poll.voters = Voters.CHOSEN
            db.session.add_all(
                PollVoter(poll_id=poll.id, organisation_id=member.id, weight=1 if n else 3)
                for n, (member, _person) in enumerate(body)
            )
            actions.open_(poll, closes_at=None, by=None, now=make.now, keys=make.keys)
        for n, voter in enumerate(body):
            make.ballot(poll, *voter, n % 2)
        make.close(poll)
        page = text_of(results(client.sign_in(body[0][1]), poll))
        assert "Yes 8" in page
        assert "By region" not in page
        assert "Answer Votes Share" in page


class TestTies:
    @pytest.fixture
    def tied(self, make, body):
        return closed(make, body, [[0]] * 2 + [[1]] * 2, options=CITIES, ties=Ties.LOT)

    def test_a_lot_ends_a_tie_once_and_is_shown(self, make, client, app, body, secretary, tied):
        reader = app.test_client().sign_in(body[0][1])
        assert "Tie: Lima and Nairobi. A lot has to be drawn." in text_of(results(reader, tied))
        ids = [option.id for option in queries.options(tied)]
        address = f"/en/polls/{tied.id}/results/tie/"
        assert reader.post(address, data={"option": ids[1]}).status_code == 403
        client.sign_in(secretary)
        assert "What the lot fell on" in text_of(results(client, tied))
        assert client.post(address, data={"option": ids[1], "seen": "0"}).status_code == 303
        page = text_of(results(reader, tied))
        assert "Chosen: Nairobi." in page
        assert "Drawn by lot: Nairobi." in page
        again = client.post(address, data={"option": ids[1], "seen": "0"})
        assert again.status_code == 422
        db.session.expire_all()
        assert db.session.get(Poll, tied.id).lots == [ids[1]]
        line = db.session.scalars(sa.select(AuditLine).where(AuditLine.verb == "poll.tie_settled")).one()
        assert line.details["option"] == "Nairobi"
        undo = f"{address}undo/"
        assert reader.post(undo, data={"seen": "1"}).status_code == 403
        for seen in ("", "0", "2", "²"):
            client.post(undo, data={"seen": seen})
            assert "Drawn by lot: Nairobi." in text_of(results(reader, tied))
        assert "Take back how the last tie was ended" in text_of(results(client, tied))
        assert client.post(undo, data={"seen": "1"}).status_code == 303
        assert "A lot has to be drawn." in text_of(results(reader, tied))
        verbs = db.session.scalars(
            sa.select(AuditLine.verb).where(AuditLine.verb.like("poll.tie%")).order_by(AuditLine.id)
        )
        assert list(verbs) == ["poll.tie_settled", "poll.tie_reopened"]

    @pytest.mark.parametrize("option", ["", "0", "-1", "x", "9223372036854775808", "\x00", "third"])
    def test_a_crafted_lot_changes_nothing(self, client, secretary, tied, option):
        value = [each.id for each in queries.options(tied)][2] if option == "third" else option
        answer = client.sign_in(secretary).post(
            f"/en/polls/{tied.id}/results/tie/", data={"option": value, "seen": "0"}
        )
        assert answer.status_code == 422
        db.session.expire_all()
        assert db.session.get(Poll, tied.id).lots == []

    @pytest.mark.parametrize("seen", ["", "-1", "1", "x", "²", "99999999999999999999"])
    def test_a_form_of_another_tie_ends_nothing(self, client, secretary, tied, seen):
        value = queries.options(tied)[0].id
        answer = client.sign_in(secretary).post(
            f"/en/polls/{tied.id}/results/tie/", data={"option": value, "seen": seen}
        )
        db.session.expire_all()
        assert (answer.status_code, db.session.get(Poll, tied.id).lots) == (422, []) or seen == ""

    def test_a_reported_tie_is_the_result(self, make, client, body, secretary):
        poll = closed(make, body, [[0]] * 2 + [[1]] * 2, options=CITIES)
        client.sign_in(secretary)
        assert "By the rule of this poll the tie is the result." in text_of(results(client, poll))
        answer = client.post(
            f"/en/polls/{poll.id}/results/tie/", data={"option": queries.options(poll)[0].id, "seen": "0"}
        )
        assert answer.status_code == 422

    def test_the_chair_decides_a_tied_motion(self, make, client, body, secretary):
        poll = closed(make, body, [[0]] * 2 + [[1]] * 2, majority=Majority.SIMPLE, ties=Ties.CHAIR)
        yes = queries.options(poll)[0].id
        client.sign_in(secretary).post(f"/en/polls/{poll.id}/results/tie/", data={"option": yes, "seen": "0"})
        page = text_of(results(client, poll))
        assert "Adopted. The tie was ended: Yes." in page
        assert "Decided by the chair: Yes." in page


@pytest.mark.parametrize("kind", OPTIONS)
def test_statements_do_not_grow_with_ballots(make, client, body, kind):
    client.sign_in(body[0][1])
    numbers, meeting = [], make.meeting()
    for many in (1, 12):
        poll = closed(make, body[:many], [[n % 3] for n in range(many)], options=CITIES, kind=kind, at=meeting)
        results(client, poll)
        with counted() as found:
            assert results(client, poll).status_code == 200
        numbers.append(len(found))
    assert numbers[0] == numbers[1]
