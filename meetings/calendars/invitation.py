"""Invitations by mail (iMIP): one meeting, one reader, asked for or withdrawn."""

import dataclasses

from meetings.calendars import event, stream
from meetings.calendars.values import Attendee, Entry, Organizer

PRODID = "-//hemicycle//Hemicycle//EN"


def invitation(entry: Entry, *, organizer: Organizer, attendee: Attendee) -> bytes:
    """Return the METHOD:REQUEST that asks *attendee* to *entry*, or tells of its new revision.

    The part that carries it says ``method=REQUEST`` too (RFC 6047 section 2.4). Raises ValueError for a
    cancelled entry: a request with that status leaves the event in every calendar.
    """
    if entry.cancelled:
        raise ValueError("a cancelled entry goes as a cancellation")
    body = event.vevent(entry, organizer, attendee, reply=True)
    return _message("REQUEST", entry, body)


def cancellation(entry: Entry, *, organizer: Organizer, attendee: Attendee) -> bytes:
    """Return the METHOD:CANCEL that takes *entry* out of the calendar of *attendee*.

    Its sequence must be higher than the one invited to (RFC 5546 section 3.2.5); whoever cancels or
    withdraws raises it first.
    """
    body = event.vevent(_cancelled(entry), organizer, attendee)
    return _message("CANCEL", entry, body)


def _cancelled(entry: Entry) -> Entry:
    return dataclasses.replace(entry, cancelled=True, tentative=False)


def _message(method: str, entry: Entry, body: bytes) -> bytes:
    calendar = stream.new_calendar(prodid=PRODID, method=method)
    return stream.join(stream.head(calendar), [entry], [body])
