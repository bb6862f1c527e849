"""What a poll may be, when it takes ballots, and how they are added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.agenda import AgendaItem
from meetings.models.organisation import Capacity, Region
from meetings.models.poll import Poll, PollOption, PollState

#: Those named in one of these capacities exercise the right of their administration.
VOTING = (Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE)
FEWEST, MOST = 2, 10
YES_NO_ABSTENTION = (
    (Bilingual("Yes", "Oui"), False),
    (Bilingual("No", "Non"), False),
    (Bilingual("Abstention", "Abstention"), True),
)


class TooManyOptions(Refused):
    """A ballot of more options cannot be read on a phone."""


class TooManyAbstentions(Refused):
    """A poll has one abstention at most."""


class TooFewOptions(Refused):
    """A poll with fewer than two options leaves nothing to choose."""


class GapsInPoll(Refused):
    """A language is missing or behind, in the question or in an option."""


class MeetingNotAnnounced(Refused):
    """Nobody but the secretariat knows of the meeting yet."""


class MeetingCancelled(Refused):
    """The meeting has been cancelled."""


class NobodyEntitled(Refused):
    """No Member has named anybody who could vote."""


class AlreadyOpened(Refused):
    """The poll has been opened; its question and options can no longer change."""


class ClosesInThePast(Refused):
    """The closing time has passed already."""


class PollNotOpen(Refused):
    """The poll has not been opened yet."""


class PollClosed(Refused):
    """The poll takes no more ballots since *closed_at*."""

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class NotEntitled(Refused):
    """The person does not speak for an administration that is entitled to this ballot."""


class OptionUnknown(Refused):
    """The poll has no such option."""


@dataclass(frozen=True, slots=True)
class PollDraft:
    """What the secretariat decides of a poll: *options* are texts, each with whether it is the abstention."""

    question: Bilingual
    item: AgendaItem | None
    options: tuple[tuple[Bilingual, bool], ...]


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many ballots have been *cast*, of those *entitled*."""

    cast: int
    entitled: int


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One option and its ballots."""

    option: PollOption
    count: int


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region: its ballots for each option in the options' order, all of them, and those entitled."""

    region: Region | None
    counts: tuple[int, ...]
    entitled: int

    @property
    def cast(self) -> int:
        """The ballots of the region."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a poll; the electorate frozen at its opening is the only denominator."""

    options: tuple[OptionLine, ...]
    regions: tuple[RegionLine, ...]

    @property
    def cast(self) -> int:
        """All ballots, abstentions among them."""
        return sum(line.count for line in self.options)

    @property
    def entitled(self) -> int:
        """All organisations that could vote."""
        return sum(line.entitled for line in self.regions)

    @property
    def not_cast(self) -> int:
        """The organisations that did not vote."""
        return self.entitled - self.cast


def check(draft: PollDraft) -> None:
    """Refuse a draft that cannot become a poll; raises ``TooManyOptions`` or ``TooManyAbstentions``."""
    if len(draft.options) > MOST:
        raise TooManyOptions
    if sum(abstention for _, abstention in draft.options) > 1:
        raise TooManyAbstentions


def obstacles(poll: Poll, options: Sequence[PollOption], entitled: int) -> list[Refused]:
    """Return why *poll* cannot be opened for so many *entitled* Members: nothing when it can."""
    found: list[tuple[bool, type[Refused]]] = [
        (poll.meeting.announced_at is None, MeetingNotAnnounced),
        (poll.meeting.cancelled_at is not None, MeetingCancelled),
        (len(options) < FEWEST, TooFewOptions),
        (bool(gaps(poll, options)), GapsInPoll),
        (entitled == 0, NobodyEntitled),
    ]
    return [refusal() for there, refusal in found if there]


def gaps(poll: Poll, options: Sequence[PollOption]) -> list[Bilingual]:
    """Return the question and options that lack a language or are behind in one."""
    return [text for text in (poll.question, *(option.text for option in options)) if not text.complete]


def takes_ballots(poll: Poll, now: datetime) -> bool:
    """Say whether a ballot cast at *now* counts: the closing time rules, also before anyone closed the poll.

    A meeting that is cancelled takes no more ballots.
    """
    on_time = poll.closes_at is None or now < poll.closes_at
    return poll.state is PollState.OPEN and on_time and poll.meeting.cancelled_at is None


def check_takes_ballots(poll: Poll, now: datetime) -> None:
    """Refuse a ballot out of time; raises ``PollNotOpen`` or ``PollClosed``."""
    if poll.state is PollState.PREPARED:
        raise PollNotOpen
    if not takes_ballots(poll, now):
        raise PollClosed(ended_at(poll, now))


def ended_at(poll: Poll, now: datetime) -> datetime:
    """Return since when *poll*, which takes no ballots at *now*, has taken none."""
    return poll.closed_at or min(_ends(poll), default=now)


def moment_of_closing(poll: Poll, last_ballot: datetime | None, now: datetime) -> datetime:
    """Return the instant that closing *poll* at *now* is noted with.

    It is the closing time announced, or the cancellation of the meeting, when that has passed, and never earlier
    than the last ballot counted.
    """
    planned = min((now, *_ends(poll)))
    return max(planned, last_ballot) if last_ballot else planned


def _ends(poll: Poll) -> list[datetime]:
    """Return the instants after which *poll* takes no ballots, as far as they are known."""
    return [at for at in (poll.closes_at, poll.meeting.cancelled_at) if at]


def answers(options: Sequence[PollOption]) -> dict[int, str]:
    """Return “y”, “n” and “b” by option, if *options* are two and an abstention; else nothing."""
    chosen = [option for option in options if not option.abstention]
    if len(options) != 3 or len(chosen) != 2:
        return {}
    abstention = next(option for option in options if option.abstention)
    return {chosen[0].id: "y", chosen[1].id: "n", abstention.id: "b"}
