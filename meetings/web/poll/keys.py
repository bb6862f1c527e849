"""The keyring of the application."""

from typing import cast

from flask import current_app

from meetings.keyring import Keyring


def keyring() -> Keyring:
    """Return what makes and finds the keys of sealed ballots."""
    return cast("Keyring", current_app.extensions["keyring"])
