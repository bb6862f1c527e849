"""Writes what the register says of an organisation itself."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from meetings.core.bilingual import Bilingual, Language
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries, rules
from meetings.models.database import lock
from meetings.models.organisation import Organisation, OrganisationKind, Region
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """What is said of an organisation."""

    kind: OrganisationKind
    region: Region | None
    name: Bilingual
    protocol: Bilingual
    working_language: Language
    since_on: date | None
    until_on: date | None


def change(
    organisation: Organisation, draft: OrganisationDraft, *, seen: int, by: Person | None, now: datetime
) -> None:
    """Change what is said of *organisation*; *seen* is the revision that the editor saw.

    Who leaves the body has nobody named after the last day. Raises ``ChangedMeanwhile`` when somebody else was
    faster, ``RegionMissing``, ``NoCountry`` or ``LeavesBeforeItJoins``.
    """
    lock(organisation)
    if organisation.revision != seen:
        raise ChangedMeanwhile
    _check(organisation, draft)
    changed = [f.name for f in fields(draft) if getattr(organisation, f.name) != getattr(draft, f.name)]
    if not changed:
        return
    for name in changed:
        setattr(organisation, name, getattr(draft, name))
    organisation.revision += 1
    if draft.until_on:
        _end_nominations(organisation, draft.until_on)
    audit.record("organisation.changed", organisation, by=by, now=now, fields=", ".join(changed))


def _check(organisation: Organisation, draft: OrganisationDraft) -> None:
    if draft.kind.has_region and draft.region is None:
        raise rules.RegionMissing
    if draft.kind.is_country and not rules.is_country(organisation.code):
        raise rules.NoCountry
    if draft.since_on and draft.until_on and draft.until_on < draft.since_on:
        raise rules.LeavesBeforeItJoins


def _end_nominations(organisation: Organisation, last_day: date) -> None:
    for nomination in queries.all_nominations(organisation):
        if nomination.since_on <= last_day and (nomination.until_on is None or nomination.until_on > last_day):
            nomination.until_on = last_day
