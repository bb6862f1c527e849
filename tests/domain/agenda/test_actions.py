"""Writing agendas."""

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, queries, rules
from meetings.domain.agenda.outline import Direction
from meetings.domain.audit import queries as audit
from meetings.domain.record import actions as records
from meetings.domain.record import queries as find_records
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Meeting
from tests.make import Make, both


def draft(title: str = "Opening") -> rules.ItemDraft:
    return rules.ItemDraft(Bilingual(title, f"{title} (fr)"), Purpose.DECISION, Bilingual(), 10)


def agenda(make: Make, meeting: Meeting, *titles: str) -> list[AgendaItem]:
    with transaction():
        return [actions.add(meeting, draft(title), by=None, now=make.now) for title in titles]


def shown(meeting: Meeting) -> list[tuple[int, str]]:
    return [(item.position, item.title.en) for item in queries.items(meeting, fresh=True)]


def test_add_puts_items_at_the_end_and_notes_it(make: Make) -> None:
    meeting = make.meeting()
    agenda(make, meeting, "Opening", "Report")
    assert shown(meeting) == [(1, "Opening"), (2, "Report")]
    assert [line.verb for line in audit.history(meeting).things][:2] == ["agenda.item_added"] * 2


def test_agenda_leaves_the_instant_that_calendars_go_by(make: Make) -> None:
    meeting = make.meeting()
    before = meeting.changed_at
    agenda(make, meeting, "Opening")
    assert meeting.changed_at == before


def test_item_without_a_title_is_refused(make: Make) -> None:
    meeting = make.meeting()
    nameless = rules.ItemDraft(Bilingual(), Purpose.DECISION, Bilingual(), None)
    with pytest.raises(rules.ItemTitleMissing), transaction():
        actions.add(meeting, nameless, by=None, now=make.now)
    assert shown(meeting) == []


@pytest.mark.parametrize(
    ("which", "direction", "place", "order"),
    [
        (0, Direction.UP, 1, "ABC"),
        (0, Direction.DOWN, 2, "BAC"),
        (1, Direction.UP, 1, "BAC"),
        (2, Direction.UP, 2, "ACB"),
        (2, Direction.DOWN, 3, "ABC"),
    ],
)
def test_move_passes_one_neighbour(make: Make, which: int, direction: Direction, place: int, order: str) -> None:
    meeting = make.meeting()
    items = agenda(make, meeting, "A", "B", "C")
    with transaction():
        assert actions.move(items[which], direction, by=None, now=make.now) == str(place)
    assert shown(meeting) == list(enumerate(order, start=1))


def test_remove_leaves_no_gap(make: Make) -> None:
    meeting = make.meeting()
    items = agenda(make, meeting, "A", "B", "C")
    with transaction():
        actions.remove(items[0], by=None, now=make.now)
    assert shown(meeting) == [(1, "B"), (2, "C")]


def test_revise_keeps_the_place(make: Make) -> None:
    meeting = make.meeting()
    items = agenda(make, meeting, "A", "B")
    with transaction():
        actions.revise(items[0], draft("Z"), by=None, now=make.now)
    assert shown(meeting) == [(1, "Z"), (2, "B")]


def test_item_that_is_gone_is_refused(make: Make) -> None:
    meeting = make.meeting()
    item = agenda(make, meeting, "A")[0]
    gone = AgendaItem(id=item.id + 1, meeting=meeting, position=2)
    for act in (
        lambda: actions.move(gone, Direction.UP, by=None, now=make.now),
        lambda: actions.remove(gone, by=None, now=make.now),
        lambda: actions.revise(gone, draft(), by=None, now=make.now),
    ):
        with pytest.raises(rules.ItemGone), transaction():
            act()
    assert shown(meeting) == [(1, "A")]


def test_item_is_found_only_on_its_own_agenda(make: Make) -> None:
    meeting, other = make.meeting(), make.meeting(number=9)
    item = agenda(make, meeting, "A")[0]
    assert queries.by_id(meeting, item.id) == item
    assert queries.by_id(other, item.id) is None


def test_published_record_keeps_the_agenda_as_it_is(make: Make) -> None:
    meeting = make.meeting()
    first, second = agenda(make, meeting, "Opening", "Report")
    make.record(meeting, published=True)
    with pytest.raises(rules.RecordStands), transaction():
        actions.move(first, Direction.DOWN, by=None, now=make.now)
    with pytest.raises(rules.RecordStands), transaction():
        actions.remove(second, by=None, now=make.now)
    assert shown(meeting) == [(1, "Opening"), (2, "Report")]


def test_what_was_written_under_an_item_that_goes_follows_the_beginning(make: Make) -> None:
    meeting = make.meeting()
    [item] = agenda(make, meeting, "Opening")
    record = make.record(meeting, both("One"), both("Two"))
    with transaction():
        records.add_paragraph(record, item, both("Three"), by=None, now=make.now)
        records.add_paragraph(record, item, both("Four"), by=None, now=make.now)
    with transaction():
        actions.remove(item, by=None, now=make.now)
    assert [(each.item_id, each.text.en) for each in find_records.paragraphs(record)] == [
        (None, text) for text in ("One", "Two", "Three", "Four")
    ]
