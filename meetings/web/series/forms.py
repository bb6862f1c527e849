"""Forms for what a series keeps for its next meeting."""

from datetime import time
from typing import Any, cast

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms import Form as PlainForm

from meetings.core import workdays
from meetings.core.text import sort_key
from meetings.domain.organisation import queries as register
from meetings.domain.series.queries import Template
from meetings.domain.series.rules import DeadlineDraft, PointDraft, SeriesDraft, SittingDraft
from meetings.i18n import language, words
from meetings.models.agenda import Purpose
from meetings.models.meeting import Mode, Series, SessionLanguage, Visibility
from meetings.models.series import DeadlineKind, ItemKind, SeriesDeadline, SeriesItem, SeriesSitting
from meetings.web.fields import BilingualField, Clock, Rows, WholeNumber, ZoneField, choices, is_blank
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.meeting.session_forms import LARGEST_ROOM, LONGEST_ADDRESS, NOT_OFFERED, offer
from meetings.web.wording import LABELS

MOST_SITTINGS, MOST_ITEMS = 12, 40
LONGEST_DAY, LONGEST_SITTING, LONGEST_ITEM = 60, 1_440, 1_440
MOST_WORKING_DAYS = 250


class SeenForm(Form):
    """A form that remembers which revision of the series its editor saw."""

    seen = HiddenField()

    @property
    def revision(self) -> int:
        """The revision that the editor saw; what is no number was never one."""
        typed = str(self.seen.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def _countries() -> Any:
    """Return the countries whose holidays are known, as the reader sorts them."""
    names = Locale(language()).territories
    known = sorted(((code, names.get(code, code)) for code in workdays.countries()), key=lambda one: sort_key(one[1]))
    return choices([("", _("None: only Saturdays and Sundays are free")), *known])


class WordsForm(SeenForm):
    """What is said of a series and of all its meetings, and who is invited."""

    name = BilingualField(_l("Name"), limit=200, hint=_l("What one of its meetings is called, without the number."))
    title = BilingualField(
        _l("Title of its meetings"),
        limit=200,
        required=False,
        hint=_l("{nth} becomes 8th or 8e, {number} becomes 8, {year} the year. Empty: the number, then the name."),
    )
    feminine = BooleanField(_l("French counts the first one as “1re”, not as “1er”"))
    body = BilingualField(_l("Who meets"), limit=300, required=False)
    summary = BilingualField(
        _l("Summary"), area=True, limit=4_000, required=False, hint=_l("Each new meeting begins with it.")
    )
    visibility = RadioField(
        _l("Who sees its meetings"), choices=lambda: offer(Visibility), invalid_choice_message=NOT_OFFERED
    )
    kinds = SelectMultipleField(_l("Kinds of organisation"), coerce=str)
    regions = SelectMultipleField(_l("Regions"), coerce=str)
    holidays = SelectField(_l("Holidays of"), choices=_countries, invalid_choice_message=NOT_OFFERED)

    def draft(self) -> SeriesDraft:
        """Return what was decided."""
        return SeriesDraft(
            name=self.name.data,
            title=self.title.data,
            feminine=bool(self.feminine.data),
            body=self.body.data,
            summary=self.summary.data,
            visibility=Visibility(self.visibility.data),
            holidays=self.holidays.data or "",
            kinds=frozenset(map(int, self.kinds.data or ())),
            regions=frozenset(map(int, self.regions.data or ())),
        )


def words_form(series: Series, kept: Template) -> WordsForm:
    """Return the form of what *series* says, with what the register offers."""
    form = WordsForm(
        data={
            "seen": series.revision,
            "name": series.name,
            "title": series.title,
            "feminine": series.feminine,
            "body": series.body,
            "summary": series.summary,
            "visibility": series.visibility,
            "kinds": [str(kind.id) for kind in kept.kinds],
            "regions": [str(region.id) for region in kept.regions],
            "holidays": series.holidays,
        }
    )
    form.kinds.choices = choices([(str(kind.id), words(kind.name)) for kind in register.kinds()])
    form.regions.choices = choices([(str(region.id), words(region.name)) for region in register.regions()])
    return form


class SittingRow(PlainForm):  # type: ignore[misc]
    """One sitting of each meeting; one in which nothing was typed is left out, so is one to be removed."""

    language = SelectField(_l("Language"), choices=lambda: offer(SessionLanguage), invalid_choice_message=NOT_OFFERED)
    day = WholeNumber(_l("Days after the first session"), low=0, high=LONGEST_DAY)
    starts = Clock(_l("Start"), [needed(_l("Write a time of day, for example 13:00."))])
    minutes = WholeNumber(_l("Minutes"), [needed(_l("Write how long it lasts."))], low=1, high=LONGEST_SITTING)
    zone = ZoneField(_l("Time zone"))
    mode = SelectField(_l("Online or on site"), choices=lambda: offer(Mode), invalid_choice_message=NOT_OFFERED)
    platform = Line(_l("Platform"), [at_most(100)])
    capacity = WholeNumber(_l("Places"), low=1, high=LARGEST_ROOM)
    title = BilingualField(_l("Title"), limit=200, required=False)
    place = BilingualField(_l("Room and building"), limit=200, required=False)
    address = Line(_l("Address"), [at_most(LONGEST_ADDRESS)])
    remove = BooleanField(_l("Remove this session"))

    @property
    def left_out(self) -> bool:
        """Whether this row is no sitting."""
        typed = (self.day, self.starts, self.minutes, self.platform, self.capacity)
        return bool(self.remove.data) or is_blank(*typed, self.title, self.place, self.address)

    @property
    def has_more(self) -> bool:
        """Whether something is said of title or place, or wrong there."""
        fields = (self.title.form.en, self.title.form.fr, self.place.form.en, self.place.form.fr, self.address)
        return any(field.data or field.errors for field in fields)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the sitting, unless it is left out."""
        return self.left_out or bool(super().validate(extra_validators))

    def draft(self) -> SittingDraft:
        """Return what was decided of the sitting."""
        return SittingDraft(
            title=self.title.data,
            language=SessionLanguage(self.language.data),
            day=self.day.data or 0,
            starts=cast(time, self.starts.data),
            minutes=cast(int, self.minutes.data),
            zone=self.zone.data,
            mode=Mode(self.mode.data),
            platform=self.platform.data or "",
            place=self.place.data,
            address=self.address.data or "",
            capacity=self.capacity.data,
        )


class SittingsForm(SeenForm):
    """The sittings that each meeting of a series begins with."""

    rows = Rows(FormField(SittingRow), max_entries=MOST_SITTINGS)

    def drafts(self) -> list[SittingDraft]:
        """Return the sittings."""
        return [row.form.draft() for row in self.rows if not row.form.left_out]


def of_sitting(kept: SeriesSitting) -> dict[str, Any]:
    """Return what the row of a sitting begins with."""
    names = ("language", "day", "starts", "minutes", "zone", "mode", "platform", "capacity", "title", "place")
    return {name: getattr(kept, name) for name in (*names, "address")}


class ItemRow(PlainForm):  # type: ignore[misc]
    """One item of each agenda; one without a title is left out, so is one to be removed."""

    place = WholeNumber(_l("Place"), low=1, high=999)
    kind = SelectField(
        _l("Where it comes from"),
        choices=lambda: choices([(kind.value, LABELS[ItemKind][kind]) for kind in ItemKind]),
        invalid_choice_message=NOT_OFFERED,
    )
    title = BilingualField(_l("Title"), limit=300, required=False)
    purpose = SelectField(
        _l("Purpose"),
        choices=lambda: choices([(purpose.value, LABELS[Purpose][purpose]) for purpose in Purpose]),
        invalid_choice_message=NOT_OFFERED,
    )
    minutes = WholeNumber(_l("Minutes"), low=1, high=LONGEST_ITEM)
    presenter = BilingualField(_l("Presenter"), limit=200, required=False)
    remove = BooleanField(_l("Remove this item"))

    @property
    def left_out(self) -> bool:
        """Whether this row is no item."""
        return bool(self.remove.data) or is_blank(self.title)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the item, unless it is left out."""
        return self.left_out or bool(super().validate(extra_validators))

    def draft(self) -> PointDraft:
        """Return what was decided of the item."""
        return PointDraft(
            kind=ItemKind(self.kind.data),
            title=self.title.data,
            purpose=Purpose(self.purpose.data),
            presenter=self.presenter.data,
            minutes=self.minutes.data,
        )


class AgendaForm(SeenForm):
    """The items that each agenda of a series begins with."""

    rows = Rows(FormField(ItemRow), max_entries=MOST_ITEMS)

    def drafts(self) -> list[PointDraft]:
        """Return the items by the places that were typed, then by their rows."""
        kept = [row.form for row in self.rows if not row.form.left_out]
        return [row.draft() for row in sorted(kept, key=lambda row: row.place.data or MOST_WORKING_DAYS)]


def of_item(kept: SeriesItem) -> dict[str, Any]:
    """Return what the row of an item begins with."""
    names = ("kind", "title", "purpose", "minutes", "presenter")
    return {name: getattr(kept, name) for name in names} | {"place": kept.position}


class DeadlineRow(PlainForm):  # type: ignore[misc]
    """One promise of each meeting; without days it is not made."""

    kind = HiddenField()
    days = WholeNumber(_l("Working days"), low=0, high=MOST_WORKING_DAYS)
    at = Clock(_l("Time of day"))

    @property
    def what(self) -> DeadlineKind | None:
        """Which promise it is."""
        return DeadlineKind(self.kind.data) if self.kind.data in list(DeadlineKind) else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check both, and ask for the time of a promise that is made."""
        valid = bool(super().validate(extra_validators))
        if valid and self.days.data is not None and self.at.data is None:
            self.at.errors = [*self.at.errors, _("Write a time of day, for example 13:00.")]
            return False
        if self.what is None:
            self.days.errors = [*self.days.errors, str(NOT_OFFERED)]
        return valid and self.what is not None

    def draft(self) -> DeadlineDraft:
        """Return what was decided of the promise."""
        return DeadlineDraft(DeadlineKind(self.kind.data), cast(int, self.days.data), cast(time, self.at.data))


class DeadlinesForm(SeenForm):
    """The promises of each meeting of a series."""

    rows = Rows(FormField(DeadlineRow), max_entries=len(DeadlineKind))

    def drafts(self) -> list[DeadlineDraft]:
        """Return the promises that are made, one of each kind."""
        made = [row.form.draft() for row in self.rows if row.form.days.data is not None]
        return list({one.kind: one for one in made}.values())


def of_deadlines(kept: list[SeriesDeadline]) -> list[dict[str, Any]]:
    """Return a row for each kind of promise, whether it is made or not."""
    found = {one.kind: one for one in kept}
    return [
        {"kind": kind.value, "days": found[kind].days, "at": found[kind].at} if kind in found else {"kind": kind.value}
        for kind in DeadlineKind
    ]
