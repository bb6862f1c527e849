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
    faster, ``RegionMissing``, ``NoCountry``, ``LeavesBeforeItJoins``, or ``NamedLater`` when a nomination begins
    after the last day: it cannot end before it begins, so somebody has to correct it or take it back.
    """
    lock(organisation)
    if organisation.revision != seen:
        raise ChangedMeanwhile
    _check(organisation, draft)
    changed = [f.name for f in fields(draft) if getattr(organisation, f.name) != getattr(draft, f.name)]
    if not changed:
        return
    if draft.until_on and "until_on" in changed:
        _end_nominations(organisation, draft.until_on, by=by, now=now)
    for name in changed:
        setattr(organisation, name, getattr(draft, name))
    organisation.revision += 1
    audit.record("organisation.changed", organisation, by=by, now=now, fields=", ".join(changed))


def _check(organisation: Organisation, draft: OrganisationDraft) -> None:
    if draft.kind.has_region and draft.region is None:
        raise rules.RegionMissing
    if draft.kind.is_country and not rules.is_country(organisation.code):
        raise rules.NoCountry
    if draft.since_on and draft.until_on and draft.until_on < draft.since_on:
        raise rules.LeavesBeforeItJoins


def _end_nominations(organisation: Organisation, last_day: date, *, by: Person | None, now: datetime) -> None:
    nominations = queries.all_nominations(organisation)
    if any(nomination.since_on > last_day for nomination in nominations):
        raise rules.NamedLater
    for nomination in nominations:
        if nomination.until_on is None or nomination.until_on > last_day:
            nomination.until_on = last_day
            audit.record("nomination.ended", nomination, by=by, now=now, last_day=last_day.isoformat())
