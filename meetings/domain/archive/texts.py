"""Every text of every meeting as rows of one shape, each only for those who may read it."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, exists, literal_column, or_, select, true, union_all
from sqlalchemy.orm import aliased

from meetings.domain.archive.rules import Source
from meetings.domain.role import queries as roles
from meetings.models.agenda import AgendaItem, AgendaVersion, IssuedItem
from meetings.models.base import Base
from meetings.models.document import Document
from meetings.models.meeting import Meeting, Visibility
from meetings.models.outcome import Action, Decision
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record
from meetings.models.search import folded_column

NO_NUMBER: ColumnElement[Any] = literal_column("0")
NO_SYMBOL: ColumnElement[Any] = literal_column("''")


def of(viewer: Person | None, meetings: Select[int]) -> CTE:
    """Return the texts that *viewer* may read of the *meetings*, each with its words folded as ``text``.

    It is worked out once however many words are looked for.
    """
    rows = union_all(*_open_to_all(), *_papers(viewer)).subquery()
    words = folded_column(rows.c.symbol + " " + rows.c.en + " " + rows.c.fr)
    wanted = select(rows, words.label("text")).where(rows.c.meeting_id.in_(meetings))
    return wanted.cte("texts").prefix_with("MATERIALIZED")


def _open_to_all() -> tuple[Select[Any], ...]:
    """Select what everybody may read who may see the meeting."""
    return (_rows(Source.TITLE, Meeting, "title"), _rows(Source.SUMMARY, Meeting, "summary"), *_items())


def _items() -> tuple[Select[Any], Select[Any]]:
    """Select the items of the last version that was issued; of a meeting without one, those that stand."""
    standing, frozen = AgendaItem.__table__.c, IssuedItem.__table__.c
    later = aliased(AgendaVersion)
    issued = exists().where(AgendaVersion.meeting_id == Meeting.id, AgendaVersion.issued_at.is_not(None))
    replaced = exists().where(
        later.meeting_id == AgendaVersion.meeting_id,
        later.number > AgendaVersion.number,
        later.issued_at.is_not(None),
    )
    return (
        _rows(Source.ITEM, AgendaItem, "title", number=standing.position, mark=standing.number)
        .join(Meeting, AgendaItem.meeting_id == Meeting.id)
        .where(~issued.correlate(Meeting)),
        _rows(
            *(Source.ITEM, IssuedItem, "title"),
            meeting_id=AgendaVersion.__table__.c.meeting_id,
            number=frozen.position,
            mark=frozen.number,
        )
        .join(AgendaVersion, IssuedItem.version_id == AgendaVersion.id)
        .join(Meeting, AgendaVersion.meeting_id == Meeting.id)
        .where(AgendaVersion.issued_at.is_not(None), ~replaced.correlate(AgendaVersion)),
    )


def _papers(viewer: Person | None) -> tuple[Select[Any], ...]:
    """Select what only those may read who may read the papers; outcomes come with the record."""
    readable = true() if viewer else Meeting.visibility == Visibility.PUBLIC
    published = exists().where(Record.meeting_id == Meeting.id, Record.published_at.is_not(None)).correlate(Meeting)
    outcomes = true() if viewer and viewer.runs_the_house else or_(published, roles.assisted(roles.held(viewer)))
    document, decision, action = Document.__table__.c, Decision.__table__.c, Action.__table__.c
    paragraphs = _rows(Source.PARAGRAPH, Paragraph, "text", meeting_id=Record.__table__.c.meeting_id)
    return (
        _rows(Source.DOCUMENT, Document, "title", symbol=document.symbol)
        .join(Meeting, Document.meeting_id == Meeting.id)
        .where(readable),
        paragraphs.join(Record, Paragraph.record_id == Record.id)
        .join(Meeting, Record.meeting_id == Meeting.id)
        .where(readable, Record.published_at.is_not(None)),
        _rows(Source.DECISION, Decision, "text", number=decision.number)
        .join(Meeting, Decision.meeting_id == Meeting.id)
        .where(readable, outcomes),
        _rows(Source.ACTION, Action, "text", number=action.number)
        .join(Meeting, Action.meeting_id == Meeting.id)
        .where(readable, outcomes),
    )


def _rows(
    source: Source,
    kind: type[Base],
    name: str,
    *,
    meeting_id: ColumnElement[Any] | None = None,
    number: ColumnElement[Any] = NO_NUMBER,
    symbol: ColumnElement[Any] = NO_SYMBOL,
    mark: ColumnElement[Any] = NO_SYMBOL,
) -> Select[Any]:
    """Select the bilingual text *name* of every row of *kind*."""
    column = kind.__table__.c
    if meeting_id is None:
        meeting_id = column.id if kind is Meeting else column.meeting_id
    return select(
        meeting_id.label("meeting_id"),
        literal_column(f"'{source}'").label("source"),
        literal_column(str(list(Source).index(source))).label("rank"),
        number.label("number"),
        symbol.label("symbol"),
        mark.label("mark"),
        column[f"{name}_en"].label("en"),
        column[f"{name}_fr"].label("fr"),
        column[f"{name}_original"].label("original"),
        column[f"{name}_behind"].label("behind"),
    ).select_from(kind)


def matching(texts: CTE, words: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition that one of the *words* is in a row of *texts*."""
    return or_(*(has(texts, word) for word in words))


def has(texts: CTE, word: str) -> ColumnElement[bool]:
    """Return the condition that *word* is in a row of *texts*; its % and _ mean themselves."""
    return texts.c.text.contains(word, autoescape=True)
