"""When a poll may be opened, takes ballots and is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.poll import dates, draft_rules
from meetings.models.organisation import Capacity
from meetings.models.poll import (
    Poll,
    PollOption,
    PollState,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Unit,
)

#: Those named in one of these capacities exercise the right of their administration.
VOTING = (Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE)
#: Those give it to another administration, and decline what others give theirs.
GIVING = (Capacity.HEAD, Capacity.NCP)
#: States in which the electorate is fixed and no result is.
RUNNING = (PollState.OPEN, PollState.PAUSED)


class GapsInPoll(Refused):
    """A language is missing or behind, in the question or in an option."""


class MeetingNotAnnounced(Refused):
    """Nobody but the secretariat knows of the meeting yet."""


class MeetingCancelled(Refused):
    """The meeting has been cancelled."""


class NobodyEntitled(Refused):
    """Nobody is there who could vote by the rule of the poll."""


class AlreadyOpened(Refused):
    """The poll has been opened; its question and options can no longer change."""


class ClosesInThePast(Refused):
    """The closing time has passed already."""


class PollNotOpen(Refused):
    """The poll has not been opened yet."""


class PollPaused(Refused):
    """The poll takes no ballots until it is taken up again."""


class PollNotPaused(Refused):
    """The poll is not paused."""


class PollClosed(Refused):
    """The poll takes no more ballots since *closed_at*."""

    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class PollWithdrawn(Refused):
    """The poll was withdrawn."""


class PollNotClosed(Refused):
    """The poll has no result that could be released."""


class RoundPrepared(Refused):
    """A further round of the poll waits to be opened already."""


class PollNotOver(Refused):
    """The poll is not over, so its question is not put again yet."""


class NoTieWaits(Refused):
    """The result has no tie that a lot, or the chair, is to end."""


class NotTied(Refused):
    """The option named is not one of those that are tied."""


class NotEntitled(Refused):
    """The person does not speak for anybody who is entitled to this ballot."""


class AlreadyCast(Refused):
    """The ballot is in, and cannot be replaced in this poll."""


class BallotLocked(Refused):
    """The head of the delegation has locked the ballot."""


class NothingToLock(Refused):
    """The ballot has not been cast yet."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many ballots have been *cast*, of those *entitled*; observers, counted apart, are not among them."""

    cast: int
    entitled: int


def obstacles(poll: Poll, options: Sequence[PollOption], entitled: int, *, now: datetime) -> list[Refused]:
    """Return why *poll* cannot be opened for so many *entitled* at *now*: nothing when it can."""
    ordinary = sum(not option.abstention and not option.none_of_these for option in options)
    asks = poll.kind not in draft_rules.WITHOUT_OPTIONS
    chooses = poll.kind in draft_rules.CHOOSES
    found: list[tuple[bool, type[Refused]]] = [
        (poll.meeting.announced_at is None, MeetingNotAnnounced),
        (poll.meeting.cancelled_at is not None, MeetingCancelled),
        (asks and len(options) < draft_rules.FEWEST, draft_rules.TooFewOptions),
        (chooses and poll.least > ordinary, draft_rules.BoundsWrong),
        (bool(gaps(poll, options)), GapsInPoll),
        (poll.kind is QuestionKind.DATES and _has_passed(options, now), dates.DatePassed),
        (entitled == 0, NobodyEntitled),
    ]
    return [refusal() for there, refusal in found if there]


def _has_passed(options: Sequence[PollOption], now: datetime) -> bool:
    return any(option.date is not None and dates.has_passed(option.date, now) for option in options)


def is_for_the_room(poll: Poll) -> bool:
    """Say whether what is shown of *poll* is for all who read the meeting's papers, not for those who run it alone."""
    waits = poll.held or poll.results_when is ResultsWhen.ON_RELEASE
    return poll.results_to is ResultsTo.READERS and (not waits or poll.released_at is not None)


def gaps(poll: Poll, options: Sequence[PollOption]) -> list[Bilingual]:
    """Return the question, options and words of pictures that lack a language or are behind in one."""
    pictured = (option.image_text for option in options if option.image_text)
    return [text for text in (poll.question, *(option.text for option in options), *pictured) if not text.complete]


def takes_ballots(poll: Poll, now: datetime) -> bool:
    """Say whether a ballot cast at *now* counts: the closing time rules, also before anyone closed the poll.

    A meeting that is cancelled takes no more ballots.
    """
    on_time = poll.closes_at is None or now < poll.closes_at
    return poll.state is PollState.OPEN and on_time and poll.meeting.cancelled_at is None


def shows_steps(poll: Poll) -> bool:
    """Say whether a confidential *poll* shows figures while it is open."""
    return poll.secrecy is Secrecy.CONFIDENTIAL and poll.results_when is ResultsWhen.LIVE


def can_be_locked(poll: Poll, now: datetime) -> bool:
    """Say whether ballots of *poll* are shared by several people and can be replaced at *now*."""
    replaced = poll.changeable and poll.secrecy is not Secrecy.SECRET
    return replaced and poll.unit is Unit.ORGANISATION and takes_ballots(poll, now)


def is_over(poll: Poll, now: datetime) -> bool:
    """Say whether the time of *poll* is over at *now*, or its meeting is cancelled."""
    return any(at <= now for at in _ends(poll))


def check_takes_ballots(poll: Poll, now: datetime) -> None:
    """Refuse a ballot out of time; raises ``PollNotOpen``, ``PollPaused``, ``PollWithdrawn`` or ``PollClosed``."""
    if poll.state is PollState.PREPARED:
        raise PollNotOpen
    if poll.state is PollState.WITHDRAWN:
        raise PollWithdrawn
    if poll.state is PollState.PAUSED and (poll.closes_at is None or now < poll.closes_at):
        raise PollPaused
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
