"""Writes the secretariat's own questions to those who register."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.audit import actions as audit
from meetings.domain.registration import question_queries as queries
from meetings.domain.registration import question_rules as rules
from meetings.domain.registration.question_rules import QuestionDraft
from meetings.domain.registration.rules import OPEN_TERMS
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import RegistrationTerms
from meetings.models.registration_details import RegistrationOption, RegistrationQuestion
from meetings.storage import Bin


class Direction(StrEnum):
    """Where a question moves."""

    UP = "up"
    DOWN = "down"


def ask(meeting: Meeting, draft: QuestionDraft, *, by: Person | None, now: datetime) -> RegistrationQuestion:
    """Ask one more question, after the others, of everybody who registers for *meeting* from now on.

    Raises ``QuestionLabelMissing``, ``OptionsMissing``, ``ConditionUnusable`` or ``TooManyQuestions``.
    """
    lock(meeting)
    rules.check(draft)
    others = queries.questions(meeting, withdrawn=True)
    if len(others) >= rules.MOST_QUESTIONS:
        raise rules.TooManyQuestions
    _check_condition(draft, others)
    if current().get(RegistrationTerms, meeting.id) is None:
        _begin_terms(meeting)
    question = RegistrationQuestion(meeting_id=meeting.id, position=len(others) + 1, kind=draft.kind, revision=1)
    _put(question, draft)
    add(question)
    _write_options(question, draft)
    audit.record("registration.question_asked", question, by=by, meeting=meeting, now=now)
    return question


def revise(
    question: RegistrationQuestion, draft: QuestionDraft, *, seen: int, by: Person | None, now: datetime
) -> None:
    """Change *question*; *seen* is the revision that the editor saw. Choices that somebody took are kept, not offered.

    Raises ``ChangedMeanwhile``, ``KindFixed`` and what ``ask`` raises.
    """
    _hold(question)
    if question.revision != seen:
        raise ChangedMeanwhile
    rules.check(draft)
    if draft.kind is not question.kind and queries.number_of(question):
        raise rules.KindFixed
    earlier = [one for one in queries.questions(question.meeting) if one.position < question.position]
    _check_condition(draft, earlier)
    _check_dependants(question, draft)
    question.kind = draft.kind
    _put(question, draft)
    question.revision += 1
    _write_options(question, draft)
    audit.record("registration.question_revised", question, by=by, meeting=question.meeting, now=now)


def move(question: RegistrationQuestion, direction: Direction, *, by: Person | None, now: datetime) -> None:
    """Move *question* a place up or down; raises ``ConditionUnusable`` when it would come before what it depends on."""
    _hold(question)
    listed = list(queries.questions(question.meeting, withdrawn=True))
    place = listed.index(question)
    other = place + (-1 if direction is Direction.UP else 1)
    if not 0 <= other < len(listed):
        return
    listed[place], listed[other] = listed[other], listed[place]
    _check_order(listed)
    for number, one in enumerate(listed, 1):
        one.position = number
    audit.record("registration.question_moved", question, by=by, meeting=question.meeting, now=now)


def withdraw(question: RegistrationQuestion, *, by: Person | None, now: datetime) -> None:
    """Ask *question* no longer; its answers stay until their time is over. Raises ``OthersDepend``."""
    _hold(question)
    if queries.depending_on(question):
        raise rules.OthersDepend
    question.withdrawn_at = question.withdrawn_at or now
    question.revision += 1
    audit.record("registration.question_withdrawn", question, by=by, meeting=question.meeting, now=now)


def ask_again(question: RegistrationQuestion, *, by: Person | None, now: datetime) -> None:
    """Ask a withdrawn *question* again; raises ``ConditionUnusable`` when what it depends on is no longer asked."""
    _hold(question)
    if question.condition_id and question.condition_id not in {one.id for one in queries.questions(question.meeting)}:
        raise rules.ConditionUnusable
    question.withdrawn_at = None
    question.revision += 1
    audit.record("registration.question_asked", question, by=by, meeting=question.meeting, now=now)


def delete(question: RegistrationQuestion, *, answers: int, files: Bin, by: Person | None, now: datetime) -> None:
    """Delete *question* with its answers, of which somebody has agreed to lose so many.

    Raises ``OthersDepend``, and ``AnswersThere`` when there are more or fewer answers.
    """
    _hold(question)
    if queries.depending_on(question):
        raise rules.OthersDepend
    number = queries.number_of(question)
    if number != answers:
        raise rules.AnswersThere(number)
    for file in queries.files_of(question):
        files.delete(file.storage_key)
    audit.record("registration.question_deleted", question, by=by, meeting=question.meeting, now=now, answers=number)
    current().delete(question)


def _hold(question: RegistrationQuestion) -> None:
    """Lock the meeting of *question*, so that nobody answers meanwhile, and read the question anew."""
    lock(question.meeting)
    lock(question)


def _begin_terms(meeting: Meeting) -> None:
    """Give *meeting* the usual terms: pages look there whether a registration says more than who sits where."""
    terms = OPEN_TERMS
    current().add(
        RegistrationTerms(
            meeting_id=meeting.id,
            admission=terms.admission,
            quota=terms.quota,
            approves_observers=terms.approves_observers,
            companions=terms.companions,
            letters=terms.letters,
            needs=terms.needs,
            revision=0,
        )
    )


def _put(question: RegistrationQuestion, draft: QuestionDraft) -> None:
    question.label, question.help, question.required = draft.label, draft.help, draft.required
    question.kept_days, question.condition_id = draft.kept_days, draft.condition_id
    question.condition = draft.condition if draft.condition_id else ""


def _write_options(question: RegistrationQuestion, draft: QuestionDraft) -> None:
    """Bring the choices of *question* in line; what somebody chose is kept, and no longer offered."""
    before = {option.id: option for option in queries.options_of(question)}
    wanted = draft.options if draft.kind in rules.CHOICES else ()
    for position, (number, text) in enumerate(wanted, 1):
        option = before.pop(number or 0, None)
        if option is None:
            option = RegistrationOption(question_id=question.id)
            current().add(option)
        option.position, option.text, option.withdrawn = position, text, False
    chosen = queries.chosen_in(question) if before else set()
    for option in before.values():
        if option.id in chosen:
            option.withdrawn = True
        else:
            current().delete(option)
    current().flush()


def _check_condition(draft: QuestionDraft, earlier: Sequence[RegistrationQuestion]) -> None:
    """Refuse a condition that is no answer to one of the *earlier* questions."""
    if draft.condition_id is None:
        return
    found = next((one for one in earlier if one.id == draft.condition_id and one.withdrawn_at is None), None)
    if found is None or draft.condition not in queries.conditions(found):
        raise rules.ConditionUnusable


def _check_dependants(question: RegistrationQuestion, draft: QuestionDraft) -> None:
    """Refuse a change that takes away an answer on which another question depends."""
    left = {str(number) for number, _text in draft.options} if draft.kind in rules.CHOICES else {rules.YES, rules.NO}
    if draft.kind not in rules.DECIDING:
        left = set()
    if any(one.condition not in left for one in queries.depending_on(question)):
        raise rules.OthersDepend


def _check_order(listed: Sequence[RegistrationQuestion]) -> None:
    """Refuse an order in which a question comes before the one it depends on."""
    seen: set[int] = set()
    for question in listed:
        if question.condition_id and question.condition_id not in seen:
            raise rules.ConditionUnusable
        seen.add(question.id)
