"""What a poll may be: its question, its options, its rule, and what does not go together."""

from dataclasses import dataclass, fields
from typing import NamedTuple

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.poll import dates
from meetings.domain.poll.dates import DateDraft
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document
from meetings.models.poll import (
    Basis,
    Majority,
    Method,
    Poll,
    Procedure,
    QuestionKind,
    ResultsTo,
    ResultsWhen,
    Secrecy,
    Ties,
    Unit,
    Voters,
)

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
