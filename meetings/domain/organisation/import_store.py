"""Packs judged rows so that a page of them is one row of the database, and unpacks them for the page."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from meetings.core.bilingual import Bilingual
from meetings.domain.organisation.cells import shown
from meetings.domain.organisation.import_values import Change, Problem, Reason, Row, Verdict
from meetings.domain.organisation.sheets import Column

PAGE = 100
QUICK = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged row as a page shows it."""

    number: int
    verdict: Verdict
    organisation: str | Bilingual
    name: str
    email: str
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    #: Names and addresses of people of the same name in the organisation.
    namesakes: tuple[tuple[str, str], ...]
    #: What was typed, where the row has a problem.
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Block:
    """Up to a page of rows of one verdict."""

    verdict: Verdict
    number: int
    data: bytes


def blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """Pack *rows*: by verdict, those with problems first, in the order of the file."""
    for verdict in Verdict:
        same = [row for row in rows if row.verdict is verdict]
        for start in range(0, len(same), PAGE):
            chosen = same[start : start + PAGE]
            text = json.dumps([_packed(row) for row in chosen], ensure_ascii=False, separators=(",", ":"))
            yield Block(verdict, len(chosen), zlib.compress(text.encode("utf-8", "replace"), QUICK))


def unpacked(data: bytes, verdict: str) -> list[Judged]:
    """Return the rows of one block."""
    return [_unpacked(values, Verdict(verdict)) for values in json.loads(zlib.decompress(data))]


def _packed(row: Row) -> list[Any]:
    record = row.record
    return [
        row.number,
        _other(row.organisation.name) if row.organisation else shown(record.cell(Column.ORGANISATION)),
        row.person.name if row.person else shown(record.cell(Column.NAME)),
        row.person.email if row.person else shown(record.cell(Column.EMAIL)),
        [[p.reason, p.column, p.typed, _other(p.other)] for p in row.problems],
        [[change.column, change.before, change.after] for change in row.changes],
        [[person.name, person.email] for person in row.namesakes],
        record.cells if row.problems else {},
    ]


def _unpacked(values: list[Any], verdict: Verdict) -> Judged:
    number, organisation, name, email, problems, changes, namesakes, cells = values
    return Judged(
        number,
        verdict,
        _back(organisation),
        name,
        email,
        tuple(Problem(Reason(r), Column(c) if c else None, typed, _back(other)) for r, c, typed, other in problems),
        tuple(Change(Column(column), before, after) for column, before, after in changes),
        tuple((name, email) for name, email in namesakes),
        cells,
    )


def _other(value: str | int | Bilingual | date) -> Any:
    if isinstance(value, Bilingual):
        return {"en": value.en, "fr": value.fr}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["day"]) if "day" in value else Bilingual(value["en"], value["fr"])
