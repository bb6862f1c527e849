"""Parts of pages that many readers see alike: made once for the same things in a language, then kept for a while.

The macro of such a part may look at nothing but its arguments and the language. What it is given is an immutable value
of the domain; a change in the database makes another value, and so another part.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from flask import Flask, get_template_attribute
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from meetings.core.bilingual import Language
from meetings.i18n import language


class SharedTemplate(Template):
    """A template whose macros are the same wherever they are imported: none here has globals of its own.

    Jinja would compare all globals at each import of each page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module(None)


def kept(template: str, macro: str, *, size: int) -> Callable[..., Markup]:
    """Return a function that renders *macro* of *template*, and keeps the last *size* results."""

    @lru_cache(maxsize=size)
    def rendered(_language: Language, *things: object) -> Markup:
        return Markup(get_template_attribute(template, macro)(*things))  # noqa: S704 - the template escapes

    def part(*things: object) -> Markup:
        return rendered(language(), *things)

    return part


def kept_lines(template: str, macro: str, *, size: int) -> Callable[..., Markup]:
    """Return a function that renders a list, line by line, and keeps the last *size* lines.

    A line is a tuple of what *macro* takes first; what the whole list shares comes after it.
    """

    @lru_cache(maxsize=size)
    def rendered(_language: Language, line: tuple[object, ...], *shared: object) -> Markup:
        return Markup(get_template_attribute(template, macro)(*line, *shared))  # noqa: S704 - the template escapes

    def part(lines: Iterable[tuple[object, ...]], *shared: object) -> Markup:
        spoken = language()
        return Markup("").join([rendered(spoken, line, *shared) for line in lines])

    return part


PARTS = {
    "kept_agenda": kept("agenda/_list.html", "agenda_list", size=64),
    "kept_papers": kept("document/_papers.html", "paper_rows", size=64),
    "kept_silent": kept("console/_silent.html", "silent_members", size=64),
    "kept_entries": kept_lines("organisation/_rows.html", "entry_row", size=2048),
    "kept_meetings": kept_lines("meeting/_list.html", "meeting_row", size=512),
}


def register(app: Flask) -> None:
    """Give templates the parts under their names."""
    app.jinja_env.template_class = SharedTemplate
    app.jinja_env.globals.update(PARTS)
