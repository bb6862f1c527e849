"""Words for what the parity of the two languages refuses, and for where a translator's list stands."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings import translator
from meetings.core.errors import Refused
from meetings.domain.parity import file_rules as files
from meetings.domain.parity import rules
from meetings.models.translation import FileState

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    FileState: {
        FileState.READY: _l("not taken over yet"),
        FileState.APPLIED: _l("taken over"),
        FileState.UNDONE: _l("undone"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.TextGone: _l(
        "One of these texts is no longer part of the meeting, or its words can no longer change. Nothing was saved."
    ),
    rules.NothingToTurn: _l("The other language is missing or a machine’s draft, so it cannot be the original."),
    rules.NothingToDraft: _l("Somebody else has written this text in the meantime, so no draft was put in its place."),
    rules.DraftUnusable: _l(
        "What the machine wrote is too long for this text or cannot be stored. Nothing was changed."
    ),
    translator.TranslatorAway: _l(
        "The translation service does not answer. Nothing was changed. Try again, or write it yourself."
    ),
    translator.TranslatorBusy: _l(
        "The translation service was asked too often. Nothing was changed. Try again in a few minutes."
    ),
    translator.TranslatorDenies: _l(
        "The translation service does not accept the key of this house. Tell whoever runs this site; nothing was"
        " changed."
    ),
    translator.TranslatorCannot: _l(
        "The translation service does not know this pair of languages, or the text is too long for it. Nothing was"
        " changed."
    ),
    translator.TranslatorWrong: _l(
        "The translation service answered something that is no translation. Nothing was changed."
    ),
    files.FileEmpty: _l("The file holds no texts. Nothing was changed."),
    files.FileTooBig: _l("The file is bigger than 10 MB, far more than the texts of a meeting. Nothing was changed."),
    files.TooManyRows: _l("The file has more than 5,000 rows, far more than a meeting has texts. Nothing was changed."),
    files.NotHandedOut: _l(
        "This is not a list that was handed out here: no row has its mark. Choose the XLSX or XLIFF file that the"
        " translator sent back."
    ),
    files.OtherMeeting: _l("This list was handed out for another meeting. Nothing was changed. Bring it there."),
    files.FileBroken: _l("The file cannot be read. Save it again in its own program, then choose it again."),
    files.FileSuspicious: _l(
        "The inside of this file is unusual and could do harm. Nothing was changed. Hand the list out anew."
    ),
    files.WrongEncoding: _l("The file is not in UTF-8. Save it in that encoding, then choose it again."),
    files.FileOutdated: _l(
        "Somebody changed the meeting or this list meanwhile. Nothing was changed. Look again, then decide."
    ),
    files.NothingToTakeOver: _l("No row of this list would change anything."),
    files.UndoTooLate: _l("A list can be undone for one day. This day is over."),
    files.ChangedSince: lambda error: ngettext(
        "%(num)d text was changed since, so nothing was undone.",
        "%(num)d texts were changed since, so nothing was undone.",
        error.number,
    ),
}
