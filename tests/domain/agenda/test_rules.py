"""Gaps between the languages, and the length of an agenda."""

from datetime import UTC, datetime, timedelta

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import rules
from meetings.domain.agenda.rules import Part
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Meeting, Session

NOTHING = Bilingual()
BOTH = Bilingual("Opening", "Ouverture")
ENGLISH_ONLY = Bilingual("Opening")
BEHIND = Bilingual("Opening", "Ouverture", behind=True)


def item(title: Bilingual, presenter: Bilingual = NOTHING, minutes: int | None = None) -> AgendaItem:
    return AgendaItem(position=1, title=title, presenter=presenter, purpose=Purpose.GUIDANCE, minutes=minutes)


def parts(meeting: Meeting, *items: AgendaItem) -> list[Part]:
    return [gap.part for gap in rules.gaps(meeting, items)]


def test_text_in_both_languages_is_no_gap() -> None:
    assert parts(Meeting(title=BOTH, summary=BOTH), item(BOTH, BOTH)) == []


def test_missing_and_outdated_texts_are_gaps() -> None:
    found = parts(Meeting(title=ENGLISH_ONLY, summary=BEHIND), item(ENGLISH_ONLY, BEHIND))
    assert found == [Part.TITLE, Part.SUMMARY, Part.ITEM_TITLE, Part.PRESENTER]


def test_text_that_nobody_wrote_is_no_gap() -> None:
    assert parts(Meeting(title=BOTH, summary=Bilingual()), item(BOTH)) == []


def test_every_text_that_has_words_is_counted() -> None:
    assert len(rules.texts(Meeting(title=BOTH, summary=Bilingual()), [item(BOTH), item(BOTH, BOTH)])) == 4


def test_minutes_are_summed_and_compared_with_the_shortest_session() -> None:
    start = datetime(2027, 3, 12, 12, tzinfo=UTC)
    sessions = [Session(starts_at=start, ends_at=start + timedelta(minutes=length)) for length in (120, 90)]
    assert rules.planned_minutes([item(BOTH, minutes=25), item(BOTH), item(BOTH, minutes=40)]) == 65
    assert rules.minutes_at_hand(sessions) == 90
    assert rules.minutes_at_hand([]) is None
