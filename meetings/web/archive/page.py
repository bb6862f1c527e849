"""What a reader looks for in the archive, and what the page shows of it."""

from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from flask_babel import gettext as _

from meetings.core import excerpts, typography
from meetings.core.bilingual import FRENCH, LABELS, Language, other
from meetings.core.excerpts import Part
from meetings.core.markdown import plain
from meetings.core.paging import Page, number_from
from meetings.core.text import as_integer, one_line, printable
from meetings.domain.archive import queries, rules
from meetings.domain.archive.rules import Facets, Hit, Place, Source
from meetings.domain.mailing import policy as mailing
from meetings.domain.outcome import rules as outcomes
from meetings.i18n import language
from meetings.models.person import Person

LONGEST = 200
#: Written in Markdown.
MARKED_UP = (Source.PARAGRAPH, Source.DECISION, Source.ACTION)


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks the archive for; anything that cannot be is as good as not asked."""

    words: str
    series: str
    year: int | None
    region: str
    page: int

    @property
    def looked_for(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return rules.words_of(self.words)

    @property
    def asked(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.words or self.series or self.year or self.region)

    def url(self, page: int) -> str:
        """Return the address of another *page* of the same list."""
        chosen = {"words": self.words, "series": self.series, "year": self.year, "region": self.region, "page": page}
        return url_for("archive.index", **{name: value for name, value in chosen.items() if value})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A place where words were found: what it is, and the stretch around them."""

    label: str
    parts: tuple[Part, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of the list."""

    hit: Hit
    snippets: tuple[Snippet, ...]
    #: The reader may see what was written to whom.
    shows_mails: bool


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """The archive as one reader asked for it."""

    question: Question
    facets: Facets
    page: Page[Hit]
    lines: tuple[Line, ...]
    #: More words were typed than are looked for.
    shortened: bool


def question() -> Question:
    """Read from the address what the reader asks for."""
    return Question(
        words=printable(one_line(request.args.get("words", "")[:LONGEST])),
        series=printable(request.args.get("series", "")[:LONGEST]),
        year=as_integer(request.args.get("year", ""), 1900, 2200),
        region=printable(request.args.get("region", "")[:LONGEST]),
        page=number_from(request.args.get("page", "")),
    )


def archive_page(asked: Question, viewer: Person | None, *, now: datetime) -> ArchivePage:
    """Look for what was *asked*, as *viewer* may see it."""
    words = asked.looked_for
    page = queries.search(
        viewer,
        series=asked.series,
        year=asked.year,
        region=asked.region,
        words=words,
        page=asked.page,
        now=now,
    )
    return ArchivePage(
        question=asked,
        facets=queries.facets(viewer, now=now),
        page=page,
        lines=tuple(_line(hit, words, viewer) for hit in page.things),
        shortened=len(asked.words.split()) > len(words) >= rules.MOST_WORDS,
    )


def _line(hit: Hit, words: tuple[str, ...], viewer: Person | None) -> Line:
    snippets = tuple(_snippet(hit, place, words) for place in hit.places)
    return Line(hit, snippets, mailing.can_plan(viewer, hit.meeting))


def _snippet(hit: Hit, place: Place, words: tuple[str, ...]) -> Snippet:
    """Show *place* in the reader's language if the words are in it, else in the other."""
    mine, theirs = _parts(place, language(), words), _parts(place, other(language()), words)
    shown_in = other(language()) if _score(theirs) > _score(mine) else language()
    parts = theirs if shown_in != language() else mine
    if not parts:
        _shown, shown_in = place.text.shown(language())
        parts = (Part(place.text.text(shown_in)[: excerpts.WIDTH], hit=False),)
    if place.text.is_draft(shown_in):
        parts = (*parts, Part(f" {LABELS[shown_in]}", hit=False))
    return Snippet(_label(hit, place), parts, shown_in)


def _parts(place: Place, wanted: Language, words: tuple[str, ...]) -> tuple[Part, ...]:
    text = place.text.text(wanted)
    if place.source in MARKED_UP:
        text = plain(text)
    return excerpts.excerpt(typography.french(text) if wanted == FRENCH else text, words)


def _score(parts: tuple[Part, ...]) -> int:
    """Return how many different words are marked."""
    return len({part.text.casefold() for part in parts if part.hit})


def _label(hit: Hit, place: Place) -> str:
    """Say which text of a meeting *place* is."""
    said: dict[Source, str] = {
        Source.TITLE: _("Title"),
        Source.SUMMARY: _("Summary"),
        Source.ITEM: _("Agenda item %(number)s", number=place.mark),
        Source.DOCUMENT: _("Document %(symbol)s", symbol=place.symbol),
        Source.PARAGRAPH: _("Record"),
        Source.DECISION: _("Decision %(symbol)s", symbol=outcomes.decision_symbol(hit.meeting, place.number)),
        Source.ACTION: _("Action %(symbol)s", symbol=outcomes.action_symbol(hit.meeting, place.number)),
    }
    return said[place.source]
