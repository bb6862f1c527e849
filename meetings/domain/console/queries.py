"""Reads what the console of a meeting shows, in a number of statements that does not grow with the meeting."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from meetings.core import zones
from meetings.domain.agenda import proposal_queries as proposals
from meetings.domain.agenda import queries as agenda
from meetings.domain.attendance import queries as attendance
from meetings.domain.console.rules import Facts
from meetings.domain.deadline import queries as deadlines
from meetings.domain.invitation import queries as invitations
from meetings.domain.meeting import rules as meetings
from meetings.domain.parity import queries as parity
from meetings.domain.parity.rules import Kind, Text
from meetings.domain.record import queries as records
from meetings.models.agenda import AgendaItem
from meetings.models.attendance import Stage
from meetings.models.audit import AuditLine
from meetings.models.database import current
from meetings.models.deadline import Closing
from meetings.models.document import Document
from meetings.models.meeting import Meeting, Mode, Session
from meetings.models.outcome import Action, Decision
from meetings.models.poll import Poll, PollState
from meetings.models.timeline import StepKind, TimelineStep

#: The steps on which deadlines with rows of their own pass.
CLOSINGS = {
    Closing.DOCUMENTS: StepKind.DOCUMENTS_CLOSE,
    Closing.COMMENTS: StepKind.COMMENTS_CLOSE,
    Closing.SURVEY: StepKind.SURVEY_CLOSES,
}


@dataclass(frozen=True, slots=True)
class Work:
    """How far the work on a meeting is: plain figures, which hold as long as the stamp of the meeting does."""

    texts: int
    #: Texts that are not current in both languages, by the part of the meeting they belong to.
    gaps: Mapping[Kind, int]
    missing_files: int
    items: int
    documents: int
    #: Decisions and actions.
    outcomes: int
    prepared_polls: int
    open_polls: int
    #: Until when Members may propose items, and how many proposals wait for an answer.
    proposals_close_at: datetime | None
    proposals_waiting: int
    #: When the deadlines of documents, comments and survey pass.
    closings: Mapping[StepKind, datetime]
    agenda_issued_at: datetime | None
    #: When people were invited first, and reminded last.
    invited_at: datetime | None
    reminded_at: datetime | None
    #: When the list of participants was published as it stays.
    list_final_at: datetime | None
    record_begun_at: datetime | None
    record_published_at: datetime | None

    @property
    def all_gaps(self) -> int:
        """How many texts are not current in both languages."""
        return sum(self.gaps.values())


def stamp(meeting: Meeting) -> tuple[int, int]:
    """Return what changes with every write to *meeting*: each leaves a line in the audit trail.

    The number of lines counts too: one with a smaller id may become visible later than one with a greater.
    """
    number, last = current().execute(_LINES, {"meeting": meeting.id}).one()
    return number, last


_LINES = select(func.count(), func.coalesce(func.max(AuditLine.id), 0)).where(
    AuditLine.meeting_id == bindparam("meeting")
)


def work(meeting: Meeting, texts: Sequence[Text]) -> Work:
    """Return how far the work on *meeting* is, with all its *texts*."""
    things = {(type(text.thing), text.thing.id): text.thing for text in texts}.values()
    sorts = Counter(type(thing) for thing in things)
    states = Counter(thing.state for thing in things if isinstance(thing, Poll))
    record, call = records.of(meeting), proposals.call_of(meeting)
    issued = (version.issued_at for version in agenda.versions(meeting) if version.issued_at)
    rounds, plan = invitations.rounds(meeting), attendance.plan_of(meeting)
    return Work(
        texts=len(texts),
        gaps=Counter(text.kind for text in texts if text.is_gap),
        missing_files=len(parity.missing_files(meeting)),
        items=sorts[AgendaItem],
        documents=sorts[Document],
        outcomes=sorts[Decision] + sorts[Action],
        prepared_polls=states[PollState.PREPARED],
        open_polls=states[PollState.OPEN],
        proposals_close_at=zones.instant(call.closes_local, call.zone) if call else None,
        proposals_waiting=proposals.waiting(meeting),
        closings={CLOSINGS[row.kind]: row.closes_at for row in deadlines.rows(meeting)},
        agenda_issued_at=min(issued, default=None),
        invited_at=min((one.sent_at for one in rounds if not one.reminder), default=None),
        reminded_at=max((one.sent_at for one in rounds if one.reminder), default=None),
        list_final_at=plan.published_at if plan.stage is Stage.FINAL else None,
        record_begun_at=record.created_at if record else None,
        record_published_at=record.published_at if record else None,
    )


def decided(meeting: Meeting) -> Sequence[TimelineStep]:
    """Return what was decided by hand of the steps of *meeting*."""
    return current().scalars(_DECIDED, {"meeting": meeting.id}).all()


_DECIDED = (
    select(TimelineStep)
    .where(TimelineStep.meeting_id == bindparam("meeting"))
    .order_by(TimelineStep.number, TimelineStep.id)
)


def step(meeting: Meeting, kind: StepKind, number: int) -> TimelineStep | None:
    """Return what was decided by hand of one step of *meeting*, as the database has it."""
    chosen = (TimelineStep.meeting_id == meeting.id, TimelineStep.kind == kind, TimelineStep.number == number)
    return current().scalar(select(TimelineStep).where(*chosen).execution_options(populate_existing=True))


def without_link(sessions: Sequence[Session], now: datetime) -> list[Session]:
    """Return those of *sessions* to come that people join from afar and that have no address to join."""
    return [one for one in sessions if one.mode is not Mode.ON_SITE and one.ends_at > now and not one.join_link]


def facts(meeting: Meeting, sessions: Sequence[Session], done: Work, *, silent: int, now: datetime) -> Facts:
    """Return what the house knows of the work on *meeting*; *silent* Members with an NCP are not registered."""
    return Facts(
        done=dict(_done(meeting, sessions, done, now)),
        proposals_close_at=done.proposals_close_at,
        closings=done.closings,
        lacking={
            StepKind.PROPOSALS_CLOSE: done.proposals_waiting,
            StepKind.AGENDA: done.gaps.get(Kind.AGENDA, 0),
            StepKind.DOCUMENTS: done.missing_files,
            StepKind.REMINDER: silent,
            StepKind.LINKS: len(without_link(sessions, now)),
        },
    )


def _done(
    meeting: Meeting, sessions: Sequence[Session], work: Work, now: datetime
) -> Iterator[tuple[StepKind, date | None]]:
    """Name each step that is done, with its day where one is known."""
    at = {
        StepKind.SAVE_THE_DATE: meeting.announced_at,
        StepKind.REGISTRATION_OPENS: _opened_at(meeting, now),
        StepKind.PROPOSALS_CLOSE: None if work.proposals_waiting else _past(work.proposals_close_at, now),
        StepKind.AGENDA: work.agenda_issued_at,
        StepKind.INVITATION: work.invited_at,
        StepKind.REMINDER: work.reminded_at,
        StepKind.ATTENDANCE: work.list_final_at,
        StepKind.REGISTRATION_CLOSES: _past(meeting.registration_closes_at, now),
        StepKind.DRAFT_RECORD: work.record_begun_at,
        StepKind.RECORD: work.record_published_at,
        StepKind.ADOPTION: meeting.record_adopted_at,
    } | {kind: _past(closes_at, now) for kind, closes_at in work.closings.items()}
    for kind, moment in at.items():
        if moment:
            yield kind, zones.local(moment, meeting.zone).date()
    for kind in _finished(meeting, sessions, work, now):
        yield kind, None


def _finished(meeting: Meeting, sessions: Sequence[Session], work: Work, now: datetime) -> Iterator[StepKind]:
    """Name each step that is done when nothing is lacking any more."""
    if meeting.announced_at and work.documents and not work.missing_files:
        yield StepKind.DOCUMENTS
    if sessions and not without_link(sessions, now):
        yield StepKind.LINKS
    if meetings.is_over(sessions, now) and work.outcomes:
        yield StepKind.FOLLOW_UP


def _opened_at(meeting: Meeting, now: datetime) -> datetime | None:
    """Return since when people can register, if they can."""
    if meeting.announced_at is None or meeting.tentative or meeting.undated:
        return None
    return _past(meeting.registration_opens_at or meeting.announced_at, now)


def _past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at and at <= now else None
