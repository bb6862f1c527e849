"""What a connection remembers is forgotten with the first change, whoever makes it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from meetings.extensions import db, transaction
from meetings.models import unchanged
from tests.make import Make


def _remembers() -> bool:
    """Say whether something put there before is still there, and put it there."""
    kept = unchanged.memory()
    found = "x" in kept
    kept["x"] = True
    db.session.rollback()
    return found


def test_memory_lasts_while_nobody_writes(make: Make) -> None:
    person = make.person()
    _remembers()
    on_sqlite = db.engine.dialect.name == "sqlite"
    assert _remembers() is on_sqlite
    assert _remembers() is on_sqlite
    with transaction():
        person.name = "Changed here"
    assert not _remembers()
    assert _remembers() is on_sqlite
    db.session.connection()  # held, so that the other one has a connection of its own
    with Session(db.engine) as other:
        other.execute(sa.text("UPDATE person SET name = 'Changed elsewhere'"))
        other.commit()
    assert not _remembers()


def test_memory_does_not_outlast_a_change_that_is_taken_back(make: Make) -> None:
    make.person()
    _remembers()
    db.session.execute(sa.text("UPDATE person SET name = 'For a moment'"))
    assert "x" not in unchanged.memory()
    db.session.rollback()
    assert not _remembers() or db.engine.dialect.name == "sqlite"
