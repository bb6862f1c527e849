"""Dates that a poll offers: when they can be, how they are called, how they are answered, and what the answers say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from meetings.core import dates as words
from meetings.core import zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.domain.meeting.rules import Slot
from meetings.models.meeting import Session
from meetings.models.poll import QuestionKind

NO, IF_NEED_BE, YES = 0, 1, 2
#: The answers to one date, as they are read, the friendliest first.
MARKS: Mapping[int, Bilingual] = {
    YES: Bilingual("yes", "oui"),
    IF_NEED_BE: Bilingual("if need be", "si nécessaire"),
    NO: Bilingual("no", "non"),
}
_ALL_DAY = Bilingual("all day", "toute la journée")


class DatesMissing(Refused):
    """An option of a poll about dates is no date."""


class DatePassed(Refused):
    """A date that is offered, or to be settled on, has passed already."""


class DateTwice(Refused):
    """The same time is offered twice."""


class NotAboutDates(Refused):
    """The poll does not ask for dates, so none can be settled on."""


class AlreadySettled(Refused):
    """The poll came to this very date before, and the sitting still stands there."""


class SettledMeanwhile(Refused):
    """Somebody else settled on a date since the page was read."""


class SessionBegun(Refused):
    """The sitting that is to be moved has begun, does not take place, or is not in the plan any more."""


class Proposed(Protocol):
    """A date with the wall times and the zone in which it was proposed."""

    @property
    def starts(self) -> datetime:
        """The naive wall time at which it begins."""

    @property
    def ends(self) -> datetime:
        """The naive wall time at which it ends."""

    @property
    def zone(self) -> str:
        """The zone of both."""

    @property
    def whole_day(self) -> bool:
        """Whether it is a day whose times are found later."""


class DateDraft(NamedTuple):
    """A date as the secretariat proposes it; naive wall times, whose fold tells one of two."""

    starts: datetime
    ends: datetime
    zone: str
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class DateTally:
    """What was answered to one date, in votes; *left_open* are those who cast a ballot and left this date out.

    A figure is nothing where it may not be told (``disclosure``). *best* says that none suits better.
    """

    option: int
    yes: int | None
    if_need_be: int | None
    no: int | None
    left_open: int | None
    best: bool = False


def check(date: Proposed) -> None:
    """Refuse a date that no clock could hold, as sittings are.

    Raises ``EndsBeforeStart``, ``TooLong``, ``UnknownZone`` or ``HourDoesNotExist``.
    """
    if date.whole_day:
        zones.zone(date.zone)
    else:
        meetings.check(Slot(0, date.starts, date.ends, date.zone))


def check_all(dates: Iterable[Proposed | None]) -> None:
    """Refuse options that are no dates, or the same date twice; raises ``DatesMissing``, ``DateTwice`` or as above."""
    seen = set()
    for date in dates:
        if date is None:
            raise DatesMissing
        check(date)
        if instants(date) in seen:
            raise DateTwice
        seen.add(instants(date))


def instants(date: Proposed) -> tuple[datetime, datetime]:
    """Return when *date* begins and ends, also where the clocks jump over a midnight."""
    zone = zones.zone(date.zone)
    return tuple(wall.replace(tzinfo=zone).astimezone(UTC) for wall in (date.starts, date.ends))  # type: ignore[return-value]


def has_passed(date: Proposed, now: datetime) -> bool:
    """Say whether *date* can no longer be met at *now*: it has begun, or the whole day is over."""
    starts_at, ends_at = instants(date)
    return (ends_at if date.whole_day else starts_at) <= now


def slots(sittings: Sequence[Session], becomes: Session, times: Proposed) -> list[Slot]:
    """Return the new times of all *sittings* if one *becomes* takes place at *times*: the others move by its days."""
    starts_at, _ends_at = instants(times)
    later = zones.local(starts_at, becomes.zone).date() - becomes.starts_wall.date()
    return [
        Slot(one.id, times.starts, times.ends, times.zone)
        if one.id == becomes.id
        else Slot(one.id, one.starts_wall + later, one.ends_wall + later, one.zone)
        for one in sittings
    ]


def title(date: Proposed) -> Bilingual:
    """Return how *date* is called wherever no reader's zone is known: day, times, and the city they hold in."""
    return Bilingual(_title(date, ENGLISH), _title(date, FRENCH))


def _title(date: Proposed, language: Language) -> str:
    place = words.city(date.zone, language)
    if zones.comes_twice(date.starts, date.zone):
        place += f", UTC{date.starts.replace(tzinfo=zones.zone(date.zone)):%z}"
    return f"{spelt(date.starts, date.ends, language, whole_day=date.whole_day)} ({place})"


def spelt(starts: datetime, ends: datetime, language: Language, *, whole_day: bool = False) -> str:
    """Return the day and the times from *starts* to *ends* as the clocks show them, both days if they differ."""
    day = words.weekday_date(starts.date(), language)
    if whole_day:
        return f"{day}, {_ALL_DAY.text(language)}"
    if starts.date() == ends.date():
        return f"{day}, {words.time_range(starts, ends, language)}"
    other = words.weekday_date(ends.date(), language)
    return f"{day}, {words.time_of_day(starts, language)} – {other}, {words.time_of_day(ends, language)}"


def said(kind: QuestionKind, language: Language) -> Mapping[int, str]:
    """Return the words for the answers of a poll about dates; those of other kinds speak for themselves."""
    return {mark: text.text(language) for mark, text in MARKS.items()} if kind is QuestionKind.DATES else {}


def tallied(options: Sequence[int], answers: Iterable[tuple[Mapping[int, int], int]]) -> tuple[DateTally, ...]:
    """Add up *answers*, each with its votes, and return the dates best first; equal ones stay in their order."""
    given, cast = {option: dict.fromkeys(MARKS, 0) for option in options}, 0
    for marks, votes in answers:
        cast += votes
        for option, mark in marks.items():
            given[option][mark] += votes
    ranks = {option: (each[YES], each[IF_NEED_BE]) for option, each in given.items()}
    first = max(ranks.values(), default=(0, 0))
    return tuple(
        DateTally(
            option,
            *ranks[option],
            given[option][NO],
            cast - sum(given[option].values()),
            ranks[option] == first > (0, 0),
        )
        for option in sorted(given, key=ranks.__getitem__, reverse=True)
    )


def best(tallies: Sequence[DateTally]) -> tuple[int, ...]:
    """Return the date that suits best, or all that do so equally; nothing if none suits anybody."""
    return tuple(tally.option for tally in tallies if tally.best)
