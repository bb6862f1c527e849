"""The result of a poll as one picture: the question, what was decided, the chamber where names may be seen, the bars.

SVG with colours of its own, so that it stands alone; and as PNG, set by the same program as our PDF files.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetings.core.bilingual import Language
from meetings.core.chamber import HEIGHT as CHAMBER_HEIGHT
from meetings.core.chamber import WIDTH as CHAMBER_WIDTH
from meetings.core.chamber import escaped
from meetings.exports import pdf

WIDTH, MARGIN = 880, 40
INNER = WIDTH - 2 * MARGIN
INK, MUTED, ACCENT, GROUND = "#13211c", "#4d5d56", "#0b5c48", "#e1ebe6"
#: Yes, no, abstention, not cast: as on the pages.
COLOURS = {"y": "#1668a8", "n": "#b4500b", "b": "#66736d", "o": "#74827c"}
CHAMBER = 560
FONT = "'Radio Canada', 'Libertinus Sans', Arial, 'Libertinus Serif', sans-serif"
STYLE = (
    ".hc-chamber circle,.hc-chamber path{fill:none;stroke:#74827c;stroke-width:1.2}"
    ".hc-chamber .a{fill:#0b5c48;stroke:none}.hc-chamber .v,.hc-chamber .x{fill:#74827c;stroke:none}"
    ".hc-chamber .y{fill:#1668a8;stroke:none}.hc-chamber .b{fill:#66736d;stroke:none}"
    ".hc-chamber .n{stroke:#b4500b;stroke-width:3}"
    ".hc-chamber text{fill:#4d5d56;font-size:14px;font-weight:600}"
    ".hc-chamber .big{fill:#13211c;font-size:38px;font-weight:400;text-anchor:middle}"
    ".hc-chamber .sub{fill:#13211c;font-size:15px;font-weight:400;text-anchor:middle}"
)


@dataclass(frozen=True, slots=True)
class Stripe:
    """One answer: its figure as it is read, and how far its bar goes."""

    name: str
    figure: str
    percent: int
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture shows; *line* is how far along the bars the majority line runs, *chamber* an SVG of ours."""

    language: Language
    title: str
    headline: str
    stripes: Sequence[Stripe]
    line: int | None
    chamber: str
    key: Sequence[tuple[str, str]]
    foot: Sequence[str]


class _Drawing:
    """The picture that grows downwards."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = MARGIN

    def text(self, words: str, size: int, *, colour: str = INK, bold: bool = False, after: int = 8) -> None:
        """Write *words* in as many lines as they need."""
        for line in textwrap.wrap(words, int(INNER / (size * 0.53))) or [""]:
            self.y += round(size * 1.3)
            self.parts.append(_line(MARGIN, self.y, size, line, colour, bold=bold))
        self.y += after

    def chamber(self, drawn: str, key: Sequence[tuple[str, str]]) -> None:
        """Put the chamber and its key in the middle."""
        height = round(CHAMBER * CHAMBER_HEIGHT / CHAMBER_WIDTH)
        place = f'x="{(WIDTH - CHAMBER) // 2}" y="{self.y}" width="{CHAMBER}" height="{height}"'
        self.parts.append(re.sub(r"^<svg ", f"<svg {place} ", drawn, count=1))
        self.y += height + 22
        x = MARGIN
        for shape, words in key:
            room = round(len(words) * 7.4) + 40
            if x + room > WIDTH - MARGIN and x > MARGIN:
                x, self.y = MARGIN, self.y + 22
            self.parts.append(_mark(shape, x + 6, self.y - 5))
            self.parts.append(_line(x + 18, self.y, 14, words, MUTED))
            x += room
        self.y += 18

    def stripes(self, stripes: Iterable[Stripe], line: int | None) -> None:
        """Draw a bar for each answer, and the majority line across them."""
        top = self.y
        for each in stripes:
            lines = textwrap.wrap(each.name, 78) or [""]
            for words in lines:
                self.y += 22
                self.parts.append(_line(MARGIN, self.y, 16, words, INK))
            self.parts.append(_line(WIDTH - MARGIN, self.y, 16, each.figure, INK, bold=True, end=True))
            colour = COLOURS.get(each.letter, ACCENT)
            self.parts.append(
                _rect(INNER, self.y + 7, GROUND) + _rect(round(INNER * each.percent / 100), self.y + 7, colour)
            )
            self.y += 28
        if line is not None:
            x = MARGIN + round(INNER * line / 100)
            self.parts.append(
                f'<path d="M{x} {top + 6}V{self.y}" stroke="{INK}" stroke-width="2" stroke-dasharray="5 4"/>'
            )
        self.y += 12


def svg(picture: Picture, *, alone: bool = True) -> str:
    """Return *picture* as a file that needs nothing else; not *alone*, without the words that stand around it."""
    drawing = _Drawing()
    if alone:
        drawing.text(picture.title, 24, bold=True)
        drawing.text(picture.headline, 17, after=18)
    if picture.chamber:
        drawing.chamber(picture.chamber, picture.key)
    drawing.stripes(picture.stripes, picture.line)
    for words in picture.foot if alone else ():
        drawing.text(words, 13, colour=MUTED, after=2)
    height = drawing.y + MARGIN // 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' xml:lang="{picture.language}" font-family="{FONT}"><title>{escaped(picture.title)}</title>'
        f"<desc>{escaped(picture.headline)}</desc><style>{STYLE}</style>"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>' + "\n".join(drawing.parts) + "</svg>\n"
    )


def png(drawn: str) -> bytes:
    """Return *drawn*, an SVG of ours, as PNG."""
    return pdf.png("picture", {"picture": drawn})


def _line(x: int, y: int, size: int, words: str, colour: str, *, bold: bool = False, end: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{weight}{anchor}>{escaped(words)}</text>'


def _rect(width: int, y: int, colour: str) -> str:
    return f'<rect x="{MARGIN}" y="{y}" width="{width}" height="11" rx="3" fill="{colour}"/>'


def _mark(shape: str, x: int, y: int) -> str:
    """Return the mark of one line of the key, in the manner of the seats."""
    if shape == "abstention":
        return f'<path d="M{x - 6} {y + 3}a6 6 0 0 1 12 0z" fill="{COLOURS["b"]}"/>'
    if shape in ("yes", "full"):
        return f'<circle cx="{x}" cy="{y}" r="6" fill="{COLOURS["y"] if shape == "yes" else ACCENT}"/>'
    if shape == "dot":
        return f'<circle cx="{x}" cy="{y}" r="2" fill="{COLOURS["o"]}"/>'
    colour, width = (COLOURS["n"], 3) if shape == "no" else (COLOURS["o"], 1.2)
    return f'<circle cx="{x}" cy="{y}" r="4.5" fill="none" stroke="{colour}" stroke-width="{width}"/>'
