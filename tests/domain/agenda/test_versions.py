"""Which versions an agenda can have, and what they change."""

from typing import Any

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import versions
from meetings.domain.agenda.versions import What
from meetings.models.agenda import AgendaVersion, Purpose, Stage
from tests.conftest import NOW
from tests.domain.agenda.points import point, points


def version(stage: Stage, *, issued: bool = True) -> AgendaVersion:
    return AgendaVersion(stage=stage, issued_at=NOW if issued else None)


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ([], (Stage.PROVISIONAL, Stage.ADOPTED)),
        ([version(Stage.PROVISIONAL)], (Stage.REVISED, Stage.ADOPTED)),
        ([version(Stage.PROVISIONAL), version(Stage.REVISED)], (Stage.REVISED, Stage.ADOPTED)),
        ([version(Stage.ADOPTED)], ()),
        ([version(Stage.ADOPTED), version(Stage.CORRECTED, issued=False)], (Stage.CORRECTED,)),
        ([version(Stage.ADOPTED), version(Stage.CORRECTED)], ()),
    ],
)
def test_next_version_follows_from_the_last(before: list[AgendaVersion], offered: tuple[Stage, ...]) -> None:
    assert versions.offered(before) == offered
    assert versions.is_locked(before) == (not offered)


def said(before: list[Any], after: list[Any]) -> list[tuple[What, str]]:
    found = versions.changes(before, after)
    return [(change.what, (change.after or change.before).key) for change in found]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("ABC", "ABC", []),
        ("ABC", "ABCD", [(What.ADDED, "d")]),
        ("ABC", "BC", [(What.REMOVED, "a")]),
        ("ABC", "XABC", [(What.ADDED, "x")]),
        ("ABCD", "BCDA", [(What.MOVED, "a")]),
        ("ABCD", "DABC", [(What.MOVED, "d")]),
        ("AbcD", "DAbc", [(What.MOVED, "d")]),
        ("AbcD", "AcbD", [(What.MOVED, "c")]),
        ("ABC", "AbC", [(What.MOVED, "b")]),
        ("AbC", "ACb", [(What.MOVED, "b")]),
    ],
)
def test_fewest_items_have_moved(before: str, after: str, changes: list[tuple[What, str]]) -> None:
    assert said(points(before), points(after)) == changes


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"title": Bilingual("A", "Autre")}, What.RETITLED),
        ({"purpose": Purpose.GUIDANCE}, What.PURPOSE),
        ({"minutes": 20}, What.TIME),
        ({"pause": 5}, What.TIME),
        ({"session_id": 3}, What.SESSION),
        ({"presenter": Bilingual("Chair", "Présidence")}, What.PRESENTER),
        ({"presenters": (Bilingual("Kenya", "Kenya"),)}, What.PRESENTER),
    ],
)
def test_each_fact_that_differs_is_a_change(values: dict[str, Any], what: What) -> None:
    assert said([point("A")], [point("A", **values)]) == [(what, "a")]


def test_number_alone_is_no_change() -> None:
    assert said([point("A", number="1")], [point("A", number="2")]) == []
