"""Parts of pages that renew themselves (``static/js/live.js``, docs/live.md): “not modified” while nothing changed."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, make_response, request

from meetings.core import clock, fingerprint
from meetings.i18n import language
from meetings.web.gaps import Gapped
from meetings.web.viewer import viewer

#: So many minutes a part is held for unchanged at most: what its version does not count, such as a name, follows then.
HELD = 5
#: By so many seconds the five minutes of two readers differ.
APART = 37
#: Stand in the environment of a request: that its answer is the same for all who may have it, but for its mark; that
#: whoever passes the request on wants what others are to be answered, with gaps; and this.
FOR_ALL, WANTED, SHELL = "hemicycle.for_all", "hemicycle.shell_wanted", "hemicycle.shell"


def tag(*state: object) -> str:
    """Return the mark of a part whose stored *state* is this, for who is looking, in their language."""
    who = viewer()
    return mark(request.blueprint, language(), who.id if who else None, *state, now=clock.now())


def mark(blueprint: str | None, language: str, person_id: int | None, *state: object, now: datetime) -> str:
    """Return the same of a part that *blueprint* shows to somebody who reads *language*."""
    return fingerprint.of(blueprint, language, person_id, slot(person_id, now=now), *state)


def slot(person_id: int | None, *, now: datetime) -> int:
    """Return the number of the current five minutes; they begin at another second for each reader of a room."""
    return (int(now.timestamp()) + APART * (person_id or 0)) // (HELD * 60)


def part(mark: str, render: Callable[[], str]) -> Response:
    """Answer with what *render* makes, or 304 without making it when the browser has the part of this *mark*."""
    response = Response(status=304) if mark in request.if_none_match else make_response(render())
    response.set_etag(mark)
    return response


def is_for_all() -> None:
    """Note that the part which is being answered is the same for all who may have it."""
    request.environ[FOR_ALL] = True


def asks_for_shell() -> bool:
    """Say whether others are to be answered the same, but for what is their own."""
    return bool(request.environ.get(WANTED))


def give_shell(shell: Gapped | None) -> None:
    """Give the part that is being answered with gaps for what is the reader's own, if it has no more than these."""
    request.environ[SHELL] = shell
