"""The length of an agenda."""

from datetime import UTC, datetime, timedelta

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import rules
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Session

BOTH = Bilingual("Opening", "Ouverture")


def item(minutes: int | None = None) -> AgendaItem:
    return AgendaItem(position=1, title=BOTH, presenter=Bilingual(), purpose=Purpose.GUIDANCE, minutes=minutes)


def test_minutes_are_summed_and_compared_with_the_shortest_session() -> None:
    start = datetime(2027, 3, 12, 12, tzinfo=UTC)
    sessions = [Session(starts_at=start, ends_at=start + timedelta(minutes=length)) for length in (120, 90)]
    assert rules.planned_minutes([item(25), item(), item(40)]) == 65
    assert rules.minutes_at_hand(sessions) == 90
    assert rules.minutes_at_hand([]) is None
