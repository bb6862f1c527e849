"""The columns of a file of polls: what they are called, which field each fills, and the words that it takes."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from meetings.core.bilingual import LANGUAGES
from meetings.core.text import folded
from meetings.i18n import in_language
from meetings.models.poll import (
    Basis,
    Majority,
    Method,
    Procedure,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)
from meetings.web.poll.wording import LABELS


class Column(NamedTuple):
    """One column: the field of the form that it fills, its heading, what is written there, and the words offered."""

    field: str
    heading: Any
    help: Any
    words: type[StrEnum] | None = None


_IF_EMPTY = _l("Left empty, what is usual holds.")
_YES = _l("Yes or no; left empty, no.")
COLUMNS: Sequence[Column] = (
    Column("question-en", _l("Question (English)"), _l("At most 500 characters. At least one language is needed.")),
    Column("question-fr", _l("Question (French)"), _l("The same question in French.")),
    Column("item", _l("Agenda item"), _l("Its number on the agenda; may be left empty.")),
    Column("kind", _l("Kind of question"), _l("One of the words below; left empty, one answer."), QuestionKind),
    Column(
        "options-en",
        _l("Options (English)"),
        _l(
            "One a line (Alt+Enter begins a new line), at most thirty. Behind the words may stand [abstention],"
            " [none of these] or the symbol of a document of the meeting, such as [NCP0801]."
        ),
    ),
    Column("options-fr", _l("Options (French)"), _l("The same options in French, in the same order.")),
    Column("least", _l("At least"), _l("How many options, or the smallest mark or number. Left empty, what is usual.")),
    Column("most", _l("At most"), _l("How many options, the largest mark or number, the points to share out.")),
    Column("secrecy", _l("Level"), _l("One of the words below; left empty, named."), Secrecy),
    Column("voters", _l("Who is entitled"), _IF_EMPTY, Voters),
    Column("kinds", _l("Kinds of organisation"), _l("Their codes, one a line, where certain kinds are entitled.")),
    Column("chosen", _l("List of organisations"), _l("Codes, one a line, with the number of votes behind if not one.")),
    Column("unit", _l("Ballots"), _IF_EMPTY, Unit),
    Column("observers", _l("Observers answer too"), _YES),
    Column("final", _l("The first ballot is final"), _YES),
    Column("majority", _l("Majority"), _IF_EMPTY, Majority),
    Column("basis", _l("Of what"), _IF_EMPTY, Basis),
    Column("quorum", _l("Quorum, in percent"), _l("A whole number from 0 to 100.")),
    Column("method", _l("How rankings are counted"), _IF_EMPTY, Method),
    Column("seats", _l("How many options are chosen"), _l("A whole number; left empty, one.")),
    Column("ties", _l("When there is a tie"), _IF_EMPTY, Ties),
    Column("results_when", _l("The result is shown"), _IF_EMPTY, ResultsWhen),
    Column("results_to", _l("To whom"), _IF_EMPTY, ResultsTo),
    Column("procedure", _l("How the poll is held"), _l("Left empty, in the meeting."), Procedure),
    Column("stops_at", _l("Objections that stop it"), _l("Of a silence procedure; a whole number, left empty, one.")),
    Column(
        "reminders",
        _l("Reminders"),
        _l("How many days before the deadline, separated by semicolons, such as 7; 2. Left empty, none is sent."),
    ),
    Column(
        "dates",
        _l("Dates"),
        _l(
            "Of a question about dates, in place of options: one a line, such as 2027-06-15 10:00–12:00, or 2027-06-15"
            " for the whole day. Where the clocks go back and show a time twice: 02:30+02:00."
        ),
    ),
    Column(
        "dates_zone",
        _l("Time zone of the dates"),
        _l("Its name, such as Europe/Brussels; left empty, that of the meeting."),
    ),
    Column(
        "opens",
        _l("Opens"),
        _l("When the poll opens by itself, such as 2027-06-15 10:00, in the time zone of the meeting; may be empty."),
    ),
    Column(
        "closes",
        _l("Closes"),
        _l(
            "When it closes by itself, or the deadline between meetings, written alike. Without a time at which it"
            " opens, the page on which it is opened offers this one."
        ),
    ),
)
#: Which columns are ticked, and what stands for the words of an option that has none in this language.
BOXES, MISSING = ("observers", "final"), "–"
#: Which columns hold days and times, or make them.
TIMES = ("dates", "opens", "closes")
#: What stands behind the words of an option, by the word as it is compared.
ABSTENTION, NONE = "abstention", "none_of_these"
_MARKS = {ABSTENTION: _l("abstention"), NONE: _l("none of these")}


def headings() -> list[str]:
    """Return the first line of a file in the reader's language."""
    return [str(column.heading) for column in COLUMNS]


@cache
def by_heading() -> Mapping[str, Column]:
    """Return the columns by their headings in both languages, as these are compared."""
    return {plain(text): column for column in COLUMNS for text in (column.field, *in_both(column.heading))}


@cache
def vocabulary(words: type[StrEnum]) -> Mapping[str, str]:
    """Return the values of a closed list by its words in both languages, whole or up to their colon."""
    found = {plain(member.value): member.value for member in words}
    for member, said in LABELS[words].items():
        for text in in_both(said):
            found |= {plain(text): member.value, plain(re.split(r"\s?:", text)[0]): member.value}
    return found


@cache
def marks() -> Mapping[str, str]:
    """Return what stands behind the words of an option, by its words in both languages."""
    return {plain(text): mark for mark, said in _MARKS.items() for text in (mark, *in_both(said))}


def mark(which: str) -> str:
    """Return in the reader's language what stands behind the words of an option."""
    return f" [{_MARKS[which]}]"


def in_both(said: Any) -> list[str]:
    """Return *said* in both languages."""
    found = []
    for each in LANGUAGES:
        with in_language(each):
            found.append(str(said))
    return found


def plain(text: str) -> str:
    """Return *text* without case, accents, and the marks between its words."""
    return " ".join(re.sub(r"[\s_’'()-]+", " ", folded(text)).split())
