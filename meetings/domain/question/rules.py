"""What a question is made of, how questions are ordered, and what is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual, Language
from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.question import Intake, Question, QuestionPlan, QuestionState, Voice

Order = Literal["votes", "time"]
ANSWERED = (QuestionState.LIVE, QuestionState.WRITTEN)
#: What still waits for the secretariat or for an answer.
UNSETTLED = (QuestionState.WAITING, QuestionState.OPEN)
#: After the last session; whoever answers can be given another day.
ANSWERED_WITHIN = timedelta(days=14)
NAMELESS = Bilingual("without a name", "sans nom")


class QuestionsClosed(Refused):
    """The meeting takes no questions now."""


class NobodyKnowsYet(Refused):
    """The meeting is a draft or does not take place."""


class NameNeeded(Refused):
    """This meeting takes no questions without a name."""


class SpeaksForNobody(Refused):
    """Who asks represents no organisation at this meeting."""


class NotInThisState(Refused):
    """The question no longer stands where this could be done with it."""


class NotOpen(Refused):
    """Only a question that readers see and that waits for an answer takes votes."""


class ReasonMissing(Refused):
    """Who asked is told why a question is declined."""


class AnswerMissing(Refused):
    """An answer in writing has words."""


class HasOthers(Refused):
    """Others were merged into this question, so it cannot go into another one itself."""


class NotMergeable(Refused):
    """One of the questions is answered, declined, merged already or of another meeting."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as somebody asks it."""

    text: Bilingual
    voice: Voice
    item: AgendaItem | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Who is to answer a question, and by when; nobody named means the secretariat."""

    owner: Person | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A question with how many people want it answered, what was merged into it, and whether the reader voted."""

    question: Question
    votes: int
    mine: bool
    merged: Sequence[Question] = ()


def symbol(question: Question) -> str:
    """Return how a question is cited: “NCP8/Q3”."""
    return f"{meetings.symbol(question.meeting)}/Q{question.number}"


def asked_by(question: Question, language: Language) -> str:
    """Return in whose name *question* was asked."""
    of = question.organisation.name.shown(language)[0] if question.organisation else ""
    if question.voice is Voice.NAMELESS:
        return NAMELESS.text(language)
    name = question.asker.name if question.asker and question.voice is Voice.PERSON else ""
    return ", ".join(part for part in (name, of) if part) or "–"


def check_intake(plan: QuestionPlan | None, meeting: Meeting, voice: Voice) -> Intake:
    """Return what happens to a question that is asked now.

    Raises ``NobodyKnowsYet``, ``QuestionsClosed`` or ``NameNeeded``.
    """
    if meeting.announced_at is None or meeting.cancelled_at is not None:
        raise NobodyKnowsYet
    intake = plan.intake if plan else Intake.REVIEW
    if intake is Intake.CLOSED:
        raise QuestionsClosed
    if voice is Voice.NAMELESS and not (plan and plan.nameless):
        raise NameNeeded
    return intake


def kept_instant(voice: Voice, now: datetime) -> datetime:
    """Return which instant is kept: of a question without a name no more than the hour."""
    return now.replace(minute=0, second=0, microsecond=0) if voice is Voice.NAMELESS else now


def due_on(sessions: Iterable[Session], today: date) -> date:
    """Return by when a question is to be answered if nobody says otherwise."""
    last = max((session.ends_local.date() for session in sessions), default=today)
    return max(last, today) + ANSWERED_WITHIN


def ordered(lines: Iterable[Line], order: Order) -> list[Line]:
    """Return *lines*, those that most people want answered first, or the earliest first."""
    by_number = sorted(lines, key=lambda line: line.question.number)
    return by_number if order == "time" else sorted(by_number, key=lambda line: -line.votes)


def version(question: Question) -> str:
    """Return the mark of what an editor of *question* changes."""
    return fingerprint.of(*parts(question))


def parts(question: Question) -> tuple[object, ...]:
    """Return what an editor of *question* changes."""
    return question.text, question.answer, question.reason


def is_late(question: Question, today: date) -> bool:
    """Say whether *question* should have been answered before *today*."""
    return question.state in UNSETTLED and question.due_on is not None and question.due_on < today
