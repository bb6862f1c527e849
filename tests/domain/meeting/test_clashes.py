"""What stands in the way of dates."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.meeting import clashes
from meetings.domain.organisation import queries as register
from meetings.domain.organisation.founding import begin_with_members
from meetings.extensions import transaction
from tests.make import BRUSSELS, Make


@dataclass(frozen=True)
class Sat:
    """A sitting of two hours."""

    starts_at: datetime
    cancelled_at: None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(hours=2)


def at(day: int, hour: int, month: int = 6) -> Sat:
    return Sat(datetime(2027, month, day, hour, tzinfo=UTC))


def test_each_region_has_a_capital_and_its_members_are_members_there(make: Make) -> None:
    with transaction():
        begin_with_members(by=None, now=make.now)
    assert [one.region for one in clashes.capitals()] == [region.code for region in register.regions()]
    for capital in clashes.capitals():
        for code in capital.members:
            found = register.by_code(code)
            assert found, code
            assert found.region
            assert found.region.code == capital.region, code


@pytest.mark.parametrize(
    ("hour", "night"), [(4, True), (7, False), (10, False), (20, False), (21, True), (22, True), (23, True)]
)
def test_night_is_from_ten_to_seven(hour: int, night: bool) -> None:
    starts = datetime(2027, 6, 8, hour, tzinfo=UTC)
    assert clashes.is_night(starts, starts + timedelta(hours=2)) is night


def test_time_means_another_day_where_the_clocks_are_far_ahead() -> None:
    india = next(one for one in clashes.capitals() if one.region == "AP")
    local = clashes.local_time(at(8, 20), BRUSSELS, india.zone)
    assert (local.starts.hour, local.shift, local.night) == (1, 1, True)


def test_holidays_of_the_host_and_of_large_members_are_found() -> None:
    free = clashes.free_days([at(17, 11, month=5)], "BE", "fr")
    assert [one.name for one in free if one.country == "BE"] == ["Lundi de Pentecôte"]
    assert {one.country for one in free} >= {"BE", "DE"}


def test_weekend_is_that_of_each_country() -> None:
    friday = {one.country for one in clashes.free_days([at(11, 11)], "", "en") if not one.name}
    assert friday == {"DZ", "EG", "SA"}
    assert {"DE", "US"} <= {one.country for one in clashes.free_days([at(13, 11)], "", "en")}


def test_other_meetings_of_the_week_are_found_drafts_too(make: Make) -> None:
    mine, draft, gone = make.meeting(), make.meeting(number=9, announced=False), make.meeting(number=10)
    far = make.meeting(number=11, days=40)
    with transaction():
        gone.undated = True
    sittings = make.sessions(mine)
    found = clashes.others(make.secretariat(), sittings, but=mine)
    assert {one.meeting_id for one in found} == {draft.id}
    assert clashes.others(make.person(), sittings, but=mine) == []
    assert {one.meeting_id for one in clashes.others(None, make.sessions(far), but=None)} == {far.id}
    assert clashes.others(None, [], but=None) == ()
