"""The register as an import is judged against it; no objects of the session."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from meetings.domain.organisation.entries import register
from meetings.domain.organisation.import_values import (
    KnownKind,
    KnownNomination,
    KnownOrganisation,
    KnownPerson,
    Register,
)
from meetings.models.database import current
from meetings.models.organisation import Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person, Role


def known(*, on: date) -> Register:
    """Return the register as an import is judged against it; five statements."""
    organisations = {
        entry.code: KnownOrganisation(
            entry.code, entry.kind, entry.region, entry.name, entry.working_language, entry.until_on
        )
        for entry in register(on=on)
    }
    regions = {region.code: region.name for region in current().scalars(select(Region))}
    return Register(organisations, _people(), _nominations(), regions, _kinds())


def _kinds() -> dict[str, KnownKind]:
    kinds = current().scalars(select(OrganisationKind).order_by(OrganisationKind.position))
    return {
        kind.code: KnownKind(kind.code, kind.name, kind.has_region, kind.is_country, kind.names_contact_points)
        for kind in kinds
    }


def _people() -> dict[str, KnownPerson]:
    shown = (Person.email, Person.name, Person.function, Person.language, Person.zone)
    rows = current().execute(select(*shown, Person.disabled_at, Person.role))
    return {
        email: KnownPerson(email, name, function, language, zone, closed is not None, role is not Role.PARTICIPANT)
        for email, name, function, language, zone, closed, role in rows
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
