"""Keeps a register's file between its preview and its import, for one hour and for one person."""

import hashlib
import io
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from meetings.core import filenames
from meetings.domain.organisation import rules, sheets
from meetings.models.person import Person
from meetings.storage import Storage

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits to be imported."""

    name: str
    data: bytes


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="register import")


def _key(person: Person) -> str:
    """Return where the file of *person* lies: one each, so that files nobody imported do not pile up."""
    return f"{rules.IMPORTS}/{person.id}"


def keep(name: str, data: bytes, person: Person) -> str:
    """Keep *data* for *person* and return the ticket that finds it again; a file kept before is gone."""
    _storage().put(_key(person), io.BytesIO(data))
    plain = filenames.cleaned(name, longest=LONGEST_NAME) or "register.csv"
    return _signer().dumps([person.id, hashlib.sha256(data).hexdigest(), plain])


def find(ticket: str, person: Person) -> Upload:
    """Return the file of *ticket*; raises ``ImportOutdated`` when it is too old, another's, or was replaced."""
    try:
        owner, digest, name = _signer().loads(ticket, max_age=int(rules.IMPORT_LASTS.total_seconds()))
    except (BadData, ValueError, UnicodeError):
        raise rules.ImportOutdated from None
    if owner != person.id:
        raise rules.ImportOutdated
    try:
        with _storage().open(_key(person)) as file:
            data = file.read(sheets.BIGGEST + 1)
    except FileNotFoundError:
        raise rules.ImportOutdated from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise rules.ImportOutdated
    return Upload(name, data)


def forget(person: Person) -> None:
    """Delete the file that *person* has not imported, or has."""
    _storage().delete(_key(person))
