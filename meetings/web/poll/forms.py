"""The ballot, and the forms that prepare, open and extend a poll."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.validators import Length

from meetings.core.bilingual import Bilingual
from meetings.domain.poll.rules import FEWEST, MOST, YES_NO_ABSTENTION, PollDraft
from meetings.i18n import words
from meetings.models.agenda import AgendaItem
from meetings.models.poll import Poll, PollOption
from meetings.web.fields import BilingualField, NumberChoice, WallTime
from meetings.web.forms import Form, Line, needed

Answers = Sequence[tuple[Bilingual, bool]]


class BallotForm(Form):
    """One of the options; none is chosen beforehand."""

    option = NumberChoice(_l("Your answer"), [needed(_l("Choose one of the answers."))])

    def offer(self, options: Sequence[PollOption]) -> "BallotForm":
        """Offer the *options* of the poll."""
        self.option.offer([(option.id, words(option.text)) for option in options])
        return self


class OptionForm(PlainForm):  # type: ignore[misc]
    """One option of a poll; left empty, it is not kept."""

    text = BilingualField(_l("Option"), limit=200, required=False)
    abstention = BooleanField(_l("Counts as an abstention"))


class Options(FieldList):  # type: ignore[misc]
    """Rows of options; names that no page of ours writes are passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,2}})-", name, re.ASCII):
                yield int(found[1])


class PollForm(Form):
    """Question, agenda item and options of a poll."""

    question = BilingualField(
        _l("Question"), limit=500, hint=_l("One question that each administration answers with one option.")
    )
    item = NumberChoice(_l("Agenda item"), optional="")
    options = Options(FormField(OptionForm), min_entries=FEWEST, max_entries=MOST)

    def __init__(self, items: Sequence[AgendaItem], poll: Poll | None = None, answers: Answers = ()) -> None:
        super().__init__(
            data={
                "question": poll.question if poll else None,
                "item": poll.item_id if poll else None,
                "options": [{"text": text, "abstention": abstention} for text, abstention in answers],
            }
        )
        self.items = {item.id: item for item in items}
        self.item.optional = _("None")
        self.item.offer([(item.id, f"{item.number}. {words(item.title)}") for item in items])
        self._number_options()

    @property
    def full(self) -> bool:
        """Whether there is no room for another option."""
        return len(self.options.entries) >= MOST

    def add_option(self) -> None:
        """Give the form one more row for an option."""
        if not self.full:
            self.options.append_entry()
        self._number_options()

    def draft(self) -> PollDraft:
        """Return what was typed; rows without text are left out."""
        typed = ((entry.form.text.data, bool(entry.form.abstention.data)) for entry in self.options.entries)
        item = self.items.get(self.item.data or 0)
        return PollDraft(self.question.data, item, tuple((text, abstention) for text, abstention in typed if text))

    def _number_options(self) -> None:
        """Tell the rows apart in labels and in the summary of problems."""
        for number, entry in enumerate(self.options.entries, 1):
            field = entry.form.text
            field.label.text = _("Option %(number)d", number=number)
            field.form.en.long_label = _("Option %(number)d, English", number=number)
            field.form.fr.long_label = _("Option %(number)d, French", number=number)


def preset(name: str) -> Answers:
    """Return the options that a new form begins with."""
    return YES_NO_ABSTENTION if name == "yes-no" else ()


class OpenForm(Form):
    """When the poll closes by itself."""

    closes = WallTime(_l("Closing time"))


class ExtendForm(Form):
    """A later closing time, and why."""

    closes = WallTime(_l("New closing time"), [needed(_l("Write the new closing time."))])
    reason = Line(_l("Reason"), [needed(_l("Write the reason; the history keeps it.")), Length(max=200)])
