"""Fills the result of a poll about dates: each date with its answers, who can come, and what it came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.poll import answers, dates, policy, settlements
from meetings.domain.poll.ballot_queries import RollLine
from meetings.domain.poll.dates import DateTally
from meetings.domain.poll.outcomes import Outcome
from meetings.i18n import language
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, QuestionKind
from meetings.models.poll_date import PollSettlement
from meetings.web.poll.date_words import night_words


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date with its answers: whether it has passed, and whether the poll came to it."""

    option: PollOption
    tally: DateTally
    passed: bool
    settled: bool

    @property
    def figures(self) -> Sequence[int | None]:
        """How many said yes, if need be, no, and nothing."""
        return self.tally.yes, self.tally.if_need_be, self.tally.no, self.tally.left_open


@dataclass(frozen=True, slots=True)
class DateCell:
    """What somebody answered to a date, empty where it was left open, and their local time if that is at night."""

    answer: str
    night: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """The answers of one voter in the order of the paper."""

    line: RollLine
    cells: Sequence[DateCell]

    @property
    def cast(self) -> bool:
        """Whether a ballot was cast."""
        return self.line.choice is not None


@dataclass(frozen=True, slots=True)
class DateResult:
    """The dates best first; *rows* are for those who may see who answered what."""

    lines: Sequence[DateLine]
    options: Sequence[PollOption]
    rows: Sequence[DateRow] | None
    settlement: PollSettlement | None
    may_settle: bool


def date_result(
    poll: Poll,
    said: Outcome,
    options: Sequence[PollOption],
    roll: Sequence[RollLine] | None,
    viewer: Person | None,
    *,
    now: datetime,
) -> DateResult | None:
    """Gather the result of *poll* about dates for *viewer*; nothing of other polls. Two statements."""
    if poll.kind is not QuestionKind.DATES:
        return None
    by_id, settlement = {option.id: option for option in options}, settlements.of(poll)
    return DateResult(
        lines=[
            DateLine(
                option := by_id[tally.option],
                tally,
                option.date is None or dates.has_passed(option.date, now),
                settlement is not None and settlement.option_id == option.id,
            )
            for tally in said.dates
        ],
        options=options,
        rows=_rows(roll, options, now) if roll is not None else None,
        settlement=settlement,
        may_settle=policy.can_manage(viewer, poll) and poll.meeting.cancelled_at is None,
    )


def _rows(roll: Sequence[RollLine], options: Sequence[PollOption], now: datetime) -> list[DateRow]:
    zones = settlements.zones_of(_organisations(roll), on=now.date())
    nights: dict[str, list[str]] = {"": ["" for _option in options]}
    for zone in set(zones.values()):
        nights[zone] = [night_words(option.date, zone) if option.date else "" for option in options]
    return [
        _row(line, options, nights[zones.get(line.organisation.id, "") if line.organisation else ""]) for line in roll
    ]


def _organisations(roll: Iterable[RollLine]) -> list[Organisation]:
    return [line.organisation for line in roll if line.organisation]


def _row(line: RollLine, options: Sequence[PollOption], nights: Sequence[str]) -> DateRow:
    given = answers.read(line.choice) if line.choice is not None else {}
    marks = given if isinstance(given, dict) else {}
    words = {mark: text.text(language()) for mark, text in dates.MARKS.items()}
    found = (words.get(marks.get(option.id, -1), "") for option in options)
    return DateRow(line, [DateCell(answer, night) for answer, night in zip(found, nights, strict=True)])
