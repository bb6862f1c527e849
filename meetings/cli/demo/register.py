"""Fills the register with the story: regions, organisations, people, whom they were named by, series."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from meetings.cli.demo import people as told
from meetings.cli.demo import templates
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.story import Story
from meetings.core import tokens
from meetings.domain.organisation import queries as find_register
from meetings.domain.person import rules as addresses
from meetings.models.database import current
from meetings.models.meeting import Series
from meetings.models.organisation import Capacity, Nomination, Organisation, Region
from meetings.models.person import Person, Role

#: When the house was founded, and at what hour letters are opened.
FOUNDED = datetime(2018, 1, 8, 8, 0, tzinfo=UTC)
MORNING = time(8, 30, tzinfo=UTC)


@dataclass(slots=True)
class Register:
    """The rows of the register, by code, address and short name."""

    regions: dict[str, Region] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    #: For whom each address speaks.
    organisation_of: dict[str, Organisation] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    #: The people of the secretariat, the administrator first.
    secretariat: list[Person] = field(default_factory=list)


def fill(story: Story, diary: Diary, *, secret: str) -> Register:
    """Write the register of *story*; *secret* is the application's, for the addresses of calendars."""
    register = Register()
    everyone = [*story.people, *(person for person, _nomination in story.former)]
    nominations = [*story.nominations, *(nomination for _person, nomination in story.former)]
    enrolled = {nomination.email: nomination.since_on for nomination in nominations}
    for person in everyone:
        _enrol(person, enrolled.get(person.email), register, secret)
    register.secretariat = [person for person in register.people.values() if person.runs_the_house]
    _add_organisations(story, register)
    named = [_nomination(nomination, register) for nomination in nominations]
    register.series = {row.slug: Series(slug=row.slug, symbol=row.symbol, name=row.name) for row in story.series}
    current().add_all([*register.people.values(), *named, *register.series.values()])
    current().flush()
    templates.keep(story, register.series)
    _note(register, named, diary)
    return register


def _enrol(person: told.Person, since: date | None, register: Register, secret: str) -> None:
    nonce = secrets.token_hex(16)
    register.people[person.email] = Person(
        email=person.email,
        name=person.name,
        function=person.function,
        language=person.language,
        zone=person.zone,
        role=Role(person.role),
        created_at=_morning(since) if since else FOUNDED,
        disabled_at=None,
        feed_nonce=nonce,
        feed_hash=tokens.hashed(addresses.feed_token(nonce, secret)),
    )


def _add_organisations(story: Story, register: Register) -> None:
    register.regions = {
        region.code: Region(code=region.code, position=region.position, name=region.name) for region in story.regions
    }
    kinds = {kind.code: kind for kind in find_register.kinds()}
    for body in (*story.members, *story.organisations):
        register.organisations[body.code] = Organisation(
            code=body.code,
            kind=kinds[body.kind],
            region=register.regions[body.region] if body.region else None,
            name=body.name,
            working_language=body.language,
            created_at=FOUNDED,
        )
    for person in (*story.people, *(one for one, _nomination in story.former)):
        if person.organisation:
            register.organisation_of[person.email] = register.organisations[person.organisation]
    current().add_all([*register.regions.values(), *register.organisations.values()])


def _nomination(nomination: told.Nomination, register: Register) -> Nomination:
    return Nomination(
        person=register.people[nomination.email],
        organisation=register.organisations[nomination.organisation],
        capacity=Capacity(nomination.capacity),
        since_on=nomination.since_on,
        until_on=nomination.until_on,
    )


def _note(register: Register, named: Iterable[Nomination], diary: Diary) -> None:
    founder = register.secretariat[0]
    for region in register.regions.values():
        diary.note(FOUNDED, "region.added", region, by=founder)
    for organisation in register.organisations.values():
        diary.note(FOUNDED, "organisation.added", organisation, by=founder)
    for series in register.series.values():
        diary.note(FOUNDED, "series.begun", series, by=founder, slug=series.slug)
    for person in register.people.values():
        diary.note(person.created_at, "person.enrolled", person, by=founder, role=person.role.value)
    for nomination in named:
        at = _morning(nomination.since_on)
        diary.note(at, "nomination.recorded", nomination, by=founder, capacity=nomination.capacity.value)
        if nomination.until_on:
            last = nomination.until_on
            diary.note(_morning(last), "nomination.ended", nomination, by=founder, last_day=last.isoformat())


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING)
