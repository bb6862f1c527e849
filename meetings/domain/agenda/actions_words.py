"""Rewords single texts of an agenda."""

from datetime import datetime
from typing import Literal

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.models.agenda import AgendaItem
from meetings.models.database import lock
from meetings.models.person import Person

Part = Literal["title", "presenter"]


def reword(
    item: AgendaItem, part: Part, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of one text of *item*; all else stays.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(item.meeting)
    lock(item)
    fingerprint.check(seen, getattr(item, part))
    setattr(item, part, text)
    audit.record("agenda.item_revised", item, by=by, meeting=item.meeting, now=now, number=item.position)
