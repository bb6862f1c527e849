"""What the story tells of a meeting: sessions, agenda, documents, polls, record, outcomes, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from meetings.core.bilingual import Bilingual, Language

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Series:
    """The numbered row of meetings of one body."""

    slug: str
    symbol: str
    name: Bilingual
    #: What it keeps for its next meeting, as the file says it.
    kept: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Session:
    """A sitting at one time in one language, or in both with interpretation."""

    key: str
    language: str
    #: Wall time in *zone*.
    starts_local: datetime
    ends_local: datetime
    zone: str
    platform: str
    join_link: str
    capacity: int | None
    title: Bilingual = NOTHING
    mode: str = "online"
    place: Bilingual = NOTHING
    address: str = ""
    #: The groups that meet in parallel during it.
    breakouts: tuple[Session, ...] = ()

    @property
    def starts_at(self) -> datetime:
        """The instant at which it starts."""
        return self.starts_local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The instant at which it ends."""
        return self.ends_local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One numbered item with its purpose: decision, guidance or information."""

    number: int
    title: Bilingual
    purpose: str
    presenter: Bilingual
    minutes: int | None
    #: The key of the one sitting that deals with it; every sitting while empty.
    session: str = ""
    sub: bool = False
    #: Minutes of a break after it.
    pause: int | None = None
    notes: Bilingual = NOTHING
    #: Addresses of people, codes of organisations.
    presenters: tuple[str, ...] = ()
    #: The Member that proposed it.
    proposer: str = ""
    #: The first version of the agenda that has it.
    since: int = 1
    #: From this version on it takes *minutes*, before that other ones.
    changed_in: int = 1
    minutes_before: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item that somebody proposes some *days* after registration opened; it was accepted if the agenda has it."""

    email: str
    days: int
    title: Bilingual
    purpose: str
    why: Bilingual
    minutes: int


@dataclass(frozen=True, slots=True)
class Document:
    """A symbol and a title with its versions; a language that is missing may be expected."""

    symbol: str
    title: Bilingual
    kind: str
    item: int
    #: The latest of each language there is; equal numbers say the same.
    revisions: Mapping[Language, int]
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    text: Bilingual
    abstention: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """The one ballot of a Member; *choice* is the place of the option, from 0."""

    member: str
    email: str
    choice: int
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class Poll:
    """One question to those entitled; one that is prepared has neither times, electorate nor ballots."""

    question: Bilingual
    options: tuple[Option, ...]
    item: int
    state: str
    opened_at: datetime | None
    closed_at: datetime | None
    electorate: tuple[str, ...]
    ballots: tuple[Ballot, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the record, under an agenda item."""

    item: int
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a meeting that was held."""

    published_at: datetime
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One numbered decision."""

    number: int
    item: int
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Action:
    """What someone promised: *owner* is ``secretariat``, the code of a Member or the address of a person."""

    number: int
    item: int
    text: Bilingual
    owner: str
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class Registration:
    """One person's place at a meeting, in one of its sessions."""

    email: str
    session: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    """One numbered event of a series with all the story tells of it."""

    slug: str
    series: str
    number: int
    region: str | None
    title: Bilingual
    summary: Bilingual
    registration_opens_at: datetime
    registration_closes_at: datetime
    sessions: tuple[Session, ...]
    agenda: tuple[AgendaItem, ...]
    #: Stages of its agenda, each with the days after registration opened; once it was held, it is adopted besides.
    versions: tuple[tuple[str, int], ...]
    proposals: tuple[Proposal, ...]
    documents: tuple[Document, ...]
    polls: tuple[Poll, ...]
    record: Record | None
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    registrations: tuple[Registration, ...]
    #: The code of the administration that receives it, and of those that host it together with it.
    host: str | None = None
    cohosts: tuple[str, ...] = ()
