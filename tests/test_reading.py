"""The engine for statements that a whole room sends."""

import sqlalchemy as sa

from meetings.domain.poll import room
from meetings.extensions import db, reading
from tests.conftest import NOW


def test_what_is_read_again_and_again_stays_prepared(app):
    with app.app_context():
        engine = reading(db.engine)
        if engine is db.engine:
            assert engine.dialect.name == "sqlite"
            return
        try:
            for _request in range(2):
                with engine.connect() as connection:
                    assert room.version(connection, "nobody", "nothing", now=NOW) is None
            with engine.connect() as connection:
                kept = connection.execute(sa.text("SELECT statement FROM pg_prepared_statements")).scalars().all()
                assert any("web_session" in statement for statement in kept)
        finally:
            engine.dispose()
