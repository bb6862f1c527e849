"""One option in the form of a poll: its words, what it counts as, its document and its picture."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, StringField
from wtforms import Form as PlainForm

from meetings.core.errors import Refused
from meetings.domain.poll import pictures
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.storage import Files, Storage
from meetings.web.fields import BilingualField, NumberChoice
from meetings.web.wording import refusal

#: How the name of the field ends in which a file is sent.
FILE = "-file"


class Picture(StringField):  # type: ignore[misc]
    """Where the picture of an option lies; a file is sent beside it, and what lies elsewhere is none of ours."""

    @property
    def said(self) -> Mapping[str, str]:
        """What the field holds, in words."""
        return {self.data: _("a picture (%(mark)s)", mark=self.data[-4:])} if self.data else {}

    @property
    def drawn(self) -> str:
        """The picture itself as an address that holds it; who fills in the form may see it before it is anywhere."""
        if not (self.data or "").startswith(pictures.FOLDER):
            return ""
        try:
            with storage().open(self.data) as file:
                return f"data:image/jpeg;base64,{b64encode(file.read()).decode()}"
        except FileNotFoundError:
            return ""

    @property
    def waits(self) -> bool:
        """Whether the picture is kept for the form only."""
        return (self.data or "").startswith(f"{pictures.WAITING}/")


class OptionForm(PlainForm):  # type: ignore[misc]
    """One option of a poll; left empty, it is not kept."""

    text = BilingualField(_l("Option"), limit=200, required=False)
    abstention = BooleanField(_l("Counts as an abstention"))
    none_of_these = BooleanField(_l("Means “none of these”"))
    document = NumberChoice(_l("Document"), optional="")
    picture = Picture(_l("Picture"))
    picture_text = BilingualField(
        _l("What the picture says"),
        limit=300,
        required=False,
        hint=_l("For those who do not see it; leave it empty where the words of the option say the same."),
    )
    bare = BooleanField(_l("Remove the picture"))

    @property
    def unfolded(self) -> bool:
        """Whether there is something to see in the part for document and picture."""
        return bool(self.document.data or self.picture.data or self.picture.errors or self.document.errors)

    def number(self, number: int) -> None:
        """Tell the row apart from others in labels and in the summary of problems."""
        self.text.label.text = _("Option %(number)d", number=number)
        self.text.form.en.long_label = _("Option %(number)d, English", number=number)
        self.text.form.fr.long_label = _("Option %(number)d, French", number=number)
        for field in (self.abstention, self.none_of_these, self.document, self.picture, self.bare):
            field.long_label = _("Option %(number)d: %(label)s", number=number, label=field.label.text)
        for part, label in ((self.picture_text.form.en, _("English")), (self.picture_text.form.fr, _("French"))):
            part.long_label = _("Option %(number)d, picture: %(label)s", number=number, label=label)


class Options(FieldList):  # type: ignore[misc]
    """Rows of options; names that no page of ours writes are passed over."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            if found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,2}})-", name, re.ASCII):
                yield int(found[1])

    def take_pictures(self, known: set[str], files: Files) -> bool:
        """Take the pictures that were sent, drop those not wanted, and say at its field what is wrong with one.

        *known* are the keys that the poll has already; another one counts only where a picture waits under it.
        """
        for entry in self.entries:
            _take(entry.form, known, files)
        return not any(entry.form.picture.errors for entry in self.entries)

    def check_words(self) -> bool:
        """Refuse rows that have a picture or a document and no words."""
        bare = [one.form for one in self.entries if not one.form.text.data and one.form.unfolded]
        for form in bare:
            first = form.text.form.en
            first.errors = [*first.errors, _("Write the words of this option, or take its picture and document away.")]
        return not bare


def _take(form: OptionForm, known: set[str], files: Files) -> None:
    field = form.picture
    key = field.data or ""
    field.data = key if key in known or pictures.waits(key, storage()) else ""
    if form.bare.data:
        field.data = ""
    sent = request.files.get(f"{field.name}{FILE}")
    if sent and sent.filename:
        try:
            field.data = pictures.wait(cast(BinaryIO, sent.stream), files)
        except Refused as error:
            field.errors = [*field.errors, refusal(error)]
    form.bare.data = False


def storage() -> Storage:
    """Return where the files of the house lie."""
    found: Storage = current_app.extensions["storage"]
    return found


def row(option: OptionDraft) -> dict[str, Any]:
    """Return what the fields hold for *option*."""
    return {
        "text": option.text,
        "abstention": option.abstention,
        "none_of_these": option.none_of_these,
        "document": option.document.id if option.document else None,
        "picture": option.image_key,
        "picture_text": option.image_text,
    }
