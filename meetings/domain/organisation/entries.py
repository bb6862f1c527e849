"""The whole register at once: three statements, however many rows; equal rows are put in order only once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, cast

from sqlalchemy import Select, select

from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.core.text import folded, sort_key
from meetings.models import unchanged
from meetings.models.bundle import Bundle, Rows
from meetings.models.database import current
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person

#: What a filter offers: a code and its name.
Choice = tuple[str, Bilingual]


@dataclass(frozen=True, slots=True)
class Named:
    """Someone an organisation has named; *failed* is whether their address is refused by its mail server."""

    person_id: int
    name: str
    capacity: Capacity
    since: date
    until: date | None
    failed: bool

    def is_in_force(self, on: date) -> bool:
        """Say whether the nomination holds on the day *on*."""
        return self.since <= on and (self.until is None or self.until >= on)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An organisation with whom it has named: now (head first, then by name), before, and from a later day on.

    The same object while nothing changes, equal only to itself: comparing all people of two would take longer.
    """

    id: int
    code: str
    #: The code, name and place of its kind, whether that votes (so this is a Member), and whether it has a head.
    kind: str
    kind_name: Bilingual
    kind_position: int
    votes: bool
    names_contact_points: bool
    region: str
    region_name: Bilingual
    region_position: int
    name: Bilingual
    working_language: Language
    since_on: date | None
    until_on: date | None
    #: Whether it is of the body on the day asked for.
    belongs: bool
    named: tuple[Named, ...]
    before: tuple[Named, ...]
    to_come: tuple[Named, ...]
    #: What the words of a filter are looked for in.
    text: str = field(repr=False)

    @property
    def head(self) -> Named | None:
        """The head among those named."""
        return next((named for named in self.named if named.capacity is Capacity.HEAD), None)

    @property
    def is_vacant(self) -> bool:
        """Whether it has no head, or nobody at all where its kind has no heads."""
        if not self.belongs:
            return False
        return self.head is None if self.names_contact_points else not self.named

    @property
    def is_stale(self) -> bool:
        """Whether the address of somebody named now is refused by its mail server."""
        return any(named.failed for named in self.named)

    @property
    def is_cut_off(self) -> bool:
        """Whether people are named and nobody of them can be reached."""
        return bool(self.named) and all(named.failed for named in self.named)

    @property
    def vacant_since(self) -> date | None:
        """The day after which nobody was named any more, unless somebody is or nobody ever was."""
        ends = [named.until for named in self.before if named.until]
        return max(ends) if ends and not self.named else None


@dataclass(eq=False)
class Listing:
    """Every organisation on one day, by region from the west and code; the same object while nothing changes."""

    entries: tuple[Entry, ...]

    @cached_property
    def members(self) -> tuple[Entry, ...]:
        """The Members, as the chamber has them."""
        return tuple(entry for entry in self.entries if entry.votes and entry.belongs)

    @cached_property
    def home_of(self) -> Mapping[int, Entry]:
        """The Members by the ids of the people whom they have named."""
        return {named.person_id: entry for entry in self.members for named in entry.named}

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the kinds and of the regions that occur."""
        return frozenset(code for entry in self.entries for code in (f"kind {entry.kind}", f"region {entry.region}"))

    @cached_property
    def kinds(self) -> tuple[Choice, ...]:
        """The kinds that occur, in their order."""
        found = sorted({(entry.kind_position, entry.kind): entry.kind_name for entry in self.entries}.items())
        return tuple((code, name) for (_position, code), name in found)

    @cached_property
    def regions(self) -> Mapping[Language, tuple[Choice, ...]]:
        """The regions that occur, by their names, for the readers of each language."""
        names = {entry.region: entry.region_name for entry in self.entries if entry.region}
        return {
            language: tuple(sorted(names.items(), key=lambda pair: sort_key(pair[1].shown(language)[0])))
            for language in LANGUAGES
        }

    @cached_property
    def by_name(self) -> Mapping[Language, tuple[Entry, ...]]:
        """The entries by their names, for the readers of each language."""
        return {language: tuple(sorted(self.entries, key=lambda e: _key(e, language))) for language in ("en", "fr")}


def _key(entry: Entry, language: Language) -> tuple[str, str]:
    return sort_key(entry.name.shown(language)[0])


class _Read:
    """What was read, in an object that is equal only to itself: comparing thousands of rows would take longer."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows


def listing(*, on: date) -> Listing:
    """Return the register as of the day *on*; three statements, or one while nothing has been written."""
    kept = unchanged.memory()
    found: Listing | None = kept.get((_listing, on))
    if found is None:
        found = kept[_listing, on] = _listing(_ORGANISATIONS.read({}), _NAMED.read({}), on)
    return found


def register(*, on: date) -> Sequence[Entry]:
    """Return every organisation as of the day *on*, by region from the west and code."""
    return listing(on=on).entries


@lru_cache(maxsize=2)
def _listing(organisations: _Read, people: _Read, on: date) -> Listing:
    named: dict[int, list[Named]] = defaultdict(list)
    for organisation_id, person_id, name, capacity, since, until, failed in people.rows:
        named[organisation_id].append(Named(person_id, name, capacity, since, until, failed is not None))
    entries = [_entry(on, named.get(row[0], []), *row) for row in organisations.rows]
    return Listing(tuple(sorted(entries, key=lambda entry: (entry.region_position, entry.code))))


def _entry(
    on: date,
    named: list[Named],
    number: int,
    code: str,
    kind: str,
    kind_en: str,
    kind_fr: str,
    kind_position: int,
    votes: bool,
    names_contact_points: bool,
    en: str,
    fr: str,
    original: Language,
    behind: bool,
    protocol_en: str,
    protocol_fr: str,
    working_language: Language,
    since_on: date | None,
    until_on: date | None,
    region: str | None,
    region_en: str | None,
    region_fr: str | None,
    position: int | None,
) -> Entry:
    named.sort(key=lambda n: (sort_key(n.name), n.since))
    now = sorted((n for n in named if n.is_in_force(on)), key=lambda n: n.capacity is not Capacity.HEAD)
    return Entry(
        id=number,
        code=code,
        kind=kind,
        kind_name=Bilingual(kind_en, kind_fr),
        kind_position=kind_position,
        votes=votes,
        names_contact_points=names_contact_points,
        region=region or "",
        region_name=Bilingual(region_en or "", region_fr or ""),
        region_position=position or 0,
        name=Bilingual(en, fr, original, behind),
        working_language=working_language,
        since_on=since_on,
        until_on=until_on,
        belongs=(since_on is None or since_on <= on) and (until_on is None or until_on >= on),
        named=tuple(now),
        before=tuple(n for n in named if n.until is not None and n.until < on),
        to_come=tuple(n for n in named if n.since > on),
        text=folded(" ".join([code, en, fr, protocol_en, protocol_fr, *(n.name for n in now)])),
    )


_organisations: Select[Any] = (
    select(
        Organisation.id,
        Organisation.code,
        OrganisationKind.code.label("kind"),
        OrganisationKind.__table__.c.name_en.label("kind_en"),
        OrganisationKind.__table__.c.name_fr.label("kind_fr"),
        OrganisationKind.position.label("kind_position"),
        OrganisationKind.votes,
        OrganisationKind.names_contact_points,
        *(Organisation.__table__.c[name] for name in ("name_en", "name_fr", "name_original", "name_behind")),
        *(Organisation.__table__.c[name] for name in ("protocol_en", "protocol_fr")),
        Organisation.working_language,
        Organisation.since_on,
        Organisation.until_on,
        Region.code.label("region"),
        Region.__table__.c.name_en.label("region_en"),
        Region.__table__.c.name_fr.label("region_fr"),
        Region.position,
    )
    .join(OrganisationKind, OrganisationKind.id == Organisation.kind_id)
    .outerjoin(Region, Region.id == Organisation.region_id)
)
#: All nominations of people whose accounts are open.
_named = (
    select(
        Nomination.organisation_id,
        Person.id,
        Person.name,
        Nomination.capacity,
        Nomination.since_on,
        Nomination.until_on,
        Person.address_failed_at,
    )
    .join(Nomination.person)
    .where(Person.disabled_at.is_(None))
)
_ORGANISATIONS = Bundle(_organisations, _Read, keeps=2)
_NAMED = Bundle(cast("Select[Any]", _named), _Read, keeps=2)


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached, for files that the secretariat takes away."""

    email: str
    function: str
    language: Language
    zone: str
    phone: str


def contacts() -> Mapping[int, Contact]:
    """Return how the people whom organisations have named are reached, by their ids; one statement."""
    query = select(Person.id, Person.email, Person.function, Person.language, Person.zone, Person.phone)
    rows = current().execute(query.where(Person.id.in_(select(Nomination.person_id))))
    return {row.id: Contact(row.email, row.function, row.language, row.zone, row.phone) for row in rows}
