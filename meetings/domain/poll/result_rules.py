"""Adds up ballots: what was read of them becomes figures by option and by region."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from meetings.domain.poll import dates
from meetings.domain.poll.answers import Answer
from meetings.domain.poll.protection import Line
from meetings.models.organisation import Region
from meetings.models.poll import PollOption, QuestionKind

#: Answers that can be counted by region: each ballot counts once for an option or not at all.
BY_REGION = (QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.RANKING, QuestionKind.DATES)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Ballots that say the same: so many, with so many votes between them, and where they come from if that is known.

    The *session_id* is that of the sitting in which those who cast them have a place.
    """

    answer: Answer
    ballots: int
    votes: int
    region_id: int | None = None
    session_id: int | None = None


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option and its votes: choices, first preferences, points, or the sum of its marks."""

    option: PollOption
    count: int


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region, or several merged: its votes for each option in their order, those cast, those entitled.

    A count is nothing where it is left out, since it would tell what somebody answered; at the places of *few* it is
    fewer than 5.
    """

    regions: tuple[Region | None, ...]
    counts: tuple[int | None, ...]
    cast: int
    entitled: int
    few: tuple[int, ...] = ()

    @property
    def region(self) -> Region | None:
        """The region, if it stands alone."""
        return self.regions[0] if len(self.regions) == 1 else None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a poll; the electorate frozen at its opening is the only denominator.

    *sheets* and *advisory* are the ballots themselves, those of observers apart. Ballots are counted by *cast* and
    *entitled*, their weights by *votes* and *votes_entitled*: the same figures where each ballot is one vote.
    """

    options: tuple[OptionLine, ...]
    regions: tuple[RegionLine, ...]
    cast: int
    entitled: int
    votes: int
    votes_entitled: int
    sheets: tuple[Sheet, ...] = ()
    advisory: tuple[Sheet, ...] = ()
    advisory_entitled: int = 0
    #: The figures may not be told (``disclosure``): the counts of the options are none.
    withheld: bool = False

    @property
    def not_cast(self) -> int:
        """Those entitled who did not vote."""
        return self.entitled - self.cast

    @property
    def weighted(self) -> bool:
        """Whether some ballots have more than one vote."""
        return self.votes_entitled != self.entitled

    @property
    def unanimous(self) -> bool:
        """Whether all ballots say the same, so that everybody who voted is known to have said it."""
        return self.cast > 0 and len({json.dumps(_plain(sheet.answer)) for sheet in self.sheets}) == 1


def tally(sheets: Iterable[Sheet]) -> Counter[int]:
    """Return the votes for each option, by its id."""
    found: Counter[int] = Counter()
    for sheet in sheets:
        found.update(votes(sheet.answer, sheet.votes))
    return found


def votes(answer: Answer, weight: int = 1) -> Mapping[int, int]:
    """Return what one ballot of *weight* gives to which options; a ranking gives to the first only, texts to none."""
    if isinstance(answer, dict):
        return {option: mark * weight for option, mark in answer.items()}
    if isinstance(answer, list):
        return {option: weight for option in answer if isinstance(option, int)}
    return {}


def counted(kind: QuestionKind, sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """Return *sheets* as they count for options: of rankings the first preference, of dates the yes."""
    if kind is QuestionKind.RANKING:
        return first_only(sheets)
    return _yes_only(sheets) if kind is QuestionKind.DATES else sheets


def _yes_only(sheets: Iterable[Sheet]) -> list[Sheet]:
    return [
        replace(sheet, answer=[option for option, mark in sheet.answer.items() if mark == dates.YES])
        for sheet in sheets
        if isinstance(sheet.answer, dict)
    ]


def first_only(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return rankings as if only the first preference had been asked for."""
    return [
        Sheet(sheet.answer[:1], sheet.ballots, sheet.votes, sheet.region_id, sheet.session_id)
        for sheet in sheets
        if isinstance(sheet.answer, list)
    ]


def lines(
    kind: QuestionKind, options: Sequence[PollOption], sheets: Sequence[Sheet], entitled: Mapping[int | None, int]
) -> list[Line]:
    """Return the votes for *options* by region, in the order of *entitled*: so many by the id of their region."""
    if kind not in BY_REGION:
        return []
    counting = counted(kind, sheets)
    found = []
    for region_id, number in entitled.items():
        theirs = [sheet for sheet in counting if sheet.region_id == region_id]
        given = tally(theirs)
        cast = sum(sheet.ballots for sheet in theirs)
        found.append(Line((region_id,), tuple(given[option.id] for option in options), cast, number))
    return found


def written(table: Sequence[Line]) -> str:
    """Return a *table* by region as text."""
    return json.dumps([asdict(line) for line in table])


def read(text: str) -> list[Line]:
    """Return the table by region written as *text*."""
    return [
        Line(
            tuple(found["regions"]),
            tuple(found["counts"]),
            found["cast"],
            found["entitled"],
            tuple(found.get("few", ())),
        )
        for found in json.loads(text or "[]")
    ]


def leading(lines: Sequence[OptionLine]) -> list[int]:
    """Return the options that a run-off would keep: the first two, and whoever has as many votes as the second."""
    counts = sorted((line.count for line in _ordinary(lines)), reverse=True)
    if len(counts) < 2:
        return []
    return [line.option.id for line in _ordinary(lines) if line.count >= counts[1]]


def _ordinary(lines: Sequence[OptionLine]) -> list[OptionLine]:
    """Return the *lines* of options that are neither an abstention nor “none of these”."""
    return [line for line in lines if not line.option.abstention and not line.option.none_of_these]


def _plain(answer: Answer) -> object:
    return sorted(answer.items()) if isinstance(answer, dict) else str(answer)
