"""The page that shows a plan before it is announced: every text, session and gap of the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import queries as agenda
from meetings.domain.agenda import rules as texts
from meetings.domain.agenda.rules import Part, Text
from meetings.domain.meeting import queries, rules
from meetings.domain.meeting.rules import State
from meetings.domain.registration import queries as registrations
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Session
from meetings.web.meeting import clash_page
from meetings.web.meeting.clash_page import ClashPage


@dataclass(frozen=True, slots=True)
class Row:
    """One text that is not current in both languages, and where it is written."""

    name: str
    text: Bilingual
    url: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the secretariat looks at before readers do."""

    state: State
    sessions: Sequence[Session]
    items: Sequence[AgendaItem]
    gaps: list[Row]
    #: Texts that are current in both languages.
    current: int
    minutes: int
    #: How long the shortest session lasts.
    at_hand: int | None
    clashes: ClashPage | None

    @property
    def locked(self) -> bool:
        """Whether something other than a language stands in the way of announcing."""
        return not self.sessions


def of(meeting: Meeting, *, now: datetime) -> CheckPage:
    """Gather what the page shows of *meeting*."""
    sessions, items = queries.sessions_of(meeting), agenda.items(meeting)
    gaps = texts.gaps(meeting, items)
    return CheckPage(
        state=rules.state(meeting, sessions, now),
        sessions=sessions,
        items=items,
        gaps=[Row(_name(gap), gap.text, _where(meeting, gap)) for gap in gaps],
        current=len(texts.texts(meeting, items)) - len(gaps),
        minutes=texts.planned_minutes(items),
        at_hand=texts.minutes_at_hand(sessions),
        clashes=clash_page.of_sessions(sessions, meeting) if meeting.announced_at is None else None,
    )


def told_of_cancellation(meeting: Meeting) -> int:
    """Return how many people get a mail when *meeting* is cancelled: whoever has a place or waits for one."""
    return sum(
        number for (_session, place), number in registrations.numbers(meeting).items() if place in registrations.HELD
    )


def _name(gap: Text) -> str:
    """Return what the reader calls the text that *gap* is about."""
    number = gap.item.position if gap.item else 0
    names: dict[Part, str] = {
        Part.TITLE: _("Title"),
        Part.SUMMARY: _("Summary"),
        Part.ITEM_TITLE: _("Title of item %(number)d", number=number),
        Part.PRESENTER: _("Presenter of item %(number)d", number=number),
    }
    return names[gap.part]


def _where(meeting: Meeting, gap: Text) -> str:
    """Return the address of the field that is missing or behind."""
    anchor = f"{gap.part.removeprefix('item_')}-{gap.text.translation}"
    if gap.item:
        return url_for("agenda.item", slug=meeting.slug, item_id=gap.item.id, _anchor=anchor)
    return url_for("meeting_manage.edit", slug=meeting.slug, _anchor=anchor)
