"""When mailings go: spans of hours, days by the recipient's own clock, across clock changes."""

from datetime import UTC, datetime, time

import pytest

from meetings.domain.mailing import timing
from meetings.domain.mailing.timing import Moment
from meetings.models.mailing import Timing, Unit
from meetings.models.meeting import Session

NINE = time(9)


def sitting(starts: datetime, hours: int = 2) -> Session:
    return Session(starts_at=starts, ends_at=starts.replace(hour=starts.hour + hours))


ENGLISH = sitting(datetime(2027, 3, 28, 11, tzinfo=UTC))
FRENCH = sitting(datetime(2027, 3, 30, 8, tzinfo=UTC))
BOTH = [ENGLISH, FRENCH]


def due(moment: Moment, zone: str = "Europe/Brussels", own: Session | None = None) -> datetime | None:
    return timing.due(moment, BOTH, "", zone=zone, own=own)


def test_a_day_before_is_24_hours_also_across_a_clock_change() -> None:
    # Brussels puts its clocks forward in the night to 28 March 2027.
    assert due(Moment(Timing.BEFORE, 24, Unit.HOURS)) == datetime(2027, 3, 27, 11, tzinfo=UTC)


def test_hours_before_the_own_sitting_follow_the_seat() -> None:
    moment = Moment(Timing.BEFORE_OWN, 24, Unit.HOURS)
    assert due(moment, own=FRENCH) == datetime(2027, 3, 29, 8, tzinfo=UTC)
    assert due(moment) == due(moment, own=ENGLISH) == datetime(2027, 3, 27, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "days", "at"),
    [
        ("Europe/Brussels", 1, datetime(2027, 3, 27, 8, tzinfo=UTC)),
        ("Europe/Brussels", 0, datetime(2027, 3, 28, 7, tzinfo=UTC)),
        ("Africa/Nairobi", 1, datetime(2027, 3, 27, 6, tzinfo=UTC)),
        # There it is the 29th already when the session begins.
        ("Pacific/Kiritimati", 1, datetime(2027, 3, 27, 19, tzinfo=UTC)),
    ],
)
def test_nine_is_by_the_clock_of_the_recipient(zone: str, days: int, at: datetime) -> None:
    assert due(Moment(Timing.BEFORE, days, Unit.DAYS, NINE), zone) == at


def test_an_hour_that_the_clocks_skip_is_an_hour_later() -> None:
    skipped = Moment(Timing.BEFORE, 0, Unit.DAYS, time(2, 30))
    assert due(skipped) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_working_days_leave_out_the_weekend() -> None:
    # 28 March 2027 is a Sunday.
    assert due(Moment(Timing.BEFORE, 2, Unit.WORKING_DAYS, NINE)) == datetime(2027, 3, 25, 8, tzinfo=UTC)
    assert due(Moment(Timing.AFTER, 4, Unit.WORKING_DAYS, NINE)) == datetime(2027, 4, 5, 7, tzinfo=UTC)


def test_nothing_after_the_meeting_goes_before_its_end() -> None:
    assert due(Moment(Timing.AFTER, 0, Unit.DAYS, NINE)) == FRENCH.ends_at


def test_a_moment_is_that_of_its_zone() -> None:
    moment = Moment(Timing.AT, at_local=datetime(2027, 3, 1, 9), zone="Africa/Nairobi")  # noqa: DTZ001
    assert due(moment) == datetime(2027, 3, 1, 6, tzinfo=UTC)


def test_without_a_sitting_no_time_follows() -> None:
    assert timing.due(Moment(Timing.BEFORE, 1), [], "", zone="UTC") is None
    assert timing.span(Moment(Timing.BEFORE, 1), [], "") is None


def test_span_holds_everybody_on_earth() -> None:
    for moment in (Moment(Timing.BEFORE_OWN, 24, Unit.HOURS), Moment(Timing.BEFORE_OWN, 2, Unit.DAYS, NINE)):
        first, last = timing.span(moment, BOTH, "") or (None, None)
        for zone in ("Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland", "UTC"):
            for own in (None, *BOTH):
                at = due(moment, zone, own)
                assert first is not None
                assert last is not None
                assert at is not None
                assert first <= at <= last
