"""The migration to sub-items and versions keeps the agendas that a house has written before."""

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from meetings.extensions import db
from tests.models.test_migrations import empty

__all__ = ["empty"]

BEFORE = (
    "INSERT INTO series (id, slug, symbol, name_en, name_fr, name_original, name_behind)"
    " VALUES (1, 'plenary', 'P', 'Plenary', 'Plénière', 'en', false)",
    "INSERT INTO meeting (id, series_id, number, slug, title_en, title_fr, title_original, title_behind, summary_en,"
    " summary_fr, summary_original, summary_behind, visibility, created_at, changed_at, zone, cancellation_en,"
    " cancellation_fr, cancellation_original, cancellation_behind) VALUES (1, 1, 1, 'plenary-1', 'First', 'Première',"
    " 'en', false, '', '', 'en', false, 'public', '2027-01-01 00:00:00', '2027-01-01 00:00:00', 'UTC', '', '', 'en',"
    " false)",
    *(
        "INSERT INTO agenda_item (id, meeting_id, position, title_en, title_fr, title_original, title_behind, purpose,"
        " presenter_en, presenter_fr, presenter_original, presenter_behind, minutes)"
        f" VALUES ({id}, 1, {position}, 'Item', 'Point', 'en', false, 'decision', '', '', 'en', false, 10)"
        for id, position in ((7, 2), (9, 1))
    ),
)
ITEMS = sa.text("SELECT id, number, key, revision, notes_en FROM agenda_item WHERE NOT sub ORDER BY position")


def test_items_of_before_keep_their_numbers(empty: Flask) -> None:
    with empty.app_context():
        upgrade(revision="planning")
        with db.engine.begin() as connection:
            for statement in BEFORE:
                connection.execute(sa.text(statement))
        upgrade(revision="agenda")
        with db.engine.connect() as connection:
            assert connection.execute(ITEMS).all() == [(9, "1", "first9", 1, ""), (7, "2", "first7", 1, "")]
        downgrade(revision="planning")
        with db.engine.connect() as connection:
            places = connection.execute(sa.text("SELECT id, position, minutes FROM agenda_item ORDER BY position"))
            assert places.all() == [(9, 1, 10), (7, 2, 10)]
