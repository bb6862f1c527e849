"""The reader's language: where it comes from, and the words, dates and texts that templates show in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple, cast

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import force_locale, get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from meetings.core import dates, typography, zones
from meetings.core.bilingual import ENGLISH, FRENCH, LABELS, LANGUAGES, Bilingual, Language, other
from meetings.core.markdown import render
from meetings.models import person


def as_language(text: str) -> Language:
    """Return *text* as one of the two languages, English if it is neither."""
    return FRENCH if text == FRENCH else ENGLISH


class Speech(NamedTuple):
    """The language of what is being made, and the catalogue of its words."""

    language: Language
    catalogue: NullTranslations


#: What is spoken in this request or block; a page asks hundreds of times, so it is found once.
_SPOKEN: ContextVar[Speech | None] = ContextVar("spoken", default=None)


def _found() -> Speech:
    """Ask Babel what is spoken; English where nobody is there to read."""
    locale = get_locale()
    return Speech(as_language(locale.language if locale else ENGLISH), get_translations())


def _speech() -> Speech:
    return _SPOKEN.get() or _found()


def _begin() -> None:
    """Find out what this request speaks."""
    _SPOKEN.set(_found())


def _end(_error: BaseException | None) -> None:
    """Forget it: the thread serves somebody else next."""
    _SPOKEN.set(None)


def language() -> Language:
    """Return the language of the page or mail that is being made."""
    return _speech().language


def _gettext(message: str) -> str:
    """Return *message* of a template in the language of the page."""
    return _speech().catalogue.ugettext(message)


@pass_context
def _words(context: Context, message: str, /, **variables: object) -> str:
    """Return *message* as Jinja's own ``_`` would; most messages carry no values and are kept."""
    if variables or not context.eval_ctx.autoescape:
        return cast(str, context.call(context["gettext"], message, **variables))
    return _plain(_speech(), message)


@lru_cache(maxsize=4096)
def _plain(speech: Speech, message: str) -> Markup:
    return Markup(speech.catalogue.ugettext(message)) % {}  # noqa: S704 - the words are the translators'


def _ngettext(one: str, many: str, number: int) -> str:
    """Return the message of a template that suits *number*, in the language of the page."""
    return _speech().catalogue.ungettext(one, many, number)


def _pgettext(context: str, message: str) -> str:
    """Return the message of a template that is meant in *context*, in the language of the page."""
    return _speech().catalogue.upgettext(context, message)


def _npgettext(context: str, one: str, many: str, number: int) -> str:
    """Return the message of a template that suits *number* in *context*, in the language of the page."""
    return _speech().catalogue.unpgettext(context, one, many, number)


def preferred() -> Language:
    """Return which of the two languages the reader's browser asks for."""
    return as_language(request.accept_languages.best_match(LANGUAGES, default=ENGLISH))


def select_locale() -> str:
    """Tell Babel the language of this request: that of the path, else what the browser asks for."""
    if not has_request_context():
        return ENGLISH
    return cast(str, g.get("language") or preferred())


@contextmanager
def in_language(wanted: Language) -> Iterator[None]:
    """Make everything inside the block speak *wanted*."""
    with force_locale(wanted):
        token = _SPOKEN.set(Speech(wanted, get_translations()))
        try:
            yield
        finally:
            _SPOKEN.reset(token)


def words(text: Bilingual) -> str:
    """Return *text* in the reader's language, or in the other when there is nothing else."""
    shown, _ = text.shown(language())
    return shown


def _marked(html: Markup, shown_in: Language) -> Markup:
    """Mark *html* as being in the other language, with its tag."""
    return Markup('<span lang="{0}">{1}</span> <span class="hc-lang {0}" aria-hidden="true">{2}</span>').format(
        shown_in, html, shown_in.upper()
    )


def tagged(text: Bilingual) -> str:
    """Return *text* for a plain file in the reader's language; the other one has its tag."""
    return text.tagged(language())


def bilingual(text: Bilingual) -> Markup:
    """Return *text* as HTML in the reader's language; in the other one it is marked as such, never a blank."""
    shown, shown_in = text.shown(language())
    html = _typeset(shown, shown_in)
    return html if shown_in == language() or not shown else _marked(html, shown_in)


def in_one(text: Bilingual, wanted: Language) -> Markup:
    """Return *text* as HTML for the column of *wanted*; in the other language it is marked."""
    shown, shown_in = text.shown(wanted)
    html = _typeset(shown, shown_in)
    return html if shown_in == wanted or not shown else _marked(html, shown_in)


def _typeset(text: str, in_: Language) -> Markup:
    """Escape *text* and give French its spaces and raised ordinals."""
    return Markup(typography.ordinals(typography.french(text))) if in_ == FRENCH else escape(text)  # noqa: S704


def rich(text: Bilingual, wanted: Language | None = None) -> Markup:
    """Return the Markdown of *text* as sanitised HTML in *wanted* or the reader's language."""
    reader = wanted or language()
    shown_in = text.shown(reader)[1]
    shown = text.text(shown_in)
    html = Markup(render(typography.french(shown) if shown_in == FRENCH else shown))  # noqa: S704
    if text.is_draft(shown_in):
        html += Markup('<p class="small hc-mut">{0}</p>').format(LABELS[shown_in])
    if shown_in == reader or not shown:
        return html
    return Markup('<div lang="{0}"><span class="hc-lang {0}" aria-hidden="true">{1}</span> {2}</div>').format(
        shown_in, shown_in.upper(), html
    )


def long_date(on: date) -> str:
    """Return *on* as day, month and year."""
    return dates.long_date(on, language())


def weekday_date(on: date) -> str:
    """Return *on* with its weekday."""
    return dates.weekday_date(on, language())


def short_date(on: date) -> str:
    """Return *on* with a short month, for tables."""
    return dates.short_date(on, language())


def short_day(on: date) -> str:
    """Return *on* with a short month and without its year."""
    return dates.short_day(on, language())


def day_span(first: date, last: date) -> str:
    """Return the days from *first* to *last*."""
    return dates.day_span(first, last, language())


def month_year(on: date) -> str:
    """Return the month of *on* as a heading."""
    return dates.month_year(on, language())


def weekday(on: date, *, letter: bool = False) -> str:
    """Return the weekday of *on*, or the *letter* it begins with."""
    return dates.weekday(on, language(), letter=letter)


def in_zone(at: datetime, zone: str) -> datetime:
    """Return the instant *at* as the clocks of *zone* show it."""
    return zones.local(at, zone)


def moment(at: datetime, zone: str) -> str:
    """Return day and time of the instant *at* in *zone*."""
    return dates.moment(zones.local(at, zone), language())


def time_of_day(at: datetime, zone: str) -> str:
    """Return the time of the instant *at* in *zone*."""
    return dates.time_of_day(zones.local(at, zone), language())


def clock_time(at: time) -> str:
    """Return the time of day *at*."""
    return dates.time_of_day(at, language())


def clock_range(starts: datetime, ends: datetime) -> str:
    """Return the times from *starts* to *ends*, as the clocks show them that these times belong to."""
    return dates.time_range(starts, ends, language())


def country(code: str) -> str:
    """Return the name of the country with the ISO 3166-1 *code*."""
    return str(Locale(language()).territories.get(code, code))


def time_range(starts: datetime, ends: datetime, zone: str) -> str:
    """Return the times from *starts* to *ends* in *zone*."""
    return dates.time_range(zones.local(starts, zone), zones.local(ends, zone), language())


def colon() -> str:
    """Return the colon as it follows a word of the page, in French after a space that does not break."""
    return f"{typography.NBSP}:" if language() == FRENCH else ":"


def city(zone: str) -> str:
    """Return the city of *zone* as the reader writes it: Brussels, Bruxelles."""
    return dates.city(zone, language())


def of_city(zone: str) -> str:
    """Return the city of *zone* as it follows the French “heure”: de Bruxelles, d’Alger; bare in English."""
    name = city(zone)
    return typography.of(name) if language() == FRENCH and name != "UTC" else name


def file_size(octets: int) -> str:
    """Return the size of a file as readers write it."""
    return typography.file_size(octets, language())


FILTERS: tuple[Callable[..., Any], ...] = (
    bilingual,
    in_one,
    rich,
    tagged,
    words,
    long_date,
    weekday_date,
    short_date,
    short_day,
    day_span,
    month_year,
    weekday,
    in_zone,
    moment,
    time_of_day,
    clock_time,
    clock_range,
    country,
    time_range,
    city,
    of_city,
    file_size,
)


def register(app: Flask) -> None:
    """Give templates the words, the filters, the current language and the other one."""
    app.before_request(_begin)
    app.teardown_request(_end)
    person.bind(language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True, pgettext=_pgettext, npgettext=_npgettext
    )
    app.jinja_env.globals["_"] = _words
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["language"] = language
    app.jinja_env.globals["colon"] = colon
    app.jinja_env.globals["other_language"] = lambda: other(language())
