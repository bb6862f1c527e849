"""Figures count each person and each organisation once, and are equal wherever they appear."""

from datetime import timedelta

import pytest

from meetings.domain.attendance import actions, figures, listing, participants, presence
from meetings.domain.attendance.listing import Known, Wanted
from meetings.domain.meeting import actions_programme
from meetings.extensions import transaction
from meetings.models.attendance import Presence, Stage
from meetings.models.organisation import Capacity
from meetings.web.attendance.page import chamber
from tests.make import Make, both
from tests.queries import counted


@pytest.fixture
def meeting(make: Make):
    """Two people of Kenya, one of them in both sittings; one of Cameroon; an observer and a guest, not registered."""
    by, meeting = make.secretariat(), make.meeting()
    sessions = make.sessions(meeting)
    kenya, cameroon = make.member(), make.member("CM", "Cameroon", region="WCA")
    first, second = make.ncp(kenya), make.ncp(kenya, "Second")
    third, observer = make.ncp(cameroon, "Third"), make.ncp(make.observer(), "Observer", capacity=Capacity.DELEGATE)
    silent = make.ncp(make.member("TG", "Togo", region="WCA"), "Silent")
    for person in (first, second, third, silent):
        make.registration(meeting, person)
    with transaction():
        now = sessions[1].ends_at + timedelta(hours=1)
        for session, who in ((sessions[0], [first, second, third, observer]), (sessions[1], [first])):
            actions.decide(session, who, Presence.PRESENT, by=by, now=now)
        actions.welcome(sessions[0], "Guest", function="", organisation=None, by=by, now=now)
        actions.decide(sessions[1], [second], Presence.ABSENT, by=by, now=now)
    return meeting


def test_whoever_was_in_both_sittings_counts_once(make: Make, meeting) -> None:
    assert figures.people(meeting) == figures.Count(4, 5)
    assert figures.organisations(meeting) == figures.Count(3, 3)
    english, french = make.sessions(meeting)
    assert figures.by_session(meeting) == {english.id: figures.Count(4, 5), french.id: figures.Count(0, 1)}
    assert {region.code: count for region, count in figures.by_region(meeting)} == {
        "ESA": figures.Count(1, 1),
        "WCA": figures.Count(2, 1),
    }


def test_figures_are_equal_wherever_they_appear(app, make: Make, meeting) -> None:
    with app.test_request_context("/en/"):
        drawn = chamber(meeting, make.now)
    assert drawn
    by_region = {region.code: count.attended for region, count in figures.by_region(meeting)}
    assert {row.code: row.count for row in drawn.rows} == by_region
    assert sum(by_region.values()) == len(figures.members(meeting).attended) == drawn.total
    came = presence.at_meeting(meeting)
    assert len(came) == figures.organisations(meeting).attended
    entries = [
        each
        for each in listing.everybody(meeting, Wanted())
        if any(r.presence == "present" for r in each.rows.values())
    ]
    assert len(entries) == figures.people(meeting).attended


def test_places_in_a_cancelled_sitting_count_nowhere(make: Make) -> None:
    meeting = make.meeting()
    english, french = make.sessions(meeting)
    first = make.ncp(make.member(), "First")
    second = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Second")
    make.registration(meeting, first, english)
    make.registration(meeting, second, french)
    with transaction():
        actions_programme.cancel_sitting(french, both("No interpreters"), by=None, now=make.now)
    assert figures.people(meeting) == figures.organisations(meeting) == figures.Count(1, 0)
    assert figures.by_session(meeting) == {english.id: figures.Count(1, 0)}
    assert {region.code: count.registered for region, count in figures.by_region(meeting)} == {"ESA": 1, "WCA": 0}
    assert len(figures.members(meeting).registered) == len(presence.at_meeting(meeting)) == 1
    assert [one.name for one in participants.found(meeting, Stage.PROVISIONAL)] == ["First"]
    assert [entry.name for entry in listing.everybody(meeting, Wanted())] == ["First"]


def test_each_figure_is_one_statement(meeting) -> None:
    assert meeting.id  # reads the meeting anew
    for figure in (figures.people, figures.organisations, figures.by_session, figures.by_region, figures.members):
        with counted() as statements:
            figure(meeting)
        assert len(statements) == 1


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (Wanted(), 6),
        (Wanted(known=Known.PRESENT), 5),
        (Wanted(known=Known.ABSENT), 1),
        (Wanted(known=Known.SILENT), 1),
        (Wanted(known=Known.UNREGISTERED), 2),
        (Wanted(known=Known.EXCUSED), 0),
        (Wanted(words="kenya"), 2),
        (Wanted(words="guest"), 1),
        (Wanted(words="%"), 0),
    ],
)
def test_list_shows_the_part_that_is_wanted(meeting, wanted, number) -> None:
    page = listing.page(meeting, wanted)
    assert (page.total, len(page.things)) == (number, number)
    assert len(listing.everybody(meeting, wanted)) == number


def test_list_by_session_and_region(make: Make, meeting) -> None:
    _english, french = make.sessions(meeting)
    assert listing.page(meeting, Wanted(session_id=french.id)).total == 2
    assert listing.page(meeting, Wanted(region_id=make.region("WCA").id)).total == 2


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_as_many_statements_for_thirty_as_for_one(make: Make, number: int) -> None:
    meeting, kenya = make.meeting(), make.member()
    for count in range(number):
        make.registration(meeting, make.ncp(kenya, f"Person {count}"))
    make.again(meeting)
    assert meeting.id
    with counted() as statements:
        page = listing.page(meeting, Wanted())
        assert [entry.name and entry.organisation for entry in page.things]
    assert len(statements) == 4


def test_members_registered_are_members_with_a_confirmed_place(make: Make):
    meeting = make.meeting(capacity=2)
    kenya, observer = make.member(), make.observer()
    make.registration(meeting, make.ncp(kenya))
    make.registration(meeting, make.ncp(observer, capacity=Capacity.DELEGATE))
    make.registration(meeting, make.ncp(make.member("UG", "Uganda")))
    assert figures.members(meeting).registered == {kenya.id}
