"""The form that prepares a poll: question, options and rule."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.poll import dates, draft_rules, procedures
from meetings.domain.poll.draft_rules import FEWEST, MOST, OptionDraft, PollDraft
from meetings.i18n import words
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document
from meetings.models.poll import Procedure
from meetings.web.fields import BilingualField, NumberChoice
from meetings.web.poll.date_fields import DateFields, date_values
from meetings.web.poll.option_form import OptionForm, Options, row
from meetings.web.poll.presets import ABSTENTION, NONE_OF_THESE
from meetings.web.poll.rule_fields import values
from meetings.web.wording import refusal

#: What the buttons that add a row add.
_ADDED = {"abstention": ABSTENTION, "none": NONE_OF_THESE}


class PollForm(DateFields):
    """Question, agenda item and options of a poll, and its rule."""

    question = BilingualField(_l("Question"), limit=500)
    item = NumberChoice(_l("Agenda item"), optional="")
    options = Options(FormField(OptionForm), min_entries=FEWEST, max_entries=MOST)

    def __init__(
        self,
        items: Sequence[AgendaItem],
        draft: PollDraft | None = None,
        listed: dict[str, int] | None = None,
        *,
        zone: str,
        documents: Mapping[int, Document] = MappingProxyType({}),
        **sent: Any,
    ) -> None:
        """Show *draft* with those *listed*, or what was *sent* as *formdata* where that is not the request's own."""
        options = draft.options if draft else ()
        rule = values(draft.terms if draft else draft_rules.Terms(), listed or {}, _ordinary(options))
        super().__init__(
            **sent,
            data=rule
            | date_values(options, zone)
            | {
                "question": draft.question if draft and draft.question else None,
                "item": draft.item.id if draft and draft.item else None,
                "options": [row(option) for option in options if not option.date],
            },
        )
        self.offer_kinds()
        self.kept, self.documents = options, documents
        self.items = {item.id: item for item in items}
        self.item.optional = _("None")
        self.item.offer([(item.id, f"{item.number}. {words(item.title)}") for item in items])
        self._number_options()
        self.name_dates()

    @property
    def full(self) -> bool:
        """Whether there is no room for another option."""
        return len(self.options.entries) >= MOST

    def change_rows(self, typed: Mapping[str, str]) -> None:
        """Give the form one more row for an option, the abstention, “none of these” or a date, or take a date away."""
        self.change_dates(typed)
        what = typed.get("add", "date")
        if what != "date" and not self.full:
            self.options.append_entry(row(_ADDED[what]) if what in _ADDED else None)
        self._number_options()

    def draft(self) -> PollDraft:
        """Return what was typed; rows without text are left out."""
        options = self.dated() if self.asks_for_dates else self._drafted()
        terms = self.terms(_ordinary(options))
        if terms.procedure is Procedure.SILENCE:
            options = procedures.SILENCE_OPTIONS
        asks = terms.kind not in draft_rules.WITHOUT_OPTIONS
        item = self.items.get(self.item.data or 0)
        return PollDraft(self.question.data, item, options if asks else (), terms, self.listed())

    def _drafted(self) -> tuple[OptionDraft, ...]:
        """Return the options typed; rows without text are left out."""
        rows = (entry.form for entry in self.options.entries)
        return tuple(
            OptionDraft(
                row.text.data,
                bool(row.abstention.data),
                bool(row.none_of_these.data),
                self.documents.get(row.document.data or 0),
                row.picture.data or "",
                image_text=row.picture_text.data if row.picture.data else Bilingual(),
            )
            for row in rows
            if row.text.data
        )

    def explain(self, error: Refused) -> None:
        """Say at its field why the poll was refused."""
        self.refuse(refusal(error), *self._places(error))

    def _places(self, error: Refused) -> list[Any]:
        """Return the fields that *error* is about; none when it is about the whole."""
        if isinstance(error, draft_rules.TooManyAbstentions):
            for name in ("abstention", "none_of_these"):
                ticked = [entry.form[name] for entry in self.options.entries if entry.form[name].data]
                if len(ticked) > 1:
                    return ticked[1:]
        fields = {
            draft_rules.BoundsWrong: self.most,
            draft_rules.OwnWordsAtSecretLevel: self.secrecy,
            draft_rules.WeightsAtSecretLevel: self.chosen,
            draft_rules.LiveAtSecretLevel: self.results_when,
            draft_rules.MethodDoesNotFit: self.method,
            procedures.SilenceIsNamed: self.secrecy,
            procedures.SilenceIsSimple: self.procedure,
            procedures.PresentInMeetingOnly: self.voters,
            procedures.RemindersWrong: self.reminders,
            dates.DatesMissing: self.kind,
        }
        return [fields[type(error)]] if type(error) in fields else []

    def _number_options(self) -> None:
        """Tell the rows apart in labels and in the summary of problems, and offer each the documents."""
        offered = [(one.id, f"{one.symbol} – {words(one.title)}") for one in self.documents.values()]
        for number, entry in enumerate(self.options.entries, 1):
            entry.form.number(number)
            entry.form.document.optional = _("None")
            entry.form.document.offer(offered)


def _ordinary(options: Sequence[OptionDraft]) -> int:
    """Return how many of *options* are neither an abstention nor “none of these”."""
    return sum(not option.abstention and not option.none_of_these for option in options)
