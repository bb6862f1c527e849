"""Keeps the letters with which organisations name people."""

from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select

from meetings.core import uploads
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import rules
from meetings.models.database import add, current, lock
from meetings.models.organisation import Nomination, NominationLetter
from meetings.models.person import Person
from meetings.storage import Files, new_key

PDF = "application/pdf"


def letter_of(nomination: Nomination) -> NominationLetter | None:
    """Return the letter of *nomination*."""
    return current().scalar(select(NominationLetter).where(NominationLetter.nomination_id == nomination.id))


def attach(
    nomination: Nomination,
    data: BinaryIO,
    filename: str,
    *,
    storage: Files,
    limit: int,
    by: Person | None,
    now: datetime,
) -> NominationLetter:
    """Take the file *data*, which came as *filename*, as the letter of *nomination*; it replaces one before.

    Raises ``LetterNotPdf`` and what ``uploads.check`` raises.
    """
    accepted = uploads.check(filename, data, limit=limit)
    if accepted.content_type != PDF:
        raise rules.LetterNotPdf
    lock(nomination)
    forget(nomination, storage=storage)
    letter = NominationLetter(
        nomination=nomination,
        filename=accepted.filename,
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        storage_key=new_key(),
        uploaded_at=now,
        uploaded_by_id=by.id if by else None,
    )
    storage.put(letter.storage_key, data)
    add(letter)
    audit.record("nomination.letter_added", nomination, by=by, now=now, sha256=letter.sha256)
    return letter


def remove(nomination: Nomination, *, storage: Files, by: Person | None, now: datetime) -> None:
    """Take the letter of *nomination* away, for example one of somebody else."""
    lock(nomination)
    forget(nomination, storage=storage)
    audit.record("nomination.letter_removed", nomination, by=by, now=now)


def forget(nomination: Nomination, *, storage: Files) -> None:
    """Delete the letter of *nomination*, if it has one, with its file; whoever calls notes why."""
    letter = letter_of(nomination)
    if letter:
        storage.delete(letter.storage_key)
        current().delete(letter)
        current().flush()
