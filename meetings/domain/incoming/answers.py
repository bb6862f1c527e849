"""Reads what a calendar answers to an invitation: METHOD:REPLY (RFC 5546, 3.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

from icalendar import Calendar, Component, vDDDTypes

from meetings.core import text
from meetings.models.incoming import Reply

LONGEST_COMMENT = 500
LONGEST_UID = 100
LONGEST_ADDRESS = 254
BIGGEST_SEQUENCE = 2**31 - 1
#: An answer is short; Outlook sends its descriptions of time zones along.
LONGEST_CALENDAR = 60_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What one attendee answers for one entry."""

    uid: str
    attendee: str
    reply: Reply
    sequence: int
    #: When it was given, if it says so.
    at: datetime | None
    comment: str


def answer_in(parts: Sequence[Message]) -> Answer | None:
    """Return the answer in a message of these *parts*, or nothing when there is none that can be read."""
    for part in parts:
        if part.get_content_type() in ("text/calendar", "application/ics"):
            octets = part.get_payload(decode=True)
            if isinstance(octets, bytes) and b"REPLY" in octets and len(octets) <= LONGEST_CALENDAR:
                return answer_of(octets)
    return None


def answer_of(octets: bytes) -> Answer | None:
    """Return the answer in a calendar object: of one attendee to a whole entry, without naming an organiser.

    Outlook.com leaves the organiser out. Nothing is read of answers to single dates of a series, which there are
    none of here, and of answers that pass the invitation on.
    """
    calendar = Calendar.from_ical(octets.decode("utf-8-sig", "replace"))
    event = next(iter(calendar.walk("VEVENT")), None)
    if event is None or str(calendar.get("METHOD", "")).upper() != "REPLY" or "RECURRENCE-ID" in event:
        return None
    attendee, uid = event.get("ATTENDEE"), str(event.get("UID", "")).strip()
    reply = _reply(attendee)
    if reply is None or not 0 < len(uid) <= LONGEST_UID or text.unusable(uid):
        return None
    address = str(attendee).strip()
    address = address[7:] if address.lower().startswith("mailto:") else address
    return Answer(
        uid, address[:LONGEST_ADDRESS].lower(), reply, _sequence(event), _stamp(event), _comment(event, attendee)
    )


def _reply(attendee: object) -> Reply | None:
    """Return what the one *attendee* says; nothing for several, or for a word that is no answer."""
    params = getattr(attendee, "params", None)
    said = str(params.get("PARTSTAT", "")).lower() if params is not None else ""
    return Reply(said) if said in list(Reply) else None


def _sequence(event: Component) -> int:
    number = text.as_integer(str(event.get("SEQUENCE", 0)), 0, BIGGEST_SEQUENCE)
    return number or 0


def _stamp(event: Component) -> datetime | None:
    value = event.get("DTSTAMP")
    stamp = value.dt if isinstance(value, vDDDTypes) else None
    if not isinstance(stamp, datetime):
        return None
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _comment(event: Component, attendee: object) -> str:
    """Return what was said with the answer; older Outlooks say it with the attendee."""
    said = event.get("COMMENT", "")
    first = said[0] if isinstance(said, list) and said else said
    words = str(first) or str(getattr(attendee, "params", {}).get("X-RESPONSE-COMMENT", ""))
    return text.printable(text.one_line(words))[:LONGEST_COMMENT]
