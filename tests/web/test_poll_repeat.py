"""Putting questions again, and taking polls from earlier meetings."""

import pytest

from meetings.domain.poll import actions, actions_closing, draft_rules, queries
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft
from meetings.extensions import db, transaction
from meetings.models.poll import Poll, PollState, QuestionKind, Secrecy
from meetings.web.poll.presets import NONE_OF_THESE
from tests.make import both
from tests.queries import counted
from tests.web.test_poll import rows, text_of

CITIES = tuple(OptionDraft(both(city, city)) for city in ("Nairobi", "Lima", "Seoul"))


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


@pytest.fixture
def desk(make, client, meeting, ncp):
    """The browser of the secretariat."""
    return client.sign_in(make.secretariat())


def newest():
    db.session.rollback()
    return db.session.scalars(db.select(Poll).order_by(Poll.id.desc())).first()


def words_of(poll):
    return [option.text.en for option in queries.options(poll)]


def test_question_is_put_again_as_the_next_round(make, desk, meeting):
    poll = make.open_poll(meeting, secrecy=Secrecy.CONFIDENTIAL)
    path = f"/en/polls/{poll.id}/again/"
    assert desk.post(path).status_code == 422
    make.close(poll)
    assert "as round 2" in desk.get(path).text
    assert rows(Poll) == 1
    answer = desk.post(path)
    second = newest()
    assert answer.location == f"/en/polls/{second.id}/"
    assert (second.follows_id, second.round, second.state) == (poll.id, 2, PollState.PREPARED)
    assert (draft_rules.terms(second), words_of(second)) == (draft_rules.terms(poll), words_of(poll))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_button_pressed_twice_prepares_one_round(make, desk, meeting, lang):
    poll = make.open_poll(meeting)
    make.close(poll)
    assert desk.post(f"/en/polls/{poll.id}/again/").status_code == 303
    for way in ("again", "run-off"):
        chosen = {"options": [option.id for option in queries.options(poll)][:2]}
        page = desk.post(f"/{lang}/polls/{poll.id}/{way}/", data=chosen)
        assert page.status_code == 422
        said = {"en": "A further round of this poll is prepared already.", "fr": "tour de ce scrutin est déjà préparé"}
        assert said[lang] in page.text
    assert rows(Poll) == 2
    with transaction():
        actions.open_(newest(), by=None, now=make.now)
    make.close(newest())
    assert desk.post(f"/en/polls/{poll.id}/again/").status_code == 303


def test_withdrawn_poll_is_put_again(make, desk, meeting):
    poll = make.open_poll(meeting)
    with transaction():
        actions_closing.withdraw(poll, "Wrong", by=None, now=make.now)
    assert desk.post(f"/en/polls/{poll.id}/again/").status_code == 303


class TestRunoff:
    @pytest.fixture
    def poll(self, make, desk, meeting, kenya, ncp):
        """A ranking of three cities, counted: Lima first, the two others tied."""
        options = (*CITIES, YES_NO_ABSTENTION[-1], NONE_OF_THESE)
        found = make.open_poll(meeting, kind=QuestionKind.SEVERAL, most=3, options=options)
        make.ballot(found, kenya, ncp, 1)
        make.close(found)
        return found

    def test_first_two_and_those_tied_are_ticked(self, desk, poll):
        page = desk.get(f"/en/polls/{poll.id}/run-off/").text
        assert page.count(" checked") == 3

    def test_options_that_remain_are_chosen(self, desk, poll):
        lima, seoul = [option.id for option in queries.options(poll)][1:3]
        assert desk.post(f"/en/polls/{poll.id}/run-off/", data={"options": [lima, seoul]}).status_code == 303
        second = newest()
        assert words_of(second) == ["Lima", "Seoul", "Abstention", "None of these"]
        assert (second.round, second.most) == (2, 2)

    @pytest.mark.parametrize("chosen", [[], [999_999], ["x"], [0]])
    def test_fewer_than_two_options_are_refused(self, desk, poll, chosen):
        if chosen == [0]:
            chosen = [queries.options(poll)[0].id]
        page = desk.post(f"/en/polls/{poll.id}/run-off/", data={"options": chosen})
        assert (page.status_code, rows(Poll)) == (422, 1)


def test_run_off_of_an_open_poll_tells_nothing_of_its_ballots(make, desk, meeting, kenya, ncp):
    poll = make.open_poll(meeting, options=CITIES)
    make.ballot(poll, kenya, ncp, 1)
    page = desk.get(f"/en/polls/{poll.id}/run-off/")
    assert "Lima" not in page.text
    chosen = [option.id for option in queries.options(poll)]
    assert desk.post(f"/en/polls/{poll.id}/run-off/", data={"options": chosen}).status_code == 422
    assert rows(Poll) == 1


def test_poll_is_duplicated_with_texts_and_rule(make, desk, meeting, kenya):
    poll = make.poll(meeting, voters=[(kenya.id, 2)])
    assert desk.get(f"/en/polls/{poll.id}/duplicate/").status_code == 200
    assert desk.post(f"/en/polls/{poll.id}/duplicate/").status_code == 303
    copy = newest()
    assert (copy.id != poll.id, copy.follows_id, copy.round) == (True, None, 1)
    assert queries.draft(copy, None) == queries.draft(poll, None)


class TestLibrary:
    PATH = "/en/meetings/ncp-plenary-8/polls/library/"

    @pytest.fixture
    def earlier(self, make, meeting):
        return make.meeting(number=7)

    def test_polls_of_earlier_meetings_are_copied(self, make, desk, earlier):
        old = make.poll(earlier, question=both("Next chair?", "Prochaine présidence ?"), options=CITIES)
        make.poll(earlier)
        assert "Next chair?" in desk.get(self.PATH).text
        assert desk.post(self.PATH, data={"polls": old.id}).status_code == 303
        copy = newest()
        assert (copy.meeting.number, copy.question, words_of(copy)) == (8, old.question, ["Nairobi", "Lima", "Seoul"])

    @pytest.mark.parametrize("polls", ["", "999999", "-1", "\x00"])
    def test_what_is_not_offered_is_refused(self, make, desk, earlier, polls):
        make.poll(earlier)
        page = desk.post(self.PATH, data={"polls": polls})
        assert (page.status_code, rows(Poll)) == (422, 1)
        assert 'id="polls-error"' in page.text

    def test_list_takes_a_fixed_number_of_statements(self, make, desk, earlier):
        make.poll(earlier)
        desk.get(self.PATH)
        with counted() as few:
            desk.get(self.PATH)
        for _ in range(5):
            make.poll(earlier)
        with counted() as many:
            assert "Renew the group?" in text_of(desk.get(self.PATH).text)
        assert len(many) == len(few)

    @pytest.mark.parametrize("words", ["presidence", "CHAIR next", "Prochaine"])
    def test_poll_of_any_meeting_is_found_by_words_of_either_language(self, make, desk, meeting, words):
        for number in (5, 6, 7):
            asked = both("Next chair?", "Prochaine présidence ?") if number == 5 else None
            make.poll(make.meeting(number=number), question=asked)
        page = desk.get(self.PATH, query_string={"q": words}).text
        assert ("Next chair?" in page, page.count('name="polls"')) == (True, 1)

    @pytest.mark.parametrize("words", ["100 %", "_", "\x00", "x" * 300])
    def test_search_that_finds_nothing_says_so(self, make, desk, earlier, words):
        make.poll(earlier)
        page = desk.get(self.PATH, query_string={"q": words}).text
        assert "No question of an earlier meeting" in page or "Renew the group" in page

    def test_several_found_are_taken_at_once(self, make, desk, earlier):
        first, second = make.poll(earlier), make.poll(earlier)
        assert desk.post(f"{self.PATH}?q=renew", data={"polls": [first.id, second.id]}).status_code == 303
        assert rows(Poll) == 4

    def test_empty_library_says_so(self, desk, meeting):
        assert "No other meeting of this series has a poll." in desk.get(self.PATH).text
