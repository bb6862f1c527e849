"""What a poll may be, and when it takes ballots."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.poll import dates
from meetings.domain.poll.dates import DateDraft
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document
from meetings.models.organisation import Capacity
from meetings.models.poll import (
    Basis,
    Majority,
    Method,
    Poll,
    PollOption,
    PollState,
    Procedure,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)

#: Those named in one of these capacities exercise the right of their administration.
VOTING = (Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE)
#: Those give it to another administration, and decline what others give theirs.
GIVING = (Capacity.HEAD, Capacity.NCP)
#: A paper of more options cannot be read on a phone.
FEWEST, MOST = 2, 30
#: The longest scale, the most points to share out, the longest list of words.
WIDEST_SCALE, MOST_POINTS, MOST_WORDS = 10, 100, 5
#: Numbers asked for lie between minus and plus this.
LARGEST_NUMBER = 1_000_000_000
#: Questions that are answered without options.
WITHOUT_OPTIONS = (QuestionKind.NUMBER, QuestionKind.TEXT, QuestionKind.WORDS)
#: Answers in people's own words, which tell who wrote them.
OWN_WORDS = (QuestionKind.TEXT, QuestionKind.WORDS)
#: Questions whose bounds say how many options.
CHOOSES = (QuestionKind.SEVERAL, QuestionKind.RANKING)
#: States in which the electorate is fixed and no result is.
RUNNING = (PollState.OPEN, PollState.PAUSED)


class OptionDraft(NamedTuple):
    """One option as the secretariat words it."""

    text: Bilingual
    abstention: bool = False
    none_of_these: bool = False
    document: Document | None = None
    image_key: str = ""
    #: Where the poll asks for dates: when it would be; the words are made of it.
    date: DateDraft | None = None
    image_text: Bilingual = Bilingual()


YES_NO_ABSTENTION = (
    OptionDraft(Bilingual("Yes", "Oui")),
    OptionDraft(Bilingual("No", "Non")),
    OptionDraft(Bilingual("Abstention", "Abstention"), abstention=True),
)


class TooManyOptions(Refused):
    """A ballot of more options cannot be read on a phone."""


class TooManyAbstentions(Refused):
    """A poll has one abstention, and one “none of these”, at most."""


class TooFewOptions(Refused):
    """A poll with fewer than two options leaves nothing to choose."""


class BoundsWrong(Refused):
    """How many may be chosen, or the ends of the scale, make no sense for this kind of question."""


class OwnWordsAtSecretLevel(Refused):
    """What people write in their own words tells who they are, whatever is sealed."""


class WeightsAtSecretLevel(Refused):
    """A ballot with a weight of its own tells whose it is, once it is counted."""


class MethodDoesNotFit(Refused):
    """The way of counting needs another kind of question."""


class LiveAtSecretLevel(Refused):
    """The result of a secret poll cannot be followed while it is open."""


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
class Terms:
    """The rule of a poll: how it is answered, by whom, how it is counted, when and to whom it is shown."""

    kind: QuestionKind = QuestionKind.ONE
    least: int = 1
    most: int = 1
    secrecy: Secrecy = Secrecy.NAMED
    voters: Voters = Voters.MEMBERS
    kinds: tuple[int, ...] = ()
    unit: Unit = Unit.ORGANISATION
    observers: bool = False
    changeable: bool = True
    majority: Majority = Majority.NONE
    basis: Basis = Basis.VOTING
    quorum: int = 0
    method: Method = Method.MOST
    seats: int = 1
    ties: Ties = Ties.REPORTED
    results_when: ResultsWhen = ResultsWhen.AT_CLOSE
    results_to: ResultsTo = ResultsTo.READERS
    procedure: Procedure = Procedure.MEETING
    stops_at: int = 1
    reminders: tuple[int, ...] = (7, 1)


def terms(poll: Poll) -> Terms:
    """Return the rule of *poll*."""
    found = {field.name: getattr(poll, field.name) for field in fields(Terms)}
    return Terms(**{**found, "kinds": tuple(poll.kinds), "reminders": tuple(poll.reminders)})


@dataclass(frozen=True, slots=True)
class PollDraft:
    """What the secretariat decides of a poll; *voters* are the ids of the organisations on its list, with weights."""

    question: Bilingual
    item: AgendaItem | None
    options: tuple[OptionDraft, ...]
    terms: Terms = Terms()
    voters: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many ballots have been *cast*, of those *entitled*; observers, counted apart, are not among them."""

    cast: int
    entitled: int


def check(draft: PollDraft) -> None:
    """Refuse a draft that cannot become a poll.

    Raises ``TooManyOptions``, ``TooManyAbstentions``, ``BoundsWrong``, ``OwnWordsAtSecretLevel``,
    ``WeightsAtSecretLevel``, ``LiveAtSecretLevel``, ``MethodDoesNotFit``, and what ``dates.check_all`` raises.
    """
    rule, options = draft.terms, draft.options
    secret = rule.secrecy is Secrecy.SECRET
    found: list[tuple[bool, type[Refused]]] = [
        (len(options) > MOST, TooManyOptions),
        (sum(option.abstention for option in options) > 1, TooManyAbstentions),
        (sum(option.none_of_these for option in options) > 1, TooManyAbstentions),
        (not _bounds_fit(rule), BoundsWrong),
        (secret and rule.kind in OWN_WORDS, OwnWordsAtSecretLevel),
        (secret and any(weight != 1 for _, weight in draft.voters), WeightsAtSecretLevel),
        (secret and rule.results_when is ResultsWhen.LIVE, LiveAtSecretLevel),
        (not _method_fits(rule), MethodDoesNotFit),
    ]
    for there, refusal in found:
        if there:
            raise refusal
    if rule.kind is QuestionKind.DATES:
        dates.check_all(option.date for option in options)


def _bounds_fit(rule: Terms) -> bool:
    """Say whether the bounds make sense for the kind of question, whatever its options are."""
    least, most = rule.least, rule.most
    if rule.kind is QuestionKind.NUMBER:
        return -LARGEST_NUMBER <= least < most <= LARGEST_NUMBER
    ends = {
        QuestionKind.SEVERAL: (1, MOST),
        QuestionKind.RANKING: (1, MOST),
        QuestionKind.RATING: (0, WIDEST_SCALE),
        QuestionKind.POINTS: (0, MOST_POINTS),
        QuestionKind.WORDS: (1, MOST_WORDS),
    }.get(rule.kind, (1, 1))
    return ends[0] <= least <= most <= ends[1] and (rule.kind is not QuestionKind.RATING or least < most)


def _method_fits(rule: Terms) -> bool:
    """Say whether the answers can be counted so: an order is made of rankings, a motion is carried by one choice."""
    ranked = rule.method is not Method.MOST
    carried = rule.majority is not Majority.NONE
    return (not ranked or rule.kind is QuestionKind.RANKING) and (not carried or rule.kind is QuestionKind.ONE)


def obstacles(poll: Poll, options: Sequence[PollOption], entitled: int, *, now: datetime) -> list[Refused]:
    """Return why *poll* cannot be opened for so many *entitled* at *now*: nothing when it can."""
    ordinary = sum(not option.abstention and not option.none_of_these for option in options)
    asks = poll.kind not in WITHOUT_OPTIONS
    chooses = poll.kind in CHOOSES
    found: list[tuple[bool, type[Refused]]] = [
        (poll.meeting.announced_at is None, MeetingNotAnnounced),
        (poll.meeting.cancelled_at is not None, MeetingCancelled),
        (asks and len(options) < FEWEST, TooFewOptions),
        (chooses and poll.least > ordinary, BoundsWrong),
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
