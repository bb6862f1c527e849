"""How a record is put together."""

from datetime import date, timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.outcome import actions as outcomes
from meetings.domain.record import actions, queries, rules
from meetings.domain.record.rules import Direction
from meetings.extensions import transaction
from meetings.models.record import Paragraph
from tests.make import Make, both


def test_view_numbers_paragraphs_then_decisions_under_each_item_throughout(make: Make) -> None:
    meeting = make.meeting(number=7)
    first, second = make.item(meeting), make.item(meeting, "Tools", "Outils")
    record = make.record(meeting)
    with transaction():
        outcomes.decide(meeting, both("later"), item=second, by=None, now=make.now)
        outcomes.decide(meeting, both("adopted"), item=first, by=None, now=make.now)
        for item, text in ((second, "c"), (first, "a"), (first, "b")):
            actions.add_paragraph(record, item, both(text), by=None, now=make.now)
    view = queries.view(meeting)
    found = [(s.number, e.number, e.symbol, e.text.en) for s in view.sections for e in s.entries]
    assert found == [
        ("", 1, "", "The Chair opened the meeting."),
        ("1", 2, "", "a"),
        ("1", 3, "", "b"),
        ("1", 4, "NCP7/D2", "adopted"),
        ("2", 5, "", "c"),
        ("2", 6, "NCP7/D1", "later"),
    ]
    assert rules.symbol(meeting) == "NCP7/REC"


def test_view_without_a_record_still_holds_items_and_decisions(make: Make) -> None:
    meeting = make.meeting()
    make.item(meeting)
    view = queries.view(meeting)
    assert view.record is None
    assert [section.number for section in view.sections] == ["", "1"]
    assert view.written == ()


@pytest.mark.parametrize(
    ("at", "direction", "order"), [(0, "up", "abc"), (1, "up", "bac"), (1, "down", "acb"), (2, "down", "abc")]
)
def test_moved_changes_places_with_the_neighbour(at: int, direction: Direction, order: str) -> None:
    paragraphs = [Paragraph(position=number, text=Bilingual(letter)) for number, letter in enumerate("abc")]
    found = rules.moved(paragraphs, paragraphs[at], direction)
    assert "".join(each.text.en for each in found) == order


def test_record_is_expected_a_week_after_the_last_session(make: Make) -> None:
    sessions = make.sessions(make.meeting())
    last = max(session.ends_local for session in sessions).date()
    assert rules.expected_on(sessions, last) == last + timedelta(days=7)
    assert rules.expected_on(sessions, last + timedelta(days=8)) is None
    assert rules.expected_on([], date(2027, 1, 1)) is None
