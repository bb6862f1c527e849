"""When a sitting comes to each item."""

from datetime import datetime, timedelta

from meetings.domain.agenda import running
from meetings.models.meeting import Session
from tests.conftest import NOW
from tests.domain.agenda.points import point, points


def session(minutes: int, number: int = 1) -> Session:
    return Session(id=number, starts_at=NOW, ends_at=NOW + timedelta(minutes=minutes))


def times(found: running.Running) -> list[tuple[str, int, int]]:
    def at(moment: datetime) -> int:
        return int((moment - NOW).total_seconds() // 60)

    return [(slot.point.key, at(slot.starts_at), at(slot.ends_at)) for slot in found.slots]


def test_items_follow_one_another_with_their_breaks() -> None:
    found = running.running([point("A", minutes=20, pause=15), point("B", minutes=None), point("C")], session(60))
    assert times(found) == [("a", 0, 20), ("b", 35, 35), ("c", 35, 45)]
    assert found.slots[0].resumes_at == NOW + timedelta(minutes=35)
    assert (found.planned, found.left) == (45, 15)


def test_items_after_the_end_are_late() -> None:
    found = running.running(points("ABC"), session(25))
    assert [slot.late for slot in found.slots] == [False, False, True]
    assert found.left == -5


def test_break_out_deals_with_nothing_but_its_own_items() -> None:
    plenary, group, idle = session(60), session(60, 2), session(60, 3)
    group.parent_id = idle.parent_id = 1
    agenda = [point("A"), point("B", session_id=2), point("c")]
    found = running.programme(agenda, [plenary, group, idle])
    assert [[slot.point.key for slot in each.slots] for each in found] == [["a"], ["b", "c"]]
    assert found[1].slots[0].starts_at == group.starts_at


def test_sub_items_go_with_their_item_to_its_sitting() -> None:
    agenda = [point("A"), point("B", session_id=2), point("c"), point("d", session_id=1), point("E")]
    assert [each.key for each in running.dealt_with(agenda, session(60, 1))] == ["a", "d", "e"]
    assert [each.key for each in running.dealt_with(agenda, session(60, 2))] == ["a", "b", "c", "e"]
