"""Whom a campaign asks, until when, and what may become of an answer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from meetings.core import fingerprint, tokens, zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.confirmation import Ask, AskState, Campaign, Change, ChangeKind
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person

#: Answers that came.
ANSWERED = (AskState.CONFIRMED, AskState.CHANGED)
#: Asked, and no answer yet.
UNANSWERED = (AskState.ASKED, AskState.OPENED)
#: How soon after each other reminders may be sent by hand.
REST = timedelta(hours=1)
LONGEST_CAMPAIGN = timedelta(days=365)
#: How long after midnight planned reminders go.
MORNING = timedelta(hours=8)
#: How many days before the end a reminder can be planned.
EARLIEST_REMINDER = 90


class CampaignStarted(Refused):
    """Once it has been sent, a campaign can no longer be rewritten or discarded."""


class CampaignNotRunning(Refused):
    """The campaign has not been started, or it is over."""


class EndsInThePast(Refused):
    """The last day is over already."""


class EndsTooLate(Refused):
    """A campaign lasts a year at most."""


class NobodyToAsk(Refused):
    """No organisation answers the choice, or none of them has anybody who can be written to."""


class NobodySilent(Refused):
    """Everybody who was asked has answered."""


class RemindedJustNow(Refused):
    """The silent were written to less than an hour ago."""


class CampaignOver(Refused):
    """The campaign is over, so its links no longer work."""


class NothingChanged(Refused):
    """No change was named."""


class ChangeDecided(Refused):
    """This change has been decided, or a later answer took its place."""


class PersonGone(Refused):
    """The nomination that was to be changed is no longer in the register."""


class Audience(StrEnum):
    """Which part of the register a campaign asks."""

    MEMBERS = "members"
    EVERYONE = "everyone"
    REGION = "region"
    KIND = "kind"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a campaign asks; *gaps* leaves only organisations that are vacant or have an address that failed."""

    audience: Audience = Audience.MEMBERS
    #: The codes of a region, a kind, or the organisations themselves.
    codes: tuple[str, ...] = ()
    gaps: bool = False

    def stored(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return asdict(self) | {"audience": self.audience.value, "codes": list(self.codes)}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Scope":
        """Return the scope that the database keeps."""
        return cls(Audience(stored["audience"]), tuple(stored["codes"]), bool(stored["gaps"]))

    def holds(self, organisation: Organisation) -> bool:
        """Say whether *organisation* is meant, whoever it has named."""
        return {
            Audience.MEMBERS: organisation.kind.votes,
            Audience.EVERYONE: True,
            Audience.REGION: organisation.region is not None and organisation.region.code in self.codes,
            Audience.KIND: organisation.kind.code in self.codes,
            Audience.CHOSEN: organisation.code in self.codes,
        }[self.audience]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the secretariat decides about a campaign."""

    title: Bilingual
    text: Bilingual
    scope: Scope
    needs_approval: bool
    last_day: date
    reminders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One organisation, and the people who are asked for it; nobody when it cannot be asked."""

    organisation: Organisation
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One change as it was typed; *values* are kept by their names.

    ``correct``: name, function, language, capacity. ``resign``: last_day. ``replace`` and ``add``: name, email,
    function, language, capacity, since. ``organisation``: working_language, protocol_en, protocol_fr.
    """

    kind: ChangeKind
    values: dict[str, str]
    nomination_id: int | None = None


def end_of(last_day: date, zone: str) -> datetime:
    """Return the instant at which *last_day* is over on the clocks of *zone*."""
    midnight = datetime.combine(last_day + timedelta(days=1), time(), zones.zone(zone))
    return midnight.astimezone(UTC)


def is_open(campaign: Campaign, now: datetime) -> bool:
    """Say whether answers to *campaign* are taken at *now*."""
    return campaign.started_at is not None and campaign.ended_at is None and now < campaign.ends_at


def shown(ask: Ask, campaign: Campaign, now: datetime) -> AskState:
    """Return how far an organisation is, as people read it: silent once the time is over without an answer."""
    return AskState.SILENT if ask.state in UNANSWERED and not is_open(campaign, now) else ask.state


def link_token(nonce: str, secret: str) -> str:
    """Return the token of a personal link, made from its *nonce* and the house's *secret*."""
    return tokens.derived(secret, "still correct", nonce)


def has_gap(current: Sequence[Nomination], *, needs_head: bool) -> bool:
    """Say whether among *current* nominations a head is missing, everybody, or an address that works."""
    headless = needs_head and not any(n.capacity is Capacity.HEAD for n in current)
    return not current or headless or any(n.person.address_failed_at for n in current)


def to_ask(nominations: Sequence[Nomination], *, on: date) -> tuple[Person, ...]:
    """Return who of *nominations* is asked on the day *on*: the head, else the others named, else the last known.

    People whose accounts are closed and addresses that failed are passed over.
    """
    usable = [n for n in nominations if not (n.person.disabled_at or n.person.address_failed_at)]
    current = [n for n in usable if n.holds_on(on)]
    for capacities in ((Capacity.HEAD,), (Capacity.NCP, Capacity.DELEGATE), (Capacity.ALTERNATE,)):
        found = [n.person for n in current if n.capacity in capacities]
        if found:
            return tuple(dict.fromkeys(found))
    former = sorted((n for n in usable if n.until_on and n.until_on < on), key=lambda n: (n.until_on, n.id))
    return (former[-1].person,) if former else ()


def mark(organisation: Organisation, current: Sequence[Nomination]) -> str:
    """Return what recognises that the register still says of *organisation* what somebody has seen."""
    people = sorted(
        (n.id, n.capacity.value, str(n.since_on), str(n.until_on), n.person.name, n.person.function, n.person.language)
        for n in current
    )
    return fingerprint.of(people, organisation.working_language, organisation.protocol.en, organisation.protocol.fr)


def said_of(organisation: Organisation) -> dict[str, str]:
    """Return what the register says of *organisation* itself, by the names in a draft."""
    return {
        "working_language": organisation.working_language,
        "protocol_en": organisation.protocol.en,
        "protocol_fr": organisation.protocol.fr,
    }


def said_by(nomination: Nomination) -> dict[str, str]:
    """Return what *nomination* and its person say, by the names in a draft."""
    return {
        "name": nomination.person.name,
        "function": nomination.person.function,
        "language": nomination.person.language,
        "capacity": nomination.capacity.value,
    }


def order_of(change: Change) -> tuple[int, bool]:
    """Return when *change* is taken over among others: who leaves first, who becomes head after who was."""
    ranks = (
        ChangeKind.ORGANISATION,
        ChangeKind.RESIGN,
        ChangeKind.CORRECT,
        ChangeKind.REPLACE,
        ChangeKind.ADD,
    )
    return ranks.index(change.kind), change.after.get("capacity") == Capacity.HEAD


def due_reminders(campaign: Campaign, *, done: Sequence[date], now: datetime) -> list[date]:
    """Return the planned days of *campaign* whose reminder should have gone and has not."""
    if not is_open(campaign, now) or campaign.started_at is None:
        return []
    planned = (at for at in _planned(campaign) if campaign.started_at < at <= now)
    return sorted(at.date() for at in planned if at.date() not in done)


def coming_reminders(campaign: Campaign, *, now: datetime) -> list[datetime]:
    """Return when the planned reminders of *campaign* go that are still to come."""
    if not is_open(campaign, now):
        return []
    return sorted(at for at in _planned(campaign) if at > max(now, campaign.started_at or now))


def _planned(campaign: Campaign) -> list[datetime]:
    """Return when reminders of *campaign* go: in the morning, so many days before its last day."""
    return [campaign.ends_at - timedelta(days=before + 1) + MORNING for before in campaign.reminders]
