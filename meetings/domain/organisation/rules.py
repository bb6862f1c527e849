"""What the register does not allow."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import pytz

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.organisation import Nomination, Organisation


class CodeTaken(Refused):
    """Another organisation has this code."""


class KindMissing(Refused):
    """No kind of organisation gives a vote, so there can be no Members."""


class KindInUse(Refused):
    """There are organisations of this kind."""


class RegionInUse(Refused):
    """An organisation, a meeting or a poll belongs to this region."""


class RegionNeeded(Refused):
    """A kind that votes needs regions, because the chamber is ordered by them."""


class RegionsLacking(Refused):
    """Organisations of this kind have no region yet."""


class CountriesLacking(Refused):
    """The codes of some organisations of this kind are no countries."""


class NoCountry(Refused):
    """Organisations of this kind are countries, and no country has this code."""


class LeavesBeforeItJoins(Refused):
    """The last day in the body is before the day of accession."""


class LeftTheBody(Refused):
    """The organisation is not of the body on that day."""


class NamedLater(Refused):
    """Somebody is named from a day after the last one of the organisation in the body."""


class RegionMissing(Refused):
    """Organisations of this kind, such as Members, belong to a region."""


class CapacityNotOffered(Refused):
    """The organisation names nobody in this capacity, or not by whoever does it."""


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


class HeadElsewhere(NamedElsewhere):
    """The person is head of another organisation."""


class Overlaps(Refused):
    """The person is named by somebody in a part of this time already."""


class OnlyContactPoints(Refused):
    """Heads name contact points and alternates, and another head only to be succeeded."""


class SeatBecomesVacant(Refused):
    """A head would go without a successor."""


class TooLateToUndo(Refused):
    """The nomination was recorded too long ago to be taken back."""


class UndoLaterFirst(Refused):
    """A later nomination follows from this one."""


class LetterNotPdf(Refused):
    """A letter of nomination is a PDF."""


class AccountClosed(Refused):
    """The account known by this address has been closed."""


class AlreadyEnded(Refused):
    """The nomination has ended before."""


class EndsBeforeItBegins(Refused):
    """A nomination would end before its first day."""


#: How long a nomination that was recorded by mistake can be taken back.
UNDO_LASTS = timedelta(days=7)
#: Words that addresses of the register use themselves.
RESERVED = frozenset({"NEW", "IMPORT", "NOMINATIONS", "LISTS", "REPRESENTATION"})
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


def begins_twice(nominations: Sequence[Nomination], organisation: Organisation, since: date) -> bool:
    """Say whether *nominations* of one person leave no room for one by *organisation* that begins on *since*."""
    return any(
        n.since_on > since or (n.since_on == since and n.organisation_id == organisation.id) for n in nominations
    )


def elsewhere(nominations: Sequence[Nomination], organisation: Organisation, since: date) -> Nomination | None:
    """Return the nomination by another organisation than *organisation* that still holds on *since* or later."""
    others = (n for n in nominations if n.organisation_id != organisation.id)
    return next((n for n in others if n.until_on is None or n.until_on >= since), None)
