"""How the pages of the secretariat write: one transaction, and a refusal in words."""

from collections.abc import Callable

from flask import flash

from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.extensions import transaction
from meetings.web.forms import Form
from meetings.web.wording import refusal


def saved(form: Form, write: Callable[[], object], *, on_conflict: Callable[[], None] | None = None) -> bool:
    """Say whether *write* was done; else *form* says why not, and *on_conflict* shows what someone else wrote."""
    try:
        with transaction():
            write()
    except Refused as error:
        form.refuse(refusal(error))
        if isinstance(error, ChangedMeanwhile) and on_conflict:
            on_conflict()
        return False
    return True


def done(write: Callable[[], object], words: str) -> bool:
    """Say whether *write* was done, and tell the reader on the next page: *words*, or why not."""
    try:
        with transaction():
            write()
    except Refused as error:
        flash(refusal(error), "bad")
        return False
    flash(words)
    return True
