"""Words for what an import of the register refuses."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import rules as register
from meetings.domain.person import rules as people
from meetings.models.register_import import ImportState
from meetings.web.organisation.wording import field


def _quotes_broken(error: Any) -> str:
    return str(_("The quotation marks do not close: reading stopped at line %(line)d.", line=error.line))


def _columns_wrong(error: Any) -> str:
    """Say which fields were chosen twice, and which are missing."""
    double, missing = ("; ".join(map(field, names)) for names in (error.double, error.missing))
    parts = [
        _("Chosen for more than one column: %(names)s. Leave the others out.", names=double),
        _("No column was chosen for: %(names)s.", names=missing),
    ]
    return " ".join(part for part, names in zip(parts, (error.double, error.missing), strict=True) if names)


REFUSALS: dict[type[Refused], Any] = {
    rules.FileEmpty: _l("The file holds no rows. Nothing was imported."),
    rules.FileTooBig: _l("The file is bigger than 20 MB. Nothing was imported. Send it in parts."),
    rules.TooManyRows: _l("The file has more than 100,000 rows. Nothing was imported. Send it in parts."),
    rules.TooManyColumns: _l("The file has more than 200 columns. Nothing was imported. Delete those you do not need."),
    rules.NotATable: _l(
        "This is an old or protected workbook, or a document. Save it as XLSX without a password, or as CSV, then"
        " choose it again."
    ),
    rules.WorkbookBroken: _l("The workbook cannot be read. Save it again in its own program, then choose it again."),
    rules.WorkbookSuspicious: _l(
        "The inside of this workbook is unusual and could do harm. Save it as CSV (UTF-8), then choose it again."
    ),
    rules.WrongEncoding: _l("No known encoding fits this file. Save it as XLSX or as CSV (UTF-8), then choose it."),
    rules.QuotesBroken: _quotes_broken,
    rules.ColumnsWrong: _columns_wrong,
    rules.ImportHasProblems: _l("A row has a problem, so nothing was imported. Mend the file, or leave the row out."),
    rules.ImportOutdated: _l(
        "Somebody changed the register or this import meanwhile. Nothing was done. Look again, then decide."
    ),
    rules.FileForgotten: _l("The file is no longer kept. Choose it again."),
    rules.UndoTooLate: _l("An import can be undone for one day. This day is over."),
    rules.ChangedSince: _l("What this import wrote was changed since, so it was not undone."),
}

_TAKEN = _l(
    "Somebody else got an address or a code of this file meanwhile. Nothing was changed. Send the file once more."
)
#: What the register refuses while a file is taken over; on other pages these have words of their own.
TAKEN_MEANWHILE: dict[type[Refused], Any] = {people.AddressTaken: _TAKEN, register.CodeTaken: _TAKEN}

#: Where a file stands, in the list.
STATES: dict[ImportState, Any] = {
    ImportState.CHOOSING: _l("columns to be chosen"),
    ImportState.WAITING: _l("waiting its turn"),
    ImportState.JUDGING: _l("being read"),
    ImportState.READY: _l("not imported yet"),
    ImportState.ASKED: _l("about to be imported"),
    ImportState.APPLYING: _l("being imported"),
    ImportState.APPLIED: _l("imported"),
    ImportState.TAKING_BACK: _l("being undone"),
    ImportState.UNDONE: _l("taken back"),
    ImportState.FAILED: _l("not imported"),
}
MARKS: dict[ImportState, str] = {
    ImportState.APPLIED: "full ok",
    ImportState.UNDONE: "",
    ImportState.FAILED: "bad",
}
#: What happens, while it takes its time.
UNDER_WAY: dict[ImportState, Any] = {
    ImportState.WAITING: _l("The file waits until its rows are compared with the register."),
    ImportState.JUDGING: _l("The rows are being compared with the register."),
    ImportState.ASKED: _l("The file waits until its rows are imported."),
    ImportState.APPLYING: _l("The rows are being imported, all at once."),
    ImportState.TAKING_BACK: _l("The import is being undone."),
}
#: What used a new person, organisation or nomination since.
USES: dict[str, Any] = {
    "nomination": _l("has another nomination"),
    "registration": _l("has registered for a meeting"),
    "web_session": _l("has signed in"),
    "sign_in_request": _l("has asked for a sign-in link"),
    "mail": _l("was written to"),
}


def state(which: ImportState) -> str:
    """Return the words for where a file stands."""
    return str(STATES[which])


def mark(which: ImportState) -> str:
    """Return the classes of the mark beside these words."""
    return MARKS.get(which, "half warn")


def failure(name: str) -> str:
    """Return the sentence for the refusal called *name*; without one, a step broke off again and again."""
    found = next((words for kind, words in (REFUSALS | TAKEN_MEANWHILE).items() if kind.__name__ == name), None)
    if found is None or callable(found):
        return str(_("Something went wrong again and again. Nothing was changed. Write to whoever runs this site."))
    return str(found)


def progress(done: int, total: int) -> str:
    """Return how far a file is, in words."""
    return str(_("%(done)d of %(total)d rows", done=done, total=total))
