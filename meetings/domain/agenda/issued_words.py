"""Lets translations that came after a version was issued reach its readers."""

from sqlalchemy import Select, select

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem, AgendaVersion, IssuedItem
from meetings.models.database import current


def fills_gap(was: Bilingual, text: Bilingual) -> bool:
    """Say whether *text* says what *was* said, with a translation that was missing or out of step."""
    return bool(was) and not was.complete and was.text(was.original) == text.text(was.original)


def follow(item: AgendaItem) -> None:
    """Fill the gaps that the words of *item* have in the version that readers have, where it still says the same."""
    given = current().scalar(_in_force(item))
    if given is None:
        return
    if fills_gap(given.title, item.title):
        given.title = item.title
    if fills_gap(given.presenter, item.presenter):
        given.presenter = item.presenter


def _in_force(item: AgendaItem) -> Select[IssuedItem]:
    """Select *item* as it stands in the last version that was issued."""
    issued = AgendaVersion.issued_at.is_not(None)
    last = select(AgendaVersion.id).where(AgendaVersion.meeting_id == item.meeting_id, issued)
    last = last.order_by(AgendaVersion.number.desc()).limit(1)
    return select(IssuedItem).where(IssuedItem.version_id == last.scalar_subquery(), IssuedItem.key == item.key)
