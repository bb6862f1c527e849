"""Forms to write and to publish a record."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from meetings.core.bilingual import Bilingual
from meetings.web.fields import LONG, BilingualField
from meetings.web.forms import Form

MARKDOWN = _l(
    "A blank line begins a new paragraph, a hyphen a list; **two stars** make words bold, *one* makes them italic."
)


class WordsForm(Form):
    """The words of one paragraph or decision, and the mark of those its editor has seen."""

    text = BilingualField(_l("Text"), limit=LONG, area=True, hint=MARKDOWN)
    version = HiddenField()
    #: What someone else has written meanwhile.
    theirs: Bilingual | None = None

    def show_theirs(self, text: Bilingual, version: str) -> None:
        """Show *text* beside what was typed; saving again is then meant to replace it."""
        self.theirs = text
        self.version.data = version


class PublishForm(Form):
    """Why a language may be missing."""

    waiver = BilingualField(
        _l("Why it can wait"),
        limit=500,
        area=True,
        required=False,
        hint=_l("Readers see this reason above the record, and the history keeps it."),
    )
