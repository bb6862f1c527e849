"""What stands in the way of dates: other meetings that week, holidays and weekends, nights in the six regions."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from meetings.core import workdays, zones
from meetings.core.bilingual import Bilingual, Language
from meetings.domain.meeting.queries import in_the_programme, visible_to
from meetings.domain.meeting.rules import Timed
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person

_CAPITALS = Path(__file__).parents[2] / "data" / "capitals.csv"
#: From then on, and until then, people sleep.
EVENING, MORNING = time(22), time(7)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Capital:
    """One city that stands for a region, and the largest Members there by their country codes."""

    region: str
    city: Bilingual
    zone: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the time of a sitting means in another city."""

    starts: datetime
    ends: datetime
    #: Days that the clocks there are ahead of the date of the sitting, or behind it.
    shift: int
    night: bool


@dataclass(frozen=True, slots=True)
class Free:
    """A day of a sitting on which a country does not work; without a name it is its weekend."""

    day: date
    country: str
    name: str


@cache
def capitals() -> tuple[Capital, ...]:
    """Return the cities that stand for the regions, from west to east."""
    with _CAPITALS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Capital(
                row["region"], Bilingual(row["city_en"], row["city_fr"]), row["zone"], tuple(row["members"].split())
            )
            for row in csv.DictReader(file)
        )


def local_time(sitting: Timed, zone: str, elsewhere: str) -> LocalTime:
    """Return what the time of *sitting*, planned in *zone*, means in the zone *elsewhere*."""
    starts, ends = zones.local(sitting.starts_at, elsewhere), zones.local(sitting.ends_at, elsewhere)
    there = zones.local(sitting.starts_at, zone).date()
    return LocalTime(starts, ends, (starts.date() - there).days, is_night(starts, ends))


def is_night(starts: datetime, ends: datetime) -> bool:
    """Say whether people would have to be awake at night from *starts* to *ends*, as their clocks show them."""
    late = ends.date() > starts.date() or ends.time() > EVENING
    return starts.time() < MORNING or starts.time() >= EVENING or late


def free_days(sittings: Iterable[Timed], host: str, language: Language) -> list[Free]:
    """Return on which days of *sittings* the larger Members, and the country *host*, do not work.

    A day is that of the region's capital; the names of holidays are in *language* where they are known.
    """
    found: dict[tuple[date, str], Free] = {}
    for sitting in sittings:
        for country, zone in _countries(host):
            day = zones.local(sitting.starts_at, zone).date()
            for free in workdays.free_days(day, day, country, language):
                found.setdefault((day, country), Free(day, country, free.name))
    return sorted(found.values(), key=lambda free: (free.day, not free.name, free.country))


def _countries(host: str) -> list[tuple[str, str]]:
    """Return the countries that are looked at, each with the zone of its region, the host first."""
    members = [(code, capital.zone) for capital in capitals() for code in capital.members]
    zone = dict(members).get(host, "UTC")
    return [*([(host, zone)] if host else []), *(pair for pair in members if pair[0] != host)]


def others(viewer: Person | None, sittings: Sequence[Timed], *, but: Meeting | None) -> Sequence[Session]:
    """Return the sittings of other meetings, drafts too, that *viewer* may know of in the weeks of *sittings*."""
    if not sittings:
        return ()
    first, last = min(one.starts_at for one in sittings), max(one.ends_at for one in sittings)
    monday = datetime.combine(first.date() - timedelta(days=first.weekday()), time(), UTC)
    sunday = datetime.combine(last.date() - timedelta(days=last.weekday()), time(), UTC) + WEEK
    query = (
        select(Session)
        .join(Session.meeting)
        .options(contains_eager(Session.meeting).joinedload(Meeting.series, innerjoin=True))
        .where(in_the_programme(), Meeting.cancelled_at.is_(None), ~Meeting.undated, visible_to(viewer))
        .where(Session.starts_at >= monday, Session.starts_at < sunday)
        .order_by(Session.starts_at, Session.id)
    )
    if but is not None:
        query = query.where(Session.meeting_id != but.id)
    return current().scalars(query).all()
