"""What the clock does for privacy: erase again who came back, and delete by night what is over."""

from flask import current_app

from meetings.core import clock
from meetings.domain.privacy import actions_erasure, actions_retention, marks, retention
from meetings.filing import filing
from meetings.storage import Storage


def keep_erased() -> None:
    """Erase once more whoever came back with an older database, and keep the list outside it complete."""
    storage = _storage()
    if marks.come_back(storage):
        with filing(storage) as files:
            actions_erasure.erase_again(storage, files=files, now=clock.now())
    marks.keep(storage)


def let_go() -> None:
    """Delete what is over, once a night by the clock of the house."""
    storage, zone = _storage(), current_app.extensions["settings"].time_zone
    if not retention.is_due(zone=zone, now=clock.now()):
        return
    with filing(storage) as files:
        actions_retention.let_go(files=files, now=clock.now())
    marks.keep(storage)


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage
