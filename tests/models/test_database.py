"""Holding rows, and reading them anew once they are held."""

import pytest
import sqlalchemy as sa

from meetings.domain.audit import actions as audit
from meetings.extensions import db, transaction
from meetings.models.database import Gone, lock
from meetings.models.meeting import Meeting
from tests.make import Make


def behind_our_back(statement: sa.Executable) -> None:
    """Do *statement* as another process would."""
    db.session.commit()
    with db.engine.begin() as connection:
        connection.execute(statement)


def test_transaction_reads_anew_what_was_read_before_it(make: Make) -> None:
    meeting = make.meeting()
    assert meeting.zone == "Europe/Brussels"
    with db.engine.begin() as connection:
        connection.execute(sa.update(Meeting).values(zone="UTC"))
    assert meeting.zone == "Europe/Brussels"
    with transaction():
        assert meeting.zone == "UTC"


def test_lock_says_that_a_row_is_gone(make: Make) -> None:
    meeting = make.meeting(announced=False)
    behind_our_back(sa.text("UPDATE audit_line SET meeting_id = NULL"))
    behind_our_back(sa.delete(Meeting))
    with pytest.raises(Gone), transaction():
        lock(meeting)


def test_line_of_the_history_does_not_wait_for_a_meeting_that_is_held(make: Make) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite holds the whole database")
    meeting = make.meeting()
    number = meeting.id
    db.session.commit()
    with db.engine.begin() as other:
        other.execute(sa.select(Meeting.id).where(Meeting.id == number).with_for_update(key_share=True))
        with transaction():
            db.session.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
            audit.record("meeting.revised", meeting, by=None, meeting=meeting, now=make.now)
