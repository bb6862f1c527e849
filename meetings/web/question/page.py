"""Fills the pages of questions: what readers see and vote for, and what waits for those who deal with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from meetings.domain.meeting import policy as meetings
from meetings.domain.question import policy, queries, rules
from meetings.domain.question.rules import Line, Order
from meetings.domain.role import queries as roles
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.question import Intake, Question, QuestionPlan, QuestionState
from meetings.web import live
from meetings.web.record.page import today


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The questions of a meeting as a reader sees them."""

    meeting: Meeting
    plan: QuestionPlan | None
    order: Order
    open: Sequence[Line]
    answered: Sequence[Line]
    #: What the reader asked by name.
    mine: Sequence[Question]
    may_ask: bool
    may_set: bool
    may_work: bool
    #: For whom the reader speaks.
    organisation: str
    tag: str

    @property
    def closed(self) -> bool:
        """Whether no questions are taken now."""
        return self.plan is not None and self.plan.intake is Intake.CLOSED

    @property
    def takes(self) -> bool:
        """Whether the reader can ask now."""
        running = self.meeting.announced_at is not None and self.meeting.cancelled_at is None
        return self.may_ask and running and not self.closed


@dataclass(frozen=True, slots=True)
class WorkPage:
    """The questions that somebody deals with, those that wait longest first."""

    meeting: Meeting
    waiting: Sequence[Line]
    open: Sequence[Line]
    settled: Sequence[Line]
    today: date
    may_set: bool

    @property
    def unanswered(self) -> Sequence[Line]:
        """What waits for review or for an answer."""
        return [*self.waiting, *self.open]


def asked_order() -> Order:
    """Return how the reader wants the questions ordered."""
    return "time" if request.args.get("order") == "time" else "votes"


def tag(meeting: Meeting) -> str:
    """Return the mark of the board of *meeting* as it is now; one statement."""
    return live.tag(meeting.id, queries.version(meeting), asked_order())


def board(meeting: Meeting, reader: Person, *, now: datetime) -> BoardPage:
    """Gather the questions of *meeting* for *reader*."""
    # Read before the rest: what is written meanwhile makes the next look a new one.
    mark, order = tag(meeting), asked_order()
    lines, named = queries.lines(meeting, reader), queries.spoken_for(meeting, reader, now=now)
    return BoardPage(
        meeting=meeting,
        plan=queries.plan(meeting),
        order=order,
        open=rules.ordered((each for each in lines if each.question.state is QuestionState.OPEN), order),
        answered=[each for each in lines if each.question.state in rules.ANSWERED],
        mine=_asked_by(reader, lines),
        may_ask=policy.can_ask(reader, meeting),
        may_set=policy.can_set(reader, meeting),
        may_work=policy.can_work(reader, meeting),
        organisation=words(named.organisation.name) if named else "",
        tag=mark,
    )


def _asked_by(reader: Person, lines: Sequence[Line]) -> list[Question]:
    found = [question for line in lines for question in (line.question, *line.merged)]
    return [question for question in found if question.asker_id == reader.id]


def work(meeting: Meeting, reader: Person) -> WorkPage:
    """Gather the questions of *meeting* that *reader* deals with."""
    whole, items = meetings.can_manage(reader, meeting), roles.held(reader).items
    lines = [
        line
        for line in queries.lines(meeting, reader)
        if whole or line.question.item_id in items or line.question.owner_id == reader.id
    ]
    by_state = {
        state: rules.ordered((line for line in lines if line.question.state is state), "votes")
        for state in QuestionState
    }
    settled = (QuestionState.WRITTEN, QuestionState.LIVE, QuestionState.DECLINED)
    return WorkPage(
        meeting=meeting,
        waiting=by_state[QuestionState.WAITING],
        open=by_state[QuestionState.OPEN],
        settled=[line for state in settled for line in by_state[state]],
        today=today(),
        may_set=whole,
    )
