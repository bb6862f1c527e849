"""Which sittings of a meeting make up one place, and which of its days somebody comes on: pure decisions.

A strand is what one person sits in: the sittings in one language, with those that are held in both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core.errors import Refused
from meetings.models.meeting import Session, SessionLanguage
from meetings.models.registration import Registration, RegistrationDay


class NoDayLeft(Refused):
    """A place covers one day at least."""


class TwoStrands(Refused):
    """The days belong to sittings in two languages; one person sits in one of them."""


@dataclass(frozen=True, slots=True)
class Strand:
    """The sittings that one person can take part in from the first to the last."""

    language: SessionLanguage
    days: tuple[Session, ...]


def strands(sittings: Sequence[Session]) -> list[Strand]:
    """Return the strands of *sittings*, in the order in which they begin; one where no language stands alone."""
    alone: list[SessionLanguage] = [one.language for one in sittings if one.language is not SessionLanguage.BOTH]
    languages = dict.fromkeys(alone or [one.language for one in sittings])
    return [
        Strand(language, tuple(one for one in sittings if one.language in (language, SessionLanguage.BOTH)))
        for language in languages
    ]


def has_days(sittings: Sequence[Session]) -> bool:
    """Say whether somebody can choose single days out of *sittings*: some strand has more than one."""
    return any(len(strand.days) > 1 for strand in strands(sittings))


def check_days(days: Sequence[Session]) -> None:
    """Refuse *days* that make no place; raises ``NoDayLeft`` or ``TwoStrands``."""
    if not days:
        raise NoDayLeft
    if len({one.language for one in days} - {SessionLanguage.BOTH}) > 1:
        raise TwoStrands


def rows_of(registration: Registration) -> list[RegistrationDay]:
    """Return the days that *registration* covers, in the order in which they begin, cancelled ones too."""
    rows = (row for row in registration.days if row.dropped_at is None)
    return sorted(rows, key=lambda row: (row.session.starts_at, row.session_id))


def covered(registration: Registration) -> list[Session]:
    """Return the sittings that *registration* covers, in the order in which they begin, cancelled ones too."""
    return [row.session for row in rows_of(registration)]


def coming(registration: Registration, now: datetime) -> list[Session]:
    """Return the sittings that *registration* covers, that take place and that are not over."""
    return [one for one in covered(registration) if one.cancelled_at is None and one.ends_at > now]


def next_day(registration: Registration, now: datetime) -> Session:
    """Return the sitting that *registration* is about at *now*: the first to come, or else the one it is shown by."""
    return next(iter(coming(registration, now)), registration.session)


def first(registration: Registration) -> Session:
    """Return the sitting that lists show *registration* by: the first of its days that takes place, or else any."""
    sittings = covered(registration)
    return next((one for one in sittings if one.cancelled_at is None), sittings[0])


def stays(day: Session, sittings: Sequence[Session], now: datetime) -> bool:
    """Say whether somebody who has *day* keeps it whatever they choose: it has begun or is off, and is one of several.

    Who sits in the only sitting of a language can still move to the other one.
    """
    settled = day.starts_at <= now or day.cancelled_at is not None
    return settled and any(day in strand.days and len(strand.days) > 1 for strand in strands(sittings))
