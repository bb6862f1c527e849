"""The two halves of a document in a list, made in one go: a meeting page shows dozens at each call."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import g
from flask_babel import gettext as _

from meetings.core.bilingual import ENGLISH, FRENCH, Language, other
from meetings.core.typography import file_size
from meetings.domain.document.queries import Paper, Version
from meetings.i18n import language
from meetings.models.document import DocumentVersion


@dataclass(frozen=True, slots=True)
class Half:
    """One language of a document: its newest version as readers see it, or none."""

    language: Language
    #: What the reader calls the language.
    name: str
    version: Version | None
    size: str = ""
    url: str = ""


def halves(paper: Paper, slug: str) -> tuple[Half, Half]:
    """Return both languages of *paper*, the reader's first."""
    mine = language()
    names = _names(mine)
    return _half(paper, slug, mine, mine, names), _half(paper, slug, other(mine), mine, names)


def paper_url(slug: str, version: Version | DocumentVersion) -> str:
    """Return the address of a file of the meeting called *slug*."""
    return _url(language(), slug, version)


def _half(paper: Paper, slug: str, spoken: Language, reader: Language, names: dict[Language, str]) -> Half:
    version = paper.versions.get(spoken)
    if version is None:
        return Half(spoken, names[spoken], None)
    return Half(spoken, names[spoken], version, file_size(version.size, reader), _url(reader, slug, version))


def _url(reader: Language, slug: str, version: Version | DocumentVersion) -> str:
    """Write the address by hand: ``url_for`` would take half of the time of a long list."""
    return f"/{reader}/meetings/{slug}/documents/{version.id}/{quote(version.filename)}"


def _names(reader: Language) -> dict[Language, str]:
    """Return what *reader* calls the two languages, looked up once a page."""
    kept: dict[Language, dict[Language, str]] = g.setdefault("language_names", {})
    if reader not in kept:
        kept[reader] = {ENGLISH: _("English"), FRENCH: _("French")}
    return kept[reader]
