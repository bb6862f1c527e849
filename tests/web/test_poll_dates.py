"""Polls about dates as pages: the form, the ballot in the reader's zone, the result with its nights, settling."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from html import unescape

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions_states
from meetings.domain.poll import ballot_queries, queries, settlements
from meetings.domain.poll.dates import IF_NEED_BE, NO, YES, DateDraft
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.extensions import db, transaction
from meetings.models.meeting import SessionLanguage
from meetings.models.poll import Poll, QuestionKind
from tests.domain.poll.test_actions_settle import offered, settle
from tests.make import both
from tests.web.test_poll_files import words_of

SHEETS = ["Result", "Outcome", "By region", "Who can come when"]
NEW = "/en/meetings/ncp-plenary-8/polls/new/"


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).replace("\xa0", " ").split())


@pytest.fixture
def desk(make, client):
    """The browser of the secretariat."""
    return client.sign_in(make.secretariat())


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


@pytest.fixture
def poll(make, ncp):
    """An open poll about 12:00 to 14:00 in Nairobi on two days, and a whole day, in which Kenya is entitled."""
    day = datetime.combine((make.now + timedelta(days=50)).date(), datetime.min.time())
    whole = OptionDraft(Bilingual(), date=DateDraft(day, day + timedelta(days=1), "Africa/Nairobi", whole_day=True))
    return make.open_poll(make.meeting(), kind=QuestionKind.DATES, options=[*offered(make), whole])


def form(*rows, zone="Europe/Brussels", **more):
    """Return the form of a poll about dates: rows of day, start and end."""
    found = {"question-en": "When?", "question-fr": "Quand ?", "item": "", "kind": "dates", "dates_zone": zone}
    for n, (day, starts, ends) in enumerate(rows):
        found |= {f"dates-{n}-day": day, f"dates-{n}-starts": starts, f"dates-{n}-ends": ends}
    return found | more


GOOD = ("2027-06-15", "10:00", "12:00")


class TestPreparing:
    def test_days_and_times_become_options_in_both_languages_and_stay_in_the_form(self, make, desk):
        make.meeting()
        assert desk.post(NEW, data=form(GOOD, ("2027-06-16", "", ""), ("", "", ""))).status_code == 303
        poll = db.session.scalars(db.select(Poll)).one()
        first, second = queries.options(poll)
        assert (f"{first.date.starts_local:%Y-%m-%d %H}", first.date.zone) == ("2027-06-15 10", "Europe/Brussels")
        assert second.date.whole_day
        assert first.text.complete
        page = desk.get(f"/en/polls/{poll.id}/edit/").text
        assert 'value="2027-06-15"' in page
        assert 'value="10:00"' in page
        more = desk.post(f"/en/polls/{poll.id}/edit/", data=form(GOOD, add="date")).text
        less = desk.post(f"/en/polls/{poll.id}/edit/", data=form(GOOD, ("2027-06-16", "", ""), drop="0")).text
        assert 'name="dates-3-day"' in more
        assert ('value="2027-06-15"' in less, 'value="2027-06-16"' in less) == (False, True)

    @pytest.mark.parametrize(
        ("row", "field", "said"),
        [
            (("2020-01-01", "10:00", "12:00"), "dates-1-day", "This date has passed"),
            (("2027-06-16", "10:00", "09:00"), "dates-1-ends", "The end is before the start"),
            (GOOD, "dates-1-day", "This date is offered twice"),
            (("2027-06-16", "10:00", ""), "dates-1-ends", "Write both times"),
            (("", "10:00", "11:00"), "dates-1-day", "Write the day"),
            (("2027-03-28", "02:30", "04:00"), "dates-1-starts", "this hour does not exist"),
            (("2027-10-31", "02:30", "04:00"), "dates-1-starts_which", "this hour comes twice"),
            (("soon", "10:00", "11:00"), "dates-1-day", "Write a date"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field_and_kept(self, make, desk, row, field, said):
        make.meeting()
        answer = desk.post(NEW, data=form(GOOD, row))
        assert answer.status_code == 422
        assert said in answer.text.split(f'id="{field}-error"')[1][:200]
        assert f'value="{row[0]}"' in answer.text

    def test_of_an_hour_that_comes_twice_the_second_can_be_meant(self, make, desk):
        make.meeting()
        row = ("2027-10-31", "02:30", "04:00")
        assert desk.post(NEW, data=form(GOOD, row, **{"dates-1-starts_which": "second"})).status_code == 303
        poll = db.session.scalars(db.select(Poll)).one()
        assert queries.options(poll)[1].date.starts_fold

    def test_dates_do_not_matter_to_other_kinds(self, make, desk):
        make.meeting()
        rows = {f"options-{n}-text-{language}": "x" for n in (0, 1) for language in ("en", "fr")}
        assert desk.post(NEW, data=form(("soon", "x", ""), **rows) | {"kind": "one"}).status_code == 303


class TestVoting:
    def test_reader_sees_their_own_time_first_and_answers_date_by_date(self, poll, ncp, client):
        ncp.zone = "Europe/Brussels"
        db.session.commit()
        browser, options = client.sign_in(ncp), queries.options(poll)
        shown = text_of(browser.get(f"/en/polls/{poll.id}/"))
        assert "11:00–13:00 Brussels (12:00–14:00 Nairobi)" in shown
        assert "all day (Nairobi)" in shown
        given = {f"mark-{options[0].id}": "2", f"mark-{options[1].id}": "", f"mark-{options[2].id}": "1"}
        done = browser.post(f"/en/polls/{poll.id}/", data=given)
        assert "Kenya’s ballot is in." in text_of(done)
        assert "(Nairobi): yes;" in text_of(done)
        assert "(Nairobi) : oui;" in text_of(browser.get(f"/fr/polls/{poll.id}/")).replace("): oui", ") : oui")

    @pytest.mark.parametrize("mark", ["3", "-1", "1.5", "yes", "9" * 40])
    def test_crafted_answer_is_refused(self, poll, ncp, client, mark):
        answer = client.sign_in(ncp).post(f"/en/polls/{poll.id}/", data={f"mark-{queries.options(poll)[0].id}": mark})
        assert answer.status_code == 422
        assert ballot_queries.have_voted(poll) == set()


class TestResult:
    def test_table_names_nights_and_files(self, make, poll, kenya, ncp, desk):
        ncp.zone = "Pacific/Auckland"
        db.session.commit()
        ids = [option.id for option in queries.options(poll)]
        make.answer(poll, kenya, ncp, {ids[0]: YES, ids[1]: IF_NEED_BE, ids[2]: NO})
        make.close(poll)
        shown = text_of(desk.get(f"/en/polls/{poll.id}/results/"))
        assert "Suits best: " in shown
        assert "1 yes, 0 if need be, 0 no, 0 left open" in shown
        assert "yes night: 21:00–23:00" in shown
        assert shown.count("Settle on this date") == 3
        with zipfile.ZipFile(io.BytesIO(desk.get(f"/en/polls/{poll.id}/results.xlsx").data)) as book:
            assert re.findall('sheet name="([^"]*)"', book.read("xl/workbook.xml").decode()) == SHEETS
            assert "yes – night: 21:00–23:00" in book.read("xl/sharedStrings.xml").decode()
        assert ",Africa/Nairobi," in desk.get(f"/en/polls/{poll.id}/results.csv").text

    @pytest.mark.parametrize("ending", ["pdf", "docx"])
    def test_files_have_a_column_for_each_date_and_say_what_was_settled(self, make, poll, kenya, ncp, desk, ending):
        ids = [option.id for option in queries.options(poll)]
        make.answer(poll, kenya, ncp, {ids[0]: YES, ids[1]: IF_NEED_BE})
        make.close(poll)
        settle(make, poll, 0, make.sessions(poll.meeting)[0])
        said = words_of(desk.get(f"/en/polls/{poll.id}/results.{ending}").data, ending).replace("\xa0", " ")
        assert "Who can come when" in said
        assert "Date settled on: English session, " in said
        heads = ["Administration Region Sunday 11 April", "Wednesday 21 April 2027, all day (Nairobi)", "Cast by"]
        roll = said[said.index("Administration Region") :]
        places = [roll.index(each) for each in (*heads, "Kenya")]
        assert places == sorted(places)
        assert "yes if need be left open" in roll
        assert "Qui peut venir" in words_of(desk.get(f"/fr/polls/{poll.id}/results.{ending}").data, ending)

    def test_confidential_result_names_nobody(self, make, kenya, ncp, desk):
        poll = make.open_poll(make.meeting(), kind=QuestionKind.DATES, options=offered(make), secrecy="confidential")
        make.answer(poll, kenya, ncp, {queries.options(poll)[0].id: YES})
        make.close(poll)
        shown = text_of(desk.get(f"/en/polls/{poll.id}/results/"))
        assert "Who can come when" not in shown
        assert "Fewer than 10 answers: not shown." in shown
        assert shown.count("Settle on this date") == 2


class TestSettling:
    def test_date_becomes_a_session_and_poll_list_and_history_say_so(self, make, poll, ncp, desk):
        make.close(poll)
        option = queries.options(poll)[1]
        address = f"/en/polls/{poll.id}/settle/{option.id}/"
        assert "Nobody gets a mail." in desk.get(address).text
        assert "Choose what the date becomes" in desk.post(address, data={"seen": ""}).text
        assert desk.post(address, data={"becomes": "add-fr", "seen": ""}).status_code == 303
        session = settlements.of(poll).session
        assert (session.language, session.starts_at) == (SessionLanguage.FRENCH, option.date.starts_at)
        for page in (f"/en/polls/{poll.id}/", f"/en/polls/{poll.id}/results/"):
            assert "It became a session:" in desk.get(page).text
        assert "Poll settled on a date" in desk.get("/en/meetings/ncp-plenary-8/history/").text
        again = desk.post(address, data={"becomes": "add-en", "seen": ""})
        assert "Somebody else settled on a date just now" in again.text
        assert len(make.sessions(poll.meeting)) == 3

    def test_whole_day_asks_for_its_times(self, make, poll, desk):
        make.close(poll)
        address = f"/en/polls/{poll.id}/settle/{queries.options(poll)[2].id}/"
        missing = desk.post(address, data={"becomes": "add-en", "seen": ""})
        assert (missing.status_code, missing.text.count("Write the time.")) == (422, 4)
        times = {"times-starts": "09:00", "times-ends": "11:00"}
        assert desk.post(address, data={"becomes": "add-en", "seen": "", **times}).status_code == 303
        assert settlements.of(poll).session.starts_local.hour == 9

    def test_other_options_and_other_kinds_are_not_found(self, make, poll, desk):
        other = make.poll(poll.meeting)
        for number in (queries.options(other)[0].id, 99_999):
            assert desk.get(f"/en/polls/{poll.id}/settle/{number}/").status_code == 404
        assert desk.get(f"/en/polls/{other.id}/settle/{queries.options(other)[0].id}/").status_code == 404

    @pytest.mark.parametrize(
        ("language", "said", "along", "done"),
        [
            (
                "en",
                "The meeting is postponed without a date.",
                "French session moves by as many days:",
                "its new dates",
            ),
            (
                "fr",
                "La réunion est reportée sans date.",
                "Séance en français se décale d’autant",
                "ses nouvelles dates",
            ),
        ],
    )
    def test_date_becomes_that_of_a_meeting_postponed_without_any(self, make, poll, desk, language, said, along, done):
        make.close(poll)
        with transaction():
            actions_states.postpone(poll.meeting, both("Storm", "Tempête"), [], by=None, now=make.now)
        first, last = make.sessions(poll.meeting)
        option = queries.options(poll)[0]
        address = f"/{language}/polls/{poll.id}/settle/{option.id}/"
        assert f"/settle/{option.id}/" in desk.get(f"/{language}/polls/{poll.id}/results/").text
        page = text_of(desk.get(address))
        assert said in page
        assert along in page
        assert "add-fr" not in desk.get(address).text
        assert desk.post(address, data={"becomes": "add-fr", "seen": ""}).status_code == 422
        answer = desk.post(address, data={"becomes": f"move-{first.id}", "seen": ""})
        assert answer.status_code == 303
        assert done in text_of(desk.get(answer.location))
        make.again(poll)
        assert not poll.meeting.undated
        assert first.starts_at == option.date.starts_at
        assert last.starts_at > first.starts_at

    def test_postponed_meeting_keeps_waiting_where_a_session_would_begin_in_the_past(self, make, ncp, desk):
        poll = make.open_poll(make.meeting(), kind=QuestionKind.DATES, options=offered(make, days=(1, 40)))
        make.close(poll)
        with transaction():
            actions_states.postpone(poll.meeting, both("Storm", "Tempête"), [], by=None, now=make.now)
        last = make.sessions(poll.meeting)[-1]
        address = f"/en/polls/{poll.id}/settle/{queries.options(poll)[0].id}/"
        answer = desk.post(address, data={"becomes": f"move-{last.id}", "seen": ""})
        assert answer.status_code == 422
        assert "A session would begin in the past" in answer.text
        assert f'value="move-{last.id}" checked' in answer.text
