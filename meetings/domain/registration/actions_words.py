"""Rewords the questions to those who register, and their choices."""

from datetime import datetime
from typing import Literal

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.models.database import lock
from meetings.models.person import Person
from meetings.models.registration_details import RegistrationOption, RegistrationQuestion

Part = Literal["label", "help"]


def reword_question(
    question: RegistrationQuestion,
    part: Part,
    text: Bilingual,
    *,
    seen: str | None = None,
    by: Person | None,
    now: datetime,
) -> None:
    """Change the words of one text of *question*; all else stays.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    _hold(question)
    fingerprint.check(seen, getattr(question, part))
    setattr(question, part, text)
    _revised(question, by, now)


def reword_option(
    option: RegistrationOption, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of one choice; raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*."""
    _hold(option.question)
    lock(option)
    fingerprint.check(seen, option.text)
    option.text = text
    _revised(option.question, by, now)


def _hold(question: RegistrationQuestion) -> None:
    lock(question.meeting)
    lock(question)


def _revised(question: RegistrationQuestion, by: Person | None, now: datetime) -> None:
    """Count the edit, so that a form opened before does not write over it."""
    question.revision += 1
    audit.record("registration.question_revised", question, by=by, meeting=question.meeting, now=now)
