"""Brings the connections of a list together: who was connected when, clipped to the sitting that they are of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meetings.core import zones
from meetings.domain.attendance import list_names as names
from meetings.domain.attendance import list_rules as rules
from meetings.domain.attendance import list_times as times
from meetings.domain.attendance.list_reading import Column, Export, Line
from meetings.domain.attendance.list_times import Moment
from meetings.domain.attendance.rules import minutes_in

#: “A quitté”, “Parti”, “Left”: everything else is an arrival.
LEFT = ("left", "leave", "quitt", "parti", "a quitt", "depart", "sorti")

#: For who was still connected when the list was made.
STILL_THERE = timedelta(hours=12)


class Window(NamedTuple):
    """A sitting that a list may be of."""

    id: int
    starts_at: datetime
    ends_at: datetime
    zone: str


@dataclass(slots=True)
class Participant:
    """Everybody who was connected under one name and address."""

    number: int
    name: str
    email: str
    #: Inside the sitting, in seconds since 1970.
    spans: list[list[int]] = field(default_factory=list)
    joins: int = 0

    @property
    def minutes(self) -> int:
        """For how long, overlaps counted once."""
        return minutes_in(self.spans)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list says of one sitting, or of none that fits."""

    session_id: int | None
    zone: str
    first_at: datetime | None
    last_at: datetime | None
    participants: tuple[Participant, ...]


class Connection(NamedTuple):
    """One line as it stands in the file: naive times, or only how long."""

    line: Line
    joined: Moment | None
    left: Moment | None
    seconds: int | None


class Span(NamedTuple):
    """One line as instants; without a beginning only its length is known."""

    line: Line
    begins: datetime | None
    ends: datetime | None
    seconds: int | None


def gather(
    export: Export, windows: Sequence[Window], *, likely: Sequence[str], session_id: int | None = None, zone: str = ""
) -> Reading:
    """Return what *export* says of the sitting that it fits best among *windows*, or of the one that is chosen.

    Its times are read in *zone*, or in that of the *likely* ones in which most of them lie inside a sitting. Raises
    ``TimesUnreadable``.
    """
    found = list(_connections(export.lines))
    timed = [one for one in found if one.joined]
    if not timed and not any(one.seconds for one in found):
        raise rules.TimesUnreadable
    order = _order(timed, windows)
    readings = [(name, list(_spans(found, name, day_first=order))) for name in ([zone] if zone else likely)]
    name, spans = max(readings, key=lambda one: _inside(one[1], windows))
    window = _window(spans, windows, session_id)
    begun = [span.begins for span in spans if span.begins]
    ended = [span.ends for span in spans if span.ends]
    return Reading(
        session_id=window.id if window else None,
        zone=name,
        first_at=min(begun, default=None),
        last_at=max([*begun, *ended], default=None),
        participants=tuple(_participants(spans, window)),
    )


def _connections(lines: Iterable[Line]) -> Iterator[Connection]:
    """Read the times of *lines*; arrivals and departures on lines of their own become pairs."""
    open_: dict[tuple[str, str], Connection] = {}
    for line in lines:
        cells = line.cells
        if Column.ACTION not in cells:
            seconds = times.seconds(cells.get(Column.DURATION, ""))
            yield Connection(
                line, times.moment(cells.get(Column.JOIN, "")), times.moment(cells.get(Column.LEAVE, "")), seconds
            )
            continue
        at, who = times.moment(cells.get(Column.AT, "")), _who(line)
        if names.plain(cells[Column.ACTION]).startswith(LEFT):
            before = open_.pop(who, None)
            if before:
                yield before._replace(left=at)
        else:
            if who in open_:
                yield open_[who]
            open_[who] = Connection(line, at, None, None)
    yield from open_.values()


def _order(timed: Sequence[Connection], windows: Sequence[Window]) -> bool:
    """Say whether days stand before months; lists with a clock of twelve hours come from America."""
    days = [zones.local(window.starts_at, window.zone).replace(tzinfo=None) for window in windows]
    american = any("m" in line.cells.get(Column.JOIN, "").lower()[-3:] for line, *_ in timed[:20])
    moments = [at for one in timed for at in (one.joined, one.left) if at]
    return times.day_first(moments, days, likely=not american)


def _spans(found: Iterable[Connection], zone: str, *, day_first: bool) -> Iterator[Span]:
    place = ZoneInfo(zone)
    for line, joined, left, seconds in found:
        begins, ends = _at(joined, place, day_first=day_first), _at(left, place, day_first=day_first)
        if begins and ends and ends < begins:
            ends = None
        if begins and seconds is not None and (ends is None or ends - begins > timedelta(seconds=seconds + 60)):
            # Between the first arrival and the last departure somebody may have been away.
            ends = begins + timedelta(seconds=seconds)
        elif begins and ends is None:
            ends = begins + STILL_THERE
        yield Span(line, begins, ends, seconds)


def _at(moment: Moment | None, zone: ZoneInfo, *, day_first: bool) -> datetime | None:
    naive = moment.read(day_first=day_first) if moment else None
    return times.instant(naive, zone, universal=moment.universal) if moment and naive else None


def _inside(spans: Sequence[Span], windows: Sequence[Window]) -> int:
    """Return how many seconds *spans* have inside one of *windows*, the best of them."""
    return max((sum(_seconds(span, window) for span in spans) for window in windows), default=0)


def _seconds(span: Span, window: Window) -> int:
    inside = _clipped(span, window)
    return inside[1] - inside[0] if inside else 0


def _window(spans: Sequence[Span], windows: Sequence[Window], session_id: int | None) -> Window | None:
    """Return the sitting that was chosen, or the one during which most were connected."""
    if session_id is not None:
        return next((window for window in windows if window.id == session_id), None)
    if not any(span.begins for span in spans):
        return windows[0] if len(windows) == 1 else None
    best = max(windows, key=lambda window: _inside(spans, [window]), default=None)
    return best if best and _inside(spans, [best]) else None


def _clipped(span: Span, window: Window) -> list[int] | None:
    """Return the part of *span* inside *window*; of one without times as much as its length says."""
    if span.begins is None:
        if not span.seconds:
            return None
        whole = round((window.ends_at - window.starts_at).total_seconds())
        begins = round(window.starts_at.timestamp())
        return [begins, begins + min(span.seconds, whole)]
    begins_at, ends_at = max(span.begins, window.starts_at), min(span.ends or span.begins, window.ends_at)
    return [round(begins_at.timestamp()), round(ends_at.timestamp())] if ends_at > begins_at else None


def _participants(spans: Iterable[Span], window: Window | None) -> Iterable[Participant]:
    """Return everybody in the order of the file."""
    found: dict[tuple[str, str], Participant] = {}
    for span in spans:
        line, who = span.line, _who(span.line)
        one = found.get(who)
        if one is None:
            email = line.cells.get(Column.EMAIL, "")
            name = names.shown(line.cells.get(Column.NAME, "")) or email
            one = found[who] = Participant(line.number, name, email if "@" in email else "")
        one.joins += 1
        inside = _clipped(span, window) if window else None
        if inside:
            one.spans.append(inside)
    return found.values()


def _who(line: Line) -> tuple[str, str]:
    return names.key(line.cells.get(Column.NAME, "")), line.cells.get(Column.EMAIL, "").lower()
