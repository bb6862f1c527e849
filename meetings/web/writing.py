"""Writes what a form or a button asks for, and says in words why not when it is refused."""

from collections.abc import Callable

from flask import flash

from meetings.core.errors import Refused
from meetings.extensions import transaction
from meetings.web.forms import Form
from meetings.web.wording import refusal


def written(form: Form, act: Callable[[], object]) -> bool:
    """Do what *form* says in one transaction and say whether it was done; if not, the form says why."""
    try:
        with transaction():
            act()
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True


def pressed(act: Callable[[], object], done: str) -> None:
    """Do what a button says in one transaction, and tell that it is *done*, or why it is not."""
    try:
        with transaction():
            act()
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(done)
