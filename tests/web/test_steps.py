"""Where a meeting stands, each step with what it will do, one session cancelled alone, and the programme."""

from datetime import timedelta

import pytest

from meetings.domain.meeting import actions, queries
from meetings.domain.meeting.rules import State, state
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Visibility
from tests.conftest import Browser
from tests.make import Make, both
from tests.web.test_meeting_manage import again

HOME = "/en/meetings/ncp-plenary-8/"
REASON = {"reason-en": "The room is not ready", "reason-fr": "La salle n’est pas prête"}


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def stands(make: Make) -> State:
    make.again(None)
    meeting = queries.by_slug("ncp-plenary-8")
    assert meeting
    return state(meeting, make.sessions(meeting), make.now)


def taken(browser: Browser, page: str, **typed: str) -> str:
    """Open a step's page and press its button; return what the next page says."""
    answer = browser.post(f"{HOME}{page}/", data=again(browser.get(f"{HOME}{page}/").text, **typed))
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def test_picture_and_steps_of_a_draft(make: Make, secretariat: Browser) -> None:
    make.meeting(announced=False)
    page = secretariat.get(f"{HOME}steps/").text
    assert "Where the meeting stands: Draft" in page
    assert "Check and announce" in page
    assert "Postpone the meeting" not in page


def test_save_the_date_then_confirm(make: Make, secretariat: Browser) -> None:
    make.meeting(announced=False)
    secretariat.post(f"{HOME}announce/", data={"tentative": "y"})
    page = secretariat.get(HOME).text
    assert "Save the date: it may still change" in page
    assert "Take a place" not in page
    assert "The dates are confirmed." in taken(secretariat, "confirm-dates")
    assert stands(make) is State.OPEN


def test_registration_is_opened_before_its_time(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        meeting.registration_opens_at = make.now + timedelta(days=1)
    assert "Announced, registration opens on 3" in secretariat.get(HOME).text
    assert "Nobody gets a mail." in secretariat.get(f"{HOME}open-registration/").text
    taken(secretariat, "open-registration")
    assert stands(make) is State.OPEN


def test_step_says_beforehand_who_gets_a_mail_and_which_calendars_change(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(capacity=1)
    for name in ("One", "Two"):
        make.registration(meeting, make.person(name))
    page = secretariat.get(f"{HOME}postpone/").text
    assert "2 people get a mail: 1 with a place, 1 on the waiting list." in page
    assert "The public calendar and that of this meeting change" in page
    with transaction():
        meeting.visibility = Visibility.INTERNAL
    assert "public calendar" not in secretariat.get(f"{HOME}postpone/").text


def test_postponed_without_a_date_then_fixed(make: Make, secretariat: Browser) -> None:
    make.meeting()
    taken(secretariat, "postpone", **REASON)
    assert stands(make) is State.POSTPONED
    page = secretariat.get(HOME).text
    for words in ("The room is not ready", "the new dates follow", "<del"):
        assert words in page, words
    new = {"sessions-0-starts": "2027-05-11T13:00", "sessions-0-ends": "2027-05-11T15:00"}
    other = {"sessions-1-starts": "2027-05-13T10:00", "sessions-1-ends": "2027-05-13T12:00"}
    assert "The new dates are fixed." in taken(secretariat, "new-dates", **new, **other)
    page = secretariat.get(HOME).text
    assert "This meeting was postponed on" in page
    assert "<del" in page


def test_postponed_to_new_dates_at_once(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    later = {"sessions-0-starts": "2027-05-11T13:00", "sessions-0-ends": "2027-05-11T15:00"}
    taken(secretariat, "postpone", when="chosen", **REASON, **later)
    make.again(meeting)
    assert [one.starts_local.month for one in make.sessions(meeting)] == [3, 5]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"when": "x"}, "Choose one of these"),
        ({"when": "open", "reason-en": "", "reason-fr": ""}, "at least one of the two languages"),
        ({"when": "chosen", "sessions-0-starts": ""}, "Write date and time"),
        ({"when": "chosen", "sessions-0-ends": "2027-01-01T10:00"}, "The end is before the start"),
        ({"when": "chosen", "sessions-0-zone": "Mars"}, "no time zone of this name"),
        (
            {"when": "chosen", "sessions-0-starts": "2026-05-11T13:00", "sessions-0-ends": "2026-05-11T15:00"},
            "begin in the past",
        ),
        ({"when": "chosen", "sessions-0-session_id": "999999"}, "Somebody else changed this meeting"),
        (
            {"when": "chosen", "sessions-0-starts": "2027-10-31T02:30", "sessions-0-ends": "2027-10-31T05:00"},
            "this hour comes twice",
        ),
        (
            {"when": "chosen", "sessions-0-starts": "2028-03-26T02:30", "sessions-0-ends": "2028-03-26T05:00"},
            "this hour does not exist",
        ),
    ],
)
def test_bad_new_dates_are_told_and_nothing_is_sent(
    make: Make, secretariat: Browser, typed: dict[str, str], words: str
) -> None:
    make.meeting()
    page = again(secretariat.get(f"{HOME}postpone/").text, **(REASON | typed))
    answer = secretariat.post(f"{HOME}postpone/", data=page)
    assert answer.status_code == 422
    assert words in answer.text
    assert stands(make) is State.OPEN


def test_hour_that_comes_twice_is_taken_as_it_was_answered(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    twice = {"sessions-0-starts": "2027-10-31T02:30", "sessions-0-ends": "2027-10-31T05:00", "when": "chosen"}
    taken(secretariat, "postpone", **REASON, **twice, **{"sessions-0-starts_which": "second"})
    make.again(meeting)
    last = make.sessions(meeting)[-1]
    assert (last.starts_fold, last.starts_at.hour) == (True, 1)
    shown = again(secretariat.get(f"{HOME}edit/").text)
    assert secretariat.post(f"{HOME}edit/", data=shown).status_code == 303
    make.again(meeting)
    assert make.sessions(meeting)[-1].starts_at.hour == 1


def test_record_is_adopted(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(days=-20)
    make.record(meeting, published=True)
    assert "can no longer be withdrawn" in taken(secretariat, "adopt-record")
    assert "Record adopted on" in secretariat.get(HOME).text
    assert "Nothing more: the meeting has reached its end." in secretariat.get(f"{HOME}steps/").text


@pytest.mark.parametrize("page", ["confirm-dates", "open-registration", "adopt-record", "new-dates"])
def test_step_that_does_not_fit_is_refused_in_words(make: Make, secretariat: Browser, page: str) -> None:
    make.meeting()
    answer = secretariat.post(f"{HOME}{page}/", data=again(secretariat.get(f"{HOME}{page}/").text))
    assert answer.status_code == 422
    assert "Nothing was changed." in answer.text or "not published yet" in answer.text


def test_one_session_is_cancelled_and_its_people_move(make: Make, client: Browser) -> None:
    meeting, person = make.meeting(), make.person()
    first, second = make.sessions(meeting)
    make.registration(meeting, person, first)
    client.sign_in(make.secretariat())
    page = f"sessions/{first.id}/cancel"
    assert "1 person gets a mail" in client.get(f"{HOME}{page}/").text
    taken(client, page, **REASON)
    shown = client.sign_in(person).get(HOME).text
    assert "The room is not ready" in shown
    assert "This session does not take place. Move to another one" in shown
    answer = client.post(f"{HOME}registration/move/", data={"session": str(second.id)})
    assert answer.status_code == 303
    assert "This session does not take place" not in client.get(HOME).text


def test_breakouts_are_planned_changed_and_taken_out(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    page = f"sessions/{session.id}/break-outs/new"
    group = {"group-title-en": "Cloud", "group-title-fr": "Nuage", "group-capacity": "15", "group-mode": "on_site"}
    assert "Cloud" in taken(secretariat, page, **group)
    assert "1 break-out" in secretariat.get(HOME).text
    [made] = queries.breakouts_of(session)
    assert "Clouds" in taken(secretariat, f"break-outs/{made.id}", **{"group-title-en": "Clouds"})
    answer = secretariat.post(f"{HOME}break-outs/{made.id}/remove/")
    assert "out of the programme" in secretariat.get(answer.location).text
    for path in (f"break-outs/{session.id}/", "break-outs/999999/", f"sessions/{made.id}/break-outs/new/"):
        assert secretariat.get(f"{HOME}{path}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"group-title-en": "", "group-title-fr": ""}, "at least one of the two languages"),
        ({"group-ends": "2027-03-12T23:00"}, "A break-out lies within the times of its session"),
        ({"group-capacity": "0"}, "from 1 to 100000"),
        ({"group-starts": ""}, "Write date and time"),
    ],
)
def test_bad_breakouts_are_told(make: Make, secretariat: Browser, typed: dict[str, str], words: str) -> None:
    page = f"{HOME}sessions/{make.sessions(make.meeting())[0].id}/break-outs/new/"
    sent = again(secretariat.get(page).text, **({"group-title-en": "Cloud"} | typed))
    answer = secretariat.post(page, data=sent)
    assert answer.status_code == 422
    assert words in answer.text


def test_hosts_are_shown_to_readers(make: Make, client: Browser) -> None:
    make.meeting()
    kenya, mauritius = make.member(), make.member("MU", "Mauritius")
    client.sign_in(make.secretariat())
    taken(client, "hosts", host=str(kenya.id), **{"rows-0-organisation": str(mauritius.id)})
    assert "Hosted by Kenya, together with: Mauritius" in client.get(HOME).text
    assert client.post(f"{HOME}hosts/", data={"host": "999999"}).status_code == 422


def test_five_days_are_listed_day_by_day_with_the_clocks_of_the_place(make: Make, client: Browser) -> None:
    meeting = make.meeting(announced=False)
    plan = make.plan()
    days = [one for day in range(5) for one in make.sittings(days=10 + day)[:1]]
    with transaction():
        actions.revise(meeting, plan, days, by=None, now=make.now)
        actions.announce(meeting, gaps=0, waiver="", by=None, now=make.now)
    page = client.get(HOME).text
    assert 'class="hc-days"' in page
    assert page.count("English session</h2>") == 5


def test_cancelled_meeting_has_no_steps(make: Make, secretariat: Browser) -> None:
    meeting: Meeting = make.meeting()
    with transaction():
        actions.cancel(meeting, both("No"), by=None, now=make.now)
    assert "reached its end" in secretariat.get(f"{HOME}steps/").text
