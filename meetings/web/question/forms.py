"""Forms to ask a question, and to deal with one."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from meetings.core.bilingual import LANGUAGES, Language, written
from meetings.domain.person import queries as people
from meetings.domain.question.rules import Draft, Task
from meetings.i18n import language, words
from meetings.models.agenda import AgendaItem
from meetings.models.person import Person
from meetings.models.question import Intake, Question, QuestionPlan, Voice
from meetings.web.access.forms import Address
from meetings.web.fields import BilingualField, Day, NumberChoice, choices, languages
from meetings.web.forms import Area, Form, at_most, needed
from meetings.web.wording import label

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_REASON = 1_000, 10_000, 1_000


class AskForm(Form):
    """A question in one language, in whose name it is asked, and on which item."""

    text = Area(_l("Your question"), [needed(_l("Write your question.")), at_most(LONGEST_QUESTION)])
    language = SelectField(_l("Language of the question"), choices=languages)
    item = NumberChoice(_l("Agenda item"), optional="–")
    voice = RadioField(_l("In whose name"))

    def offer(self, items: Sequence[AgendaItem], plan: QuestionPlan | None, organisation: str) -> "AskForm":
        """Offer the *items* of the agenda, and the voices that the meeting and the reader have."""
        self.item.offer([(each.id, f"{each.number} {words(each.title)}") for each in items])
        voices = [(Voice.PERSON.value, label(Voice.PERSON))]
        if organisation:
            voices.append((Voice.ORGANISATION.value, _("In the name of %(name)s", name=organisation)))
        if plan and plan.nameless:
            voices.append((Voice.NAMELESS.value, label(Voice.NAMELESS)))
        self.voice.choices = choices(voices)
        return self

    def draft(self, items: Iterable[AgendaItem]) -> Draft:
        """Return the question as it was written."""
        mine: Language = next(each for each in LANGUAGES if each == self.language.data)
        texts = {each: self.text.data if each == mine else "" for each in LANGUAGES}
        item = next((each for each in items if each.id == self.item.data), None)
        return Draft(written(texts["en"], texts["fr"], language=mine), Voice(self.voice.data), item)


def asking() -> dict[str, Any]:
    """Return what the form holds before anything is typed."""
    return {"language": language(), "voice": Voice.PERSON.value}


class IntakeForm(Form):
    """How a meeting takes questions."""

    intake = RadioField(_l("When somebody asks"))
    nameless = BooleanField(_l("Questions may be asked without a name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intake.choices = choices([(each.value, label(each)) for each in Intake])


class WordsForm(Form):
    """The words of a question in both languages."""

    text = BilingualField(_l("Question"), limit=LONGEST_QUESTION, area=True)
    version = HiddenField()


class AnswerForm(Form):
    """The answer in writing."""

    answer = BilingualField(
        _l("Answer"), limit=LONGEST_ANSWER, area=True, hint=_l("Readers see it beside the question and in the record.")
    )
    version = HiddenField()


class DeclineForm(Form):
    """Why a question is not taken."""

    reason = BilingualField(_l("Reason"), limit=LONGEST_REASON, area=True, hint=_l("Who asked is told this by mail."))


class TaskForm(Form):
    """Who answers a question, and by when."""

    owner = SelectField(_l("Who answers"))
    email = Address(_l("E-mail address of the other person"))
    due = Day(_l("Answer due on"))

    def offer(self, presenters: Sequence[Person]) -> "TaskForm":
        """Offer the secretariat, the *presenters* of the meeting, and anybody else by address."""
        named = [(str(person.id), person.name) for person in presenters]
        self.owner.choices = choices([("", _("Secretariat")), *named, ("other", _("Another person, by address"))])
        return self

    def validate_email(self, field: StringField) -> None:
        """Another person is known here."""
        if self.owner.data == "other" and (not field.data or people.by_email(field.data) is None):
            raise ValidationError(_("Nobody is known here by this address. Add the person to the register first."))

    def task(self, presenters: Sequence[Person]) -> Task:
        """Return who was chosen, and the day."""
        if self.owner.data == "other":
            return Task(people.by_email(self.email.data), self.due.data)
        return Task(next((each for each in presenters if str(each.id) == self.owner.data), None), self.due.data)


class MergeForm(Form):
    """Which questions say the same."""

    others = SelectMultipleField(_l("Questions that say the same"), coerce=int)

    def offer(self, questions: Sequence[Question]) -> "MergeForm":
        """Offer the other *questions* that wait."""
        pairs = [(each.id, f"Q{each.number} – {words(each.text)}") for each in questions]
        self.others.choices = choices(pairs)  # type: ignore[arg-type]
        return self
