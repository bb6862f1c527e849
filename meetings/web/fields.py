"""Fields of our own: a text in two languages, a wall time, a time zone, a whole number."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, IntegerField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from meetings.core import dates, zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, written
from meetings.core.text import as_integer, one_line, printable
from meetings.i18n import language
from meetings.web.forms import Area, Line, at_most

#: No name and no address is longer.
LONGEST = 254
#: For free text; a longer one is a document.
LONG = 20_000
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?")


class BilingualField(FormField):  # type: ignore[misc]
    """One text in English and French; ``data`` is a ``Bilingual`` that remembers which was the original."""

    def __init__(
        self, label: Any, *, limit: int = 200, area: bool = False, required: bool = True, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(_pair(limit=limit, area=area), label, separator="-", **kwargs)
        self.required = required
        self.hint = hint
        self.before = Bilingual()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Remember the text that is being changed."""
        self.before = data if isinstance(data, Bilingual) else Bilingual()
        super().process(formdata, self.before)
        if self.before.machine:
            self.form.current.label.text = _("The machine’s draft is right as it is")
        self.form.en.long_label = _("%(label)s, English", label=self.label.text)
        self.form.fr.long_label = _("%(label)s, French", label=self.label.text)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse a text that is empty in both languages, if one is needed."""
        valid: bool = self.form.validate()
        if self.required and not (self.form.en.data or self.form.fr.data):
            mine = self.form.en if language() == ENGLISH else self.form.fr
            mine.errors = [*mine.errors, _("Write this in at least one of the two languages.")]
            return False
        return valid

    @property
    def data(self) -> Bilingual:
        """The text as it was typed, knowing what has happened to its languages."""
        en, fr = self.form.en.data or "", self.form.fr.data or ""
        if not self.before:
            return written(en, fr, language=language())
        return self.before.revised(en, fr, current=bool(self.form.current.data))


def _pair(*, limit: int, area: bool) -> type[PlainForm]:
    """Return the form of the two fields."""
    kind = Area if area else Line
    limits = [at_most(limit)]

    class Pair(PlainForm):  # type: ignore[misc]
        en = kind(_l("English"), limits)
        fr = kind(_l("French"), limits)
        current = BooleanField(_l("The translation still says the same"))

    return Pair


class WallTime(Line):
    """Date and time as a clock on the wall shows them, from ``<input type="datetime-local">``; naive."""

    def _value(self) -> str:
        if self.raw_data:
            return str(text_of(self.raw_data))
        return f"{self.data:%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read ``2026-09-15T13:00``, with or without seconds or a space; empty is nothing."""
        typed = (valuelist[0] if valuelist else "").strip().replace(" ", "T")
        self.data: Any = None
        if not typed:
            return
        try:
            wall = datetime.strptime(typed[:16], "%Y-%m-%dT%H:%M") if typed.isascii() else None  # noqa: DTZ007
        except ValueError:
            wall = None
        if wall is None or len(typed) not in {16, 19} or not 2000 <= wall.year <= 2100:
            raise ValueError(_("Write a date and a time, for example 2027-09-15 13:00."))
        self.data = wall

    def pre_validate(self, form: Any) -> None:
        """Text rules do not apply."""


class Day(StringField):  # type: ignore[misc]
    """A date from *earliest* to *latest*, from ``<input type="date">``; empty is nothing."""

    def __init__(
        self,
        label: Any,
        validators: Any = None,
        *,
        earliest: date = dates.EARLIEST,
        latest: date = dates.LATEST,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.earliest, self.latest = earliest, latest

    def _value(self) -> str:
        if self.raw_data:
            return str(text_of(self.raw_data))
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read ``2027-09-15``."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data: Any = None
        if not typed:
            return
        self.data = dates.day_from(typed, self.earliest, self.latest)
        if self.data is None:
            raise ValueError(_("Write a date, for example 2027-09-15."))


def asked(values: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """Return the line that *values* of an address hold under *name*; nothing if there is none."""
    return one_line(printable(values.get(name, "")))[:longest].strip()


def text_of(raw: list[Any]) -> str:
    """Return what was typed into a single field."""
    return str(raw[0]) if raw else ""


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number between two bounds; empty is nothing."""

    def __init__(self, label: Any, validators: Any = None, *, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read plain decimal digits only."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        self.data = as_integer(typed, self.low, self.high)
        if self.data is None:
            raise ValueError(_("Write a whole number from %(low)d to %(high)d.", low=self.low, high=self.high))


class ZoneField(SelectField):  # type: ignore[misc]
    """A time zone, chosen by its name."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=zone_choices, validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuse names that are no zone."""
        try:
            zones.zone(self.data or "")
        except zones.UnknownZone:
            raise ValidationError(_("There is no time zone of this name. Choose one from the list.")) from None


def zone_choices() -> list[SelectChoice]:
    """Return every zone a person may choose."""
    return [SelectChoice(value=name, label=name.replace("_", " ")) for name in zones.names()]


def choices(pairs: list[tuple[str, Any]]) -> list[SelectChoice]:
    """Return values and labels as choices of a select or of radio buttons."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


def languages() -> list[SelectChoice]:
    """Return the two languages, in the words of the reader's, as choices."""
    return choices([(ENGLISH, _("English")), (FRENCH, _("French"))])


class Rows(FieldList):  # type: ignore[misc]
    """Rows of fields, as many as there are; their names are counted from 0."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """Count only rows with plain small numbers: anything else is not from our page."""
        for name in formdata:
            digits = name.removeprefix(f"{prefix}-").split("-", 1)[0]
            if name.startswith(f"{prefix}-") and re.fullmatch("[0-9]{1,3}", digits):
                yield int(digits)

    def name_rows(self, words: Callable[[int, str], str]) -> None:
        """Let the problems of a row say in which row they are; *words* makes that of its number and a label."""
        for number, row in enumerate(self.entries, start=1):
            for field in row.form:
                parts = (field.form.en, field.form.fr) if isinstance(field, BilingualField) else (field,)
                for part in parts:
                    part.long_label = words(number, getattr(part, "long_label", part.label.text))


def is_blank(*fields: Any) -> bool:
    """Say whether nothing was typed into any of *fields*."""
    raw = [one for field in fields for one in _raw(field)]
    return not any(str(one).strip() for one in raw)


def _raw(field: Any) -> list[Any]:
    if isinstance(field, BilingualField):
        return [*_raw(field.form.en), *_raw(field.form.fr)]
    return list(field.raw_data or [])


class Clock(Line):
    """A time of day, from ``<input type="time">``; empty is nothing."""

    def _value(self) -> str:
        if self.raw_data:
            return str(text_of(self.raw_data))
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read ``13:00``, with or without seconds."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data: Any = None
        if not typed:
            return
        if not _TIME.fullmatch(typed):
            raise ValueError(_("Write a time of day, for example 13:00."))
        self.data = time.fromisoformat(typed[:5])

    def pre_validate(self, form: Any) -> None:
        """Text rules do not apply."""


class NumberChoice(SelectField):  # type: ignore[misc]
    """One of the rows offered, by its id; empty is nothing when ``optional``."""

    def __init__(self, label: Any, validators: Any = None, *, optional: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_id, **kwargs)
        self.optional = optional

    def offer(self, pairs: list[tuple[int, str]]) -> None:
        """Offer rows as ids and labels."""
        first = [] if self.optional is None else [SelectChoice(value="", label=self.optional)]
        self.choices = first + [SelectChoice(value=value, label=label) for value, label in pairs]


def _id(value: Any) -> int | None:
    """Return an id that was typed, or nothing; what is no id becomes one that is never offered."""
    if isinstance(value, int):
        return value
    typed = str(value or "")
    number = as_integer(typed, 0, 2**31 - 1)
    return -1 if typed and number is None else number
