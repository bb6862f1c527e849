"""Notices to those who have a place at a meeting or wait for one, with or without a part for their calendar."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from meetings.calendars import entries, invitation
from meetings.calendars.values import Attendee, Entry
from meetings.models.registration import Place, Registration
from meetings.notices import house, own_way
from meetings.notices.notice import Notice

logger = logging.getLogger(__name__)

#: What people do themselves, unless somebody who runs the meeting does it for them.
OWN_ACTS = {f"registration.{act}" for act in ("confirmed", "waiting", "requested", "moved", "withdrawn")}


def told(kind: str, registration: Registration, *, page: str = "meeting.show", **facts: Any) -> Notice:
    """Tell someone registered, and leave their calendar alone."""
    session = registration.session
    placed = registration.place is Place.CONFIRMED
    return Notice(
        kind=kind,
        person=registration.person,
        meeting=registration.meeting,
        page=(page, {"slug": registration.meeting.slug}),
        facts={"session": session, "placed": placed, "join_link": "", "on_behalf": _by_others(kind, registration)}
        | {"colleague": registration.colleague, "own_way": own_way.address(registration)}
        | facts,
    )


def _by_others(kind: str, registration: Registration) -> bool:
    """Say whether what a notice of *kind* tells was done for the person by those who run the meeting."""
    return registration.on_behalf and kind in OWN_ACTS


def invited(kind: str, registration: Registration, **facts: Any) -> Notice:
    """Tell someone who has a place, and put the session into their calendar."""
    notice = told(kind, registration, join_link=registration.session.join_link, **facts)
    return _with_calendar(notice, registration, "REQUEST", invitation.invitation)


def released(kind: str, registration: Registration, *, known: frozenset[int], **facts: Any) -> Notice:
    """Tell someone, and take the session out of their calendar if they are *known* to have it there."""
    notice = told(kind, registration, **facts)
    if registration.person_id not in known:
        return notice
    return _with_calendar(notice, registration, "CANCEL", invitation.cancellation)


def _with_calendar(notice: Notice, registration: Registration, method: str, write: Callable[..., bytes]) -> Notice:
    """Add the calendar part that *write* makes; without one that can be made, the words go alone."""
    entry, attendee = _entry(registration)
    try:
        part = write(entry, organizer=house.organizer(), attendee=attendee)
    except ValueError:
        logger.exception("registration %s has no calendar part", registration.id)
        return notice
    return replace(notice, calendar=part, calendar_method=method)


def _entry(registration: Registration) -> tuple[Entry, Attendee]:
    """Return the entry of the one person of *registration*, in their language, and who they are."""
    person, meeting = registration.person, registration.meeting
    page = house.address("meeting.show", person.language, slug=meeting.slug)
    entry = entries.personal_entry(registration, registration.session, meeting, language=person.language, url=page)
    return entry, Attendee(person.name, person.email)
