"""What all forms share: cleaned text, refusals in words, and the summary of what is wrong."""

from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.i18n import Translations
from wtforms import Field, FormField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length, StopValidation, ValidationError

from meetings.core import text
from meetings.i18n import colon


class CleanText:
    """Mixed into text fields: normalises what was typed and refuses what no text should hold."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed as it was, if it cannot be stored; else keep it normalised."""
        if not valuelist:
            return
        # Browsers end the lines of a text with CR LF, whatever was typed (HTML, 4.10.21.4).
        raw = valuelist[0].replace("\r\n", "\n")
        # Octets that are no UTF-8, such as a lone surrogate, reach us as the replacement character.
        self.unusable = text.unusable(raw) or "\N{REPLACEMENT CHARACTER}" in raw
        self.data = text.printable(raw) if self.unusable else text.clean(raw)

    def pre_validate(self, form: Any) -> None:
        """Refuse control characters, NUL, lone surrogates and marks that turn the writing around."""
        if getattr(self, "unusable", None):
            raise ValidationError(_("This text holds characters that cannot be stored. Type it again."))


class Line(CleanText, StringField):  # type: ignore[misc]
    """One line of text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Turn line ends into spaces."""
        super().process_formdata([text.one_line(value) for value in valuelist])


class Area(CleanText, TextAreaField):  # type: ignore[misc]
    """Several lines of text."""


def needed(words: Any) -> Callable[[Any, Field], None]:
    """Return a validator that says *words* at a field in which nothing was typed, or nothing but blanks."""

    def check(form: Any, field: Field) -> None:
        typed = str(field.raw_data[0]).strip() if field.raw_data else ""
        if not typed:
            field.errors = []
            raise StopValidation(words)
        if not field.data and not field.errors:
            raise ValidationError(words)

    return check


class Words(Translations):  # type: ignore[misc]
    """What the library says of its fields, set as we set our own words."""

    def gettext(self, string: str) -> str:
        """Return *string* in the language of the page; of a choice that is not offered, our own words."""
        if string == "Not a valid choice.":
            return str(_("This is not offered. Choose one of those shown."))
        return str(super().gettext(string)).replace("'", "’")


def at_most(limit: int) -> Length:
    """Return the validator of a text that is *limit* characters long at most."""
    return Length(max=limit, message=_l("At most %(max)d characters, please."))


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can be refused as a whole, and lists everything that is wrong with it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Lets the library speak with our words."""

        def get_translations(self, form: FlaskForm) -> Words:
            """Return what translates the words of the library."""
            return Words()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[str] = []

    def submitted(self) -> bool:
        """Say whether the form was posted and every field holds."""
        return bool(self.validate_on_submit())

    def refuse(self, words: str, *fields: Field) -> None:
        """Say *words* at the top of the form, or at *fields* when the reason lies there."""
        if not fields:
            self.refusals.append(words)
        for field in fields:
            field.errors = [*field.errors, words]

    def problems(self) -> list[tuple[str, str]]:
        """Return every problem as the id of its field (empty for the whole form) and its words."""
        return [("", words) for words in self.refusals] + list(_problems(self))


def _problems(form: Any) -> Iterator[tuple[str, str]]:
    """Walk through all fields, also those inside others."""
    for field in form:
        if isinstance(field, FormField):
            yield from _problems(field.form)
        elif hasattr(field, "entries") and not isinstance(field, UnboundField):
            for entry in field.entries:
                yield from _problems(entry.form)
        elif field.name != "csrf_token":
            label = getattr(field, "long_label", field.label.text)
            for error in field.errors:
                yield field.id, f"{label}{colon()} {error}" if label else str(error)
