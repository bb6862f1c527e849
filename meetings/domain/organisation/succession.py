"""One head at a time: who stands in the way of a new one, and how a nomination ends because another begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from meetings.domain.organisation import queries, rules
from meetings.models.database import current
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one; without an end while that is empty."""

    since: date
    until: date | None = None

    def meets(self, nomination: Nomination) -> bool:
        """Say whether *nomination* holds on a day of this period."""
        begins_in_time = self.until is None or nomination.since_on <= self.until
        return begins_in_time and (nomination.until_on is None or nomination.until_on >= self.since)


def check_period(organisation: Organisation, period: Period) -> None:
    """Refuse a period that ends before it begins, or begins when the *organisation* has left the body.

    Raises ``EndsBeforeItBegins`` and ``LeftTheBody``.
    """
    if period.until and period.until < period.since:
        raise rules.EndsBeforeItBegins
    if organisation.until_on and organisation.until_on < period.since:
        raise rules.LeftTheBody


def check_capacity(organisation: Organisation, capacity: Capacity) -> None:
    """Refuse a *capacity* in which organisations of the kind name nobody; raises ``CapacityNotOffered``."""
    if capacity not in organisation.kind.capacities:
        raise rules.CapacityNotOffered


def check_right(by: Person | None, capacity: Capacity, succeeds: Nomination | None) -> None:
    """Refuse what a head may not do: name another head, unless to be succeeded. Raises ``OnlyContactPoints``."""
    if by is None or by.runs_the_house or capacity is not Capacity.HEAD:
        return
    if succeeds is None or succeeds.person_id != by.id:
        raise rules.OnlyContactPoints


def in_the_way(
    person: Person, organisation: Organisation, period: Period, succeeds: Nomination | None
) -> list[Nomination]:
    """Return the nominations of heads that have to end before *person* is head of *organisation* in *period*.

    These are the one that the new head *succeeds*, and those of closed accounts. Raises ``HeadAlready``.
    """
    found = []
    for head in queries.heads_from(organisation, period.since):
        if head.person_id == person.id or not period.meets(head):
            continue
        may_end = head.person.disabled_at is not None or (succeeds is not None and head.id == succeeds.id)
        if not may_end or head.since_on >= period.since:
            raise rules.HeadAlready
        found.append(head)
    return found


def end_before(nominations: Iterable[Nomination], day: date) -> None:
    """End *nominations* on the day before *day*, and remember the last day that they had before."""
    for nomination in nominations:
        nomination.until_before = nomination.until_on
        nomination.until_on = max(nomination.since_on, day - timedelta(days=1))
    # Before anything is added: no organisation has two heads without an end, not even inside a transaction.
    current().flush()


def check_correction(nomination: Nomination, capacity: Capacity, period: Period) -> None:
    """Refuse a correction that would overlap; raises ``Overlaps`` and ``HeadAlready``, besides ``check_period``."""
    check_period(nomination.organisation, period)
    others = (n for n in queries.nominations_of(nomination.person) if n.id != nomination.id)
    if any(period.meets(other) for other in others):
        raise rules.Overlaps
    if capacity is Capacity.HEAD:
        in_the_way(nomination.person, nomination.organisation, period, None)
