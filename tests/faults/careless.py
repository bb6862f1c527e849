"""The web server without the lock that votes and closing share, as a control: it waits between clock and ballot."""

import time
from datetime import datetime
from typing import Any

from meetings.core import clock
from meetings.domain.poll import actions_casting
from meetings.extensions import db
from meetings.web.poll import handing_in
from tests.races import without_lock
from wsgi import app

__all__ = ["LOOKED", "OVER", "app"]

#: The files by which a server tells that somebody looked at the clock, and is told that the poll is closed.
LOOKED, OVER = "somebody-looked", "it-is-over"
_FOLDER = app.extensions["settings"].data_dir
_cast = actions_casting.cast


def _hesitate() -> datetime:
    """Look at the clock, and write the ballot only when the poll is closed."""
    now = clock.now()
    (_FOLDER / LOOKED).touch()
    deadline = time.monotonic() + 30
    while not (_FOLDER / OVER).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return now


def _carelessly(*arguments: Any, **named: Any) -> object:
    return _cast(*arguments, **{**named, "clock": _hesitate})


actions_casting.lock = db.session.refresh  # type: ignore[assignment]
actions_casting.cast = _carelessly  # type: ignore[assignment]
handing_in.transaction = lambda **_how: without_lock()  # type: ignore[assignment]
