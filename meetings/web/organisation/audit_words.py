"""Verbs of the register, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "register.exported": _l("Register taken away as a file: %(rows)s rows (%(form)s)"),
    "register.reading_refused": _l("Wanted to read too much of the register in a short time"),
    "region.added": _l("Region added"),
    "region.renamed": _l("Region renamed"),
    "region.moved": _l("Region moved"),
    "region.removed": _l("Region removed"),
    "kind.added": _l("Kind of organisation added"),
    "kind.changed": _l("Kind of organisation changed"),
    "kind.moved": _l("Kind of organisation moved"),
    "kind.removed": _l("Kind of organisation removed"),
    "organisation.added": _l("Organisation added"),
    "organisation.changed": _l("Organisation changed"),
    "nomination.recorded": _l("Nomination recorded"),
    "nomination.corrected": _l("Nomination corrected"),
    "nomination.ended": _l("Nomination ended"),
    "nomination.undone": _l("Nomination taken back"),
    "nomination.letter_added": _l("Letter of nomination added"),
    "nomination.letter_removed": _l("Letter of nomination removed"),
    "register.file_brought": _l("File chosen for the register"),
    "register.sheet_chosen": _l("File read in another sheet or encoding"),
    "register.columns_chosen": _l("Columns of a file matched"),
    "register.matching_forgotten": _l("Remembered columns forgotten"),
    "register.rows_decided": _l("Rows of a file decided"),
    "register.import_asked": _l("Import into the register ordered"),
    "register.imported": _l("Register imported"),
    "register.import_dropped": _l("File deleted without import"),
    "register.undo_asked": _l("Undoing of an import ordered"),
    "register.import_undone": _l("Import into the register undone"),
}
