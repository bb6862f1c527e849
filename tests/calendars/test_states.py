"""What calendars show of a meeting whose dates may change, that is postponed, or of which a session is cancelled."""

from datetime import timedelta

from meetings.calendars.entries import session_entry
from meetings.calendars.values import Entry
from meetings.domain.meeting import actions, actions_programme, actions_states
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Mode, Session
from tests.make import Make, both

URL = "https://meetings.example.org/en/meetings/ncp-plenary-8/"
REASON = both("No room")


def entry(session: Session) -> Entry:
    return session_entry(session, session.meeting, language="en", url=URL, name="")


def entries(make: Make, meeting: Meeting) -> list[Entry]:
    return [entry(session) for session in make.sessions(meeting)]


def test_saved_date_is_tentative_until_it_is_confirmed(make: Make) -> None:
    meeting = make.meeting(announced=False)
    with transaction():
        actions.announce(meeting, gaps=0, waiver="", tentative=True, by=None, now=make.now)
    saved = entries(make, meeting)
    assert {(one.tentative, one.cancelled) for one in saved} == {(True, False)}
    with transaction():
        actions_states.confirm_dates(meeting, by=None, now=make.now + timedelta(minutes=1))
    confirmed = entries(make, meeting)
    assert {one.tentative for one in confirmed} == {False}
    assert [one.sequence for one in confirmed] == [one.sequence + 1 for one in saved]


def test_postponed_without_a_date_is_struck_out_with_the_reason(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        actions_states.postpone(meeting, REASON, [], by=None, now=make.now)
    first = entries(make, meeting)[0]
    assert first.cancelled
    assert first.summary.startswith("Postponed: ")
    assert "No room" in first.description


def test_cancelled_session_leaves_the_other_as_it_was(make: Make) -> None:
    meeting = make.meeting()
    first, second = make.sessions(meeting)
    with transaction():
        actions_programme.cancel_sitting(first, REASON, by=None, now=make.now)
    assert (entry(first).cancelled, entry(second).cancelled) == (True, False)
    assert "This session is cancelled." in entry(first).description


def test_place_says_where_to_go_and_where_to_look(make: Make) -> None:
    session = make.sessions(make.meeting())[0]
    with transaction():
        session.mode, session.place, session.address = Mode.HYBRID, both("Room 1"), "30 rue du Marché"
    assert entry(session).location == "Room 1, 30 rue du Marché; Zoom"
    with transaction():
        session.mode = Mode.ON_SITE
    assert entry(session).location == "Room 1, 30 rue du Marché"


def test_second_of_two_equal_hours_is_written_in_universal_time(make: Make) -> None:
    session = make.sessions(make.meeting())[0]
    assert entry(session).zone == "Europe/Brussels"
    with transaction():
        session.starts_fold = True
    assert (entry(session).zone, entry(session).starts) == ("UTC", session.starts_at.replace(tzinfo=None))
