"""Fills the pages of mailings: the plan of a meeting's mails, and one mail with its recipients and a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.paging import Page
from meetings.core.text import as_integer, folded, sort_key
from meetings.domain.mailing import queries, recipients, rules, sweeping, timing
from meetings.domain.mailing.queries import Progress
from meetings.domain.mailing.recipients import Recipient
from meetings.domain.mailing.rules import Verdict, Wait
from meetings.domain.outbox import queries as outbox
from meetings.domain.outbox.actions import Letter
from meetings.domain.outbox.queries import MailLine
from meetings.i18n import words
from meetings.models.mailing import Audience, Dropped, Mailing, MailingKind, MailingRecipient, MailingState, Timing
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.notices import mailing_words, mailings
from meetings.web import viewer
from meetings.web.wording import label

NOTHING = Progress()
#: Who looks for a recipient types more letters rather than read a longer list.
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One mailing in the plan of a meeting."""

    mailing: Mailing
    #: Its subject, as everybody would read it.
    title: str
    #: When it goes first, for somebody in the zone of the meeting.
    at: datetime | None
    verdict: Verdict
    #: How many people it means today, of one that has not begun to go.
    people: int
    progress: Progress

    @property
    def is_open(self) -> bool:
        """Whether its words and its time can still change."""
        return self.mailing.state in rules.OPEN

    @property
    def audience(self) -> Audience:
        """To whom it goes, before that is narrowed."""
        return rules.segment(self.mailing.segment).audience

    @property
    def wait(self) -> Wait | None:
        """Why it waits, other than for its time."""
        held = self.mailing.state in rules.ACTIVE and isinstance(self.verdict, Wait)
        return self.verdict if held and self.verdict is not Wait.TIME else None  # type: ignore[return-value]

    @property
    def is_relative(self) -> bool:
        """Whether its time follows from that of the meeting."""
        return timing.is_relative(self.mailing)

    @property
    def moved_from(self) -> datetime | None:
        """From when the meeting has taken it along."""
        was = self.mailing.moved_from_at or self.mailing.due_at
        return was if self.is_open and self.is_relative and self.at and was and was != self.at else None

    @property
    def standing(self) -> str:
        """Which class of the line shows where it stands."""
        if self.mailing.state is MailingState.SENT:
            return "done"
        if self.mailing.state is MailingState.SENDING:
            return "now"
        late = self.wait is Wait.GAPS or isinstance(self.verdict, Dropped)
        return "late" if late and self.is_open else "ahead"


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of a meeting's mails."""

    meeting: Meeting
    lines: Sequence[Line]
    #: The mails that went out by themselves.
    others: Sequence[MailLine]
    sessions: Sequence[Session]
    now: datetime
    #: How many steps the series plans.
    steps: int


def plan_of(meeting: Meeting, *, now: datetime) -> PlanPage:
    """Gather the plan of *meeting*; the number of statements does not grow with it."""
    found, sessions = queries.of(meeting), queries.sittings(meeting)
    open_ = [mailing for mailing in found if mailing.state in rules.OPEN]
    sizes = recipients.sizes(meeting, [rules.segment(mailing.segment) for mailing in open_], now=now)
    people = dict(zip((mailing.id for mailing in open_), sizes, strict=True))
    figures = queries.progress(meeting)
    lines = [_line(mailing, sessions, people, figures, now) for mailing in found]
    ours = {rules.mail_kind(kind) for kind in MailingKind}
    return PlanPage(
        meeting=meeting,
        lines=sorted(lines, key=lambda line: (line.at or line.mailing.created_at, line.mailing.id)),
        others=[line for line in outbox.lines_of(meeting) if line.kind not in ours],
        sessions=sessions,
        now=now,
        steps=len(queries.steps(meeting.series)),
    )


def _line(
    mailing: Mailing,
    sessions: Sequence[Session],
    people: Mapping[int, int],
    figures: Mapping[int, Progress],
    now: datetime,
) -> Line:
    active = mailing.state in (*rules.ACTIVE, MailingState.DRAFT)
    return Line(
        mailing=mailing,
        title=mailing_words.title(mailing, sessions, viewer.zone()) or label(mailing.kind),
        at=(queries.shown(mailing, sessions) if active else None) or mailing.due_at,
        verdict=rules.verdict(mailing, sessions, now) if active else None,
        people=people.get(mailing.id, 0),
        progress=figures.get(mailing.id, NOTHING),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """The recipients whose name, or whose administration in either language, holds some words."""

    words: str
    found: Sequence[Recipient]

    @property
    def listed(self) -> Sequence[Recipient]:
        """The first of them."""
        return self.found[:MOST_LISTED]

    @property
    def more(self) -> int:
        """How many there are beside."""
        return len(self.found) - len(self.listed)


@dataclass(frozen=True, slots=True)
class MailingPage:
    """One mailing."""

    line: Line
    meeting: Meeting
    #: Whom it means today, of one that has not begun to go.
    people: Sequence[Recipient]
    #: The recipients looked for, to read it as one of them.
    choice: Choice
    #: As whom it is shown, and what they would read.
    shown_to: Recipient | None
    letter: Letter | None
    #: Who was written to, and what became of it.
    rows: Page[MailingRecipient]
    #: Recognises the people.
    mark: str
    #: When it goes to the first and to the last of them.
    span: tuple[datetime, datetime] | None

    @property
    def mailing(self) -> Mailing:
        """The mailing itself."""
        return self.line.mailing

    @property
    def organisations(self) -> list[Organisation]:
        """Whose people it means, by name."""
        found = {one.organisation.id: one.organisation for one in self.people if one.organisation}
        return sorted(found.values(), key=lambda one: sort_key(words(one.name)))

    @property
    def is_complete(self) -> bool:
        """Whether both languages are current."""
        return self.mailing.subject.complete and self.mailing.body.complete

    @property
    def can_be_stopped(self) -> bool:
        """Whether it is planned or on its way."""
        return self.mailing.state in rules.ACTIVE

    @property
    def can_be_deleted(self) -> bool:
        """Whether nothing of it has gone."""
        return self.mailing.state in (*rules.OPEN, MailingState.DROPPED) and self.mailing.started_at is None


def page_of(mailing: Mailing, *, as_whom: str, who: str = "", number: int, now: datetime) -> MailingPage:
    """Gather what is shown of *mailing*, as the recipient whose id is *as_whom* reads it, or the first one *who* is."""
    meeting, sessions = mailing.meeting, queries.sittings(mailing.meeting)
    found = recipients.of(meeting, rules.segment(mailing.segment), now=now)
    choice = Choice(who, _holding(found, who))
    one = recipient(choice.found or found, as_whom)
    dues = sorted(filter(None, (sweeping.due(mailing, each, sessions) for each in found)))
    people = {mailing.id: len(found)}
    return MailingPage(
        line=_line(mailing, sessions, people, queries.progress(meeting), now),
        meeting=meeting,
        people=found,
        choice=choice,
        shown_to=one,
        letter=mailings.preview(mailing, one) if one else None,
        rows=queries.recipients(mailing, page=number),
        mark=rules.mark([each.person.id for each in found]),
        span=(dues[0], dues[-1]) if dues and mailing.timing is not Timing.AT else None,
    )


def recipient(found: Sequence[Recipient], as_whom: str) -> Recipient | None:
    """Return the one of *found* whose id is *as_whom*, or the first."""
    wanted = as_integer(as_whom, 1, 2**31 - 1)
    return next((one for one in found if one.person.id == wanted), found[0] if found else None)


def _holding(people: Sequence[Recipient], said: str) -> list[Recipient]:
    """Return those of *people* whose name or administration holds what was *said*, with or without accents."""
    wanted = folded(said).strip()
    return [one for one in people if any(wanted in folded(name) for name in _names(one))] if wanted else []


def _names(one: Recipient) -> tuple[str, ...]:
    there = one.organisation
    return (one.person.name, there.name.en, there.name.fr, there.code) if there else (one.person.name,)
