"""Fills the pages of the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from meetings.core.paging import Page
from meetings.core.text import sort_key
from meetings.domain.organisation import listing, policy, queries
from meetings.domain.organisation.listing import Entry
from meetings.domain.outcome import queries as outcomes
from meetings.domain.registration import queries as registrations
from meetings.i18n import language, words
from meetings.models.meeting import Meeting
from meetings.models.organisation import Kind, Nomination, Organisation, Region
from meetings.models.outcome import Action
from meetings.models.person import Person
from meetings.web import seats
from meetings.web.chamber import Chamber, chamber
from meetings.web.organisation.listing import Wanted, chosen

PAGE = 50


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over the register; they count Members only."""

    members: int
    with_ncp: int
    ncps: int

    @property
    def vacancies(self) -> int:
        """How many Members have nobody named."""
        return self.members - self.with_ncp


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register as one reader asked for it."""

    figures: Figures
    chamber: Chamber | None
    wanted: Wanted
    regions: Sequence[Region]
    kinds: Sequence[Kind]
    entries: Page[Entry]
    everything: bool
    may_change: bool


def register_page(viewer: Person, wanted: Wanted, *, number: int, everything: bool, on: date) -> RegisterPage:
    """Gather the register as of the day *on*; *everything* puts all rows on one page."""
    entries, regions = listing.register(on=on), queries.regions()
    found = chosen(entries, wanted)
    size = max(len(found), 1) if everything else PAGE
    number = min(1 if everything else number, max(1, -(-len(found) // size)))
    return RegisterPage(
        figures=_figures(entries),
        chamber=_chamber(entries, viewer),
        wanted=wanted,
        regions=sorted(regions, key=lambda region: sort_key(region.name.shown(language())[0])),
        kinds=[kind for kind in Kind if any(entry.kind is kind for entry in entries)],
        entries=Page(found[(number - 1) * size : number * size], number, size, len(found)),
        everything=everything,
        may_change=policy.can_change(viewer),
    )


def _figures(entries: Sequence[Entry]) -> Figures:
    members = [entry for entry in entries if entry.kind is Kind.MEMBER]
    return Figures(
        members=len(members),
        with_ncp=sum(bool(entry.named) for entry in members),
        ncps=sum(len(entry.named) for entry in members),
    )


def _chamber(entries: Sequence[Entry], viewer: Person) -> Chamber | None:
    """Return the chamber of the Members; without any there is none."""
    members = [entry for entry in entries if entry.kind is Kind.MEMBER]
    places = [
        queries.Seat(
            id=entry.id,
            code=entry.code,
            region=entry.region,
            region_en=entry.region_name.en,
            region_fr=entry.region_name.fr,
            name_en=entry.name.shown("en")[0],
            name_fr=entry.name.shown("fr")[0],
            named=bool(entry.named),
        )
        for entry in members
    ]
    mine = next((entry for entry in members if any(n.person_id == viewer.id for n in entry.named)), None)
    if not places:
        return None
    return chamber(
        seats.regions(places, lambda seat: seats.FULL if seat.named else seats.DOT),
        mode="register",
        me=mine.code if mine else None,
        mine=words(mine.name) if mine else "",
        titles=True,
    )


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation as one reader may see it."""

    organisation: Organisation
    named: Sequence[Nomination]
    to_come: Sequence[Nomination]
    before: Sequence[Nomination]
    meetings: Sequence[tuple[Meeting, int]]
    actions: Sequence[Action]
    may_see_addresses: bool
    may_change: bool


def organisation_page(organisation: Organisation, viewer: Person, *, on: date) -> OrganisationPage:
    """Gather what *viewer* may see of *organisation* as of the day *on*."""
    nominations = [n for n in queries.all_nominations(organisation) if n.person.disabled_at is None]
    named = [n for n in nominations if n.since_on <= on and (n.until_on is None or n.until_on >= on)]
    return OrganisationPage(
        organisation=organisation,
        named=sorted(named, key=lambda n: (n.capacity != "head", sort_key(n.person.name))),
        to_come=[n for n in nominations if n.since_on > on],
        before=[n for n in nominations if n.until_on is not None and n.until_on < on],
        meetings=registrations.meetings_of(organisation, viewer),
        actions=outcomes.open_of(organisation, viewer),
        may_see_addresses=policy.can_see_addresses(viewer, [n.person_id for n in named]),
        may_change=policy.can_change(viewer),
    )
