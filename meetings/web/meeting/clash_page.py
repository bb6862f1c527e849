"""What planners look at before they fix dates: other meetings, holidays, and the hour in six regional capitals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.core import zones
from meetings.core.errors import Refused
from meetings.domain.meeting import clashes
from meetings.domain.meeting.clashes import Capital, Free, LocalTime
from meetings.domain.meeting.rules import Sitting
from meetings.i18n import language
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.web.viewer import viewer


@dataclass(frozen=True, slots=True)
class Time:
    """One sitting to be: its language, its instants and its zone."""

    language: SessionLanguage
    starts_at: datetime
    ends_at: datetime
    zone: str
    cancelled_at: None = None


@dataclass(frozen=True, slots=True)
class ClashPage:
    """What stands in the way of some times."""

    times: Sequence[Time]
    others: Sequence[Session]
    free: Sequence[Free]
    #: For each capital what each of the times means there.
    capitals: Sequence[tuple[Capital, Sequence[LocalTime]]]

    @property
    def nights(self) -> Sequence[int]:
        """In how many capitals each of the times is at night."""
        return [sum(local[place].night for _capital, local in self.capitals) for place in range(len(self.times))]


def of_sittings(sittings: Sequence[Sitting], *, host: str = "", but: Meeting | None = None) -> ClashPage:
    """Look at the times of *sittings* that are being planned, as far as the clocks show them."""
    found = filter(None, map(_time, sittings))
    return _page(sorted(found, key=lambda time: time.starts_at), host, but)


def of_sessions(sessions: Sequence[Session], meeting: Meeting) -> ClashPage:
    """Look at the times of *sessions*, which *meeting* has."""
    host = meeting.host.code if meeting.host and meeting.host.kind.is_country else ""
    return _page([Time(one.language, one.starts_at, one.ends_at, one.zone) for one in sessions], host, meeting)


def _page(times: Sequence[Time], host: str, but: Meeting | None) -> ClashPage:
    return ClashPage(
        times=times,
        others=clashes.others(viewer(), times, but=but),
        free=clashes.free_days(times, host, language()),
        capitals=[
            (capital, [clashes.local_time(one, one.zone, capital.zone) for one in times])
            for capital in clashes.capitals()
        ],
    )


def _time(sitting: Sitting) -> Time | None:
    try:
        starts, ends = zones.instant(sitting.starts, sitting.zone), zones.instant(sitting.ends, sitting.zone)
    except Refused:
        return None
    return Time(sitting.language, starts, ends, sitting.zone)
