"""What surrounds every page: navigation, who is signed in, the same page in the other language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, has_request_context, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.core import marks
from meetings.core.bilingual import Language, other
from meetings.domain.meeting import policy as meetings
from meetings.domain.organisation import policy as organisations
from meetings.domain.outbox import policy as outbox
from meetings.domain.registration import days
from meetings.domain.role import policy as roles
from meetings.i18n import language
from meetings.models.person import Person
from meetings.web import viewer
from meetings.web.registration import strands
from meetings.web.wording import label, refusal, session_name

THEMES = ("light", "dark")
#: Features whose pages belong to a meeting.
OF_A_MEETING = {
    "agenda",
    "attendance",
    "ballot",
    "calendar",
    "certificate",
    "connection",
    "console",
    "deadline",
    "document",
    "door",
    "floor",
    "invitation",
    "list",
    "mailing",
    "parity",
    "participants",
    "place",
    "poll",
    "poll_import",
    "poll_present",
    "poll_repeat",
    "poll_files",
    "poll_result",
    "poll_run",
    "poll_schedule",
    "poll_dates",
    "presenters",
    "proxy",
    "room",
    "programme",
    "question",
    "record",
    "registration",
    "series",
    "short",
    "visa",
}
#: Features whose pages belong to another section than their own name says.
SECTIONS = dict.fromkeys(("confirmation", "joining", "merging", "people", "register"), "organisation") | {
    "address_manage": "admin",
    "incoming": "outbox",
    "mailing_words": "admin",
    "outbox_meeting": "meeting",
    "privacy_manage": "admin",
    "privacy_periods": "admin",
}


#: What templates may ask of the reader as ``may.<verb>``.
MAY: dict[str, Callable[[Person | None], bool]] = {
    "plan_meetings": meetings.can_plan,
    "begin_series": meetings.can_begin_series,
    "administer": roles.can_administer,
    "audit": roles.can_audit,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    words: str
    url: str
    here: bool


def navigation(who: Person | None) -> list[Entry]:
    """Return the main navigation as *who* may use it."""
    entries = [(_("Meetings"), "meeting.index", True), (_("Archive"), "archive.index", True)]
    entries += [
        (_("Register"), "organisation.index", organisations.can_read(who)),
        (_("Actions"), "outcome.index", who is not None),
        (_("Outbox"), "outbox.index", outbox.can_read(who) or current_app.extensions["settings"].demo),
    ]
    entries.append((_("Administration"), "admin.index", roles.can_enter(who)))
    here = section((request.endpoint or "").split(".")[0])
    return [Entry(words, address(page), page.split(".")[0] == here) for words, page, may in entries if may]


def section(pages: str) -> str:
    """Return the entry of the navigation that *pages* stand under."""
    feature = pages.split("_")[0]
    if pages in SECTIONS:
        return SECTIONS[pages]
    return "meeting" if feature in OF_A_MEETING else SECTIONS.get(feature, feature)


def same_page_elsewhere() -> str:
    """Return the address of this page in the other language."""
    wanted = other(language())
    if not request.endpoint or request.endpoint.startswith("static"):
        return url_for("home.index", lang=wanted)
    path = url_for(request.endpoint, **{**(request.view_args or {}), "lang": wanted})
    # The query is the reader's: url_for would take names such as "_scheme" in it for its own.
    query = urlencode(request.args.to_dict(flat=False), doseq=True) if request.method == "GET" else ""
    return f"{path}?{query}" if query else path


def address(endpoint: str, **values: Any) -> str:
    """Return the address of a page, as ``url_for`` does; a page needs dozens, mostly the same as the one before."""
    plain = all(type(value) in (str, int) for value in values.values())
    if not plain or endpoint.startswith(".") or not has_request_context():
        return url_for(endpoint, **values)
    return _address(request.root_url, language(), endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _address(_root: str, _language: Language, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


@cache
def logo_mark() -> Markup:
    """Return the circles of the logo."""
    return Markup(marks.mark())  # noqa: S704


def theme() -> str:
    """Return the colour scheme that the reader decided for, or nothing for that of their system."""
    return chosen(request.cookies)


def chosen(cookies: Mapping[str, str]) -> str:
    """Return the same of a reader whose browser keeps *cookies*."""
    theme = cookies.get("theme", "")
    return theme if theme in THEMES else ""


class May:
    """What the reader may do: ``may.plan_meetings``; templates ask this, never for a role."""

    def __init__(self, rights: dict[str, Callable[[], bool]]) -> None:
        self._rights = rights

    def __getattr__(self, verb: str) -> bool:
        return self._rights[verb]()


def _may(policy: Callable[[Person | None], bool]) -> bool:
    return policy(viewer.viewer())


def register(app: Flask) -> None:
    """Give the layout what it needs, worked out only when a template asks."""
    settings = app.extensions["settings"]
    app.jinja_env.globals.update(
        url_for=address,
        navigation=lambda: navigation(viewer.viewer()),
        same_page_elsewhere=same_page_elsewhere,
        logo_mark=logo_mark,
        theme=theme,
        reader_zone=viewer.zone,
        house_zone=settings.time_zone,
        organisation_name=settings.organisation_name,
        contact_email=settings.contact_email,
        viewer=viewer.viewer,
        label=label,
        refusal=refusal,
        session_name=session_name,
        covered=days.covered,
        words_of=strands.words,
        may=May({verb: partial(_may, policy) for verb, policy in MAY.items()}),
    )
