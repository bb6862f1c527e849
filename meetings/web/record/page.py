"""What the page of a record shows, and the editor's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from meetings.core import clock, zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language, other
from meetings.domain.document import queries as documents
from meetings.domain.document.queries import Paper
from meetings.domain.meeting import queries as meetings
from meetings.domain.outcome import queries as outcomes
from meetings.domain.parity import queries as parity
from meetings.domain.parity.rules import Step
from meetings.domain.record import policy, queries, rules
from meetings.domain.record.rules import RecordView, Section
from meetings.i18n import in_language, in_one, language
from meetings.models.meeting import Meeting, Session
from meetings.models.outcome import Action
from meetings.models.record import Record
from meetings.web import house
from meetings.web.parity import names
from meetings.web.parity.names import Gap
from meetings.web.record.votes import Votes, votes
from meetings.web.viewer import viewer


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as one reader sees it, in the languages that they chose."""

    meeting: Meeting
    record: Record
    view: RecordView
    actions: Sequence[Action]
    documents: Sequence[Paper]
    sessions: Sequence[Session]
    #: The columns, the leading language first.
    languages: tuple[Language, ...]
    today: date
    permanent_link: str
    may_write: bool
    #: The polls that were closed.
    votes: Votes

    @property
    def sections(self) -> Sequence[Section]:
        """The sections under which something is written, or was voted on."""
        return [each for each in self.view.sections if each.entries or self.voted(each)]

    def voted(self, section: Section) -> Sequence[Bilingual]:
        """Return the polls under the item of *section*."""
        return self.votes.told.get(section.item.id if section.item else None, ())

    @property
    def symbol(self) -> str:
        """How the record is cited."""
        return rules.symbol(self.meeting)

    @property
    def corrected(self) -> bool:
        """Whether words changed after publication."""
        return rules.corrected(self.record)

    @property
    def choice(self) -> str:
        """What the reader chose: ``en``, ``fr`` or ``both``."""
        return "both" if len(self.languages) > 1 else self.languages[0]


@dataclass(frozen=True, slots=True)
class EditorPage:
    """The whole record with its decisions and actions, for those who write it."""

    meeting: Meeting
    view: RecordView
    actions: Sequence[Action]
    gaps: Sequence[Gap]
    today: date

    @property
    def corrected(self) -> bool:
        """Whether words changed after publication."""
        return self.view.record is not None and rules.corrected(self.view.record)

    def actions_under(self, item_id: int | None) -> list[Action]:
        """Return the actions under one agenda item, or under none."""
        return [action for action in self.actions if action.item_id == item_id]


def languages_asked() -> tuple[Language, ...]:
    """Return the languages that ``?languages=`` asks for: English, French, or both with the reader's first."""
    asked = request.args.get("languages", "")
    if asked == ENGLISH:
        return (ENGLISH,)
    if asked == FRENCH:
        return (FRENCH,)
    return language(), other(language())


def today() -> date:
    """Return the day it is where the house stands."""
    return zones.local(clock.now(), house.zone()).date()


def heading(meeting: Meeting, wanted: Language) -> Markup:
    """Return the title of the record of *meeting* in one language."""
    with in_language(wanted):
        return Markup(gettext("Record: %(title)s")) % {"title": in_one(meeting.title, wanted)}  # noqa: S704


def permanent_link(meeting: Meeting) -> str:
    """Return the address under which the record of *meeting* is cited."""
    base: str = current_app.extensions["settings"].base_url
    return f"{base}{url_for('record.show', slug=meeting.slug)}"


def of_reader(meeting: Meeting) -> RecordPage | None:
    """Return the record of *meeting* if the viewer may read it."""
    view = queries.view(meeting)
    if view.record is None or not policy.can_read(viewer(), meeting, view.record):
        return None
    return RecordPage(
        meeting=meeting,
        record=view.record,
        view=view,
        actions=outcomes.actions(meeting),
        documents=documents.for_meeting(meeting),
        sessions=meetings.sessions_of(meeting),
        languages=languages_asked(),
        today=today(),
        permanent_link=permanent_link(meeting),
        may_write=policy.can_write(viewer(), meeting),
        votes=votes(meeting),
    )


def of_editor(meeting: Meeting) -> EditorPage:
    """Return all that is written of *meeting*, and what is missing in it."""
    view, found = queries.view(meeting), outcomes.actions(meeting)
    gaps = names.listed(meeting, parity.gaps(meeting, Step.PUBLISH))
    return EditorPage(meeting, view, found, gaps, today())
