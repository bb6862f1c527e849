"""Reads the secretariat's own questions to the registered, and what people answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.domain.registration import question_rules as rules
from meetings.domain.registration.question_rules import Asked
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.registration import Registration
from meetings.models.registration_details import (
    AnswerFile,
    RegistrationAnswer,
    RegistrationOption,
    RegistrationQuestion,
)


def questions(meeting: Meeting, *, withdrawn: bool = False) -> Sequence[RegistrationQuestion]:
    """Return the questions of *meeting* in their order; those no longer asked only if wanted."""
    query = select(RegistrationQuestion).where(RegistrationQuestion.meeting_id == meeting.id)
    if not withdrawn:
        query = query.where(RegistrationQuestion.withdrawn_at.is_(None))
    return current().scalars(query.order_by(RegistrationQuestion.position, RegistrationQuestion.id)).all()


def asked(meeting: Meeting) -> list[Asked]:
    """Return what is asked at *meeting*, with all choices that there are or were; two statements."""
    found = defaultdict(list)
    for option in current().scalars(_options(meeting)):
        found[option.question_id].append(option)
    return [Asked(question, tuple(found[question.id])) for question in questions(meeting)]


def _options(meeting: Meeting) -> Select[RegistrationOption]:
    return (
        select(RegistrationOption)
        .join(RegistrationOption.question)
        .where(RegistrationQuestion.meeting_id == meeting.id)
        .order_by(RegistrationOption.position, RegistrationOption.id)
    )


def options(meeting: Meeting) -> dict[int, RegistrationOption]:
    """Return every choice that the questions of *meeting* offer or once offered, by its id."""
    return {option.id: option for option in current().scalars(_options(meeting))}


def options_of(question: RegistrationQuestion) -> Sequence[RegistrationOption]:
    """Return the choices of *question*, in their order, those no longer offered too."""
    query = select(RegistrationOption).where(RegistrationOption.question_id == question.id)
    return current().scalars(query.order_by(RegistrationOption.position, RegistrationOption.id)).all()


def conditions(question: RegistrationQuestion) -> list[str]:
    """Return the answers to *question* on which others can depend."""
    if question.kind in rules.CHOICES:
        return [str(option.id) for option in options_of(question) if not option.withdrawn]
    return [rules.YES, rules.NO] if question.kind in rules.DECIDING else []


def by_id(meeting: Meeting, number: int) -> RegistrationQuestion | None:
    """Return one question of *meeting*."""
    query = select(RegistrationQuestion).where(
        RegistrationQuestion.meeting_id == meeting.id, RegistrationQuestion.id == number
    )
    return current().scalar(query)


def answers_of(registration: Registration) -> dict[int, RegistrationAnswer]:
    """Return what somebody answered, by the id of the question."""
    query = select(RegistrationAnswer).where(RegistrationAnswer.registration_id == registration.id)
    return {answer.question_id: answer for answer in current().scalars(query)}


def answers(registrations: Sequence[Registration]) -> Mapping[int, dict[int, RegistrationAnswer]]:
    """Return what several people answered, by the ids of the registration and of the question; one statement."""
    found: dict[int, dict[int, RegistrationAnswer]] = defaultdict(dict)
    ids = [registration.id for registration in registrations]
    query = select(RegistrationAnswer).where(RegistrationAnswer.registration_id.in_(ids))
    for answer in current().scalars(query):
        found[answer.registration_id][answer.question_id] = answer
    return found


def numbers(meeting: Meeting) -> dict[int, int]:
    """Return how many answers each question of *meeting* has, by its id."""
    query = (
        select(RegistrationAnswer.question_id, func.count())
        .join(RegistrationAnswer.question)
        .where(RegistrationQuestion.meeting_id == meeting.id)
        .group_by(RegistrationAnswer.question_id)
    )
    rows = current().execute(query)
    return {question_id: number for question_id, number in rows}  # noqa: C416


def number_of(question: RegistrationQuestion) -> int:
    """Return how many answers *question* has."""
    query = select(func.count()).select_from(RegistrationAnswer)
    return current().scalar(query.where(RegistrationAnswer.question_id == question.id)) or 0


def chosen_in(question: RegistrationQuestion) -> set[int]:
    """Return the ids of the choices of *question* that somebody has chosen."""
    query = select(RegistrationAnswer.chosen).where(RegistrationAnswer.question_id == question.id)
    return {number for chosen in current().scalars(query) for number in chosen}


def depending_on(question: RegistrationQuestion) -> Sequence[RegistrationQuestion]:
    """Return the questions that are asked only after some answer to *question*."""
    query = select(RegistrationQuestion).where(
        RegistrationQuestion.condition_id == question.id, RegistrationQuestion.withdrawn_at.is_(None)
    )
    return current().scalars(query).all()


def file_of(registration: Registration, question_id: int) -> AnswerFile | None:
    """Return the file that somebody gave as the answer to one question, with the answer."""
    query = select(AnswerFile).join(AnswerFile.answer).options(contains_eager(AnswerFile.answer))
    return current().scalar(
        query.where(
            RegistrationAnswer.registration_id == registration.id, RegistrationAnswer.question_id == question_id
        )
    )


def files_of(question: RegistrationQuestion) -> Sequence[AnswerFile]:
    """Return the files that were given as answers to *question*."""
    query = select(AnswerFile).join(AnswerFile.answer).where(RegistrationAnswer.question_id == question.id)
    return current().scalars(query.options(joinedload(AnswerFile.answer))).all()
