"""Each route declares who may use it; this loads what the address names and asks."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from meetings.models.person import Person
from meetings.web.viewer import viewer

View = Callable[..., ResponseReturnValue]


def everyone(viewer: Person | None) -> bool:
    """No sign-in needed."""
    return True


def authorize(policy: Callable[..., bool], loader: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Let a view be used by those whom *policy* lets.

    *loader* takes the values that the address carries under the names of its arguments and returns the thing,
    or answers 404; the view gets it under the loader's name. Without permission, people who are not signed in
    are sent to the sign-in page, others get 403.
    """
    wanted = list(signature(loader).parameters) if loader else []

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            who = viewer()
            things: tuple[Any, ...] = ()
            if loader:
                thing = loader(**{name: values.pop(name) for name in wanted})
                values[loader.__name__] = thing
                things = (thing,)
            if not policy(who, *things):
                return refuse(who)
            return view(**values)

        guarded.access_policy = policy  # type: ignore[attr-defined]
        return guarded

    return decorate


def refuse(who: Person | None) -> ResponseReturnValue:
    """Answer someone who may not: sign in first, or 403."""
    if who is not None:
        abort(403)
    return redirect(url_for("access.new", next=safe_path(request.full_path.rstrip("?"))), 303)


def safe_path(path: str) -> str:
    """Return *path* if it stays on this site, else nothing (no open redirect: ASVS 5.0, 3.7.2)."""
    parts = urlsplit(path)
    stays = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    clean = path.isprintable() and "\\" not in path and len(path) <= 500
    return path if stays and clean else ""
