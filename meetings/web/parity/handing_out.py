"""Lists of texts for a translator: which texts, and what stands in each line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from meetings.core.bilingual import ENGLISH, FRENCH, Language, State, other
from meetings.core.later import Later
from meetings.domain.parity import file_rules, queries
from meetings.domain.parity.file_reading import HEADINGS
from meetings.domain.parity.rules import Text
from meetings.exports.xliff import Unit
from meetings.models.meeting import Meeting
from meetings.web.parity import names

if TYPE_CHECKING:
    from meetings.exports import tables
else:
    tables = Later("meetings.exports.tables")

ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Into which language, and whether all texts or only those that are not current."""

    language: Language
    everything: bool

    @property
    def source(self) -> Language:
        """The language of the originals."""
        return other(self.language)


def wanted() -> Wanted:
    """Return which list the address asks for: into French, and of the gaps, while nothing else is chosen."""
    language = ENGLISH if request.args.get("into", "") == ENGLISH else FRENCH
    return Wanted(language, request.args.get("which", "") == ALL)


def numbers(meeting: Meeting) -> dict[Language, tuple[int, int]]:
    """Return for each language how many texts lack it or are not current in it, and how many there are in all."""
    found = queries.texts(meeting)
    return {
        language: (len(_chosen(found, Wanted(language, False))), len(_chosen(found, Wanted(language, True))))
        for language in (FRENCH, ENGLISH)
    }


def units(meeting: Meeting, asked: Wanted) -> list[Unit]:
    """Return the lines of the list that was *asked* for."""
    return [_unit(meeting, text) for text in _chosen(queries.texts(meeting), asked)]


def workbook(lines: Sequence[Unit], asked: Wanted) -> bytes:
    """Return *lines* as an XLSX file."""
    rows = [(line.mark, line.name, line.note, line.limit, line.source, line.target) for line in lines]
    sheet = tables.Sheet(f"{asked.source.upper()} - {asked.language.upper()}", HEADINGS, rows)
    data: bytes = tables.workbook([sheet])
    return data


def file_name(meeting: Meeting, asked: Wanted, ending: str) -> str:
    """Return what the list is called: “ncp-plenary-8-en-fr.xlsx”."""
    return f"{meeting.slug}-{asked.source}-{asked.language}.{ending}"


def _chosen(found: Sequence[Text], asked: Wanted) -> list[Text]:
    """Return the texts that can be translated into the language *asked* for: their original is there, in the other."""
    return [
        text
        for text in found
        if text.words.translation == asked.language
        and text.words.text(asked.source)
        and not text.locked
        and (asked.everything or text.is_gap)
    ]


def _unit(meeting: Meeting, text: Text) -> Unit:
    words, state = text.words, text.words.state(text.words.translation)
    return Unit(
        mark=file_rules.mark_of(meeting.id, text),
        name=names.name(text),
        state=state,
        limit=text.part.limit,
        source=words.text(words.original),
        target=words.text(words.translation),
        note=_note(state),
    )


def _note(state: State) -> str:
    """Say what there is to do, in words for a translator."""
    notes: dict[State, str] = {
        "missing": _("to be translated"),
        "behind": _("out of date: the source has changed"),
        "machine": _("machine’s draft: to be revised"),
    }
    return str(notes.get(state, _("current")))
