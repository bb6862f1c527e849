"""What stands in calendars, and for how long."""

from datetime import UTC, datetime, timedelta

#: A cancelled meeting, and a place that was given up, stay this long as cancelled, so that slow readers learn of it.
CANCELLED_STAYS = timedelta(days=30)


def today(now: datetime) -> datetime:
    """Return the beginning of the UTC day of *now*: calendars let old entries go at midnight, not in between."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
