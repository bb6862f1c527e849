"""Nominations that one person cannot hold at once."""

from datetime import date

import pytest

from meetings.domain.merging.rules import HeadsOfTwo, Term, overlaps
from meetings.models.organisation import Capacity

TODAY = date(2027, 3, 2)
HEAD, NCP, ALTERNATE = Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def kept(organisation: int, capacity: Capacity, since: str, until: str | None = None) -> Term:
    return Term(1, organisation, capacity, date.fromisoformat(since), day(until), True)


def gone(organisation: int, capacity: Capacity, since: str, until: str | None = None) -> Term:
    return Term(2, organisation, capacity, date.fromisoformat(since), day(until), False)


def said(*terms: Term):
    return [(o.earlier.id, o.last_day.isoformat(), o.later.id, o.capacity, o.until) for o in overlaps(terms, TODAY)]


def test_later_one_of_one_organisation_goes_on_with_the_higher_capacity():
    terms = kept(1, HEAD, "2020-01-01"), gone(1, NCP, "2024-01-01", "2028-01-01")
    assert said(*terms) == [(1, "2023-12-31", 2, HEAD, None)]


def test_earlier_one_of_another_organisation_ends_the_day_before():
    terms = kept(1, NCP, "2025-01-01"), gone(2, HEAD, "2024-01-01")
    assert said(*terms) == [(2, "2024-12-31", 1, NCP, None)]


def test_those_that_begin_together_leave_that_of_the_kept_record():
    assert said(kept(1, NCP, "2024-01-01"), gone(2, HEAD, "2024-01-01")) == [(2, "2024-01-01", 1, NCP, None)]
    assert said(kept(1, NCP, "2024-01-01"), gone(1, HEAD, "2024-01-01")) == [(2, "2024-01-01", 1, HEAD, None)]


def test_history_stays_as_it_was():
    assert said(kept(1, NCP, "2020-01-01", "2022-12-31"), gone(2, NCP, "2021-01-01", "2023-12-31")) == []
    assert said(kept(1, HEAD, "2020-01-01", "2022-12-31"), gone(2, HEAD, "2021-01-01")) == []


def test_those_that_follow_each_other_stand():
    assert said(kept(1, NCP, "2020-01-01", "2027-06-30"), gone(2, NCP, "2027-07-01")) == []


def test_heads_of_two_organisations_are_refused():
    with pytest.raises(HeadsOfTwo):
        overlaps([kept(1, HEAD, "2020-01-01"), gone(2, HEAD, "2024-01-01")], TODAY)


def test_nominations_of_one_record_are_left_alone():
    later = Term(3, 2, NCP, date(2021, 1, 1), None, True)
    assert overlaps([kept(1, NCP, "2020-01-01"), later], TODAY) == []
