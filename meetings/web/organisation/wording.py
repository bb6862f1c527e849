"""Says in words what is wrong with a row of a register's file, and what a row would do."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core import dates
from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import sheets
from meetings.domain.organisation.import_values import Problem, Reason, Verdict
from meetings.domain.organisation.sheets import Column
from meetings.i18n import language, words

VERDICTS: dict[Verdict, Any] = {
    Verdict.PROBLEM: _l("problem"),
    Verdict.NEW: _l("new"),
    Verdict.CHANGED: _l("changed"),
    Verdict.SAME: _l("same"),
    Verdict.LEFT_OUT: _l("left out"),
}

#: What the columns hold, as somebody chooses them for the columns of a file.
FIELDS: dict[Column, Any] = {
    Column.ORGANISATION: _l("Code of the organisation"),
    Column.REGION: _l("Region of the organisation"),
    Column.KIND: _l("Kind of the organisation"),
    Column.NAME_EN: _l("Name of the organisation, English"),
    Column.NAME_FR: _l("Name of the organisation, French"),
    Column.WORKING_LANGUAGE: _l("Working language of the organisation"),
    Column.EMAIL: _l("E-mail address of the person"),
    Column.NAME: _l("Name of the person"),
    Column.FUNCTION: _l("Function of the person"),
    Column.LANGUAGE: _l("Language of the person"),
    Column.ZONE: _l("Time zone of the person"),
    Column.CAPACITY: _l("Named as"),
    Column.SINCE: _l("Named from"),
}

#: What stands in the sentences: the column, what was typed there, and what stands against it.
PROBLEMS: dict[Reason, Any] = {
    Reason.TOO_WIDE: _l("The row has more cells than there are headings."),
    Reason.MERGED: _l("The row has a cell in common with another row. Separate the merged cells."),
    Reason.UNUSABLE: _l("The cell “%(column)s” holds characters that cannot be stored. Type it again."),
    Reason.FORMULA: _l("“%(typed)s” in “%(column)s” begins like a formula. Write it without = + - or @ in front."),
    Reason.TOO_LONG: _l("The cell “%(column)s” is too long: at most %(other)s characters."),
    Reason.CODE_MISSING: _l("The code of the organisation is missing."),
    Reason.UNKNOWN_COUNTRY: _l("“%(typed)s” is not the code of a country. Use the two letters of ISO 3166-1."),
    Reason.NAME_FOR_CODE: _l("“%(typed)s” is not a code. Did you mean %(other)s?"),
    Reason.NOT_IN_REGISTER: _l("“%(typed)s” is not in the register. To add it, give its name, kind and region."),
    Reason.CODE_RESERVED: _l("“%(typed)s” cannot be a code, since addresses of this site use the word."),
    Reason.KIND_MISSING: _l("A new organisation needs its kind."),
    Reason.UNKNOWN_KIND: _l("“%(typed)s” is not one of the kinds. Use the code or the name of one."),
    Reason.REGION_MISSING: _l("A new Member needs its region."),
    Reason.UNKNOWN_REGION: _l("“%(typed)s” is not one of the regions. Use the code or the name of one."),
    Reason.UNKNOWN_LANGUAGE: _l("“%(typed)s” in “%(column)s” is not a language here. Use en or fr."),
    Reason.UNKNOWN_ZONE: _l("There is no time zone “%(typed)s”. Write it like Africa/Nairobi."),
    Reason.UNKNOWN_CAPACITY: _l("“%(typed)s” is not a capacity: use head, ncp, alternate or delegate."),
    Reason.DIFFERS: _l("“%(typed)s” in “%(column)s” differs from the register, which has “%(other)s”."),
    Reason.ADDRESS_MISSING: _l("The e-mail address is missing."),
    Reason.BAD_ADDRESS: _l("“%(typed)s” is not an e-mail address."),
    Reason.NAME_MISSING: _l("The name of the person is missing."),
    Reason.IMPOSSIBLE_DATE: _l("“%(typed)s” is not a day. Write it like 2027-09-15."),
    Reason.TWICE: _l("%(typed)s stands in row %(other)s already."),
    Reason.SAME_NAME: _l(
        "The organisation has someone of this name under another address, %(other)s. Say whether it is the same person."
    ),
    Reason.ADDRESS_KEPT: _l("%(typed)s is of the secretariat, and changes their address on their own page."),
    Reason.ACCOUNT_CLOSED: _l("The account of %(typed)s has been closed."),
    Reason.NAMED_ELSEWHERE: _l("%(typed)s is already named by %(other)s. End that nomination first."),
    Reason.EARLIER_THAN_RECORDED: _l("The register has a later day: %(other)s. Leave the cell empty to keep it."),
    Reason.ENDED: _l("The register says that this nomination ended on %(other)s. Give the day of the new one."),
    Reason.CAPACITY_NOT_OFFERED: _l("Organisations of this kind name nobody as “%(typed)s”. Choose another capacity."),
    Reason.LEFT_THE_BODY: _l(
        "The last day of the organisation in the body is %(other)s. Nobody is named for it after that."
    ),
    Reason.OVERLAPS: _l("The register has another nomination of this person that runs on this day, from %(other)s."),
    Reason.HEAD_ALREADY: _l("The organisation has a head already, %(other)s. One head at a time."),
}


def problem(found: Problem) -> str:
    """Return in the reader's language what is wrong."""
    sentence = str(PROBLEMS[found.reason])
    return sentence % {"column": column(found.column), "typed": found.typed, "other": _against(found.other)}


def column(which: Column | None) -> str:
    """Return how our own files call a column in the reader's language."""
    return sheets.heading(which, language()) if which else ""


def field(which: Column) -> str:
    """Return what a column holds, as it is chosen."""
    return str(FIELDS[which])


def verdict(which: Verdict) -> str:
    """Return the word for a verdict."""
    return str(VERDICTS[which])


def _against(other: str | int | Bilingual | date) -> str:
    if isinstance(other, Bilingual):
        return words(other)
    return dates.long_date(other, language()) if isinstance(other, date) else str(other)


def change(before: str, after: str) -> str:
    """Return what a cell changes, as words."""
    return str(_("%(before)s becomes %(after)s", before=before or "–", after=after))


def twice() -> str:
    """Return what is said at a column whose field was chosen for another one too."""
    return str(_("This was chosen for another column too. Leave one of them out."))


def not_offered() -> str:
    """Return what is said where something was chosen that is not on the list."""
    return str(_("Choose one of those shown."))
