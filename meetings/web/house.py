"""What pages need to know of the house: its secret and its time zone."""

from flask import current_app

from meetings.notices.house import settings


def secret() -> str:
    """Return the secret of the house."""
    found: str = current_app.config["SECRET_KEY"]
    return found


def zone() -> str:
    """Return the time zone the house lives in."""
    return settings().time_zone
