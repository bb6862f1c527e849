"""What the secretariat's own questions to the registered are subject to, and which of them somebody is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.registration_details import QuestionKind, RegistrationOption, RegistrationQuestion

MOST_QUESTIONS, FEWEST_OPTIONS, MOST_OPTIONS = 30, 2, 12
LONGEST_LINE, LONGEST_TEXT = 300, 5000
#: Days for which answers may be kept after the meeting, and how many a new question begins with.
LEAST_DAYS, MOST_DAYS, USUAL_DAYS = 1, 1100, 180
CHOICES = (QuestionKind.ONE, QuestionKind.SEVERAL)
#: On whose answers it can depend whether another question is asked.
DECIDING = (*CHOICES, QuestionKind.YES_NO)
YES, NO = "yes", "no"
NO_HELP = Bilingual()


class QuestionLabelMissing(Refused):
    """The question has no words in any language."""


class OptionsMissing(Refused):
    """A question with choices has fewer than two."""


class TooManyQuestions(Refused):
    """A meeting asks thirty questions at most."""


class ConditionUnusable(Refused):
    """A question can depend only on an earlier one with choices, or a yes or no."""


class OthersDepend(Refused):
    """Whether another question is asked depends on this one."""


class KindFixed(Refused):
    """The question has answers, so its kind stays."""


class AnswersThere(Refused):
    """People have answered, and nobody has said that their answers may go."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class AnswerMissing(Refused):
    """A question that has to be answered was not."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What the secretariat decides of a question."""

    kind: QuestionKind
    label: Bilingual
    help: Bilingual = NO_HELP
    required: bool = False
    kept_days: int = USUAL_DAYS
    condition_id: int | None = None
    condition: str = ""
    #: The texts of the choices, each with the id of the one that it changes; a new one has none.
    options: tuple[tuple[int | None, Bilingual], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its choices, those no longer offered too."""

    question: RegistrationQuestion
    options: tuple[RegistrationOption, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says to one question; all empty is no answer."""

    text: str = ""
    chosen: tuple[int, ...] = ()
    #: Name and content of a new file.
    file: tuple[str, BinaryIO] | None = None
    #: The file that is there stays.
    keeps_file: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.chosen or self.file or self.keeps_file)


def check(draft: QuestionDraft) -> None:
    """Refuse a question that nobody could answer; raises ``QuestionLabelMissing`` or ``OptionsMissing``."""
    if not draft.label:
        raise QuestionLabelMissing
    if draft.kind in CHOICES and len(draft.options) < FEWEST_OPTIONS:
        raise OptionsMissing


def holds(question: RegistrationQuestion, given: Mapping[int, Given]) -> bool:
    """Say whether what was *given* is the answer on which *question* depends."""
    if question.condition_id is None:
        return True
    answer = given.get(question.condition_id, Given())
    return answer.text == question.condition or question.condition in map(str, answer.chosen)


def applying(questions: Sequence[RegistrationQuestion], given: Mapping[int, Given]) -> Iterator[RegistrationQuestion]:
    """Yield those of *questions* that apply to somebody who has *given* answers; others may depend on each of them."""
    asked: set[int] = set()
    for question in questions:
        if question.condition_id is None or (question.condition_id in asked and holds(question, given)):
            asked.add(question.id)
            yield question


def missing(questions: Sequence[RegistrationQuestion], given: Mapping[int, Given]) -> list[int]:
    """Return the ids of those of *questions* that need an answer and have none in what was *given*."""
    return [one.id for one in applying(questions, given) if one.required and not given.get(one.id)]
