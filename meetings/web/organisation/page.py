"""Fills the pages of the register."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from meetings.core.bilingual import Language
from meetings.core.paging import Page
from meetings.core.text import sort_key
from meetings.domain.incoming import policy as incoming_policy
from meetings.domain.incoming import queries as incoming
from meetings.domain.organisation import entries, policy, queries
from meetings.domain.organisation.entries import Entry, Listing
from meetings.domain.outcome import queries as outcomes
from meetings.domain.person import policy as privacy
from meetings.domain.registration import queries as registrations
from meetings.i18n import language, words
from meetings.models.incoming import Incoming
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.outcome import Action
from meetings.models.person import Person
from meetings.web import seats
from meetings.web.chamber import Chamber, chamber
from meetings.web.organisation.listing import Wanted, chosen
from meetings.web.organisation.representation import Past, of_organisation

PAGE = 50


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over the register; they count Members only."""

    members: int
    with_ncp: int
    ncps: int
    #: How many have no head, and how many an address that fails.
    vacant: int
    stale: int
    cut_off: int


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register as one reader asked for it."""

    figures: Figures
    chamber: Chamber | None
    wanted: Wanted
    regions: Sequence[entries.Choice]
    kinds: Sequence[entries.Choice]
    entries: Page[Entry]
    everything: bool
    may_change: bool

    @property
    def lines(self) -> list[tuple[Entry]]:
        """The entries of this page, each as a line that is made only once."""
        return [(entry,) for entry in self.entries.things]


def register_page(viewer: Person, wanted: Wanted, *, number: int, everything: bool, on: date) -> RegisterPage:
    """Gather the register as of the day *on*; *everything* puts all rows on one page."""
    listing = entries.listing(on=on)
    found = chosen(listing, wanted)
    size = max(len(found), 1) if everything else PAGE
    number = min(1 if everything else number, max(1, -(-len(found) // size)))
    mine = listing.home_of.get(viewer.id)
    return RegisterPage(
        figures=_figures(listing),
        chamber=_chamber(listing, mine, language()),
        wanted=wanted,
        regions=listing.regions[language()],
        kinds=listing.kinds,
        entries=Page(found[(number - 1) * size : number * size], number, size, len(found)),
        everything=everything,
        may_change=policy.can_change(viewer),
    )


@lru_cache(maxsize=4)
def _figures(listing: Listing) -> Figures:
    members = listing.members
    return Figures(
        members=len(members),
        with_ncp=sum(bool(entry.named) for entry in members),
        ncps=sum(len(entry.named) for entry in members),
        vacant=sum(entry.is_vacant for entry in members),
        stale=sum(entry.is_stale for entry in members),
        cut_off=sum(entry.is_cut_off for entry in members),
    )


def _seat(entry: Entry) -> str:
    """Return how the seat of a Member is drawn: the worst that is true of it."""
    if not entry.named:
        return seats.DOT
    if entry.is_stale:
        return seats.BROKEN
    return seats.EMPTY if entry.is_vacant else seats.FULL


@lru_cache(maxsize=256)
def _chamber(listing: Listing, mine: Entry | None, _language: Language) -> Chamber | None:
    """Return the chamber of the Members; without any there is none. *_language* keeps the languages apart."""
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
        for entry in listing.members
    ]
    if not places:
        return None
    state = {entry.id: _seat(entry) for entry in listing.members}
    return chamber(
        seats.regions(places, lambda seat: state[seat.id]),
        mode="register",
        me=mine.code if mine else None,
        mine=words(mine.name) if mine else "",
        titles=True,
    )


def home_of(viewer: Person, *, on: date) -> str:
    """Return the code, as addresses write it, of the organisation for which *viewer* speaks."""
    nomination = queries.nomination_of(viewer, on=on)
    assert nomination is not None, "only the kind of an organisation keeps the register from somebody"
    return nomination.organisation.code.lower()


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation as one reader may see it."""

    organisation: Organisation
    named: Sequence[Nomination]
    to_come: Sequence[Nomination]
    before: Sequence[Nomination]
    meetings: Sequence[tuple[Meeting, int]]
    actions: Sequence[Action]
    #: When the newest mail to an address failed, by the id of the person: only for those who see the address.
    failed: Mapping[int, datetime]
    #: Of those addresses, the last mail that came back, by the id of the person.
    bounces: Mapping[int, Incoming]
    past: Past
    #: The addresses that the people named let the reader see, by their ids.
    addresses: Mapping[int, str]
    may_change: bool
    may_clear: bool
    may_nominate: bool
    may_see_nominations: bool
    #: The ids of the nominations that the reader may end.
    may_end: Collection[int]

    @property
    def cut_off(self) -> bool:
        """Whether no address of those named works, as far as the reader may know."""
        return bool(self.named) and all(n.person_id in self.failed for n in self.named)


def organisation_page(
    organisation: Organisation, viewer: Person, *, everything: bool = False, on: date, now: datetime
) -> OrganisationPage:
    """Gather what *viewer* may see of *organisation* as of the day *on*; *everything* shows all meetings."""
    everyone = queries.all_nominations(organisation)
    nominations = [n for n in everyone if n.person.disabled_at is None]
    named = [n for n in nominations if n.holds_on(on)]
    may_see_addresses = policy.can_see_addresses(viewer, [n.person_id for n in named])
    may_nominate = policy.can_nominate(viewer, organisation)
    return OrganisationPage(
        organisation=organisation,
        named=sorted(named, key=lambda n: (n.capacity != "head", sort_key(n.person.sorts_as))),
        to_come=[n for n in nominations if n.since_on > on],
        before=[n for n in nominations if n.until_on is not None and n.until_on < on],
        meetings=registrations.meetings_of(organisation, viewer),
        actions=outcomes.open_of(organisation, viewer),
        bounces=incoming.last_bounces([n.person for n in named]) if may_see_addresses else {},
        failed={n.person_id: at for n in named if may_see_addresses and (at := n.person.address_failed_at)},
        past=of_organisation(organisation, everyone, viewer, everything=everything, now=now),
        addresses=_addresses(nominations, viewer, frozenset(n.person_id for n in named)),
        may_change=policy.can_change(viewer),
        may_clear=incoming_policy.can_list(viewer),
        may_nominate=may_nominate,
        may_see_nominations=may_see_addresses,
        may_end={n.id for n in nominations if may_nominate and policy.ends(viewer, n)},
    )


def _addresses(nominations: Sequence[Nomination], viewer: Person, colleagues: Collection[int]) -> dict[int, str]:
    """Return the addresses that *viewer* may see; *colleagues* are the ids of the people named now."""
    people = {n.person_id: n.person for n in nominations}
    return {number: p.email for number, p in people.items() if privacy.can_see_address(viewer, p, colleagues)}
