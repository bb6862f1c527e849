"""PDF files: one of our templates in ``typst/``, and plain values that it sets in type."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meetings.core import typography
from meetings.core.bilingual import Bilingual, Language
from meetings.core.later import Later
from meetings.exports import plain, words

if TYPE_CHECKING:
    import typst
else:
    typst = Later("typst")

TEMPLATES = Path(__file__).parent / "typst"
#: With the fonts of this machine? Claiming PDF/UA-1 (ISO 14289-1)? Tried in turn: what Typst's own fonts cannot write,
#: others may; what none can is printed as boxes, rather than nothing at all.
ATTEMPTS = ((False, True), (True, True), (True, False))
MISSING_CHARACTER = "could not be displayed"
#: The fixed words of printed papers, under their names.
WORDS = {name.lower(): said for name, said in vars(words).items() if isinstance(said, Bilingual)}


def pdf(template: str, values: object, *, languages: Sequence[Language], modified: datetime) -> bytes:
    """Return the PDF that our template *template* makes of *values* in *languages*, the first leading.

    *values* is a dataclass or a mapping; the template finds it as ``data``, each text a string that is never read as
    markup. *modified* becomes the date of the file: equal arguments give equal bytes on one machine.
    """
    return compiled(TEMPLATES / f"{template}.typ", values, languages=languages, modified=modified)


def png(template: str, values: object) -> bytes:
    """Return the PNG that our template *template* makes of *values*, at 144 points an inch."""
    file = TEMPLATES / f"{template}.typ"
    inputs = {
        name: json.dumps(_plain(value)) for name, value in {"data": values, "languages": ["en"], "words": {}}.items()
    }
    compiler = typst.Compiler(file, root=file.parent, font_paths=_fonts(True), sys_inputs=inputs)
    made: Any = compiler.compile(format="png", ppi=144)
    return bytes(made)


def compiled(file: Path, values: object, *, languages: Sequence[Language], modified: datetime) -> bytes:
    """Return the PDF that the template *file* makes of *values*; it can read nothing outside its folder."""
    given = {"data": values, "languages": languages, "words": WORDS}
    inputs = {name: json.dumps(_plain(value)) for name, value in given.items()}
    *attempts, last = ATTEMPTS
    for system_fonts, accessible in attempts:
        try:
            return _attempt(file, inputs, modified, system_fonts, accessible)
        except typst.TypstError as error:
            if MISSING_CHARACTER not in error.message:
                raise
    return _attempt(file, inputs, modified, *last)


def _attempt(file: Path, inputs: dict[str, str], modified: datetime, system_fonts: bool, accessible: bool) -> bytes:
    compiler = typst.Compiler(file, root=file.parent, font_paths=_fonts(system_fonts), sys_inputs=inputs)
    at = modified.astimezone(UTC).replace(microsecond=0)  # Typst takes no other
    made: Any = compiler.compile(format="pdf", pdf_standards="ua-1" if accessible else [], timestamp=at)
    return bytes(made)


@cache
def _fonts(system_fonts: bool) -> "typst.Fonts":
    """Return the fonts, once a process: looked for at the first file, never before the process was forked."""
    return typst.Fonts(include_system_fonts=system_fonts)


def _plain(value: Any) -> Any:
    """Return *value* as JSON can hold it, French with its spaces."""
    if isinstance(value, Bilingual):
        return {"en": plain.fit(value.en), "fr": plain.fit(typography.french(value.fr))}
    if isinstance(value, str):
        return plain.fit(value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
