"""Whoever is forgotten is forgotten with every record that became one with theirs."""

import pytest
import sqlalchemy as sa
from flask import current_app

from meetings.domain.merging import rules
from meetings.domain.merging.actions import undo
from meetings.domain.privacy import actions_erasure, marks
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.models.base import Base
from tests.domain.merging.conftest import Twice


def test_erasing_the_kept_record_erases_the_closed_one(much: Twice) -> None:
    row = much.merge(alias=True)
    shelf = current_app.extensions["storage"]
    shelf.delete(marks.KEY)
    with filing(shelf) as files:
        actions_erasure.erase(much.kept, files=files, by=much.by, now=much.make.now)
    shelf.delete(marks.KEY)
    assert much.kept.erased_at
    assert much.gone.erased_at
    with pytest.raises(rules.ChangedSince), transaction():
        undo(row, by=much.by, now=much.make.now)
    db.session.rollback()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for found in connection.execute(sa.select(table)):
                assert "kamande" not in repr(found).lower(), table.name
