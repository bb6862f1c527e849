"""Lists of texts for translators as XLIFF 1.2 (OASIS standard of 1 February 2008), which their programs all read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from meetings.core.bilingual import Language, State
from meetings.exports import plain

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
#: How XLIFF calls the states of a translation; one that a machine made says so beside it.
STATES: dict[State, str] = {
    "missing": "needs-translation",
    "behind": "needs-review-translation",
    "machine": "needs-review-translation",
    "current": "translated",
}
BY_MACHINE = "mt-suggestion"


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to translate: its mark, what it is called, what it says, and what stands in its translation."""

    mark: str
    name: str
    state: State
    limit: int
    source: str
    target: str
    #: For whoever translates: what the state means, in words.
    note: str


def document(units: Iterable[Unit], *, original: str, source: Language, target: Language, made_at: datetime) -> bytes:
    """Return *units* of the thing called *original* as one XLIFF file from *source* to *target*."""
    head = " ".join(
        f"{name}={quoteattr(value)}"
        for name, value in (
            ("original", original),
            ("source-language", source),
            ("target-language", target),
            ("datatype", "plaintext"),
            ("date", made_at.strftime("%Y-%m-%dT%H:%M:%SZ")),
        )
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xliff version="1.2" xmlns="{NAMESPACE}">',
        f"<file {head}>",
        "<body>",
        *(_unit(unit) for unit in units),
        "</body>",
        "</file>",
        "</xliff>",
    ]
    return "\n".join(lines).encode() + b"\n"


def _unit(unit: Unit) -> str:
    """Return one unit; blanks and line ends in it are part of the text."""
    qualifier = f' state-qualifier="{BY_MACHINE}"' if unit.state == "machine" else ""
    return (
        f'<trans-unit id={quoteattr(unit.mark)} resname={quoteattr(unit.name)} maxwidth="{unit.limit}"'
        ' size-unit="char" xml:space="preserve">\n'
        f"<source>{_words(unit.source)}</source>\n"
        f'<target state="{STATES[unit.state]}"{qualifier}>{_words(unit.target)}</target>\n'
        f"<note>{_words(f'{unit.name}: {unit.note}')}</note>\n"
        "</trans-unit>"
    )


def _words(text: str) -> str:
    return escape(plain.fit(text))
