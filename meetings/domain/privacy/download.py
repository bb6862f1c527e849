"""Gathers everything that is held about one person, and nothing about anybody else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from meetings.core.bilingual import ENGLISH
from meetings.domain.merging import queries as merges
from meetings.domain.poll import answers, dates
from meetings.domain.privacy import holdings
from meetings.domain.privacy.holdings import Holding
from meetings.models.agenda import AgendaItem
from meetings.models.audit import AuditLine
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.document import Document
from meetings.models.mailing import Mailing
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation, Region
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, QuestionKind
from meetings.models.poll_date import PollDate
from meetings.models.privacy import PrivacyNotice
from meetings.models.registration_details import RegistrationQuestion

#: Of the things that rows point to: what is given in place of their id.
NAMED: dict[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    "organisation_id": (Organisation.id.expression, Organisation.code.expression),
    "giver_id": (Organisation.id.expression, Organisation.code.expression),
    "holder_id": (Organisation.id.expression, Organisation.code.expression),
    "region_id": (Region.id.expression, Region.code.expression),
    "meeting_id": (Meeting.id.expression, Meeting.slug.expression),
    "session_id": (Session.id.expression, Session.starts_at.expression),
    "poll_id": (Poll.id.expression, Base.metadata.tables["poll"].c.question_en),
    "document_id": (Document.id.expression, Document.symbol.expression),
    "question_id": (RegistrationQuestion.id.expression, Base.metadata.tables["registration_question"].c.label_en),
    "item_id": (AgendaItem.id.expression, Base.metadata.tables["agenda_item"].c.title_en),
    "mailing_id": (Mailing.id.expression, Base.metadata.tables["mailing"].c.subject_en),
    "notice_id": (PrivacyNotice.id.expression, PrivacyNotice.version.expression),
}
ABOUT, MERGED = "audit_line.thing", "person.merged"

Row = dict[str, Any]


def everything(person: Person) -> dict[str, list[Row]]:
    """Return all rows about *person*, by the table and the column that hold them; those without rows too.

    Records that were merged into theirs are theirs too. The values are still instants, days and words of closed
    lists; ``plain`` makes them ready for a file.
    """
    merged = records(person)[1:]
    ids = [person.id, *(record.id for record in merged)]
    found = {"person": [_own(person)], MERGED: [_own(record) for record in merged]}
    for holding in holdings.HOLDINGS:
        if holding.given:
            found[f"{holding.table}.{holding.column}"] = _rows(holding, ids)
    found[ABOUT] = _said_about(ids)
    return found


def records(person: Person) -> list[Person]:
    """Return *person* and the records that were merged into theirs."""
    return [person, *(record for record in merges.absorbed_by(person) if record.erased_at is None)]


def _own(record: Person) -> Row:
    return {name: getattr(record, name) for name in holdings.OWN}


def _rows(holding: Holding, ids: Sequence[int]) -> list[Row]:
    columns = [holding.rows.c[name] for name in holding.given]
    query = select(*columns).where(holding.theirs(ids)).order_by(*holding.rows.primary_key.columns)
    rows = [dict(row) for row in current().execute(query).mappings()]
    names = _names(rows)
    return [_shown(row, names) for row in rows]


def _said_about(ids: Sequence[int]) -> list[Row]:
    """Return what others did to the records *ids* of one person: never who they were."""
    things, others = [f"person:{number}" for number in ids], AuditLine.actor_id.not_in(ids)
    query = (
        select(AuditLine.at, AuditLine.verb, AuditLine.details)
        .where(AuditLine.thing.in_(things), or_(AuditLine.actor_id.is_(None), others))
        .order_by(AuditLine.id)
    )
    return [_shown(dict(row), {}) for row in current().execute(query).mappings()]


def _names(rows: Iterable[Row]) -> Mapping[tuple[str, Any], Any]:
    """Return what is given in place of the ids in *rows*, one statement for each sort."""
    found: dict[tuple[str, Any], Any] = {}
    for column, (key, name) in NAMED.items():
        ids = {row[column] for row in rows if row.get(column) is not None}
        if ids:
            found |= {
                (column, number): text for number, text in current().execute(select(key, name).where(key.in_(ids)))
            }
    return found | _answers(rows)


def _answers(rows: Iterable[Row]) -> dict[tuple[str, Any], Any]:
    """Return the answers in *rows* with the words of the options."""
    given = {row["choice"]: answers.read(row["choice"]) for row in rows if row.get("choice")}
    named = {option for answer in given.values() for option in answers.options_in(answer)}
    key, text = PollOption.id.expression, Base.metadata.tables["poll_option"].c.text_en
    words = {number: str(name) for number, name in current().execute(select(key, text).where(key.in_(named)))}
    dated = set(current().scalars(select(PollDate.option_id).where(PollDate.option_id.in_(named))))
    marks = dates.said(QuestionKind.DATES, ENGLISH)
    return {
        ("choice", choice): answers.in_words(
            answer, words, marks if dated.intersection(answers.options_in(answer)) else None
        )
        for choice, answer in given.items()
    }


def _shown(row: Row, names: Mapping[tuple[str, Any], Any]) -> Row:
    """Return *row* with names in place of ids."""
    return {
        column.removesuffix("_id") if column in NAMED else column: (
            names.get((column, value)) if column in NAMED or column == "choice" else value
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
