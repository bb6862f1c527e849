"""Files that the pages of an import hand out."""

from collections.abc import Sequence

from flask import Response, abort

from meetings.domain.organisation import sheets
from meetings.domain.organisation.import_store import Judged
from meetings.exports import tables
from meetings.i18n import language
from meetings.models.register_import import RegisterImport
from meetings.web.downloads import CSV, attachment, stored
from meetings.web.organisation import preview


def as_it_came(imported: RegisterImport) -> Response:
    """Return the file of *imported*, or answer 404 when it is no longer kept."""
    if not imported.file_key:
        abort(404)
    return stored(imported.file_key, "application/octet-stream", imported.file_name)


def problems(rows: Sequence[Judged]) -> Response:
    """Return the *rows* as a file that can be mended and chosen again, each with what is wrong."""
    used = [column for column in sheets.Column if any(column in row.cells for row in rows)]
    header = [*(sheets.heading(column, language()) for column in used), sheets.problem_heading(language())]
    lines = [[*(_cell(row.cells.get(column, "")) for column in used), " ".join(preview.remarks(row))] for row in rows]
    return attachment(tables.csv_bytes(header, lines), "register-problems.csv", CSV)


def _cell(typed: str) -> str:
    """Return a cell without the apostrophe that marks it as text: the file gets its own."""
    return typed[1:] if typed.startswith("'") and typed[1:2] in "=+-@" else typed
