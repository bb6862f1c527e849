"""Rewords the titles of documents."""

from datetime import datetime

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.models.database import lock
from meetings.models.document import Document
from meetings.models.person import Person


def reword(document: Document, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Change the title of *document*; all else stays.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(document)
    fingerprint.check(seen, document.title)
    document.title = text
    symbol = document.symbol
    audit.record("document.revised", document, by=by, meeting=document.meeting, now=now, symbol=symbol, was=symbol)
