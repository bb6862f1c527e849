"""The web server without the locks that its writers share, as a control: it waits between looking and writing.

The file ``hesitates-at`` says where: at the *clock* that it looks at, once it has *read* a poll, or before it *puts* a
ballot.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.core import clock
from meetings.domain.poll import actions, actions_casting, actions_first, held
from meetings.extensions import db
from meetings.models import database
from meetings.models.poll import Poll
from wsgi import app

__all__ = ["HESITATES", "LOOKED", "OVER", "app"]

#: The files that say where somebody hesitates, tell that somebody has looked, and are told that the other one is done.
HESITATES, LOOKED, OVER = "hesitates-at", "somebody-looked", "it-is-over"
_FOLDER = app.extensions["settings"].data_dir


def _hesitate(place: str) -> None:
    """Wait until the other one is done, if it is at this *place*."""
    if (_FOLDER / HESITATES).read_text("ascii") != place:
        return
    (_FOLDER / LOOKED).touch()
    deadline = time.monotonic() + 30
    while not (_FOLDER / OVER).exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def _read(row: Any, hold: object, _only: object = ()) -> Any:
    """Read *row* and hold nothing."""
    db.session.refresh(row)
    if hold is not None and isinstance(row, Poll):
        _hesitate("read")
    return row


def _look() -> datetime:
    now = clock.now()
    _hesitate("clock")
    return now


def _by_the_clock(act: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments, **named: act(*arguments, **{**named, "clock": _look})


def _after_a_while(put: Callable[..., Any]) -> Callable[..., Any]:
    def wait(*arguments: Any, **named: Any) -> Any:
        _hesitate("put")
        return put(*arguments, **named)

    return wait


@sa.event.listens_for(sa.Engine, "before_cursor_execute", retval=True)
def _hold_nothing(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> tuple[str, Any]:
    """Begin no transaction on SQLite that holds the whole database, and hold no poll for a quick ballot."""
    held_poll = " FOR NO KEY UPDATE OF poll"
    return ("SELECT 1" if statement == "BEGIN IMMEDIATE" else statement.replace(held_poll, "")), values


def _held(number: int) -> Any:
    found = _hold(number)
    _hesitate("read")
    return found


_hold, held.hold = held.hold, _held
database._read_again = _read  # type: ignore[assignment]
actions.extend = _by_the_clock(actions.extend)
actions_casting.cast = _by_the_clock(actions_casting.cast)
actions_first.cast = _by_the_clock(actions_first.cast)
for _module in (actions_casting, actions_first):
    for _name in ("_put", "_put_sealed"):
        setattr(_module, _name, _after_a_while(getattr(_module, _name)))
