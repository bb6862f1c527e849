"""The form of a registration: session, the secretariat's own questions, who comes along, what somebody needs.

It is made anew for each meeting from its terms and questions. Questions that depend on an answer are always shown, with
words that say when they count: so the form works where no program of ours runs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectMultipleField
from wtforms.validators import ValidationError

from meetings.domain.registration import question_rules as rules
from meetings.domain.registration.actions_details import Said
from meetings.domain.registration.question_rules import Asked, Given
from meetings.domain.registration.rules import Terms
from meetings.i18n import words
from meetings.models.registration_details import QuestionKind, RegistrationAnswer, RegistrationQuestion
from meetings.web.document.forms import Upload
from meetings.web.fields import Day, NumberChoice, choices
from meetings.web.forms import Area, Form, Line, at_most

_SHORT, _LONG, _NAME = [at_most(rules.LONGEST_LINE)], [at_most(rules.LONGEST_TEXT)], [at_most(200)]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a registration for one meeting asks besides the session, and what somebody has said already."""

    terms: Terms
    items: Sequence[Asked] = ()
    answers: dict[int, RegistrationAnswer] = field(default_factory=dict)
    companions: Sequence[str] = ()
    diet: str = ""
    access: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as the form shows it."""

    question: RegistrationQuestion
    field: Field
    #: When it counts, in words; always when empty.
    when: str
    #: The name of the file that is there, and the box that takes it away.
    file: str = ""
    remove: Field | None = None


class Pick(RadioField):  # type: ignore[misc]
    """One of the choices, or none."""

    def pre_validate(self, form: Any) -> None:
        """Refuse only what was sent and is not offered."""
        if self.raw_data and self.data not in [choice.value for choice in self.choices]:
            raise ValidationError(_("Choose one of these."))


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Several of the choices, or none, as check boxes."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if set(self.data or ()) - {choice.value for choice in self.choices}:
            raise ValidationError(_("Choose some of these."))


class EntryForm(Form):
    """The fields that every registration has; ``entry_form`` adds those of a meeting."""

    session = NumberChoice(_l("Session"), choices=[], validate_choice=False)

    def __init__(self, asking: Asking, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asking = asking
        self.shown = [self._show(item) for item in asking.items]
        self.companions = [self[f"companion{n}"] for n in range(1, asking.terms.companions + 1)]

    def _show(self, item: Asked) -> Shown:
        question, name = item.question, f"q{item.question.id}"
        before = self.asking.answers.get(question.id)
        field, file = self[name], before.text if before and question.kind is QuestionKind.FILE else ""
        field.label.text = words(question.label)
        if item.options and question.kind in rules.CHOICES:
            kept = before.chosen if before else ()
            offered = [option for option in item.options if not option.withdrawn or option.id in kept]
            field.choices = choices([(str(option.id), words(option.text)) for option in offered])
        return Shown(question, field, self._when(question), file, self[f"{name}-remove"] if file else None)

    def _when(self, question: RegistrationQuestion) -> str:
        """Say after which answer *question* counts."""
        earlier = next((item for item in self.asking.items if item.question.id == question.condition_id), None)
        if earlier is None:
            return ""
        answers = {str(option.id): words(option.text) for option in earlier.options}
        answers |= {rules.YES: str(_("Yes")), rules.NO: str(_("No"))}
        label, answer = words(earlier.question.label), answers.get(question.condition, "")
        return str(_("Only if you answer “%(answer)s” to “%(question)s”", answer=answer, question=label))

    def given(self) -> dict[int, Given]:
        """Return what was answered, by the id of the question."""
        return {one.question.id: given for one in self.shown if (given := _given(one))}

    def said(self) -> Said:
        """Return everything that was said besides the session."""
        needs = self.asking.terms.needs
        return Said(
            answers=self.given(),
            companions=tuple(name for one in self.companions if (name := one.data)),
            diet=(self.diet.data or "") if needs else "",
            access=(self.access.data or "") if needs else "",
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge what applies; a question that does not, by the other answers, may hold anything."""
        super().validate(extra_validators)
        given = self.given()
        applying = {one.id for one in rules.applying([item.question for item in self.asking.items], given)}
        missing = rules.missing([item.question for item in self.asking.items], given)
        for one in self.shown:
            if one.question.id not in applying:
                one.field.errors = []
            elif one.question.id in missing and not one.field.errors:
                one.field.errors = [_("Answer this question.")]
        return not self.problems()


def entry_form(asking: Asking, *, prefill: bool = False) -> EntryForm:
    """Return the form of a registration; *prefill* shows what was said before."""
    fields = dict(_fields(asking))
    made: Any = type("MeetingEntryForm", (EntryForm,), fields)
    form: EntryForm = made(asking, data=_stored(asking) if prefill else None)
    return form


def _fields(asking: Asking) -> Iterator[tuple[str, Any]]:
    """Yield the fields that *asking* needs, by their names."""
    for item in asking.items:
        name = f"q{item.question.id}"
        yield name, _field(item.question.kind)
        if item.question.kind is QuestionKind.FILE:
            yield f"{name}-remove", BooleanField(_l("Take this file away"))
    for number in range(1, asking.terms.companions + 1):
        yield f"companion{number}", Line(_l("Name of an accompanying person"), _NAME)
    if asking.terms.needs:
        yield "diet", Area(_l("Dietary needs"), _SHORT)
        yield "access", Area(_l("Access needs"), _LONG)


def _field(kind: QuestionKind) -> Any:
    """Return a field for an answer of *kind*; its label and its choices come later."""
    made: dict[QuestionKind, Callable[[], Any]] = {
        QuestionKind.TEXT: lambda: Line("", _SHORT),
        QuestionKind.LONG: lambda: Area("", _LONG),
        QuestionKind.ONE: lambda: Pick("", choices=[]),
        QuestionKind.SEVERAL: lambda: Ticks("", choices=[]),
        QuestionKind.YES_NO: lambda: Pick("", choices=_yes_or_no),
        QuestionKind.FILE: lambda: Upload(""),
        QuestionKind.DATE: lambda: Day(""),
    }
    return made[kind]()


def _yes_or_no() -> Any:
    return choices([(rules.YES, _("Yes")), (rules.NO, _("No"))])


def _given(one: Shown) -> Given:
    """Return what was answered to *one* question."""
    kind, data = one.question.kind, one.field.data
    if kind is QuestionKind.FILE:
        keeps = bool(one.file) and not (one.remove and one.remove.data)
        return Given(file=(data.filename, data.stream)) if data else Given(keeps_file=keeps)
    if not data or one.field.errors:
        return Given()
    if kind in rules.CHOICES:
        return Given(chosen=tuple(int(value) for value in ([data] if kind is QuestionKind.ONE else data)))
    return Given(text=data.isoformat() if kind is QuestionKind.DATE else data)


def _stored(asking: Asking) -> dict[str, Any]:
    """Return what was said before, by the names of the fields."""
    found: dict[str, Any] = {"diet": asking.diet, "access": asking.access}
    for item in asking.items:
        answer = asking.answers.get(item.question.id)
        if answer is not None:
            found[f"q{item.question.id}"] = _value(item.question.kind, answer)
    for number, name in enumerate(asking.companions, 1):
        found[f"companion{number}"] = name
    return found


def _value(kind: QuestionKind, answer: RegistrationAnswer) -> Any:
    """Return *answer* as its field holds it."""
    chosen = [str(number) for number in answer.chosen]
    if kind is QuestionKind.SEVERAL:
        return chosen
    if kind is QuestionKind.ONE:
        return chosen[0] if chosen else None
    if kind is QuestionKind.DATE:
        return date.fromisoformat(answer.text) if answer.text else None
    return None if kind is QuestionKind.FILE else answer.text
