"""Where somebody goes who has just signed in, and what wrong codes leave behind."""

from collections.abc import Callable
from typing import TypeVar

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from meetings.core.bilingual import LANGUAGES
from meetings.core.errors import Refused
from meetings.domain.access.rules import Standing
from meetings.extensions import transaction
from meetings.i18n import language
from meetings.web.authorize import NEXT_STEP, safe_path
from meetings.web.viewer import remember, standing

Result = TypeVar("Result")


def land(token: str, path: str) -> ResponseReturnValue:
    """Let this browser keep the session's *token* and go to *path*, if need be by way of the second factor."""
    remember(token)
    step = NEXT_STEP.get(standing() or Standing.WHOLE)
    return redirect(url_for(step, lang=_language_of(path), next=safe_path(path)) if step else path, 303)


def _language_of(path: str) -> str:
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in LANGUAGES else language()


def attempt(act: Callable[[], Result]) -> Result | Refused:
    """Return what *act* does, or its refusal; what it wrote stays either way, since wrong codes are counted."""
    with transaction():
        try:
            return act()
        except Refused as refused:
            return refused
