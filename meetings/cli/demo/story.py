"""The demo story of Hemicycle: everything the demo site is filled with, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from meetings.cli.demo import people as cast
from meetings.cli.demo import reading
from meetings.cli.demo.events import Meeting, Series
from meetings.cli.demo.people import Nomination, Organisation, Person, Region
from meetings.cli.demo.texts import read, text

#: The files of the meetings, oldest first.
MEETINGS = (
    "pscg-44",
    "regional-workshop-1",
    "regional-workshop-2",
    *(f"ncp-plenary-{number}" for number in range(1, 9)),
)


@dataclass(frozen=True, slots=True)
class Story:
    """All that the demo site starts with."""

    regions: tuple[Region, ...]
    members: tuple[Organisation, ...]
    #: Observers, partner agencies, academic and private-sector bodies.
    organisations: tuple[Organisation, ...]
    #: The secretariat, then the NCPs, then the people of the other bodies.
    people: tuple[Person, ...]
    #: Of the NCPs as the letters came in, then of the other bodies.
    nominations: tuple[Nomination, ...]
    #: Contact points of the first years, each with the nomination that has ended.
    former: tuple[tuple[Person, Nomination], ...]
    series: tuple[Series, ...]
    meetings: tuple[Meeting, ...]


def load(today: date) -> Story:
    """Return the story as it stands on *today*: seven plenaries held, the eighth some weeks ahead."""
    people = cast.secretariat() + cast.contact_points() + cast.delegates()
    nominations = cast.nominations()
    company = reading.Cast(_by_organisation(people), {entry.organisation: entry.since_on for entry in nominations})
    return Story(
        regions=cast.regions(),
        members=cast.members(),
        organisations=cast.bodies(),
        people=people,
        nominations=nominations + cast.delegations(),
        former=cast.former(),
        series=tuple(
            Series(row["slug"], row["symbol"], text(row["name"]), row) for row in read("series.toml")["series"]
        ),
        meetings=tuple(reading.meeting(read(f"{name}.toml"), today, company) for name in MEETINGS),
    )


def _by_organisation(people: Iterable[Person]) -> dict[str, list[str]]:
    addresses = defaultdict(list)
    for person in people:
        if person.organisation is not None:
            addresses[person.organisation].append(person.email)
    return addresses
