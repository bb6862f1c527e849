"""The engine for statements that a whole room sends."""

import pytest
import sqlalchemy as sa

from meetings.domain.poll import room
from meetings.extensions import db, of_room
from meetings.models.ballot import Elector
from meetings.models.database import Some, take_stock
from tests.conftest import NOW
from tests.queries import counted


def test_what_is_read_again_and_again_stays_prepared(app):
    engine = of_room(app)
    with app.app_context():
        if engine is db.engine:
            assert engine.dialect.name == "sqlite"
            return
    for _request in range(2):
        with engine.connect() as connection:
            assert room.versions(connection, {"nobody"}, "nothing", now=NOW) == {}
    with engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT statement FROM pg_prepared_statements")).scalars().all()
        assert any("web_session" in statement for statement in kept)


def test_a_fixed_number_of_parameters_is_always_filled():
    some = Some("id", 3, sa.Integer)
    assert some.values([7]) == {"id_0": 7, "id_1": 7, "id_2": 7}
    assert some.values([7, 8, 9]) == {"id_0": 7, "id_1": 8, "id_2": 9}
    for things in ([], [1, 2, 3, 4]):
        with pytest.raises(ValueError):
            some.values(things)


def test_postgresql_takes_stock_of_the_electorate_when_a_poll_opens(app, make):
    make.ncp(make.member())
    make.open_poll(make.meeting())
    if db.engine.dialect.name == "postgresql":
        rows = db.session.scalar(sa.text("SELECT count(*) FROM pg_stats WHERE tablename = 'elector'"))
        assert rows
    else:
        with counted() as statements:
            take_stock(Elector)
        assert statements == []
