"""Fills the page of the invitations to a meeting: what became of them, person by person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.paging import Page, number_from
from meetings.core.text import folded
from meetings.domain.invitation import policy, queries, rules
from meetings.domain.invitation.queries import Invited
from meetings.domain.invitation.rules import State
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.organisation import queries as register
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import InvitationRound
from meetings.models.organisation import Region
from meetings.models.person import Person
from meetings.web.fields import asked

PAGE = 100
#: How full the disc of a state is, and its colour.
MARKS = {
    State.INVITED: "",
    State.OPENED: "half",
    State.REGISTERED_EN: "full ok",
    State.REGISTERED_FR: "full ok",
    State.REGISTERED_BOTH: "full ok",
    State.WAITING: "half warn",
    State.DECLINED: "bad",
    State.WITHDREW: "bad",
    State.REFUSED: "bad",
    State.REPLACED: "half ok",
    State.SILENT: "bad",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the table; what is empty or unknown does not filter."""

    words: str = ""
    region: str = ""
    state: str = ""
    language: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "Wanted":
        """Read the filter from an address."""
        return cls(
            words=asked(typed, "words"),
            region=asked(typed, "region", 10),
            state=next((state.value for state in State if state == typed.get("state")), ""),
            language=typed.get("language", "") if typed.get("language") in ("en", "fr") else "",
        )

    @property
    def query(self) -> dict[str, str]:
        """The values that an address of this filter carries."""
        pairs = {"words": self.words, "region": self.region, "state": self.state, "language": self.language}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    """One person who was invited, and what became of it."""

    invited: Invited
    state: State


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """The invitations to a meeting, as its secretariat follows them."""

    meeting: Meeting
    figures: Counter[State]
    total: int
    rows: Page[Row]
    wanted: Wanted
    regions: Sequence[Region]
    rounds: Sequence[InvitationRound]
    open: bool
    silent: int
    may_invite: bool

    @property
    def registered(self) -> int:
        """How many have a place."""
        return sum(self.figures[state] for state in rules.REGISTERED.values())


def rows(meeting: Meeting, *, now: datetime) -> list[Row]:
    """Return everybody who was invited to *meeting*, by name."""
    is_open = takes_registrations(meeting, meetings.sessions_of(meeting), now)
    found = queries.invited(meeting, on=now.date())
    return [Row(one, rules.state(one.link, one.registration, is_open=is_open)) for one in found]


def chosen(found: Sequence[Row], wanted: Wanted) -> list[Row]:
    """Return those *found* who answer *wanted*."""
    return [row for row in found if _is_wanted(row, wanted)]


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    person, organisation = row.invited.link.person, row.invited.organisation
    if wanted.state and row.state != wanted.state:
        return False
    if wanted.language and person.language != wanted.language:
        return False
    region = organisation.region.code if organisation and organisation.region else ""
    if wanted.region and region != wanted.region:
        return False
    names = (organisation.code, organisation.name.en, organisation.name.fr) if organisation else ()
    text = folded(" ".join((person.name, *names)))
    return all(word in text for word in folded(wanted.words).split())


def invitations_page(
    meeting: Meeting, viewer: Person | None, typed: Mapping[str, str], *, now: datetime
) -> InvitationsPage:
    """Gather what became of the invitations to *meeting*; the same number of statements however many there are."""
    wanted, found = Wanted.read(typed), rows(meeting, now=now)
    left = chosen(found, wanted)
    number = min(number_from(typed.get("page", "")), max(1, -(-len(left) // PAGE)))
    return InvitationsPage(
        meeting=meeting,
        figures=Counter(row.state for row in found),
        total=len(found),
        rows=Page(left[(number - 1) * PAGE : number * PAGE], number, PAGE, len(left)),
        wanted=wanted,
        regions=register.regions(),
        rounds=queries.rounds(meeting),
        open=takes_registrations(meeting, meetings.sessions_of(meeting), now),
        silent=len(queries.silent(meeting)),
        may_invite=policy.can_invite(viewer, meeting),
    )
