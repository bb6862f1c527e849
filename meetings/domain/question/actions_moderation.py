"""Publishes, declines, merges, hands out and answers questions, and takes each of these steps back."""

from collections.abc import Sequence
from datetime import datetime

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.question import queries, rules
from meetings.domain.question.holding import correct, hold
from meetings.domain.question.rules import Task
from meetings.models.database import add, lock
from meetings.models.person import Person
from meetings.models.question import Question, QuestionState, QuestionWording

NOTHING = Bilingual()


def publish(question: Question, *, by: Person | None, now: datetime) -> None:
    """Let readers see *question*; raises ``NotInThisState`` unless it waits for review."""
    _hold(question, QuestionState.WAITING)
    question.state = QuestionState.OPEN
    _note("question.published", question, by, now)


def hide(question: Question, *, by: Person | None, now: datetime) -> None:
    """Put *question* back to those that wait for review; raises ``NotInThisState`` unless it waits for an answer."""
    _hold(question, QuestionState.OPEN)
    question.state = QuestionState.WAITING
    _note("question.hidden", question, by, now)


def decline(question: Question, reason: Bilingual, *, by: Person | None, now: datetime) -> None:
    """Do not take *question*, and tell who asked why; raises ``ReasonMissing`` or ``NotInThisState``."""
    if not reason:
        raise rules.ReasonMissing
    _hold(question, *rules.UNSETTLED)
    question.state, question.reason = QuestionState.DECLINED, reason
    _note("question.declined", question, by, now)
    _tell(question, now)


def answer_live(question: Question, *, by: Person | None, now: datetime) -> None:
    """Note that *question* was answered in the meeting; raises ``NotInThisState`` unless it waits for an answer."""
    _hold(question, QuestionState.OPEN)
    question.state, question.answered_at, question.answered_by = QuestionState.LIVE, now, by
    correct(question, now)
    _note("question.answered_live", question, by, now)


def answer(question: Question, words: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Answer *question* in writing, or change that answer; who asked gets one mail, with the first one.

    Raises ``AnswerMissing``, ``NotInThisState``, and ``ChangedMeanwhile`` when it is not as *seen*.
    """
    if not words:
        raise rules.AnswerMissing
    _hold(question, QuestionState.OPEN, *rules.ANSWERED)
    fingerprint.check(seen, *rules.parts(question))
    first = question.state is not QuestionState.WRITTEN
    question.answer = words
    if first:
        question.state, question.answered_at, question.answered_by = QuestionState.WRITTEN, now, by
    correct(question, now)
    _note("question.answered" if first else "question.answer_changed", question, by, now)
    if first:
        _tell(question, now)


def reopen(question: Question, *, by: Person | None, now: datetime) -> None:
    """Take the answer or the refusal of *question* back; the words of an answer stay with those who deal with it.

    Raises ``NotInThisState`` unless it is answered or declined.
    """
    _hold(question, QuestionState.DECLINED, *rules.ANSWERED)
    declined = question.state is QuestionState.DECLINED
    correct(question, now)
    question.state = QuestionState.WAITING if declined else QuestionState.OPEN
    question.answered_at = question.answered_by = None
    question.reason = NOTHING
    _note("question.reopened", question, by, now)


def reword(question: Question, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Change or translate the words of *question*; what it said before is kept.

    Raises ``ChangedMeanwhile`` when it is not as *seen*.
    """
    _hold(question, *QuestionState)
    fingerprint.check(seen, *rules.parts(question))
    was = question.text
    if any(was.text(language) not in ("", text.text(language)) for language in ("en", "fr")):
        add(QuestionWording(question_id=question.id, before_en=was.en, before_fr=was.fr, changed_at=now, changed_by=by))
    question.text = text
    correct(question, now)
    _note("question.reworded", question, by, now)


def assign(question: Question, task: Task, *, by: Person | None, now: datetime) -> None:
    """Say who is to answer *question*, and by when, and tell them; raises ``NotInThisState`` once it is settled."""
    _hold(question, *rules.UNSETTLED)
    given = task.owner is not None and task.owner.id != question.owner_id and not (by and by.id == task.owner.id)
    question.owner, question.due_on = task.owner, task.due_on
    if given and task.owner:
        outbox.announce("question.assigned", {"question": question.id, "owner": task.owner.id}, now=now)
    due = task.due_on.isoformat() if task.due_on else ""
    audit.record(
        "question.assigned", question, by=by, meeting=question.meeting, now=now, number=question.number, due=due
    )


def merge(into: Question, others: Sequence[Question], *, by: Person | None, now: datetime) -> None:
    """Let *into* stand for *others* too: their votes count for it, each person once.

    Raises ``NotMergeable`` or ``HasOthers``.
    """
    hold(into.meeting)
    lock(into)
    if into.state not in rules.UNSETTLED or into.into_id is not None or not others:
        raise rules.NotMergeable
    for other in others:
        lock(other)
        if other.id == into.id or other.meeting_id != into.meeting_id or other.into_id is not None:
            raise rules.NotMergeable
        if other.state not in rules.UNSETTLED:
            raise rules.NotMergeable
        if len(queries.together(other)) > 1:
            raise rules.HasOthers
        other.into_id = into.id
        audit.record(
            "question.merged", other, by=by, meeting=into.meeting, now=now, number=other.number, into=into.number
        )


def part(question: Question, *, by: Person | None, now: datetime) -> None:
    """Take *question* out of the one it was merged into, as it was before; raises ``NotInThisState``."""
    hold(question.meeting)
    lock(question)
    if question.into_id is None:
        raise rules.NotInThisState
    question.into_id = None
    _note("question.parted", question, by, now)


def _hold(question: Question, *states: QuestionState) -> None:
    """Hold *question*; raises ``NotInThisState`` when it stands elsewhere, or was merged into another one."""
    hold(question.meeting)
    lock(question)
    if question.state not in states or question.into_id is not None:
        raise rules.NotInThisState


def _note(verb: str, question: Question, by: Person | None, now: datetime) -> None:
    audit.record(verb, question, by=by, meeting=question.meeting, now=now, number=question.number)


def _tell(question: Question, now: datetime) -> None:
    """Announce to everyone who asked it what became of *question*."""
    outbox.announce("question.settled", {"question": question.id, "state": question.state.value}, now=now)
