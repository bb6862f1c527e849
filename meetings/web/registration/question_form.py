"""The form of one question to those who register."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired

from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.registration import question_rules as rules
from meetings.domain.registration.question_rules import QuestionDraft
from meetings.i18n import words
from meetings.models.registration_details import QuestionKind, RegistrationOption, RegistrationQuestion
from meetings.web.fields import BilingualField, WholeNumber, choices
from meetings.web.forms import Form
from meetings.web.wording import label


class OptionForm(PlainForm):  # type: ignore[misc]
    """One choice of a question; left empty, it is not kept."""

    number = HiddenField()
    text = BilingualField(_l("Choice"), limit=200, required=False)


class Options(FieldList):  # type: ignore[misc]
    """Rows of choices; names that no page of ours writes are passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,2}})-", name, re.ASCII):
                yield int(found[1])


def _kinds() -> Any:
    return choices([(kind.value, label(kind)) for kind in QuestionKind])


class QuestionForm(Form):
    """What is asked, how it is answered, of whom, and how long the answers are kept."""

    label = BilingualField(_l("Question"), limit=300)
    help = BilingualField(_l("Help"), limit=500, required=False, hint=_l("Stands under the question."))
    kind = RadioField(_l("The answer is"), [InputRequired(_l("Choose one of these."))], choices=_kinds, default="text")
    options = Options(FormField(OptionForm), min_entries=rules.FEWEST_OPTIONS, max_entries=rules.MOST_OPTIONS)
    required = BooleanField(_l("It has to be answered"))
    condition = SelectField(_l("Who is asked"))
    kept_days = WholeNumber(_l("Days for which answers are kept"), low=rules.LEAST_DAYS, high=rules.MOST_DAYS)

    def __init__(
        self,
        earlier: Sequence[RegistrationQuestion],
        options: Sequence[RegistrationOption],
        question: RegistrationQuestion | None,
    ) -> None:
        super().__init__(data=_stored(question, options))
        self.fixed = question
        self.condition.choices = choices([("", _("everybody")), *_conditions(earlier, options)])
        self._number_options()

    def adds_option(self) -> bool:
        """Give the form one more row for a choice when its button was pressed, and say whether it was."""
        pressed = request.method == "POST" and "add" in request.form
        if pressed and len(self.options.entries) < rules.MOST_OPTIONS:
            self.options.append_entry()
            self._number_options()
        return pressed

    def _number_options(self) -> None:
        """Tell the rows apart in labels and in the summary of problems."""
        for number, entry in enumerate(self.options.entries, 1):
            field = entry.form.text
            field.label.text = _("Choice %(number)d", number=number)
            field.form.en.long_label = _("Choice %(number)d, English", number=number)
            field.form.fr.long_label = _("Choice %(number)d, French", number=number)

    def draft(self) -> QuestionDraft:
        """Return what was typed; rows of choices without text are left out."""
        kind = QuestionKind(self.kind.data)
        rows = [(_number(row.form.number.data), row.form.text.data) for row in self.options.entries]
        question_id, _separator, condition = (self.condition.data or "").partition(":")
        return QuestionDraft(
            kind=kind,
            label=self.label.data,
            help=self.help.data,
            required=bool(self.required.data),
            kept_days=self.kept_days.data or rules.USUAL_DAYS,
            condition_id=_number(question_id),
            condition=condition,
            options=tuple((number, text) for number, text in rows if text) if kind in rules.CHOICES else (),
        )

    def place_of(self, error: Refused) -> list[Field]:
        """Return the field at which *error* is said; none for what concerns the whole."""
        places = {
            rules.KindFixed: self.kind,
            rules.ConditionUnusable: self.condition,
            rules.OptionsMissing: self.options[0].form.text.form.en,
        }
        found = places.get(type(error))
        return [found] if found is not None else []


def _number(typed: str | int | None) -> int | None:
    return as_integer(str(typed or ""), 1, 2**31 - 1)


def _stored(question: RegistrationQuestion | None, options: Sequence[RegistrationOption]) -> dict[str, Any]:
    """Return what is stored of *question*, by the names of the fields."""
    if question is None:
        return {"kept_days": rules.USUAL_DAYS, "condition": ""}
    mine = [option for option in options if option.question_id == question.id and not option.withdrawn]
    return {
        "label": question.label,
        "help": question.help,
        "kind": question.kind.value,
        "required": question.required,
        "kept_days": question.kept_days,
        "condition": f"{question.condition_id}:{question.condition}" if question.condition_id else "",
        "options": [{"number": option.id, "text": option.text} for option in mine],
    }


def _answers(question: RegistrationQuestion, options: Sequence[RegistrationOption]) -> list[tuple[str, str]]:
    """Return the answers to *question* on which others can depend, and their words."""
    if question.kind is QuestionKind.YES_NO:
        return [(rules.YES, _("Yes")), (rules.NO, _("No"))]
    if question.kind not in rules.CHOICES:
        return []
    mine = [option for option in options if option.question_id == question.id and not option.withdrawn]
    return [(str(option.id), words(option.text)) for option in mine]


def _conditions(
    earlier: Sequence[RegistrationQuestion], options: Sequence[RegistrationOption]
) -> Iterator[tuple[str, str]]:
    """Yield each answer to an *earlier* question, as a choice."""
    for question in earlier:
        for value, answer in _answers(question, options):
            yield f"{question.id}:{value}", _condition(question, answer)


def _condition(question: RegistrationQuestion, answer: str) -> str:
    said: str = _("whoever answers “%(answer)s” to “%(question)s”", answer=answer, question=words(question.label))
    return said


def condition_words(
    questions: Sequence[RegistrationQuestion], options: Mapping[int, RegistrationOption]
) -> dict[int, str]:
    """Return of whom each of *questions* that depends on another is asked, by its id."""
    known = {question.id: question for question in questions}
    found = {}
    for question in questions:
        earlier = known.get(question.condition_id or 0)
        if earlier is not None:
            answers = dict(_answers(earlier, list(options.values())))
            found[question.id] = _condition(earlier, answers.get(question.condition, "–"))
    return found
