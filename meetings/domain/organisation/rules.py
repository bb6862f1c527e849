"""What the register does not allow."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytz

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person


class CodeTaken(Refused):
    """Another organisation has this code."""


class RegionMissing(Refused):
    """A Member belongs to a region."""


class HeadAlready(Refused):
    """An organisation has one head at a time."""


class CodeReserved(Refused):
    """Addresses of the site use this word."""


class AlreadyNamed(Refused):
    """The person is named by this organisation from the same day, or from a later one."""


class NamedElsewhere(Refused):
    """The person speaks for another organisation; *name* says which."""

    def __init__(self, name: Bilingual) -> None:
        super().__init__(name)
        self.name = name


class AccountClosed(Refused):
    """The account known by this address has been closed."""


class AlreadyEnded(Refused):
    """The nomination has ended before."""


class EndsBeforeItBegins(Refused):
    """A nomination would end before its first day."""


class FileEmpty(Refused):
    """The file holds no rows."""


class FileTooBig(Refused):
    """The file is bigger than a register can be."""


class TooManyRows(Refused):
    """The file has more rows than a register can have."""


class NotText(Refused):
    """The file is a workbook or a document, not a text with commas."""


class WrongEncoding(Refused):
    """The file is not UTF-8; *encoding* is what it seems to be, empty when nobody can tell."""

    def __init__(self, encoding: str) -> None:
        super().__init__(encoding)
        self.encoding = encoding


class QuotesBroken(Refused):
    """The quotation marks of the file do not close; *line* is where reading stopped."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class HeaderWrong(Refused):
    """The headings do not say what the columns are."""

    def __init__(self, *, unknown: Sequence[str], double: Sequence[str], missing: Sequence[str]) -> None:
        super().__init__(unknown, double, missing)
        self.unknown, self.double, self.missing = tuple(unknown), tuple(double), tuple(missing)


class ImportHasProblems(Refused):
    """A row of the file cannot be taken over, so none is."""


class ImportOutdated(Refused):
    """The preview is too old, or another file has been chosen since."""


#: Where a register's file waits between its preview and its import, and how long.
IMPORTS = "register-imports"
IMPORT_LASTS = timedelta(hours=1)
#: Words that addresses of the register use themselves.
RESERVED = frozenset({"NEW", "IMPORT", "NOMINATIONS"})
#: Members of the WCO that ISO 3166-1 does not list: the European Union, Kosovo.
BEYOND_ISO = frozenset({"EU", "XK"})


_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])")


def is_code(code: str) -> bool:
    """Say whether *code* can name an organisation: 2 to 20 capitals, digits and hyphens."""
    return _CODE.fullmatch(code) is not None


def is_country(code: str) -> bool:
    """Say whether *code* is one of ISO 3166-1 (or of the Members beyond it), in capitals."""
    return code in pytz.country_names or code in BEYOND_ISO


def usual_zone(code: str, house: str) -> str:
    """Return the time zone of the country *code* when it has only one, else that of the *house*."""
    found = pytz.country_timezones.get(code, ())
    return found[0] if len(found) == 1 and found[0] in zones.names() else house


def other_head(nominations: Sequence[Nomination], person: Person) -> bool:
    """Say whether someone other than *person* is head among *nominations*."""
    return any(n.capacity is Capacity.HEAD and n.person_id != person.id for n in nominations)


def begins_twice(nominations: Sequence[Nomination], organisation: Organisation, since: date) -> bool:
    """Say whether *nominations* of one person leave no room for one by *organisation* that begins on *since*."""
    return any(
        n.since_on > since or (n.since_on == since and n.organisation_id == organisation.id) for n in nominations
    )


def elsewhere(nominations: Sequence[Nomination], organisation: Organisation, since: date) -> Nomination | None:
    """Return the nomination by another organisation than *organisation* that still holds on *since* or later."""
    others = (n for n in nominations if n.organisation_id != organisation.id)
    return next((n for n in others if n.until_on is None or n.until_on >= since), None)


def end_before(nomination: Nomination, day: date) -> None:
    """End *nomination* on the day before *day*, or on its first day if that would be earlier."""
    nomination.until_on = max(nomination.since_on, day - timedelta(days=1))
