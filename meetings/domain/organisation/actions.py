"""Writes the register."""

from datetime import date, datetime, timedelta
from typing import Any

from meetings.core.bilingual import Bilingual, Language
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries, rules, succession
from meetings.domain.organisation.succession import Period
from meetings.domain.person import actions as people
from meetings.domain.person import queries as known
from meetings.models.database import add, lock
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person


def add_organisation(
    code: str,
    name: Bilingual,
    *,
    kind: OrganisationKind,
    region: Region | None,
    working_language: Language,
    by: Person | None,
    now: datetime,
) -> Organisation:
    """Add an organisation to the register; raises ``CodeTaken``, ``CodeReserved`` and ``RegionMissing``."""
    if queries.by_code(code):
        raise rules.CodeTaken
    if code.upper() in rules.RESERVED:
        raise rules.CodeReserved
    if kind.has_region and region is None:
        raise rules.RegionMissing
    organisation = add(
        Organisation(
            code=code.upper(),
            kind=kind,
            region=region,
            name=name,
            working_language=working_language,
            created_at=now,
        )
    )
    audit.record("organisation.added", organisation, by=by, now=now)
    return organisation


def nominate(
    person: Person,
    organisation: Organisation,
    *,
    capacity: Capacity,
    since: date,
    until: date | None = None,
    succeeds: Nomination | None = None,
    stays: bool = False,
    by: Person | None,
    now: datetime,
) -> Nomination:
    """Record that *organisation* named *person*; an earlier nomination of theirs ends the day before.

    A new head *succeeds* the one before, who is head until the day before and *stays* as a contact point if that
    is wanted. Both rows are held while others are counted. Raises ``HeadAlready`` when the organisation has another
    head in that time, ``AlreadyNamed`` when it named the person from that day already or anybody did from a later
    one, ``AccountClosed``, ``OnlyContactPoints``, ``CapacityNotOffered``, ``EndsBeforeItBegins`` or ``LeftTheBody``.
    """
    lock(organisation)
    lock(person)
    if person.disabled_at:
        raise rules.AccountClosed
    period = Period(since, until)
    succession.check_period(organisation, period)
    succession.check_capacity(organisation, capacity)
    succession.check_right(by, capacity, succeeds)
    if rules.begins_twice(queries.nominations_of(person), organisation, since):
        raise rules.AlreadyNamed
    heads = succession.in_the_way(person, organisation, period, succeeds) if capacity is Capacity.HEAD else []
    earlier = queries.nomination_of(person, on=since)
    ending = [*heads, *([earlier] if earlier else [])]
    succession.end_before(ending, since)
    nomination = _recorded(person, organisation, capacity, period, by, now)
    for ended in ending:
        ended.ended_by_id = nomination.id
    if succeeds and stays:
        _keep_on(succeeds, nomination, by=by, now=now)
    return nomination


def _recorded(
    person: Person, organisation: Organisation, capacity: Capacity, period: Period, by: Person | None, now: datetime
) -> Nomination:
    nomination = add(
        Nomination(
            person=person,
            organisation=organisation,
            capacity=capacity,
            since_on=period.since,
            until_on=period.until,
            recorded_at=now,
            recorded_by_id=by.id if by else None,
        )
    )
    mark = _mark(organisation, by, now)
    audit.record("nomination.recorded", nomination, by=by, now=now, capacity=capacity.value, **mark)
    return nomination


def _mark(organisation: Organisation, by: Person | None, now: datetime) -> dict[str, Any]:
    """Return what the history says where a head did this for the own organisation, and not the secretariat."""
    as_head = by is not None and not by.runs_the_house and queries.is_head(by, organisation, on=now.date())
    return {"as_head": True} if as_head else {}


def _keep_on(former: Nomination, successor: Nomination, *, by: Person | None, now: datetime) -> None:
    """Let the *former* head stay as a contact point from the day on which the *successor* begins."""
    period = Period(successor.since_on)
    if rules.begins_twice(queries.nominations_of(former.person), former.organisation, period.since):
        raise rules.AlreadyNamed
    kept = _recorded(former.person, former.organisation, Capacity.NCP, period, by, now)
    kept.came_with_id = successor.id


def name_person(
    organisation: Organisation,
    email: str,
    name: str,
    *,
    function: str,
    language: Language,
    zone: str,
    capacity: Capacity,
    since: date,
    until: date | None = None,
    succeeds: Nomination | None = None,
    stays: bool = False,
    secret: str,
    by: Person | None,
    now: datetime,
) -> Nomination:
    """Record that *organisation* named whoever is known by *email*; someone unknown is enrolled first.

    The account of someone known stays as they keep it. *secret* is the application's. Raises ``NamedElsewhere``,
    ``HeadElsewhere`` and what ``nominate`` raises.
    """
    person = known.by_email(email) or people.enrol(
        email, name, function=function, language=language, zone=zone, secret=secret, by=by, now=now
    )
    if person.disabled_at:
        raise rules.AccountClosed
    elsewhere = rules.elsewhere(queries.nominations_of(person), organisation, since)
    if elsewhere:
        refusal = rules.HeadElsewhere if elsewhere.capacity is Capacity.HEAD else rules.NamedElsewhere
        raise refusal(elsewhere.organisation.name)
    return nominate(
        person,
        organisation,
        capacity=capacity,
        since=since,
        until=until,
        succeeds=succeeds,
        stays=stays,
        by=by,
        now=now,
    )


def correct_nomination(
    nomination: Nomination, *, capacity: Capacity, period: Period | None = None, by: Person | None, now: datetime
) -> None:
    """Correct in which capacity someone was named and in which *period*, where one is given.

    Raises ``CapacityNotOffered``, ``HeadAlready``, ``Overlaps``, ``EndsBeforeItBegins`` or ``LeftTheBody``. A capacity
    that the kind of the organisation no longer knows can stay.
    """
    lock(nomination.organisation)
    lock(nomination)
    if capacity is not nomination.capacity:
        succession.check_capacity(nomination.organisation, capacity)
    period = period or Period(nomination.since_on, nomination.until_on)
    succession.check_correction(nomination, capacity, period)
    before: dict[str, Any] = {
        "capacity_before": nomination.capacity.value,
        "since_before": nomination.since_on.isoformat(),
        "until_before": _iso(nomination.until_on),
    }
    nomination.capacity, nomination.since_on, nomination.until_on = capacity, period.since, period.until
    after: dict[str, Any] = {"capacity": capacity.value, "since": period.since.isoformat(), "until": _iso(period.until)}
    audit.record("nomination.corrected", nomination, by=by, now=now, **after, **before)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def end_nomination(
    nomination: Nomination, *, last_day: date, vacant: bool = False, by: Person | None, now: datetime
) -> None:
    """End *nomination* after its *last_day*; raises ``AlreadyEnded`` and ``EndsBeforeItBegins``.

    Heads who end their own nomination have a successor, or say that the seat becomes *vacant*: ``SeatBecomesVacant``.
    Others' heads are the secretariat's to end: ``OnlyContactPoints``.
    """
    lock(nomination)
    if nomination.until_on is not None and nomination.until_on < now.date():
        raise rules.AlreadyEnded
    if last_day < nomination.since_on:
        raise rules.EndsBeforeItBegins
    mark = _mark(nomination.organisation, by, now)
    if mark and by and nomination.capacity is Capacity.HEAD:
        if nomination.person_id != by.id:
            raise rules.OnlyContactPoints
        if not vacant and not _has_successor(nomination, last_day):
            raise rules.SeatBecomesVacant
    nomination.until_on = last_day
    audit.record("nomination.ended", nomination, by=by, now=now, last_day=last_day.isoformat(), **mark)


def _has_successor(nomination: Nomination, last_day: date) -> bool:
    heads = queries.heads_from(nomination.organisation, last_day + timedelta(days=1))
    return any(head.person_id != nomination.person_id for head in heads)
