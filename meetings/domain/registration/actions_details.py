"""Takes what somebody says besides the place: answers, who comes along, what they need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import delete

from meetings.core import uploads
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import policy as meeting_policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.registration import details, question_rules, rules
from meetings.domain.registration import question_queries as questions
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.question_rules import Given
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.registration_details import AnswerFile, Companion, Needs, QuestionKind, RegistrationAnswer
from meetings.storage import Bin, Files, new_key


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says besides the place."""

    #: By the id of the question.
    answers: Mapping[int, Given] = field(default_factory=dict)
    companions: tuple[str, ...] = ()
    diet: str = ""
    access: str = ""


def keep(registration: Registration, said: Said, *, files: Files, limit: int, by: Person | None, now: datetime) -> None:
    """Keep what the holder of *registration* has *said* in place of what they said before; files up to *limit* octets.

    Answers to questions that are no longer asked stay; those to questions that do not apply to them go. Raises
    ``NotRegistered``, ``MeetingCancelled``, ``RegistrationClosed``, ``AnswerMissing``, and like ``uploads.check``.
    """
    meeting = lock(registration.meeting)
    if fresh(registration).place not in rules.HELD:
        raise rules.NotRegistered
    if meeting.cancelled_at:
        raise rules.MeetingCancelled
    is_open = meeting_rules.takes_registrations(meeting, meetings.sessions_of(meeting), now)
    if not is_open and not meeting_policy.can_manage(by, meeting):
        raise rules.RegistrationClosed
    terms = find_terms.terms_of(meeting)
    _keep_answers(registration, said.answers, files, limit, now)
    _keep_companions(registration, said.companions[: terms.companions])
    if terms.needs:
        _keep_needs(registration, said, now)
    audit.record(
        "registration.details_kept", registration, by=by, on_behalf_of=registration.person, meeting=meeting, now=now
    )


def _keep_answers(
    registration: Registration, given: Mapping[int, Given], files: Files, limit: int, now: datetime
) -> None:
    asked = questions.questions(registration.meeting)
    if question_rules.missing(asked, given):
        raise question_rules.AnswerMissing
    before, applying = questions.answers_of(registration), {one.id for one in question_rules.applying(asked, given)}
    for question in asked:
        answer, new = before.get(question.id), given.get(question.id, Given())
        if question.id not in applying or not new:
            _forget(answer, files)
        elif question.kind is not QuestionKind.FILE:
            answer = answer or RegistrationAnswer(registration_id=registration.id, question_id=question.id)
            answer.text, answer.chosen, answer.changed_at = new.text, list(new.chosen), now
            add(answer)
        elif new.file:
            _forget(answer, files)
            _file(registration, question.id, new.file, files, limit, now)


def _file(
    registration: Registration,
    question_id: int,
    file: tuple[str, BinaryIO],
    files: Files,
    limit: int,
    now: datetime,
) -> None:
    name, data = file
    accepted = uploads.check(name, data, limit=limit)
    answer = add(
        RegistrationAnswer(
            registration_id=registration.id, question_id=question_id, text=accepted.filename, chosen=[], changed_at=now
        )
    )
    key = new_key()
    files.put(key, data)
    add(AnswerFile(answer_id=answer.id, content_type=accepted.content_type, size=accepted.size, storage_key=key))


def _forget(answer: RegistrationAnswer | None, files: Bin) -> None:
    """Delete *answer*, if there is one, with its file."""
    if answer is None:
        return
    file = current().get(AnswerFile, answer.id)
    if file:
        files.delete(file.storage_key)
        current().delete(file)
    current().delete(answer)
    current().flush()


def _keep_companions(registration: Registration, names: Sequence[str]) -> None:
    current().execute(delete(Companion).where(Companion.registration_id == registration.id))
    current().add_all(
        Companion(registration_id=registration.id, position=number, name=name) for number, name in enumerate(names, 1)
    )


def _keep_needs(registration: Registration, said: Said, now: datetime) -> None:
    needs = current().get(Needs, registration.id)
    if not said.diet and not said.access:
        if needs:
            current().delete(needs)
        return
    if needs is None:
        needs = Needs(registration_id=registration.id)
        current().add(needs)
    if (needs.diet, needs.access) != (said.diet, said.access):
        needs.diet, needs.access, needs.changed_at = said.diet, said.access, now


def read_needs(meeting: Meeting, form: str, *, by: Person, now: datetime) -> Sequence[Needs]:
    """Return what the registered of *meeting* need, and note that *by* reads it in some *form*: a page or a file."""
    found = details.needs(meeting)
    audit.record("registration.needs_read", meeting, by=by, meeting=meeting, now=now, people=len(found), form=form)
    return found
