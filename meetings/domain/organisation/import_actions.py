"""Takes a judged file over into the register, all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.organisation import actions, imports, queries, rules
from meetings.domain.organisation.import_values import KnownPerson, Row, Step, Verdict
from meetings.domain.person import actions as people
from meetings.domain.person import queries as known
from meetings.models.organisation import Capacity, Nomination, Organisation, Region
from meetings.models.person import Person


def apply_import(rows: Sequence[Row], *, file_name: str, secret: str, by: Person, now: datetime) -> int:
    """Do what *rows* say and return how many of them did something; *secret* is for the calendars of new people.

    The rows must have been judged inside this transaction. Raises ``ImportHasProblems`` before anything is
    written when a row has one; a refusal of any other action means that nothing of the file may be kept.
    """
    found = imports.counts(rows)
    if found[Verdict.PROBLEM]:
        raise rules.ImportHasProblems
    todo = [row for row in rows if row.verdict is not Verdict.SAME]
    organisations = _organisations(todo, by=by, now=now)
    # Who is no longer head makes room before who becomes head.
    for row in sorted(todo, key=lambda row: row.capacity is Capacity.HEAD):
        if row.person:
            _take_over(row, row.person, organisations, secret=secret, by=by, now=now)
    audit.record(
        "register.imported",
        by,
        by=by,
        now=now,
        file=file_name,
        new=found[Verdict.NEW],
        changed=found[Verdict.CHANGED],
        same=found[Verdict.SAME],
    )
    return len(todo)


def _organisations(rows: Sequence[Row], *, by: Person, now: datetime) -> dict[str, Organisation]:
    """Add the new organisations, and return all that the rows need by their codes."""
    regions: dict[str, Region] = {region.code: region for region in queries.regions()}
    found = {organisation.code: organisation for organisation in queries.everyone()}
    for row in rows:
        new = row.organisation
        if row.adds_organisation and new and new.code not in found:
            found[new.code] = actions.add_organisation(
                new.code,
                new.name,
                kind=new.kind,
                region=regions.get(new.region),
                working_language=new.working_language,
                by=by,
                now=now,
            )
    return found


def _take_over(
    row: Row, wanted: KnownPerson, organisations: dict[str, Organisation], *, secret: str, by: Person, now: datetime
) -> None:
    person = _person(row, wanted, secret=secret, by=by, now=now)
    if row.organisation is None or row.since is None or row.step is Step.NOTHING:
        return
    organisation = organisations[row.organisation.code]
    if row.step is Step.NOMINATE:
        actions.nominate(person, organisation, capacity=row.capacity, since=row.since, by=by, now=now)
    else:
        nomination = _recorded(person, organisation, row)
        actions.correct_nomination(nomination, capacity=row.capacity, by=by, now=now)


def _recorded(person: Person, organisation: Organisation, row: Row) -> Nomination:
    """Return the nomination that the row corrects."""
    for nomination in queries.nominations_of(person):
        if nomination.organisation_id == organisation.id and nomination.since_on == row.since:
            return nomination
    raise rules.ImportOutdated


def _person(row: Row, wanted: KnownPerson, *, secret: str, by: Person, now: datetime) -> Person:
    """Enrol the person of the row, or change what it changes of them."""
    if row.adds_person:
        return people.enrol(
            wanted.email,
            wanted.name,
            language=wanted.language,
            zone=wanted.zone,
            function=wanted.function,
            secret=secret,
            by=by,
            now=now,
        )
    person = known.by_email(wanted.email)
    if person is None:
        raise rules.ImportOutdated
    now_there = (person.name, person.function, person.language, person.zone)
    if now_there != (wanted.name, wanted.function, wanted.language, wanted.zone):
        people.revise(
            person,
            name=wanted.name,
            function=wanted.function,
            language=wanted.language,
            zone=wanted.zone,
            by=by,
            now=now,
        )
    return person
