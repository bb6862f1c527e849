"""Parts of pages that renew themselves (``static/js/live.js``, docs/live.md): “not modified” while nothing changed."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, make_response, request

from meetings.core import clock, fingerprint
from meetings.i18n import language
from meetings.web.viewer import viewer

#: So many minutes a part is held for unchanged at most: what its version does not count, such as a name, follows then.
HELD = 5
#: By so many seconds the five minutes of two readers differ.
APART = 37


def tag(*state: object) -> str:
    """Return the mark of a part whose stored *state* is this, for who is looking, in their language."""
    who = viewer()
    number = who.id if who else None
    return fingerprint.of(request.blueprint, language(), number, slot(number, now=clock.now()), *state)


def slot(person_id: int | None, *, now: datetime) -> int:
    """Return the number of the current five minutes; they begin at another second for each reader of a room."""
    return (int(now.timestamp()) + APART * (person_id or 0)) // (HELD * 60)


def part(mark: str, render: Callable[[], str]) -> Response:
    """Answer with what *render* makes, or 304 without making it when the browser has the part of this *mark*."""
    response = Response(status=304) if mark in request.if_none_match else make_response(render())
    response.set_etag(mark)
    return response
