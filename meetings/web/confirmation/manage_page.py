"""Fills the pages of a campaign: whom it would reach, how far the answers are, organisation by organisation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.text import folded, one_line, printable, sort_key
from meetings.domain.confirmation import queries, rules
from meetings.domain.organisation import queries as register
from meetings.i18n import words
from meetings.models.confirmation import Ask, AskState, Campaign, Reminder
from meetings.models.organisation import Organisation, Region
from meetings.models.person import Person
from meetings.web import seats
from meetings.web.chamber import Chamber, chamber

LONGEST = 100
#: How a seat shows each state: disc, ring, half-disc, outline; a dot was not asked.
SEATS = {
    AskState.CONFIRMED: "y",
    AskState.CHANGED: "n",
    AskState.OPENED: "b",
    AskState.ASKED: "o",
    AskState.SILENT: "o",
    AskState.UNREACHABLE: "x",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign would write to."""

    organisations: int
    people: int
    unreachable: Sequence[Organisation]


def reach(campaign: Campaign, *, now: datetime) -> Reach:
    """Return whom *campaign* would write to if it were sent at *now*."""
    targets = queries.targets(rules.Scope.read(campaign.scope), on=now.date())
    return Reach(
        organisations=sum(bool(target.people) for target in targets),
        people=len({person.id for target in targets for person in target.people}),
        unreachable=sorted(
            (target.organisation for target in targets if not target.people),
            key=lambda organisation: sort_key(words(organisation.name)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the table; what is empty or unknown does not filter."""

    words: str = ""
    region: str = ""
    state: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wanted":
        """Read the filter from an address."""
        return cls(
            words=one_line(printable(typed.get("words", "")[:LONGEST])),
            region=printable(typed.get("region", "")[:10]),
            state=next((state.value for state in AskState if state == typed.get("state")), ""),
        )

    @property
    def query(self) -> dict[str, str]:
        """The values that an address of this filter carries."""
        pairs = {"words": self.words, "region": self.region, "state": self.state}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class AskRow:
    """One organisation in the table."""

    ask: Ask
    state: AskState
    people: Sequence[Person]
    waiting: int


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign that has been sent, as the secretariat follows it."""

    is_open: bool
    figures: Counter[AskState]
    asked: int
    waiting: int
    silent_people: int
    chamber: Chamber | None
    rows: Sequence[AskRow]
    regions: Sequence[Region]
    wanted: Wanted
    reminders: Sequence[Reminder]
    planned: Sequence[datetime]


def campaign_page(campaign: Campaign, wanted: Wanted, *, now: datetime) -> CampaignPage:
    """Gather how far *campaign* is; the same number of statements however many were asked."""
    rows = ask_rows(campaign, now=now)
    is_open = rules.is_open(campaign, now)
    return CampaignPage(
        is_open=is_open,
        figures=Counter(row.state for row in rows),
        asked=sum(row.state is not AskState.UNREACHABLE for row in rows),
        waiting=sum(row.waiting for row in rows),
        silent_people=len({p.id for row in rows for p in row.people if row.ask.state in rules.UNANSWERED}),
        chamber=_chamber(rows, now),
        rows=chosen(rows, wanted),
        regions=register.regions(),
        wanted=wanted,
        reminders=queries.reminders(campaign),
        planned=rules.coming_reminders(campaign, now=now),
    )


def ask_rows(campaign: Campaign, *, now: datetime) -> list[AskRow]:
    """Return every organisation of *campaign*, by its name in the reader's language."""
    people, waiting = queries.asked_people(campaign), queries.waiting_by_ask(campaign)
    rows = [
        AskRow(ask, rules.shown(ask, campaign, now), people.get(ask.id, []), waiting.get(ask.id, 0))
        for ask in queries.asks(campaign)
    ]
    return sorted(rows, key=lambda row: sort_key(words(row.ask.organisation.name)))


def chosen(rows: Sequence[AskRow], wanted: Wanted) -> list[AskRow]:
    """Return the *rows* that answer *wanted*."""
    return [row for row in rows if _is_wanted(row, wanted)]


def _is_wanted(row: AskRow, wanted: Wanted) -> bool:
    organisation = row.ask.organisation
    if wanted.state and row.state != wanted.state:
        return False
    if wanted.region and (organisation.region is None or organisation.region.code != wanted.region):
        return False
    names = [organisation.code, organisation.name.en, organisation.name.fr, *(person.name for person in row.people)]
    text = folded(" ".join(names))
    return all(word in text for word in folded(wanted.words).split())


def _chamber(rows: Sequence[AskRow], now: datetime) -> Chamber | None:
    """Return the chamber of the Members, each with its state; without any Member that was asked there is none."""
    states = {row.ask.organisation_id: SEATS[row.state] for row in rows if row.ask.organisation.kind.votes}
    if not states:
        return None
    places = register.seats(on=now.date())
    return chamber(seats.regions(places, lambda seat: states.get(seat.id, "x")), mode="confirmation", titles=True)
