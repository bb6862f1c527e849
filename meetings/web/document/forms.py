"""Forms for documents and their files."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField
from wtforms.validators import ValidationError

from meetings.core import uploads
from meetings.core.bilingual import LANGUAGES, Language
from meetings.core.errors import Refused
from meetings.domain.document import rules
from meetings.i18n import file_size
from meetings.models.document import DocumentKind
from meetings.web.fields import BilingualField, Day, NumberChoice, choices
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.wording import LABELS, refusal

_NOT_OFFERED = _l("Choose one of these.")


def upload_limit() -> int:
    """Return how large one file may be, in bytes."""
    limit: int = current_app.extensions["settings"].upload_limit
    return limit


def kinds_of_files() -> str:
    """Return in one sentence which files are taken."""
    words: str = _(
        "PDF, Word, PowerPoint, Excel, OpenDocument, PNG, JPEG, text or CSV, at most %(limit)s.",
        limit=file_size(upload_limit()),
    )
    return words


class Upload(FileField):  # type: ignore[misc]
    """A file, judged by its name, its size and its content; nothing chosen is nothing."""

    def pre_validate(self, form: Any) -> None:
        """Refuse a file that may not come in."""
        if not self.data:
            return
        try:
            uploads.check(self.data.filename, self.data.stream, limit=upload_limit())
        except Refused as error:
            raise ValidationError(refusal(error)) from error


class DocumentForm(Form):
    """What the secretariat decides of a document."""

    symbol = Line(
        _l("Symbol"),
        [
            needed(_l("Write a symbol.")),
            at_most(rules.LONGEST_SYMBOL),
        ],
    )
    title = BilingualField(_l("Title"), limit=300)
    kind = SelectField(
        _l("Kind"),
        choices=lambda: choices([(kind.value, LABELS[DocumentKind][kind]) for kind in DocumentKind]),
        invalid_choice_message=_NOT_OFFERED,
    )
    item = NumberChoice(_l("Agenda item"), optional=_l("No item"), invalid_choice_message=_NOT_OFFERED)
    expected_on = Day(_l("Missing language expected on"))


class FilesForm(Form):
    """The files of one document, in one language or both."""

    en = Upload(_l("English file"))
    fr = Upload(_l("French file"))

    def sent(self) -> list[tuple[Language, Any]]:
        """Return the files that were chosen, each with its language."""
        return [(language, self[language].data) for language in LANGUAGES if self[language].data]

    def ask_again(self) -> None:
        """Say at each file that was right that it must be chosen again: browsers do not keep it."""
        for language, _file in self.sent():
            if not self[language].errors:
                self.refuse(_("Choose this file again; your browser does not keep it."), self[language])


class NewDocumentForm(DocumentForm, FilesForm):
    """A document, with its files if they are there."""
