"""Days and times in a file of polls: dates to choose from, deadlines between meetings, and cells that are wrong."""

from datetime import datetime, timedelta
from html import unescape

import pytest

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import queries as register
from meetings.domain.poll import actions, actions_schedule, queries
from meetings.domain.poll.dates import DateDraft
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft, PollDraft, Terms
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.extensions import transaction
from meetings.models.poll import Poll, PollState, Procedure, QuestionKind
from tests.make import both
from tests.web.test_poll import rows, text_of
from tests.web.test_poll_import import PLACE, book, bring, described, desk, meeting, polls  # noqa: F401

HEADINGS = ("Question (English)", "Question (French)", "Kind of question", "How the poll is held")
MORE = (
    "Dates",
    "Time zone of the dates",
    "Opens",
    "Closes",
    "Reminders",
    "Objections that stop it",
    "Options (English)",
)
ASKED = ("Agreed?", "D’accord ?")
DATES = (*ASKED, "Dates", "")
SILENCE = (*ASKED, "", "Silence procedure")
ZONE = "Europe/Brussels"


def file(*lines):
    return book(*lines, headings=(*HEADINGS, *MORE))


def brussels(*wall):
    return zones.instant(datetime(*wall), ZONE)  # noqa: DTZ001 - wall times of the zone


def prepared(bring, desk, *lines):  # noqa: F811
    page = bring(file(*lines))
    assert desk.post(page.request.path).status_code == 303, unescape(page.text)
    return page, polls()


def test_dates_are_read_in_their_zone_with_whole_days_and_hours_that_come_twice(desk, bring):  # noqa: F811
    cell = "2027-06-15 10:00–12:00\n2027-06-16\n2027-10-31 01:00 - 02:30+01:00\n2027-11-01 9h00-10h30"
    page, (poll,) = prepared(bring, desk, (*DATES, cell, ZONE.lower()))
    assert "Tuesday 15 June 2027, 10:00–12:00 Brussels" in text_of(page.text)
    assert "a language is missing" not in page.text
    first, whole, twice, last = (option.date for option in queries.options(poll))
    assert (first.starts_at, first.zone) == (brussels(2027, 6, 15, 10), ZONE)
    assert whole.whole_day
    assert twice.ends_at - twice.starts_at == timedelta(hours=2, minutes=30)
    assert f"{last.starts_local:%H:%M}" == "09:00"


def test_silence_and_written_procedures_have_a_deadline_reminders_and_a_planned_opening(desk, bring):  # noqa: F811
    more = ("", "", "2027-04-01 09:00", "2027-04-20 17:00", "7; 2", "3")
    written = (
        *ASKED,
        "",
        "Written procedure: by mail, until a deadline",
        "",
        "",
        "",
        "2027-04-20 17:00",
        "",
        "",
        "Yes\nNo",
    )
    page, (silence, mail) = prepared(bring, desk, (*SILENCE, *more), written)
    assert "Silence procedure" in page.text
    assert "It opens by itself:" in page.text
    assert (silence.procedure, silence.stops_at, silence.reminders) == (Procedure.SILENCE, 3, [7, 2])
    assert (silence.opens_at, silence.closes_at) == (brussels(2027, 4, 1, 9), brussels(2027, 4, 20, 17))
    assert [option.text.en for option in queries.options(silence)] == ["We agree", "We object"]
    assert (mail.procedure, mail.opens_at, mail.closes_at) == (Procedure.WRITTEN, None, brussels(2027, 4, 20, 17))
    assert 'value="2027-04-20T17:00"' in desk.get(f"/en/polls/{mail.id}/schedule/").text
    assert "Clôture prévue" in text_of(desk.get(f"/fr/polls/{mail.id}/").text)
    assert desk.post(f"{page.request.path}undo/").status_code == 303
    assert rows(Poll) == 0


def test_a_poll_in_the_room_keeps_when_it_closes_until_it_is_opened(make, desk, bring, meeting):  # noqa: F811
    make.ncp(register.everyone()[0])
    line = (*ASKED, "", "", "", "", "", "2027-04-20 17:00:00", "", "", "Yes\nNo")
    _page, (poll,) = prepared(bring, desk, line)
    with transaction():
        poll.question, options = both("Agreed?", "D’accord ?"), queries.options(poll)
        for option in options:
            option.text = both(option.text.en, option.text.en)
    answer = desk.post(f"/en/meetings/{meeting.slug}/polls/open/", data={"polls": [poll.id], "closes": ""})
    assert answer.status_code == 303
    (opened,) = polls()
    assert (opened.state, opened.closes_at) == (PollState.OPEN, brussels(2027, 4, 20, 17))


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        ((*DATES, "tomorrow at ten"), "E2", "“tomorrow at ten” is no day with its time"),
        ((*DATES, "2027-06-15 10:00"), "E2", "The day alone is the whole day"),
        ((*DATES, "2027-02-30"), "E2", "Write a date"),
        ((*DATES, "2027-06-15 25:00–26:00"), "E2", "is no day with its time"),
        ((*DATES, "2027-06-15 12:00–10:00"), "E2", "The end is before the start"),
        ((*DATES, "2020-06-15"), "E2", "This date has passed"),
        ((*DATES, "2027-06-15\n2027-06-15"), "E2", "This date is offered twice"),
        ((*DATES, "2027-03-28 02:30–04:00"), "E2", "this hour does not exist"),
        ((*DATES, "2027-10-31 02:30–04:00"), "E2", "Write 02:30+02:00 or 02:30+01:00."),
        ((*DATES, "2027-06-15 10:00+05:00–12:00"), "E2", "do not stand +05:00 from UTC"),
        (
            (*DATES, "\n".join(f"2027-06-{day:02}\n2027-07-{day:02}" for day in range(1, 17))),
            "E2",
            "at most thirty dates",
        ),
        ((*DATES, ""), "E2", "Write the dates that the poll offers"),
        ((*ASKED, "", "", "2027-06-15", "", "", "", "", "", "Yes\nNo"), "E2", "Only a question about dates has dates"),
        ((*DATES, "2027-06-15", "Brussels time"), "F2", "There is no time zone of this name"),
        ((*DATES, "2027-06-15", "", "", "", "", "", "Yes\nNo"), "K2", "leave this empty"),
        ((*SILENCE, "", "", "", "2027-04-20 17:00", "", "", "Yes\nNo"), "K2", "leave this empty"),
        ((*SILENCE, "", "", "2020-01-01 10:00", "2027-04-20 17:00"), "G2", "This time has passed already"),
        ((*SILENCE, "", "", "2027-04-20 10:00", "2027-04-20 09:00"), "H2", "would close before it opens"),
        ((*SILENCE, "", "", "2027-04-20 10:00"), "H2", "deadline"),
        ((*SILENCE, "", "", "", "2020-01-01 10:00"), "H2", "This time has passed already"),
        ((*SILENCE, "", "", "", "2027-04-20"), "H2", "Write it like 2027-06-15 10:00."),
        ((*SILENCE, "", "", "", "2027-03-28 02:30"), "H2", "this hour does not exist"),
        ((*SILENCE, "", "", "", "2027-04-20 17:00", "often"), "I2", "reminder"),
        ((*SILENCE, "", "", "", "2027-04-20 17:00", "7; 70"), "I2", "each from 1 to 60"),
        ((*SILENCE, "", "", "", "2027-04-20 17:00", "", "0"), "J2", "from 1 to 100"),
        ((*ASKED, "", "By carrier pigeon", "", "", "", "", "", "", "Yes\nNo"), "D2", "is not offered here"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_prepared(desk, bring, line, cell, words):  # noqa: F811
    page = bring(file(line))
    told = unescape(page.text)
    assert f">{cell}</th>" in told
    assert words.lower() in told.lower()
    assert desk.post(page.request.path).status_code == 200
    assert rows(Poll) == 0


def test_what_is_wrong_is_said_in_french(bring):  # noqa: F811
    page = bring(file((*DATES, "2027-10-31 02:30–04:00")), place=PLACE.replace("/en/", "/fr/"))
    assert "cette heure revient deux fois. Écrivez 02:30+02:00 ou 02:30+01:00." in unescape(page.text)


def times(poll):
    dates = [option.date for option in queries.options(poll) if option.date]
    said = [(date.starts_at, date.ends_at, date.zone, date.whole_day) for date in dates]
    return poll.opens_at, poll.closes_at, poll.stops_at, list(poll.reminders), said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_prepared_polls_keep_their_times_there_and_back(make, desk, bring, meeting, language):  # noqa: F811
    night = datetime(2027, 10, 31, 2, 30, fold=1)  # noqa: DTZ001 - wall times of the zone
    day = datetime(2027, 6, 15)  # noqa: DTZ001
    dates = [
        DateDraft(night, night.replace(hour=5, fold=0), ZONE),
        DateDraft(day, day + timedelta(days=1), ZONE, whole_day=True),
    ]
    offered = tuple(OptionDraft(Bilingual(), date=date) for date in dates)
    silent = Terms(procedure=Procedure.SILENCE, stops_at=2, reminders=(7, 2))
    with transaction():
        about = PollDraft(both(*ASKED), None, offered, Terms(kind=QuestionKind.DATES))
        silence = PollDraft(both(*ASKED), None, SILENCE_OPTIONS, silent)
        room = PollDraft(both(*ASKED), None, YES_NO_ABSTENTION, Terms())
        made = [actions.prepare(meeting, draft, by=None, now=make.now) for draft in (about, silence, room)]
        opens, closes = brussels(2027, 4, 1, 9), zones.instant(night, ZONE)
        actions_schedule.schedule(made[1], opens, closes, by=None, now=make.now)
        actions_schedule.close_at(made[2], closes, by=None, now=make.now)
    first = polls()
    data = desk.get(f"{PLACE.replace('/en/', f'/{language}/')}prepared.xlsx").data
    page = bring(data)
    assert desk.post(page.request.path).status_code == 303, unescape(page.text)
    again = polls()[len(first) :]
    assert [(described(poll), times(poll)) for poll in again] == [(described(poll), times(poll)) for poll in first]
