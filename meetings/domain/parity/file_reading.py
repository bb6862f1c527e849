"""Reads what translators send back, XLSX or XLIFF 1.2, into rows; nothing of a file is trusted."""

import re
from collections.abc import Iterator
from xml.parsers import expat

from meetings.core import text as typed
from meetings.core.errors import Refused
from meetings.domain.organisation import import_rules as workbook_rules
from meetings.domain.organisation import import_workbooks as workbooks
from meetings.domain.parity import file_rules as rules
from meetings.domain.parity.file_rules import Row

#: The first line of a list in a workbook, the same in both languages, since it comes back from either.
HEADINGS = ("Id", "Text / Texte", "State / État", "Max.", "Source", "Translation / Traduction")
MARK, SOURCE, TARGET = 0, 4, 5
LONGEST_MARK = 120
#: What a program of text processing puts before what begins like a formula, and we read as part of the text.
_INERT = re.compile(r"\A'(?=[-=+@＝＋－＠])")
_XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
_DECLARED = re.compile(rb"""<\?xml[^>]{0,150}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF_8 = {b"utf-8", b"utf8", b"us-ascii"}
#: Deeper than programs of translators put marks into each other.
_DEEPEST = 50
#: What workbooks are refused for, as this feature says it.
_AS_OURS: dict[type[Refused], type[Refused]] = {
    workbook_rules.NotATable: rules.FileBroken,
    workbook_rules.WorkbookBroken: rules.FileBroken,
    workbook_rules.WorkbookSuspicious: rules.FileSuspicious,
    workbook_rules.TooManyRows: rules.TooManyRows,
    workbook_rules.TooManyColumns: rules.NotHandedOut,
}


def read(data: bytes) -> list[Row]:
    """Return the rows of the file *data*.

    Raises ``FileEmpty``, ``FileTooBig``, ``FileBroken``, ``FileSuspicious``, ``WrongEncoding``, ``TooManyRows`` or
    ``NotHandedOut``.
    """
    if len(data) > rules.BIGGEST:
        raise rules.FileTooBig
    if not data.strip():
        raise rules.FileEmpty
    rows = _read_workbook(data) if data.startswith(b"PK") else _read_xliff(data)
    if sum(len(row.source) + len(row.target) for row in rows) > rules.BIGGEST:
        raise rules.FileTooBig
    return rows


def _read_workbook(data: bytes) -> list[Row]:
    """Read the first sheet that begins with our headings."""
    for cells, merged in _sheets(data):
        head = [cell.strip() for cell in cells[0]] if cells else []
        if head[: len(HEADINGS)] == list(HEADINGS):
            below = [(number, row) for number, row in enumerate(cells[1:], 2) if any(cell.strip() for cell in row)]
            return [_row(number, row, merged=number in merged) for number, row in below]
    raise rules.NotHandedOut


def _sheets(data: bytes) -> Iterator[tuple[list[list[str]], frozenset[int]]]:
    """Yield the cells of each sheet, with the numbers of the rows in which some are merged."""
    try:
        workbooks.judge(data)
        for sheet in workbooks.sheets(data):
            yield workbooks.rows(data, sheet)
    except tuple(_AS_OURS) as refused:
        raise _AS_OURS[type(refused)] from None


def _row(number: int, cells: list[str], *, merged: bool) -> Row:
    mark, source, target = (_INERT.sub("", cells[place]) for place in (MARK, SOURCE, TARGET))
    return Row(number, _storable(mark)[:LONGEST_MARK].strip(), _storable(source), _storable(target), merged)


def _storable(text: str) -> str:
    """Return *text* as the database takes it; what no text may hold becomes a replacement character."""
    return typed.printable(text.replace("\r\n", "\n"))


def _read_xliff(data: bytes) -> list[Row]:
    """Read the units of an XLIFF file (OASIS, XLIFF 1.2); a document type or an entity of its own is refused."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise rules.WrongEncoding
    begin = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED.match(begin)
    if not begin.startswith(b"<"):
        raise rules.FileBroken
    if declared and declared[1].lower() not in _UTF_8:
        raise rules.WrongEncoding
    units = _Units()
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = units.begin, units.end
    parser.CharacterDataHandler = units.words
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        is_encoding = error.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN] and not _is_utf_8(data)
        raise (rules.WrongEncoding if is_encoding else rules.FileBroken) from None
    if not units.is_xliff:
        raise rules.FileBroken
    return units.rows


def _refuse(*_declaration: object) -> None:
    raise rules.FileSuspicious


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Units:
    """Gathers source and target of each unit, also where a program has put marks into them."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.is_xliff = False
        self._path: list[str] = []
        self._mark = ""
        self._texts: dict[str, list[str]] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Go into an element."""
        namespace, _space, tag = name.rpartition(" ")
        tag = tag if namespace == _XLIFF else ""
        if not self._path:
            self.is_xliff = tag == "xliff"
        self._path.append(tag)
        if len(self._path) > _DEEPEST:
            raise rules.FileSuspicious
        if tag == "trans-unit":
            self._mark, self._texts = attributes.get("id", ""), {"source": [], "target": []}
            if len(self.rows) >= rules.MOST_ROWS:
                raise rules.TooManyRows

    def end(self, _name: str) -> None:
        """Leave an element."""
        if self._path.pop() == "trans-unit":
            source, target = ("".join(self._texts[each]) for each in ("source", "target"))
            mark = _storable(self._mark)[:LONGEST_MARK].strip()
            self.rows.append(Row(len(self.rows) + 1, mark, _storable(source), _storable(target)))

    def words(self, text: str) -> None:
        """Take words of the source or the target that stands right in its unit: not of suggestions beside it."""
        for place, tag in enumerate(self._path):
            if tag == "trans-unit" and len(self._path) > place + 1 and self._path[place + 1] in self._texts:
                self._texts[self._path[place + 1]].append(text)
                return
