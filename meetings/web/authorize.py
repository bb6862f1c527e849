"""Each route declares who may use it; this loads what the address names and asks."""

from collections.abc import Callable
from functools import partial, wraps
from inspect import signature
from typing import Any
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from meetings.domain.access.rules import Standing
from meetings.models.person import Person
from meetings.web.viewer import standing, viewer

View = Callable[..., ResponseReturnValue]
#: Asked in turn of everyone who is signed in, before any page; what one returns is answered instead of the page.
GUARDS: list[Callable[[Person], ResponseReturnValue | None]] = []
#: Where somebody goes who is signed in by half.
NEXT_STEP = {Standing.ASKED: "second.show", Standing.BARE: "security.show"}


def everyone(viewer: Person | None) -> bool:
    """No sign-in needed."""
    return True


def authorize(
    policy: Callable[..., bool],
    loader: Callable[..., Any] | None = None,
    *,
    person: Callable[[], Person | None] = viewer,
) -> Callable[[View], View]:
    """Let a view be used by those whom *policy* lets.

    *loader* takes the values that the address carries under the names of its arguments and returns the thing,
    or answers 404; the view gets it under the loader's name. Without permission, people who are not signed in
    are sent to the sign-in page, others get 403. Only views of signing in itself name another *person* than the
    one who is wholly signed in.
    """
    wanted = list(signature(loader).parameters) if loader else []

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            who = person()
            if who is not None and (instead := stopped(who)) is not None:
                return instead
            things: tuple[Any, ...] = ()
            if loader:
                thing = loader(**{name: values.pop(name) for name in wanted})
                values[loader.__name__] = thing
                things = (thing,)
            if not policy(who, *things):
                return refuse(who)
            return view(**values)

        guarded.access_policy = policy  # type: ignore[attr-defined]
        # The same door before another view, so that a test can knock everywhere without entering.
        guarded.door = partial(authorize, policy, loader, person=person)  # type: ignore[attr-defined]
        return guarded

    return decorate


def stopped(who: Person) -> ResponseReturnValue | None:
    """Return what *who* has to do first, if anything."""
    answers = (guard(who) for guard in GUARDS)
    return next((answer for answer in answers if answer is not None), None)


def refuse(who: Person | None) -> ResponseReturnValue:
    """Answer someone who may not: sign in first, wholly, or 403."""
    step = NEXT_STEP.get(standing() or Standing.WHOLE, "access.new")
    if viewer() is not None or (who is not None and step == request.endpoint):
        abort(403)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for(step, next=safe_path(wanted)), 303)


def safe_path(path: str) -> str:
    """Return *path* if it stays on this site, else nothing (no open redirect: ASVS 5.0, 3.7.2)."""
    parts = urlsplit(path)
    stays = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    clean = path.isprintable() and "\\" not in path and len(path) <= 500
    return path if stays and clean else ""
