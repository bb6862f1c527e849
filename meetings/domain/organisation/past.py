"""Reads who was named at a time that is over, from the stored days; closed accounts count, for they were named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from meetings.core.text import sort_key
from meetings.models.database import current
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person, by_name


@dataclass(frozen=True, slots=True)
class WasNamed:
    """Someone who was named, and when."""

    name: str
    capacity: Capacity
    since: date
    until: date | None

    def on_days(self, first: date, last: date) -> bool:
        """Say whether the nomination held on a day from *first* to *last*."""
        return self.since <= last and (self.until is None or self.until >= first)


def of(nominations: Iterable[Nomination]) -> Sequence[WasNamed]:
    """Return who was named by *nominations*, heads first, then by name."""
    ordered = sorted(nominations, key=lambda each: sort_key(each.person.sorts_as))
    return _heads_first(WasNamed(each.person.name, each.capacity, each.since_on, each.until_on) for each in ordered)


def on_days(first: date, last: date) -> Mapping[int, Sequence[WasNamed]]:
    """Return who was named on a day from *first* to *last*, by the id of the organisation."""
    query = select(
        Nomination.organisation_id, Person.name, Nomination.capacity, Nomination.since_on, Nomination.until_on
    )
    query = query.join(Nomination.person).where(
        Nomination.since_on <= last, or_(Nomination.until_on.is_(None), Nomination.until_on >= first)
    )
    found: dict[int, list[WasNamed]] = defaultdict(list)
    for organisation_id, name, capacity, since, until in current().execute(query.order_by(*by_name())):
        found[organisation_id].append(WasNamed(name, capacity, since, until))
    return {number: _heads_first(named) for number, named in found.items()}


def _heads_first(named: Iterable[WasNamed]) -> list[WasNamed]:
    order = list(Capacity)
    return sorted(named, key=lambda each: order.index(each.capacity))
