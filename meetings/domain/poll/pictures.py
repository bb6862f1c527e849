"""Pictures of options: where they wait until their poll is saved, and where they lie afterwards."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import BinaryIO

from meetings.domain.person import pictures
from meetings.domain.poll.draft_rules import PollDraft
from meetings.storage import Files, Storage, new_key

FOLDER = "poll-pictures"
#: Of forms that nobody has saved yet; what is old there is forgotten.
WAITING = "poll-pictures-waiting"
WAITS = timedelta(days=2)
_WAITING_KEY = re.compile(f"{WAITING}/[0-9a-f]{{32}}")


def wait(data: BinaryIO, files: Files) -> str:
    """Keep the picture in *data* for a form that is not saved yet, and return its key.

    Raises ``PhotoUnreadable``, ``PhotoTooBig`` or ``PhotoTooSmall``.
    """
    content = pictures.whole(data)
    key = new_key(WAITING)
    files.put(key, BytesIO(content))
    return key


def waits(key: str, storage: Storage) -> bool:
    """Say whether a picture waits under *key*, whoever wrote it into a form."""
    return _WAITING_KEY.fullmatch(key) is not None and storage.exists(key)


def kept(draft: PollDraft, storage: Storage, files: Files) -> PollDraft:
    """Return *draft* with the pictures that waited put among *files* for good; one that is gone is left out."""
    options = []
    for option in draft.options:
        key = option.image_key
        if key.startswith(f"{WAITING}/"):
            key = _moved(key, storage, files)
        options.append(option._replace(image_key=key))
    return replace(draft, options=tuple(options))


def _moved(key: str, storage: Storage, files: Files) -> str:
    try:
        with storage.open(key) as file:
            data = BytesIO(file.read())
    except FileNotFoundError:
        return ""
    lasting = new_key(FOLDER)
    files.put(lasting, data)
    return lasting
