"""How sittings become bars over the days of a week."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.deadline.rules import Due
from meetings.domain.feed import grid
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting, Session

BRUSSELS, TOKYO = "Europe/Brussels", "Asia/Tokyo"


def meeting(number: int = 1, **state: object) -> Meeting:
    return Meeting(id=number, undated=False, **state)


def session(of: Meeting, day: int, hour: int = 9, *, month: int = 4, hours: int = 2, **state: object) -> Session:
    starts = datetime(2027, month, day, hour, tzinfo=UTC)
    return Session(
        id=day, meeting=of, meeting_id=of.id, starts_at=starts, ends_at=starts + timedelta(hours=hours), **state
    )


def days(items: list[grid.Item]) -> list[tuple[int, int]]:
    return [(item.first.day, item.last.day) for item in grid.in_order(items)]


def drawn(week: grid.Week) -> list[str]:
    """Return each row as a letter a day: the number of the meeting, in brackets where it goes beyond the week."""
    return [
        "".join(
            ("<" if cell.begun else "") + str(cell.item.meeting.id) * cell.spans + (">" if cell.goes_on else "")
            if cell.item
            else "."
            for cell in row
        )
        for row in week.rows
    ]


def test_days_that_follow_each_other_are_one_item_and_others_are_not() -> None:
    one = meeting()
    items = grid.items_of_sessions([session(one, day) for day in (12, 13, 14, 16)], BRUSSELS)
    assert days(items) == [(12, 14), (16, 16)]
    assert [len(item.sessions) for item in items] == [3, 1]


def test_day_that_is_cancelled_stands_by_itself() -> None:
    one = meeting()
    sittings = [session(one, 12), session(one, 13, cancelled_at=datetime(2027, 1, 1, tzinfo=UTC)), session(one, 14)]
    items = grid.items_of_sessions(sittings, BRUSSELS)
    assert [(first, item.off) for (first, _last), item in zip(days(items), grid.in_order(items), strict=True)] == [
        (12, False),
        (13, True),
        (14, False),
    ]


@pytest.mark.parametrize("state", [{"cancelled_at": datetime(2027, 1, 1, tzinfo=UTC)}, {"undated": True}])
def test_meeting_that_does_not_take_place_is_off(state: dict[str, object]) -> None:
    one = Meeting(id=1, **{"undated": False, **state})
    assert [item.off for item in grid.items_of_sessions([session(one, 12)], BRUSSELS)] == [True]


def test_day_is_that_of_the_reader() -> None:
    late = session(meeting(), 12, 16)
    assert days(grid.items_of_sessions([late], BRUSSELS)) == [(12, 12)]
    assert days(grid.items_of_sessions([late], TOKYO)) == [(13, 13)]
    assert days(grid.items_of_sessions([session(meeting(), 12, 14)], TOKYO)) == [(12, 13)]


def test_end_at_midnight_does_not_touch_the_next_day() -> None:
    assert days(grid.items_of_sessions([session(meeting(), 12, 20)], BRUSSELS)) == [(12, 12)]


def test_bars_lie_in_rows_without_touching_and_go_on_in_the_next_week() -> None:
    sittings = [session(meeting(1), day) for day in (13, 14, 15)]
    sittings += [session(meeting(2), day) for day in (14, 15)]
    sittings += [session(meeting(3), day) for day in (17, 18, 19, 20)]
    weeks = grid.weeks(2027, 4, grid.items_of_sessions(sittings, BRUSSELS))
    # The 12th, 13th … 18th, of which the first row takes what the second has no room for.
    assert drawn(weeks[2]) == [".111.33>", "..22..."]
    assert drawn(weeks[3]) == ["<33....."]
    assert drawn(weeks[1]) == []


def test_weeks_begin_on_monday_and_hold_the_whole_month() -> None:
    weeks = grid.weeks(2027, 8, [])
    assert (weeks[0].days[0], weeks[-1].days[-1]) == (date(2027, 7, 26), date(2027, 9, 5))
    assert {len(week.days) for week in weeks} == {7}
    assert all(week.days[0].weekday() == 0 and week.rows == () for week in weeks)


def test_deadline_stands_on_its_day_until_it_is_removed_or_its_meeting_cancelled() -> None:
    now = datetime(2027, 4, 1, 22, 30, tzinfo=UTC)
    due = Due(Closing.SURVEY, Bilingual(), now.replace(tzinfo=None), BRUSSELS, now, "uid", 0, now)
    gone = Due(Closing.SURVEY, Bilingual(), now.replace(tzinfo=None), BRUSSELS, now, "uid", 0, now, removed_at=now)
    items = grid.items_of_deadlines([(meeting(), due), (meeting(), gone), (meeting(cancelled_at=now), due)], BRUSSELS)
    assert days(items) == [(2, 2)]


def test_every_day_of_an_item_is_found() -> None:
    items = grid.items_of_sessions([session(meeting(), 30), session(meeting(), 1, month=5)], BRUSSELS)
    april = grid.by_day(items, date(2027, 4, 1), date(2027, 4, 30))
    assert list(april) == [date(2027, 4, 30)]
    assert april[date(2027, 4, 30)][0].last == date(2027, 5, 1)
