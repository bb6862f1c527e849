"""Gathers everything that is held about one person, and nothing about anybody else."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select

from meetings.domain.privacy import holdings
from meetings.domain.privacy.holdings import Holding
from meetings.models.audit import AuditLine
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.document import Document
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption
from meetings.models.privacy import PrivacyNotice

#: Of the things that rows point to: what is given in place of their id.
NAMED: dict[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    "organisation_id": (Organisation.id.expression, Organisation.code.expression),
    "meeting_id": (Meeting.id.expression, Meeting.slug.expression),
    "session_id": (Session.id.expression, Session.starts_at.expression),
    "poll_id": (Poll.id.expression, Base.metadata.tables["poll"].c.question_en),
    "option_id": (PollOption.id.expression, Base.metadata.tables["poll_option"].c.text_en),
    "document_id": (Document.id.expression, Document.symbol.expression),
    "notice_id": (PrivacyNotice.id.expression, PrivacyNotice.version.expression),
}
ABOUT = "audit_line.thing"

Row = dict[str, Any]


def everything(person: Person) -> dict[str, list[Row]]:
    """Return all rows about *person*, by the table and the column that hold them; those without rows too.

    The values are still instants, days and words of closed lists; ``plain`` makes them ready for a file.
    """
    found = {"person": [_shown({name: getattr(person, name) for name in holdings.OWN}, {})]}
    for holding in holdings.HOLDINGS:
        if holding.given:
            found[f"{holding.table}.{holding.column}"] = _rows(holding, person)
    found[ABOUT] = _said_about(person)
    return found


def _rows(holding: Holding, person: Person) -> list[Row]:
    table = Base.metadata.tables[holding.table]
    columns = [table.c[name] for name in holding.given]
    query = select(*columns).where(table.c[holding.column] == person.id).order_by(*table.primary_key.columns)
    rows = [dict(row) for row in current().execute(query).mappings()]
    names = _names(rows)
    return [_shown(row, names) for row in rows]


def _said_about(person: Person) -> list[Row]:
    """Return what others did to the account of *person*: never who they were."""
    query = (
        select(AuditLine.at, AuditLine.verb, AuditLine.details)
        .where(AuditLine.thing == f"person:{person.id}", AuditLine.actor_id.is_distinct_from(person.id))
        .order_by(AuditLine.id)
    )
    return [_shown(dict(row), {}) for row in current().execute(query).mappings()]


def _names(rows: Iterable[Row]) -> Mapping[tuple[str, int], Any]:
    """Return what is given in place of the ids in *rows*, one statement for each sort."""
    found: dict[tuple[str, int], Any] = {}
    for column, (key, name) in NAMED.items():
        ids = {row[column] for row in rows if row.get(column) is not None}
        if ids:
            found |= {
                (column, number): text for number, text in current().execute(select(key, name).where(key.in_(ids)))
            }
    return found


def _shown(row: Row, names: Mapping[tuple[str, int], Any]) -> Row:
    """Return *row* with names in place of ids."""
    return {
        column.removesuffix("_id") if column in NAMED else column: (
            names.get((column, value)) if column in NAMED else value
        )
        for column, value in row.items()
    }


def plain(held: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return what ``everything`` found with values as JSON has them."""
    return {key: [{name: _plain(value) for name, value in row.items()} for row in rows] for key, rows in held.items()}


def _plain(value: Any) -> Any:
    """Return *value* as JSON has it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, (datetime, date)) else value
