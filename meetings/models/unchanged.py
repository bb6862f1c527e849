"""What may be remembered from one request to the next: as long as nobody has written to the database."""

from typing import Any

from sqlalchemy import text

from meetings.models.database import current

#: SQLite tells each connection whether another one has committed, and what it has written itself.
_VERSION = text("SELECT data_version, total_changes() FROM pragma_data_version")
_KEY = "unchanged"


def memory() -> dict[Any, Any]:
    """Return what this connection remembers; it is empty again after any change, and always on PostgreSQL.

    One statement on SQLite. Ask before you read: what is written in between is then read once more, never missed.
    """
    connection = current().connection()
    if connection.dialect.name != "sqlite":
        return {}
    version = tuple(connection.execute(_VERSION).one())
    kept = connection.info.get(_KEY)
    if kept is None or kept[0] != version:
        kept = connection.info[_KEY] = (version, {})
    remembered: dict[Any, Any] = kept[1]
    return remembered
