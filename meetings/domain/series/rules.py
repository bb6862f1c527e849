"""What a series keeps for its next meeting, and what follows from that for a number and a first day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from meetings.core import workdays, zones
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.core.errors import Refused
from meetings.core.ordinals import ordinal
from meetings.domain.meeting.rules import Sitting
from meetings.models.agenda import Purpose
from meetings.models.meeting import Mode, Series, SessionLanguage, Visibility
from meetings.models.series import DeadlineKind, ItemKind, SeriesDeadline, SeriesSitting

#: What stands for a number or a year in a text, as people write it.
NTH, NUMBER, YEAR, PREVIOUS, NEXT = "{nth}", "{number}", "{year}", "{previous}", "{next}"
_PLACE = re.compile(r"\{(?:nth|number|year|previous|next)\}")


class SeriesMoved(Refused):
    """Somebody else changed the series while it was being written anew."""


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """What is said of a series and of all its meetings."""

    name: Bilingual
    title: Bilingual
    feminine: bool
    body: Bilingual
    summary: Bilingual
    visibility: Visibility
    #: ISO 3166-1 code, or nothing.
    holidays: str
    kinds: frozenset[int]
    regions: frozenset[int]


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """One sitting that each meeting begins with; wall time in *zone*."""

    title: Bilingual
    language: SessionLanguage
    #: Days after the first day of the meeting.
    day: int
    starts: time
    minutes: int
    zone: str
    mode: Mode
    platform: str
    place: Bilingual
    address: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class PointDraft:
    """One item that each agenda begins with."""

    kind: ItemKind
    title: Bilingual
    purpose: Purpose
    presenter: Bilingual
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DeadlineDraft:
    """One promise, in working days before the first sitting, at a wall time in its zone."""

    kind: DeadlineKind
    days: int
    at: time


def title(series: Series, number: int, year: int) -> Bilingual:
    """Return how meeting *number* of *series* is called: “8th NCP Plenary”, “8e réunion plénière des PCN”."""
    pattern = series.title or Bilingual(
        f"{NTH} {series.name.en}" if series.name.en else "",
        f"{NTH} {_small(series.name.fr)}" if series.name.fr else "",
        series.name.original,
        series.name.behind,
    )
    return filled(pattern, number, year, feminine=series.feminine)


def filled(text: Bilingual, number: int, year: int, *, feminine: bool) -> Bilingual:
    """Return *text* with the *number* of a meeting, its *year* and its neighbours' numbers in their places."""
    en, fr = (_fill(text.text(where), _said(number, year, where, feminine)) for where in (ENGLISH, FRENCH))
    return replace(text, en=en, fr=fr)


def _fill(text: str, said: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: said[found[0]], text)


def _said(number: int, year: int, language: Language, feminine: bool) -> Mapping[str, str]:
    """Return what the places of a text stand for in *language*."""
    return {
        NTH: ordinal(number, language, feminine=feminine),
        NUMBER: str(number),
        YEAR: str(year),
        PREVIOUS: ordinal(max(1, number - 1), language, feminine=feminine),
        NEXT: ordinal(number + 1, language, feminine=feminine),
    }


def _small(name: str) -> str:
    """Return *name* as it stands within a sentence; one that is all capitals stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def sitting(kept: SeriesSitting, first: date) -> Sitting:
    """Return what is planned of the sitting *kept* when the meeting begins on *first*.

    Where the clocks skip its hour, it is planned an hour later.
    """
    starts = datetime.combine(first + timedelta(days=kept.day), kept.starts)
    if not zones.exists(starts, kept.zone):
        starts += timedelta(hours=1)
    return Sitting(
        title=kept.title,
        language=kept.language,
        starts=starts,
        ends=starts + timedelta(minutes=kept.minutes),
        zone=kept.zone,
        mode=kept.mode,
        platform=kept.platform,
        join_link="",
        place=kept.place,
        address=kept.address,
        capacity=kept.capacity,
    )


def promised(deadline: SeriesDeadline, first: date, country: str, *, last: date | None = None) -> datetime:
    """Return the wall time of *deadline* for a meeting from *first* to *last*; holidays are those of *country*."""
    if deadline.kind is DeadlineKind.COMMENTS:
        return datetime.combine(workdays.after(last or first, deadline.days, country), deadline.at)
    return datetime.combine(workdays.before(first, deadline.days, country), deadline.at)
