"""Dates of a poll in words: in the reader's zone first, then as they were proposed, and where it would be night."""

from datetime import datetime

from flask_babel import gettext as _

from meetings.core import dates as plain
from meetings.core import zones
from meetings.domain.meeting import clashes
from meetings.domain.poll import dates
from meetings.domain.poll.dates import Proposed
from meetings.i18n import city, language
from meetings.models.poll_date import PollSettlement
from meetings.web.attendance.session_names import session_name


def date_words(date: Proposed, zone: str) -> str:
    """Return *date* for somebody whose clocks are those of *zone*: “Tuesday 15 June 2027, 08:00–10:00 Brussels”.

    The zone in which it was proposed stands beside it where its clocks show something else, with the day if that is
    another. A whole day is a day there, wherever one reads it.
    """
    if date.whole_day:
        return dates.title(date).text(language())
    here, there = _in_zone(date, zone), (date.starts, date.ends)
    said = f"{dates.spelt(*here, language())} {city(zone)}"
    if here == there:
        return said
    same_day = here[0].date() == there[0].date() == there[1].date()
    other = plain.time_range(*there, language()) if same_day else dates.spelt(*there, language())
    return f"{said} ({other} {city(date.zone)})"


def settled_words(settlement: PollSettlement | None, zone: str) -> str:
    """Return which session a poll about dates became, if that is in the plan, and when by the clocks of *zone*."""
    if settlement is None or (session := settlement.session) is None or session.cancelled_at:
        return ""
    starts, ends = (zones.local(at, zone).replace(tzinfo=None) for at in (session.starts_at, session.ends_at))
    when = f"{dates.spelt(starts, ends, language())} ({city(zone)})"
    return str(_("Date settled on: %(session)s, %(when)s.", session=session_name(session), when=when))


def night_words(date: Proposed, zone: str) -> str:
    """Return the local times of *date* in *zone* if people there would have to be awake at night, else nothing."""
    starts, ends = _in_zone(date, zone)
    if date.whole_day or not clashes.is_night(starts, ends):
        return ""
    return str(_("night: %(times)s", times=plain.time_range(starts, ends, language())))


def _in_zone(date: Proposed, zone: str) -> tuple[datetime, datetime]:
    """Return when *date* begins and ends by the clocks of *zone*, naive."""
    starts, ends = dates.instants(date)
    return zones.local(starts, zone).replace(tzinfo=None), zones.local(ends, zone).replace(tzinfo=None)
