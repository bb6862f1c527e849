"""Reads the files of Zoom, Teams, Webex and others: which platform, which table, which columns, in two languages.

Sources of the headings: Microsoft's page on the attendance report for meetings (sections, UTF-16 with tabs), Zoom's
on the history of meetings (a line of the meeting above the participants), Webex's on reports (UTF-16, formula cells),
and files that people have published. French exports translate the headings; what they are called changes from one
release to the next, so each column is known by every name that was met.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.text import folded, one_line, printable
from meetings.domain.attendance import list_rules as rules
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_rules as file_rules
from meetings.domain.organisation import import_workbooks as workbooks
from meetings.models.connection_list import Platform


class Column(StrEnum):
    """What a column of a list holds."""

    NAME = "name"
    EMAIL = "email"
    JOIN = "join"
    LEAVE = "leave"
    DURATION = "duration"
    #: In older lists of Teams: “Joined” or “Left”, and when.
    ACTION = "action"
    AT = "at"
    TOPIC = "topic"


#: The headings of each column without accents and punctuation, the surest first.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        "name original name",
        "nom nom d origine",
        "nom nom original",
        "nom nom initial",
        "display name",
        "nom affiche",
        "nom d affichage",
        "nom a afficher",
        "full name",
        "nom complet",
        "attendee name",
        "nom du participant",
        "participant name",
        "name",
        "nom",
        "participant",
        "user name",
        "nom d utilisateur",
        "nom de l utilisateur",
    ),
    Column.EMAIL: (
        "user email",
        "attendee email",
        "email",
        "e mail",
        "email address",
        "e mail de l utilisateur",
        "adresse e mail de l utilisateur",
        "adresse e mail",
        "adresse email",
        "e mail du participant",
        "adresse e mail du participant",
        "email du participant",
        "courriel",
        "adresse de courriel",
        "courriel de l utilisateur",
        "adresse de messagerie",
        "adresse electronique",
        "participant id upn",
        "id de participant upn",
        "id du participant upn",
    ),
    Column.JOIN: (
        "join time",
        "joined at",
        "first join",
        "first join time",
        "heure d arrivee",
        "heure d entree",
        "heure de connexion",
        "heure de participation",
        "heure d acces",
        "premiere participation",
        "premiere connexion",
        "premiere arrivee",
        "premier acces",
        "rejoint a",
        "heure de debut de la participation",
    ),
    Column.LEAVE: (
        "leave time",
        "left at",
        "last leave",
        "last leave time",
        "heure de depart",
        "heure de sortie",
        "heure de deconnexion",
        "dernier depart",
        "derniere sortie",
        "derniere deconnexion",
        "quitte a",
        "heure de fin de la participation",
    ),
    Column.DURATION: (
        "duration minutes",
        "total duration minutes",
        "in meeting duration",
        "attendance duration",
        "duration",
        "duree minutes",
        "duree en minutes",
        "duree totale minutes",
        "duree totale en minutes",
        "duree dans la reunion",
        "duree de la reunion",
        "duree en reunion",
        "duree de presence",
        "duree de participation",
        "duree de la participation",
        "duree",
    ),
    Column.ACTION: ("user action", "action de l utilisateur", "action utilisateur"),
    Column.AT: ("timestamp", "horodatage", "horodateur", "date et heure"),
    Column.TOPIC: (
        "topic",
        "sujet",
        "meeting title",
        "titre de la reunion",
        "meeting name",
        "nom de la reunion",
        "meeting topic",
        "sujet de la reunion",
    ),
}
#: Headings and words by which a platform is known.
TELLING: dict[Platform, tuple[str, ...]] = {
    Platform.TEAMS: (
        "1 summary",
        "1 resume",
        "1 recapitulatif",
        "2 participants",
        "participant id upn",
        "id de participant upn",
        "id du participant upn",
        "in meeting duration",
        "user action",
        "action de l utilisateur",
        "meeting summary",
        "resume de la reunion",
    ),
    Platform.WEBEX: (
        "attendance duration",
        "attendee email",
        "connection type",
        "type de connexion",
        "duree de participation",
        "e mail du participant",
        "adresse e mail du participant",
        "meeting start time",
    ),
    Platform.ZOOM: (
        "name original name",
        "nom nom d origine",
        "nom nom original",
        "nom nom initial",
        "total duration minutes",
        "duree totale minutes",
        "duration minutes",
        "duree minutes",
        "duree en minutes",
        "recording consent",
        "in waiting room",
        "meeting id",
        "id de reunion",
    ),
}
DELIMITERS = ("\t", ";", ",")
#: So many lines from the top say what divides the cells.
LOOKED_AT = 60
#: “2. Participants”, “3. In-Meeting Activities”: the parts of a report of Teams.
SECTION = re.compile(r"[1-9]\. \S")
#: Webex writes times as formulas, so that spreadsheets leave them alone.
FORMULA = re.compile(r'="(.*)"')
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table of participants, with its number in the file."""

    number: int
    cells: dict[Column, str]


@dataclass(frozen=True, slots=True)
class Export:
    """What was found in a file."""

    platform: Platform
    encoding: str
    topic: str
    lines: tuple[Line, ...]


def read(data: bytes) -> Export:
    """Return the participants in the file *data*, as they stand there.

    Raises ``NoConnections``, ``RowsMerged`` and what ``import_files.examine`` and ``import_files.text`` raise.
    """
    source = files.examine(data)
    encoding = next(iter(source.encodings), "")
    rows = list(_workbook(data, source.sheets[0]) if source.sheets else _text(files.decoded(data, encoding)))
    if len(rows) > rules.MOST_ROWS:
        raise file_rules.TooManyRows
    tables = list(_tables(rows))
    if not tables:
        raise rules.NoConnections
    # Teams gives each connection after the summary of each person; the longer table knows more.
    best = max(tables, key=lambda table: (_is_timed(table), len(table)))
    return Export(_platform(rows), encoding, _topic(rows, best), best)


def key(text: str) -> str:
    """Return a heading in plain letters, without punctuation."""
    return " ".join(re.sub(r"[^\w]+", " ", folded(text)).split())


def _workbook(data: bytes, sheet: str) -> Iterator[list[str]]:
    cells, merged = workbooks.rows(data, sheet)
    if merged:
        raise rules.RowsMerged
    for row in cells:
        yield [_cell(cell.removeprefix("'")) for cell in row]


def _text(text: str) -> Iterator[list[str]]:
    """Split *text* at what divides the cells of its first lines most often."""
    first = text.splitlines()[:LOOKED_AT]
    delimiter = max(DELIMITERS, key=lambda one: sum(line.count(one) for line in first))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=delimiter != "\t")
    try:
        for row in reader:
            yield [_cell(cell) for cell in row]
    except csv.Error:
        raise file_rules.QuotesBroken(reader.line_num) from None


def _cell(cell: str) -> str:
    if cell.isascii() and cell.isprintable() and "=" not in cell and "  " not in cell:
        return cell.strip()[:LONGEST]
    formula = FORMULA.fullmatch(cell.strip())
    return one_line(printable(formula[1] if formula else cell))[:LONGEST]


def _tables(rows: Sequence[list[str]]) -> Iterator[tuple[Line, ...]]:
    """Yield the lines under each row of headings, up to an empty row or the next part."""
    place = 0
    while place < len(rows):
        columns = _columns(rows[place])
        place += 1
        if not columns:
            continue
        lines = []
        while place < len(rows) and not _ends(rows[place]):
            cells = {column: rows[place][at] for column, at in columns.items() if at < len(rows[place])}
            if cells.get(Column.NAME) or cells.get(Column.EMAIL):
                lines.append(Line(place + 1, cells))
            place += 1
        if lines:
            yield tuple(lines)


def _ends(row: list[str]) -> bool:
    filled = [cell for cell in row if cell]
    return not filled or (len(filled) == 1 and bool(SECTION.match(filled[0])))


def _columns(row: Sequence[str]) -> dict[Column, int] | None:
    """Return which cells of *row* are the headings of a list of participants, if they are."""
    keys = [key(cell) for cell in row]
    found: dict[Column, int] = {}
    for column, names in HEADINGS.items():
        place = next((keys.index(name) for name in names if name in keys), None)
        if place is not None:
            found[column] = place
    # The address of the host stands before the name, that of the participant after it.
    later = [at for at, one in enumerate(keys) if one in HEADINGS[Column.EMAIL] and at > found.get(Column.NAME, -1)]
    if later and Column.EMAIL in found and keys[later[0]] == keys[found[Column.EMAIL]]:
        found[Column.EMAIL] = later[0]
    later = [at for at, one in enumerate(keys) if one in HEADINGS[Column.DURATION] and at > found.get(Column.NAME, -1)]
    if later:
        found[Column.DURATION] = later[0]
    timed = Column.JOIN in found or Column.DURATION in found or {Column.ACTION, Column.AT} <= found.keys()
    return found if Column.NAME in found and timed else None


def _is_timed(table: Iterable[Line]) -> bool:
    return any(line.cells.get(Column.JOIN) or line.cells.get(Column.AT) for line in table)


def _platform(rows: Sequence[list[str]]) -> Platform:
    """Return the platform of which the file says most."""
    said = {key(cell) for row in rows[:LOOKED_AT] for cell in row if cell}
    hits = {platform: len(said & set(words)) for platform, words in TELLING.items()}
    best = max(hits, key=lambda platform: hits[platform])
    return best if hits[best] else Platform.OTHER


def _topic(rows: Sequence[list[str]], table: Sequence[Line]) -> str:
    """Return how the file calls the meeting: in a cell beside or under that heading, or in each row."""
    if table[0].cells.get(Column.TOPIC):
        return table[0].cells[Column.TOPIC]
    for row, below in zip(rows[:LOOKED_AT], [*rows[1:LOOKED_AT], []], strict=False):
        for place, cell in enumerate(row):
            if key(cell) in HEADINGS[Column.TOPIC]:
                return row[place + 1] if len(row) == 2 else below[place] if place < len(below) else ""
    return ""
