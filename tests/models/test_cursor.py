"""The cursor of a room's connections says the same of its columns as psycopg's own, but only when it is asked."""

import psycopg
import pytest
import sqlalchemy as sa

from meetings.extensions import of_room
from meetings.models.cursor import Cursor
from meetings.models.meeting import Meeting


@pytest.fixture
def connection(app):
    with of_room(app).connect() as connection:
        if connection.dialect.name != "postgresql":
            pytest.skip("SQLite has no such cursor")
        yield connection


def test_columns_are_those_that_psycopg_describes(connection):
    driver = connection.connection.driver_connection
    text = "SELECT 1 AS one, 'two'::text AS two, now() AS three"
    mine, usual = driver.cursor(), psycopg.Cursor(driver)
    assert isinstance(mine, Cursor)
    assert mine.description is None
    described = [cursor.execute(text).description for cursor in (mine, usual)]
    assert [tuple(column) for column in described[0]] == [tuple(column) for column in described[1]]
    assert len(described[0]) == 3
    assert [column.name for column in described[0][1:]] == ["two", "three"]
    mine.execute("SET LOCAL statement_timeout = 0")
    assert mine.description is None


def test_columns_are_not_described_where_the_statement_is_known(connection, make, monkeypatch):
    meeting = make.meeting()
    query = sa.select(Meeting.id, Meeting.slug, Meeting.announced_at).where(Meeting.id == sa.bindparam("id"))
    first = connection.execute(query, {"id": meeting.id}).one()
    assert (first.id, first.slug, first.announced_at) == (meeting.id, meeting.slug, meeting.announced_at)
    monkeypatch.setattr(psycopg.Cursor, "description", property(lambda _cursor: pytest.fail("It is described.")))
    again = connection.execute(query, {"id": meeting.id}).one()
    assert (again.id, again.slug, again.announced_at) == tuple(first)
