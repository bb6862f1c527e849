"""Whose word is shown, how long somebody was there, and what is enough for a certificate."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.attendance import rules
from meetings.models.attendance import Presence, Source, Unit


@dataclass(frozen=True)
class Said:
    source: Source
    presence: Presence = Presence.PRESENT
    minutes: int | None = None
    reason: str = ""


def test_shown_trusts_the_secretariat_before_all_others():
    said = [Said(Source.OWN), Said(Source.LIST, minutes=90), Said(Source.SECRETARIAT, Presence.EXCUSED, reason="ill")]
    best = rules.shown(said)
    assert (best.presence, best.source, best.minutes, best.reason) == (
        Presence.EXCUSED,
        Source.SECRETARIAT,
        None,
        "ill",
    )


def test_shown_takes_the_minutes_of_the_first_who_knows_them():
    best = rules.shown([Said(Source.SECRETARIAT), Said(Source.LIST, minutes=30), Said(Source.LIST, minutes=80)])
    assert (best.source, best.minutes) == (Source.SECRETARIAT, 80)


spans = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(sorted), max_size=12)


@given(spans)
def test_minutes_count_each_second_once(found):
    covered = {second for begins, ends in found for second in range(begins, ends)}
    assert rules.minutes_in(found) == round(len(covered) / 60)


@pytest.mark.parametrize(
    ("source", "minutes", "unit", "threshold", "enough"),
    [
        (Source.LIST, 60, Unit.SHARE, 50, True),
        (Source.LIST, 59, Unit.SHARE, 50, False),
        (Source.LIST, 60, Unit.MINUTES, 90, False),
        (Source.LIST, 120, Unit.MINUTES, 500, True),
        (Source.DOOR, None, Unit.SHARE, 100, True),
        (Source.SECRETARIAT, None, Unit.MINUTES, 100, True),
        (Source.OWN, None, Unit.SHARE, 1, False),
    ],
)
def test_qualifies(source, minutes, unit, threshold, enough):
    assert rules.qualifies(source, minutes, 120, unit=unit, threshold=threshold) is enough
