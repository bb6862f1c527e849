"""Translations of the texts of meetings: what they were made from, and files that translators have sent back."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, event, func, inspect
from sqlalchemy.orm import Composite, Mapped, Session, UOWTransaction, mapped_column, relationship

from meetings.core.bilingual import Bilingual, Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting
from meetings.models.person import Person


class TranslationSource(Base):
    """What an original said when its translation last said the same; there while the translation is behind."""

    __tablename__ = "translation_source"

    #: Which text, as “table:id:name”.
    text: Mapped[str] = mapped_column(String(120), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    #: Since when the translation is behind.
    since: Mapped[datetime] = mapped_column(UtcDateTime, server_default=func.now())


class FileState(StrEnum):
    """Where a translator's file stands."""

    READY = "ready"
    APPLIED = "applied"
    UNDONE = "undone"


class TranslationFile(Base):
    """A file that came back from a translator: its rows, and what taking them over has changed."""

    __tablename__ = "translation_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    #: Into which it translates.
    language: Mapped[Language] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[FileState] = mapped_column(Word(FileState))
    #: For each row the text it is about, its source and its translation, and whether its cells were merged.
    rows: Mapped[list[list[Any]]] = mapped_column(JSON)
    #: For each text that was changed its words before and after.
    changes: Mapped[dict[str, list[list[Any]]]] = mapped_column(JSON)
    brought_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    by: Mapped[Person | None] = relationship()
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def key_of(thing: Base, name: str) -> str:
    """Return by which key the text *name* of *thing* is known."""
    return f"{thing.__tablename__}:{getattr(thing, 'id', '')}:{name}"


@event.listens_for(Session, "before_flush")
def _keep_sources(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Note what the original said when an edit leaves its translation behind, and forget it when that has followed.

    It is done here, for every text of every table, so that no action can forget it.
    """
    for thing in session.dirty:
        for name, before, after in _changed_texts(thing):
            if after.behind and not before.behind:
                session.merge(TranslationSource(text=key_of(thing, name), words=before.text(before.original)))
            elif before.behind and (not after.behind or after.original != before.original):
                _forget(session, key_of(thing, name))
    for thing in session.deleted:
        for name in _texts(thing):
            if getattr(thing, name).behind:
                _forget(session, key_of(thing, name))


def _forget(session: Session, key: str) -> None:
    if note := session.get(TranslationSource, key):
        session.delete(note)


def _texts(thing: object) -> Iterator[str]:
    """Yield the names of the bilingual texts of *thing*."""
    for text in inspect(thing).mapper.composites:
        if text.composite_class is Bilingual:
            yield text.key


def _changed_texts(thing: object) -> Iterator[tuple[str, Bilingual, Bilingual]]:
    """Yield each text of *thing* that was written to, as it was and as it is."""
    for name in _texts(thing):
        state = inspect(thing)
        text: Composite[Bilingual] = state.mapper.composites[name]
        columns = [state.attrs[prop.key].history for prop in text.props]
        if any(column.has_changes() for column in columns) and all(column.non_added() for column in columns):
            yield name, Bilingual(*(column.non_added()[0] for column in columns)), getattr(thing, name)
