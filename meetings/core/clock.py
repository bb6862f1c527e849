"""The only reader of the clock."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this instant as aware UTC, whole microseconds."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in UTC."""
    return now().date()
