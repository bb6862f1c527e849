"""The words of a notice, in the language and the time zone of the one who reads it."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from meetings.core import typography, zones
from meetings.core.bilingual import FRENCH, Bilingual, other
from meetings.core.later import Later
from meetings.domain.outbox.actions import Letter
from meetings.domain.person import rules as people
from meetings.i18n import in_language, language
from meetings.models.meeting import Session, SessionLanguage
from meetings.notices import choosing, house
from meetings.notices.notice import Notice, Stranger

if TYPE_CHECKING:
    import css_inline
else:
    css_inline = Later("css_inline")

#: A subject longer than this is cut by the mail anyway.
LONGEST_SUBJECT = 250
SESSIONS = {
    SessionLanguage.ENGLISH: _l("the English session"),
    SessionLanguage.FRENCH: _l("the French session"),
    SessionLanguage.BOTH: _l("the session in English and French"),
}


@cache
def _inliner() -> "css_inline.CSSInliner":
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def write(notice: Notice) -> Letter:
    """Write *notice* in its reader's language, with one line in the other."""
    person, endpoint, values = notice.person, *notice.page
    with in_language(other(notice.language)):
        elsewhere = (_subject(notice), house.address(endpoint, other(notice.language), **values))
    with in_language(notice.language):
        subject = _subject(notice)
        facts = _facts(notice) | {
            "subject": subject,
            "link": house.address(endpoint, notice.language, **values),
            "elsewhere": elsewhere,
        }
        html = _inliner().inline(render_template(f"{notice.folder}/body.html", **facts))
        text = _paragraphs(render_template(f"{notice.folder}/body.txt", **facts))
    return Letter(
        kind=notice.kind,
        recipient_name=person.name,
        recipient_email=person.email,
        language=notice.language,
        subject=subject,
        text=text,
        html=html,
        person_id=person.id,
        meeting_id=notice.meeting.id if notice.meeting else None,
        calendar=notice.calendar,
        calendar_method=notice.calendar_method,
        secret=notice.secret,
        worthless_after=notice.worthless_after,
    )


def _subject(notice: Notice) -> str:
    """Return the subject on one line, in the language of the moment."""
    text = render_template(f"{notice.folder}/subject.txt", **_facts(notice))
    return re.sub("[ \t\r\n]+", " ", text).strip(" ")[:LONGEST_SUBJECT]


def _facts(notice: Notice) -> dict[str, Any]:
    """Return what every template may show."""
    zone = notice.person.zone
    settings = house.settings()
    return notice.facts | {
        "person": notice.person,
        "meeting": notice.meeting,
        "zone": zone,
        "house_zone": settings.time_zone,
        "contact": settings.contact_email,
        "house": settings.organisation_name,
        "plain": plain,
        "refuse": _refuse(notice),
        "session_words": session_words,
        "in_two_zones": lambda session: zones.offset_differs(session.starts_at, zone, settings.time_zone),
    }


def _refuse(notice: Notice) -> str:
    """Return the sealed address at which the reader refuses more such mails; formal notices have none."""
    group = people.group_of(notice.kind)
    return "" if group is None or isinstance(notice.person, Stranger) else choosing.sealed(notice.person, group)


def plain(text: Bilingual) -> str:
    """Return *text* for a plain mail, in the reader's language or, never a blank, in the other with its tag."""
    shown = text.tagged(language())
    return typography.french(shown) if text.shown(language())[1] == FRENCH else shown


def session_words(session: Session) -> str:
    """Return what *session* is called within a sentence."""
    return str(SESSIONS[session.language])


def _paragraphs(text: str) -> str:
    """Leave one empty line between paragraphs, and none at the ends."""
    return re.sub("\n{3,}", "\n\n", text).strip("\n") + "\n"
