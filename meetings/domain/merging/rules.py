"""What may become one record, and how what both records have is brought together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product

from meetings.core.errors import Refused
from meetings.models.organisation import Capacity
from meetings.models.person import Person, Role
from meetings.models.registration import Place

#: How long a merge can be undone.
UNDO_LASTS = timedelta(days=1)
#: What people choose from when they compare two records, and the columns behind each.
FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name", "family_name"),
    "email": ("email", "address_failed_at", "address_seen_by"),
    "function": ("function",),
    "language": ("language",),
    "zone": ("zone",),
    "speaks": ("speaks",),
    "phone": ("phone", "phone_seen_by"),
    "photo": ("photo_key", "photo_seen_by"),
    "unwanted": ("unwanted", "daily_mail"),
}
#: Columns of a person that each record keeps as its own; with ``FIELDS`` these are all.
OWN = frozenset(
    {
        "id",
        "role",
        "created_at",
        "disabled_at",
        "holds_grants",
        "feed_nonce",
        "feed_hash",
        "accepted_version",
        "erased_at",
    }
)
_RANKS = (Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE, Capacity.DELEGATE)
_PLACES = (Place.CONFIRMED, Place.WAITING, Place.REQUESTED, Place.REPLACED, Place.REFUSED, Place.WITHDRAWN)


class RecordClosed(Refused):
    """One of the two records is closed, or was merged into another one already."""


class YourOwnRecord(Refused):
    """Nobody merges a record of their own."""


class AdministratorNeeded(Refused):
    """One of the two has a role in the house, so an administrator has to do it."""


class HeadsOfTwo(Refused):
    """Both are head, of different organisations."""


class UndoOver(Refused):
    """The time for undoing is over, or it was undone already."""


class ChangedSince(Refused):
    """What the merge wrote has been changed since, so it cannot be put back."""


@dataclass(frozen=True, slots=True)
class Term:
    """A nomination, as far as it matters here: for whom, as what, from when to when; of the *kept* record or not."""

    id: int
    organisation_id: int
    capacity: Capacity
    since_on: date
    until_on: date | None
    kept: bool

    def runs(self, today: date) -> bool:
        """Say whether it holds on *today* or later."""
        return self.until_on is None or self.until_on >= today

    def meets(self, other: "Term") -> bool:
        """Say whether both hold on one day at least."""
        ends, others_end = self.until_on or date.max, other.until_on or date.max
        return self.since_on <= others_end and other.since_on <= ends


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two nominations that cannot both stand: *earlier* ends on *last_day*, *later* goes on as *capacity* to *until*.

    With *stays* the earlier one stays with the closed record: the kept one has its like from the same day.
    """

    earlier: Term
    later: Term
    last_day: date
    capacity: Capacity
    until: date | None
    stays: bool = False


def overlaps(terms: Iterable[Term], today: date) -> list[Overlap]:
    """Return what becomes of nominations that one person cannot hold at once.

    The one that begins later stands, as the higher of both capacities if one organisation named both; the earlier
    ends the day before. What was over before *today* is history and stays. Raises ``HeadsOfTwo``.
    """
    found: list[Overlap] = []
    known = {term.id: term for term in terms}
    for one, other in sorted(_pairs(known.values()), key=_order):
        overlap = _overlap(known[one.id], known[other.id], today)
        if overlap:
            found.append(overlap)
            known[overlap.earlier.id] = replace(overlap.earlier, until_on=overlap.last_day)
            known[overlap.later.id] = replace(overlap.later, capacity=overlap.capacity, until_on=overlap.until)
    return found


def _pairs(terms: Iterable[Term]) -> Iterator[tuple[Term, Term]]:
    """Yield each nomination of the kept record with each of the other one."""
    terms = list(terms)
    yield from product([term for term in terms if term.kept], [term for term in terms if not term.kept])


def _order(pair: tuple[Term, Term]) -> tuple[date, date, int, int]:
    one, other = sorted(pair, key=lambda term: term.since_on)
    return one.since_on, other.since_on, one.id, other.id


def _overlap(kept: Term, gone: Term, today: date) -> Overlap | None:
    same = kept.organisation_id == gone.organisation_id
    if same and kept.since_on == gone.since_on:
        return _beginning_together(gone, kept, stays=True)
    if not (kept.runs(today) and gone.runs(today) and kept.meets(gone)):
        return None
    if not same and kept.capacity is gone.capacity is Capacity.HEAD:
        raise HeadsOfTwo
    if kept.since_on == gone.since_on:
        return _beginning_together(gone, kept)
    earlier, later = (kept, gone) if kept.since_on < gone.since_on else (gone, kept)
    last_day = later.since_on - timedelta(days=1)
    if not same:
        return Overlap(earlier, later, last_day, later.capacity, later.until_on)
    return Overlap(earlier, later, last_day, _higher(earlier, later), _longer(earlier, later))


def _beginning_together(gone: Term, kept: Term, *, stays: bool = False) -> Overlap:
    """That of the kept record stands; the other one ends on its first day."""
    capacity, until = (_higher(gone, kept), _longer(gone, kept)) if stays else (kept.capacity, kept.until_on)
    return Overlap(gone, kept, gone.since_on, capacity, until, stays)


def _higher(one: Term, other: Term) -> Capacity:
    return min(one.capacity, other.capacity, key=_RANKS.index)


def _longer(one: Term, other: Term) -> date | None:
    return None if one.until_on is None or other.until_on is None else max(one.until_on, other.until_on)


def takes_place(kept: Place, gone: Place) -> bool:
    """Say whether of two places at one meeting that of the closed record is the better one."""
    return _PLACES.index(gone) < _PLACES.index(kept)


def check(kept: Person, gone: Person, *, by: Person) -> None:
    """Refuse what *by* may not bring together.

    Raises ``RecordClosed``, ``YourOwnRecord`` or ``AdministratorNeeded``.
    """
    if kept.disabled_at or gone.disabled_at:
        raise RecordClosed
    if by.id in (kept.id, gone.id):
        raise YourOwnRecord
    has_role = any(person.runs_the_house or person.holds_grants for person in (kept, gone))
    if has_role and by.role is not Role.ADMINISTRATOR:
        raise AdministratorNeeded


def differing(kept: Person, gone: Person) -> list[str]:
    """Return the fields in which two records differ, and of which one value has to be chosen."""
    return [name for name, (first, *_) in FIELDS.items() if getattr(kept, first) != getattr(gone, first)]


def columns_of(fields: Sequence[str]) -> list[str]:
    """Return the columns behind *fields*."""
    return [column for name in fields for column in FIELDS[name]]


def can_undo(undo_until: datetime, undone_at: datetime | None, now: datetime) -> bool:
    """Say whether a merge can still be undone at *now*."""
    return undone_at is None and now < undo_until
