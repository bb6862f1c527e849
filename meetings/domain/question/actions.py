"""Takes questions and votes for them, and says how a meeting takes them."""

from datetime import datetime

from sqlalchemy import delete

from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.question import queries, rules
from meetings.domain.question.holding import hold
from meetings.domain.question.rules import Draft
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.question import Intake, Question, QuestionState, QuestionVote, Voice


def set_intake(meeting: Meeting, intake: Intake, *, nameless: bool, by: Person | None, now: datetime) -> None:
    """Say what happens to questions of *meeting* when they are asked, and whether they may come without a name."""
    plan = hold(meeting)
    plan.intake, plan.nameless = intake, nameless
    audit.record("question.intake_set", plan, by=by, meeting=meeting, now=now, intake=intake.value, nameless=nameless)


def ask(meeting: Meeting, draft: Draft, *, by: Person, now: datetime) -> Question:
    """Ask a question at *meeting*; without a name nothing that is written leads to *by*.

    Raises ``NobodyKnowsYet``, ``QuestionsClosed``, ``NameNeeded`` or ``SpeaksForNobody``.
    """
    plan = hold(meeting)
    intake = rules.check_intake(plan, meeting, draft.voice)
    nameless = draft.voice is Voice.NAMELESS
    named = None if nameless else queries.spoken_for(meeting, by, now=now)
    if draft.voice is Voice.ORGANISATION and named is None:
        raise rules.SpeaksForNobody
    at = rules.kept_instant(draft.voice, now)
    question = add(
        Question(
            meeting=meeting,
            number=queries.next_number(meeting),
            item=draft.item,
            text=draft.text,
            voice=draft.voice,
            asker=None if nameless else by,
            organisation=named.organisation if named else None,
            asked_at=at,
            state=QuestionState.OPEN if intake is Intake.AT_ONCE else QuestionState.WAITING,
            reason=Bilingual(),
            answer=Bilingual(),
            due_on=rules.due_on(meetings.sessions_of(meeting), now.date()),
        )
    )
    verb = "question.asked_nameless" if nameless else "question.asked"
    audit.record(verb, question, by=None if nameless else by, meeting=meeting, now=at, number=question.number)
    return question


def withdraw(question: Question, *, by: Person, now: datetime) -> None:
    """Take *question* back while it waits for review or for an answer; others that it stood for stand alone again.

    Raises ``NotInThisState``.
    """
    hold(question.meeting)
    lock(question)
    if question.state not in rules.UNSETTLED or question.into_id is not None:
        raise rules.NotInThisState
    for other in queries.together(question):
        other.into_id = None
    question.state = QuestionState.WITHDRAWN
    audit.record("question.withdrawn", question, by=by, meeting=question.meeting, now=now, number=question.number)


def vote(question: Question, *, by: Person, now: datetime) -> bool:
    """Let *by* want *question* answered, once for it and all that was merged into it; say whether that is new.

    Raises ``NotOpen``.
    """
    ids = _votable(question)
    if queries.has_voted(ids, by):
        return False
    add(QuestionVote(question_id=question.id, person_id=by.id))
    audit.record("question.wanted", question, by=by, meeting=question.meeting, now=now, number=question.number)
    return True


def unvote(question: Question, *, by: Person, now: datetime) -> bool:
    """Take the vote of *by* for *question* back, also one for what was merged into it; say whether there was one.

    Raises ``NotOpen``.
    """
    ids = _votable(question)
    if not queries.has_voted(ids, by):
        return False
    mine = (QuestionVote.question_id.in_(ids)) & (QuestionVote.person_id == by.id)
    current().execute(delete(QuestionVote).where(mine))
    audit.record("question.unwanted", question, by=by, meeting=question.meeting, now=now, number=question.number)
    return True


def _votable(question: Question) -> list[int]:
    """Hold *question* and return the ids of it and what was merged into it; raises ``NotOpen``."""
    hold(question.meeting)
    lock(question)
    if question.state is not QuestionState.OPEN or question.into_id is not None:
        raise rules.NotOpen
    return [each.id for each in queries.together(question)]
