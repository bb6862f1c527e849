"""Reads the whole register at once: two statements, however many rows; no objects of the session."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from meetings.core.bilingual import Bilingual, Language
from meetings.domain.organisation.import_values import KnownNomination, KnownOrganisation, KnownPerson, Register
from meetings.models.database import current
from meetings.models.organisation import Capacity, Kind, Nomination, Organisation, Region
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class Named:
    """Someone an organisation has named, with what the register shows of them."""

    person_id: int
    name: str
    email: str
    function: str
    language: Language
    zone: str
    capacity: Capacity
    since: date
    until: date | None

    def is_in_force(self, on: date) -> bool:
        """Say whether the nomination holds on the day *on*."""
        return self.since <= on and (self.until is None or self.until >= on)


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation with whom it has named: now (head first, then by name), before, and from a later day on."""

    id: int
    code: str
    kind: Kind
    region: str
    region_name: Bilingual
    name: Bilingual
    working_language: Language
    named: tuple[Named, ...]
    before: tuple[Named, ...]
    to_come: tuple[Named, ...]

    @property
    def head(self) -> Named | None:
        """The head among those named."""
        return next((named for named in self.named if named.capacity is Capacity.HEAD), None)

    @property
    def vacant_since(self) -> date | None:
        """The day after which nobody was named any more, unless somebody is or nobody ever was."""
        ends = [named.until for named in self.before if named.until]
        return max(ends) if ends and not self.named else None


def register(*, on: date) -> list[Entry]:
    """Return every organisation as of the day *on*, by region from the west and code; two statements."""
    table, places = Organisation.__table__.c, Region.__table__.c
    rows = current().execute(
        select(
            table.id,
            table.code,
            table.kind,
            table.name_en,
            table.name_fr,
            table.name_original,
            table.name_behind,
            table.working_language,
            places.code,
            places.name_en,
            places.name_fr,
        )
        .outerjoin(Region, places.id == table.region_id)
        .order_by(places.position, table.code)
    )
    named = _named()
    return [_entry(on, named.get(row[0], []), *row) for row in rows]


def _entry(
    on: date,
    named: list[Named],
    number: int,
    code: str,
    kind: Kind,
    en: str,
    fr: str,
    original: Language,
    behind: bool,
    working_language: Language,
    region: str | None,
    region_en: str | None,
    region_fr: str | None,
) -> Entry:
    now = sorted((n for n in named if n.is_in_force(on)), key=lambda n: n.capacity is not Capacity.HEAD)
    return Entry(
        id=number,
        code=code,
        kind=kind,
        region=region or "",
        region_name=Bilingual(region_en or "", region_fr or ""),
        name=Bilingual(en, fr, original, behind),
        working_language=working_language,
        named=tuple(now),
        before=tuple(n for n in named if n.until is not None and n.until < on),
        to_come=tuple(n for n in named if n.since > on),
    )


def _named() -> dict[int, list[Named]]:
    """Return all nominations of people whose accounts are open, by the id of the organisation."""
    found: dict[int, list[Named]] = defaultdict(list)
    rows = current().execute(
        select(
            Nomination.organisation_id,
            Person.id,
            Person.name,
            Person.email,
            Person.function,
            Person.language,
            Person.zone,
            Nomination.capacity,
            Nomination.since_on,
            Nomination.until_on,
        )
        .join(Nomination.person)
        .where(Person.disabled_at.is_(None))
        .order_by(Person.name, Nomination.since_on)
    )
    for organisation_id, *values in rows:
        found[organisation_id].append(Named(*values))
    return found


def known(*, on: date) -> Register:
    """Return the register as an import is judged against it; four statements."""
    organisations = {
        entry.code: KnownOrganisation(entry.code, entry.kind, entry.region, entry.name, entry.working_language)
        for entry in register(on=on)
    }
    regions = {region.code: region.name for region in current().scalars(select(Region))}
    return Register(organisations, _people(), _nominations(), regions)


def _people() -> dict[str, KnownPerson]:
    rows = current().execute(
        select(Person.email, Person.name, Person.function, Person.language, Person.zone, Person.disabled_at)
    )
    return {
        email: KnownPerson(email, name, function, language, zone, closed is not None)
        for email, name, function, language, zone, closed in rows
    }


def _nominations() -> dict[str, list[KnownNomination]]:
    found: dict[str, list[KnownNomination]] = defaultdict(list)
    rows = current().execute(
        select(Person.email, Organisation.code, Nomination.capacity, Nomination.since_on, Nomination.until_on)
        .join(Nomination.person)
        .join(Nomination.organisation)
        .order_by(Nomination.since_on)
    )
    for email, code, capacity, since, until in rows:
        found[email].append(KnownNomination(email, code, capacity, since, until))
    return dict(found)
