"""The migration to kinds of organisation keeps what a house has written before."""

import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from meetings.extensions import db
from tests.models.test_migrations import empty

__all__ = ["empty"]

BEFORE = (
    "INSERT INTO region (id, code, position, name_en, name_fr, name_original, name_behind)"
    " VALUES (1, 'ESA', 1, 'East', 'Est', 'en', false)",
    *(
        "INSERT INTO person (id, email, name, function, language, zone, role, created_at, feed_nonce, feed_hash)"
        f" VALUES ({n}, 'p{n}@example.org', 'P', '', 'en', 'UTC', 'participant', '2027-01-01 00:00:00', '{n}', '{n}')"
        for n in (1, 2)
    ),
    *(
        "INSERT INTO organisation (id, code, kind, region_id, name_en, name_fr, name_original, name_behind,"
        f" working_language, created_at) VALUES ({n}, '{code}', '{kind}', {region}, '{code}', '{code}', 'en', false,"
        " 'en', '2027-01-01 00:00:00')"
        for n, code, kind, region in ((1, "KE", "member", 1), (2, "OBS", "observer", "NULL"))
    ),
    *(
        "INSERT INTO nomination (id, person_id, organisation_id, capacity, since_on)"
        f" VALUES ({n}, {n}, 1, 'head', '2027-01-0{n}')"
        for n in (1, 2)
    ),
)
KINDS = sa.text("SELECT o.code, k.code FROM organisation o JOIN organisation_kind k ON k.id = o.kind_id ORDER BY o.id")
CAPACITIES = sa.text("SELECT capacity FROM nomination ORDER BY id")


def test_rows_of_before_keep_their_kind_and_nominations(empty: Flask) -> None:
    with empty.app_context():
        upgrade(revision="outer_doors")
        with db.engine.begin() as connection:
            for statement in BEFORE:
                connection.execute(sa.text(statement))
        upgrade(revision="register")
        with db.engine.connect() as connection:
            assert connection.execute(KINDS).all() == [("KE", "member"), ("OBS", "observer")]
            assert connection.scalars(CAPACITIES).all() == ["ncp", "head"], "one head without an end"
        downgrade(revision="outer_doors")
        with db.engine.connect() as connection:
            assert connection.scalars(sa.text("SELECT kind FROM organisation ORDER BY id")).all() == [
                "member",
                "observer",
            ]
            assert len(connection.scalars(CAPACITIES).all()) == 2
