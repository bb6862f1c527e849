"""Rows that arrive as one text are the rows that arrive one by one."""

from typing import Any

import pytest
from sqlalchemy import Select, bindparam, select

from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaItem
from meetings.models.bundle import Bundle, Rows
from meetings.models.meeting import Meeting, Session
from tests.make import Make


def _every_column(table: Any) -> Select[Any]:
    return select(*table.__table__.c)


def _as_they_are(rows: Rows) -> Rows:
    return tuple(sorted(rows))


@pytest.mark.parametrize("table", [Meeting, Session, AgendaItem])
def test_bundle_gives_what_rows_give(make: Make, table: type) -> None:
    meeting = make.meeting()
    make.item(meeting)
    plain = sorted(map(tuple, db.session.execute(_every_column(table)).all()))
    assert plain
    assert list(Bundle(_every_column(table), _as_they_are).read({})) == plain


def test_bundle_keeps_quotes_accents_and_line_ends(make: Make) -> None:
    make.meeting()
    odd = '“Côte d’Ivoire” "x" \\ \n\t محمد 😀 \' ; --'
    with transaction():
        db.session.execute(Meeting.__table__.update().values(summary_en=odd))  # type: ignore[attr-defined]
    table = Meeting.__table__.c
    assert Bundle(select(table.summary_en), _as_they_are).read({}) == ((odd,),)


def test_bundle_without_rows_is_empty(make: Make) -> None:
    assert Bundle(_every_column(Meeting), _as_they_are).read({}) == ()


def test_bundle_builds_equal_rows_once_and_changed_rows_anew(make: Make) -> None:
    meeting = make.meeting()
    table = Meeting.__table__.c
    built: list[Rows] = []

    def build(rows: Rows) -> Rows:
        built.append(rows)
        return rows

    bundle = Bundle(select(table.slug, table.zone).where(table.id == bindparam("meeting")), build)
    first = bundle.read({"meeting": meeting.id})
    assert bundle.read({"meeting": meeting.id}) is first
    with transaction():
        db.session.get_one(Meeting, meeting.id).zone = "UTC"
    assert bundle.read({"meeting": meeting.id}) is not first
    assert len(built) == 2
