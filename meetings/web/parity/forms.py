"""The form in which texts of a meeting stand side by side in both languages."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from meetings.core import text as typed
from meetings.core.bilingual import ENGLISH
from meetings.domain.parity.actions import Edit
from meetings.domain.parity.rules import Part, Text
from meetings.web.fields import BilingualField
from meetings.web.forms import Form
from meetings.web.parity import names


def field_name(key: str) -> str:
    """Return the name in the form of the text *key*."""
    return key.replace(":", "-")


class BringForm(Form):
    """What a translator sent back."""

    file = FileField(_l("File"))


class TextsForm(Form):
    """Some texts of a meeting; the fields of each are added for the form that is shown or sent."""

    #: Which texts, with a space between.
    texts = HiddenField()

    def field(self, text: Text) -> BilingualField:
        """Return the field of *text*."""
        field: BilingualField = self[field_name(text.key)]
        return field

    def problems(self) -> list[tuple[str, str]]:
        """Return every problem; the list of texts is no field that anybody fills."""
        return [(anchor, words) for anchor, words in super().problems() if anchor != self.texts.id]


def of(texts: Iterable[Text], sent: MultiDict[str, str] | None = None) -> TextsForm:
    """Return the form of *texts* as they are stored, or as they were *sent*; locked ones have no fields."""
    open_ = [text for text in texts if not text.locked]
    fields: dict[str, Any] = {field_name(text.key): _field(text) for text in open_}
    keys = " ".join(text.key for text in open_)
    stored = {field_name(text.key): text.words for text in open_}
    form: TextsForm = type("TextsForm", (TextsForm,), fields)(formdata=sent, data={"texts": keys, **stored})
    form.texts.data = keys
    for text in open_:
        _name_languages(form.field(text), text)
    return form


def _field(text: Text) -> BilingualField:
    part = text.part
    return BilingualField(names.name(text), limit=part.limit, area=part.area, required=part.needed)


def _name_languages(field: BilingualField, text: Text) -> None:
    """Say at the two fields of *text* which language is the original."""
    original = text.words.original
    field.form.en.label.text = _("English, original") if original == ENGLISH else _("English")
    field.form.fr.label.text = _("French, original") if original != ENGLISH else _("French")


def edit(form: TextsForm, text: Text, base: Mapping[str, str], *, current: bool, turned: bool) -> Edit:
    """Return what was decided of *text*: *base* holds what its editor saw."""
    field, name = form.field(text), field_name(text.key)
    was_en, was_fr = base.get(f"{name}-en", ""), base.get(f"{name}-fr", "")
    wanted = (_kept(was_en, field.form.en.data, text.part), _kept(was_fr, field.form.fr.data, text.part))
    return Edit(text.key, (was_en, was_fr), wanted, current=current, turned=turned)


def _kept(was: str, now: str | None, part: Part) -> str:
    """Return what was typed; where it is only cleaned, what was there before."""
    clean = typed.clean if part.area else typed.one_line
    return was if clean(was) == (now or "") else now or ""
