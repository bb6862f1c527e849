"""Writes the register."""

from datetime import date, datetime

from meetings.core.bilingual import Bilingual, Language
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries, rules
from meetings.domain.person import actions as people
from meetings.domain.person import queries as known
from meetings.models.database import add, lock
from meetings.models.organisation import Capacity, Kind, Nomination, Organisation, Region
from meetings.models.person import Person


def add_region(code: str, name: Bilingual, *, position: int, by: Person | None, now: datetime) -> Region:
    """Add a region at *position*, counted from the west."""
    region = add(Region(code=code.upper(), name=name, position=position))
    audit.record("region.added", region, by=by, now=now)
    return region


def add_organisation(
    code: str,
    name: Bilingual,
    *,
    kind: Kind,
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
    if kind is Kind.MEMBER and region is None:
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
    by: Person | None,
    now: datetime,
) -> Nomination:
    """Record that *organisation* named *person*; an earlier nomination of theirs ends the day before.

    Both are held while others are counted. Raises ``HeadAlready`` when the organisation has another head on that
    day, ``AlreadyNamed`` when it named the person from that day already or anybody did from a later one.
    """
    lock(organisation)
    lock(person)
    if rules.begins_twice(queries.nominations_of(person), organisation, since):
        raise rules.AlreadyNamed
    if capacity is Capacity.HEAD and rules.other_head(queries.nominated(organisation, on=since), person):
        raise rules.HeadAlready
    earlier = queries.nomination_of(person, on=since)
    if earlier:
        rules.end_before(earlier, since)
    nomination = add(
        Nomination(person=person, organisation=organisation, capacity=capacity, since_on=since, until_on=None)
    )
    audit.record("nomination.recorded", nomination, by=by, now=now, capacity=capacity.value)
    return nomination


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
    secret: str,
    by: Person | None,
    now: datetime,
) -> Nomination:
    """Record that *organisation* named whoever is known by *email*; someone unknown is enrolled first.

    The account of someone known stays as they keep it. *secret* is the application's. Raises ``AccountClosed``,
    ``NamedElsewhere``, ``HeadAlready`` or ``AlreadyNamed``.
    """
    person = known.by_email(email) or people.enrol(
        email, name, function=function, language=language, zone=zone, secret=secret, by=by, now=now
    )
    if person.disabled_at:
        raise rules.AccountClosed
    elsewhere = rules.elsewhere(queries.nominations_of(person), organisation, since)
    if elsewhere:
        raise rules.NamedElsewhere(elsewhere.organisation.name)
    return nominate(person, organisation, capacity=capacity, since=since, by=by, now=now)


def correct_nomination(nomination: Nomination, *, capacity: Capacity, by: Person | None, now: datetime) -> None:
    """Correct in which capacity someone was named, from the first day on; raises ``HeadAlready``."""
    lock(nomination.organisation)
    lock(nomination)
    if capacity is Capacity.HEAD:
        for day in (nomination.since_on, max(nomination.since_on, now.date())):
            if rules.other_head(queries.nominated(nomination.organisation, on=day), nomination.person):
                raise rules.HeadAlready
    nomination.capacity = capacity
    audit.record("nomination.corrected", nomination, by=by, now=now, capacity=capacity.value)


def end_nomination(nomination: Nomination, *, last_day: date, by: Person | None, now: datetime) -> None:
    """End *nomination* after its *last_day*; raises ``AlreadyEnded`` and ``EndsBeforeItBegins``."""
    lock(nomination)
    if nomination.until_on is not None and nomination.until_on < now.date():
        raise rules.AlreadyEnded
    if last_day < nomination.since_on:
        raise rules.EndsBeforeItBegins
    nomination.until_on = last_day
    audit.record("nomination.ended", nomination, by=by, now=now, last_day=last_day.isoformat())
