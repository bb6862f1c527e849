"""What somebody sees before they open a poll: who would be entitled, and what stands in the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from meetings.core import clock
from meetings.domain.organisation import queries as register
from meetings.domain.person import queries as people
from meetings.domain.poll import electorate, queries, rules
from meetings.domain.poll.electorate import Right
from meetings.i18n import words
from meetings.models.organisation import Region
from meetings.models.poll import Poll, PollOption, Unit
from meetings.web.wording import refusal


@dataclass(frozen=True, slots=True)
class RegionEntitled:
    """The names of those entitled in a region, or outside all of them."""

    region: Region | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """Who has a ballot if *poll* opens today, observers apart, and why it cannot be opened."""

    poll: Poll
    options: Sequence[PollOption]
    entitled: int
    regions: tuple[RegionEntitled, ...]
    observers: tuple[str, ...]
    obstacles: tuple[str, ...]


def opening_page(poll: Poll) -> OpeningPage:
    """Gather what opening *poll* today would mean; as many statements for one organisation as for all."""
    options, rights = queries.options(poll), electorate.entitled(poll, on=clock.today())
    deciding = [right for right in rights if not right.advisory]
    names = _names(poll, rights)
    obstacles = rules.obstacles(poll, options, len(deciding), now=clock.now())
    return OpeningPage(
        poll=poll,
        options=options,
        entitled=len(deciding),
        regions=_by_region(deciding, names),
        observers=tuple(sorted(names[right.voter] for right in rights if right.advisory)),
        obstacles=tuple(refusal(obstacle) for obstacle in obstacles),
    )


def newcomers(poll: Poll) -> list[str]:
    """Return the names of those who get a ballot when *poll* is taken up again now."""
    rights = electorate.newcomers(poll, on=clock.today())
    return sorted(_names(poll, rights).values()) if rights else []


def _names(poll: Poll, rights: Sequence[Right]) -> dict[int, str]:
    """Return the names of those entitled, with their votes where these are several, by voter."""
    if poll.unit is Unit.PERSON:
        return people.names([right.voter for right in rights])
    found = {one.id: words(one.name) for one in register.everyone()}
    return {
        right.voter: f"{found[right.voter]} ({right.weight})" if right.weight > 1 else found[right.voter]
        for right in rights
    }


def _by_region(rights: Sequence[Right], names: dict[int, str]) -> tuple[RegionEntitled, ...]:
    grouped: dict[int | None, list[str]] = defaultdict(list)
    for right in rights:
        grouped[right.region_id].append(names[right.voter])
    places = [*register.regions(), None]
    return tuple(
        RegionEntitled(region, tuple(sorted(grouped[number])))
        for region in places
        if (number := region.id if region else None) in grouped
    )
