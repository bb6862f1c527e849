"""Writes the papers of the demonstration: one-page PDF files made by hand."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

#: A4 in points, margins, and how many characters a line of the largest and the usual type holds.
WIDTH, HEIGHT, MARGIN = 595, 842, 72
LARGE, USUAL = (22, 36), (12, 76)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"


def page(title: str, lines: Sequence[str], *, language: str) -> bytes:
    """Return a PDF in *language* that shows *title* and below it *lines*."""
    drawn = b"\n".join(_drawn(title, lines))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>"
        % language.encode("ascii"),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /B 5 0 R /R 6 0 R >> >> >>" % (WIDTH, HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        FONT % b"Helvetica-Bold",
        FONT % b"Helvetica",
        b"<< /Title %s >>" % _title(title),
    ]
    return _file(objects)


def _drawn(title: str, lines: Iterable[str]) -> Iterable[bytes]:
    """Yield the drawing of the page, from the top down."""
    down = HEIGHT - MARGIN
    for font, (size, columns), texts in ((b"B", LARGE, [title]), (b"R", USUAL, lines)):
        for text in texts:
            for line in wrap(text, columns) or [""]:
                down -= round(size * 1.4)
                yield b"BT /%s %d Tf %d %d Td %s Tj ET" % (font, size, MARGIN, down, _string(line))
            down -= size // 2


def _string(text: str) -> bytes:
    """Return *text* as a PDF string in the encoding of the fonts (ISO 32000-1, 7.3.4.2)."""
    octets = text.replace("\u202f", "\u00a0").encode("cp1252", "replace")
    return b"(" + octets.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def _title(text: str) -> bytes:
    """Return *text* as a PDF text string in UTF-16 (ISO 32000-1, 7.9.2.2)."""
    return b"<" + ("\ufeff" + text).encode("utf-16-be").hex().upper().encode("ascii") + b">"


def _file(objects: Sequence[bytes]) -> bytes:
    """Return a file of *objects*: the first is the catalogue, the last the information about it."""
    data, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, size - 1, len(data))
    )
