"""Notices to those who have a place at a meeting or wait for one, with or without a part for their calendar."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from meetings.calendars import entries, invitation
from meetings.calendars.values import Attendee, Entry
from meetings.domain.registration import days
from meetings.models.meeting import Session
from meetings.models.registration import Place, Registration, RegistrationDay
from meetings.notices import house, own_way
from meetings.notices.notice import Notice

logger = logging.getLogger(__name__)

#: What people do themselves, unless somebody who runs the meeting does it for them.
OWN_ACTS = {
    f"registration.{act}" for act in ("confirmed", "waiting", "requested", "moved", "days_changed", "withdrawn")
}


def told(
    kind: str,
    registration: Registration,
    *,
    page: str = "meeting.show",
    session: Session | None = None,
    listed: Sequence[Session] = (),
    **facts: Any,
) -> Notice:
    """Tell someone registered of *session*, or of the one that the place is shown by; leave their calendar alone.

    The days *listed* stand in the message too.
    """
    placed = registration.place is Place.CONFIRMED
    return Notice(
        kind=kind,
        person=registration.person,
        meeting=registration.meeting,
        page=(page, {"slug": registration.meeting.slug}),
        facts={"session": session or registration.session, "listed": listed, "placed": placed, "join_link": ""}
        | {"on_behalf": _by_others(kind, registration), "colleague": registration.colleague}
        | {"own_way": own_way.address(registration)}
        | facts,
    )


def told_with_days(kind: str, registration: Registration, *, now: datetime, **facts: Any) -> Notice:
    """Tell someone registered, with all their days where these are several; leave their calendar alone."""
    return told(kind, registration, listed=_several(_to_come(registration, now)), **facts)


def _by_others(kind: str, registration: Registration) -> bool:
    """Say whether what a notice of *kind* tells was done for the person by those who run the meeting."""
    return registration.on_behalf and kind in OWN_ACTS


def invited(
    kind: str, registration: Registration, *, now: datetime, rows: Sequence[RegistrationDay] = (), **facts: Any
) -> list[Notice]:
    """Tell someone who has a place, and put the days in *rows*, or all to come, into their calendar.

    A calendar part names one entry (RFC 6047): each further day follows in a short message of its own.
    """
    first, *others = rows or _to_come(registration, now)
    values: dict[str, Any] = {"listed": _several([first, *others]), "apart": bool(others)} | facts
    notice = told(kind, registration, session=first.session, join_link=first.session.join_link, **values)
    messages = [_with_calendar(notice, first, "REQUEST", invitation.invitation)]
    for row in others:
        short = told("registration.day", registration, session=row.session, join_link=row.session.join_link)
        short.facts.update(_place_among(row, registration), on_behalf=False)
        messages.append(_with_calendar(short, row, "REQUEST", invitation.invitation))
    return messages


def released(
    kind: str,
    registration: Registration,
    *,
    now: datetime,
    known: frozenset[int],
    rows: Sequence[RegistrationDay] = (),
    **facts: Any,
) -> list[Notice]:
    """Tell someone, and take the days in *rows*, or all to come, out of their calendar if they are *known* there."""
    first, *others = rows or _to_come(registration, now)
    values: dict[str, Any] = {"listed": _several([first, *others])} | facts
    notice = told(kind, registration, session=first.session, **values)
    if registration.person_id not in known:
        return [notice]
    return [_with_calendar(notice, first, "CANCEL", invitation.cancellation), *without(registration, others)]


def without(registration: Registration, rows: Sequence[RegistrationDay]) -> list[Notice]:
    """Take the days in *rows* out of somebody's calendar, each in a short message of its own."""
    return [
        _with_calendar(
            told("registration.day_off", registration, session=row.session, on_behalf=False),
            row,
            "CANCEL",
            invitation.cancellation,
        )
        for row in rows
    ]


def _to_come(registration: Registration, now: datetime) -> list[RegistrationDay]:
    """Return the days of *registration* that people count on or have in their calendars; one at least."""
    rows = days.rows_of(registration)
    undated = registration.meeting.undated
    ahead = [row for row in rows if row.session.cancelled_at is None and (undated or row.session.ends_at > now)]
    return ahead or [row for row in rows if row.session_id == registration.session_id]


def _several(rows: Sequence[RegistrationDay]) -> list[Session]:
    """Return the sittings of *rows* when they are several: one alone stands in the words already."""
    return [row.session for row in rows] if len(rows) > 1 else []


def _place_among(row: RegistrationDay, registration: Registration) -> dict[str, int]:
    """Return which of the days of *registration* that take place *row* is, and how many there are."""
    rows = [one.id for one in days.rows_of(registration) if one.session.cancelled_at is None]
    return {"number": rows.index(row.id) + 1 if row.id in rows else len(rows), "all": len(rows)}


def _with_calendar(notice: Notice, row: RegistrationDay, method: str, write: Callable[..., bytes]) -> Notice:
    """Add the calendar part that *write* makes; without one that can be made, the words go alone."""
    entry, attendee = _entry(row)
    try:
        part = write(entry, organizer=house.organizer_of(entry.uid, attendee.email), attendee=attendee)
    except ValueError:
        logger.exception("day %s of registration %s has no calendar part", row.id, row.registration_id)
        return notice
    return replace(notice, calendar=part, calendar_method=method)


def _entry(row: RegistrationDay) -> tuple[Entry, Attendee]:
    """Return the entry of *row* in the language of its person, and who they are."""
    person = row.registration.person
    page = house.address("meeting.show", person.language, slug=row.registration.meeting.slug)
    return entries.personal_entry(row, language=person.language, url=page), Attendee(person.name, person.email)
