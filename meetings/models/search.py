"""Texts without case and accents, for searching in the database: as ``core.text.folded`` does it."""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from meetings.core.text import folded

#: Letters of the Latin alphabet that readers of English and French may meet in names.
_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_FOLDED = {chr(code): folded(chr(code)) for code in _LATIN if unicodedata.category(chr(code)).startswith("L")}
_SPACES = dict.fromkeys("\xa0\u202f\u2009\n\t", " ")
_APOSTROPHES = dict.fromkeys("’‘ʼ", "'")
_ONE_FOR_ONE = {**{c: f for c, f in _FOLDED.items() if len(f) == 1 and f != c}, **_SPACES, **_APOSTROPHES}
_ONE_FOR_TWO = {c: _FOLDED[c] for c in "ŒœÆæßẞÞþĲĳ"}
_DROPPED = "\u00ad\u200c\u200d"


class Folded(FunctionElement[str]):
    """A text in small letters without accents."""

    name = "folded"
    type = Text()
    inherit_cache = True


class LastWord(FunctionElement[str]):
    """What stands in a text behind its last space; the whole where there is none."""

    name = "last_word"
    type = Text()
    inherit_cache = True


def folded_column(text: ColumnElement[str]) -> Folded:
    """Return *text* so that what ``core.text.folded`` makes of a word can be found in it."""
    return Folded(text)


@compiles(Folded)
def _in_sqlite(element: Folded, compiler: SQLCompiler, **options: Any) -> str:
    """Call the function that each connection to SQLite is given."""
    return f"folded({compiler.process(element.clauses, **options)})"


@compiles(Folded, "postgresql")
def _in_postgresql(element: Folded, compiler: SQLCompiler, **options: Any) -> str:
    """Write it with functions that every PostgreSQL has, whatever its collation and extensions."""
    text = compiler.process(element.clauses, **options)
    for letter, letters in _ONE_FOR_TWO.items():
        text = f"replace({text}, '{letter}', '{letters}')"
    was, becomes = "".join(_ONE_FOR_ONE) + _DROPPED, "".join(_ONE_FOR_ONE.values())
    return f"lower(translate({text}, {_quoted(was)}, {_quoted(becomes)}))"


@compiles(LastWord)
def _last_in_sqlite(element: LastWord, compiler: SQLCompiler, **options: Any) -> str:
    """Call the function that each connection to SQLite is given."""
    return f"last_word({compiler.process(element.clauses, **options)})"


@compiles(LastWord, "postgresql")
def _last_in_postgresql(element: LastWord, compiler: SQLCompiler, **options: Any) -> str:
    """Take away all up to the last space."""
    return f"regexp_replace({compiler.process(element.clauses, **options)}, '^.* ', '')"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
