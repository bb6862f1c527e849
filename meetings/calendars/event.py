"""One entry as a VEVENT: what may stand in each property, and in which order."""

import re
from datetime import UTC
from functools import lru_cache

from icalendar import Event, vCalAddress, vCategory, vText, vUri

from meetings.calendars import zones
from meetings.calendars.values import Attendee, Entry, Organizer

MAX_SEQUENCE = 2**31 - 1

#: What may not stand in a TEXT value (RFC 5545 section 3.1) or cannot be written as UTF-8.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ADDRESS = re.compile(r"[^\s@\x00-\x20\x7f<>\"(),:;]+@[^\s@\x00-\x20\x7f<>\"(),:;]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`\ud800-\udfff]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Text(vText):
    r"""Text whose backslashes all survive; icalendar 7.3 takes the two characters ``\N`` for a line end."""

    def to_ical(self) -> bytes:
        """Return the escaped value (RFC 5545 section 3.3.11)."""
        parts = str(self).split("\\")
        return b"\\\\".join(vText(part).to_ical() for part in parts)


@lru_cache(maxsize=8192)
def vevent(entry: Entry, organizer: Organizer, attendee: Attendee | None = None, *, reply: bool = False) -> bytes:
    """Return *entry* as the folded lines of a VEVENT, with *attendee* if it is for one person.

    With *reply* the attendee is asked for an answer. Kept by value: an entry that did not change is not
    built again. Raises ValueError for what no calendar could read.
    """
    check(entry)
    event = Event()
    event.add("uid", one_line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    _add_times(event, entry)
    _add_texts(event, entry)
    _add_links(event, entry)
    _add_status(event, entry)
    event.add("organizer", _organizer(organizer), encode=False)
    if attendee is not None:
        event.add("attendee", _attendee(attendee, reply=reply), encode=False)
    return bytes(event.to_ical(sorted=False))


def check(entry: Entry) -> None:
    """Raise ValueError if *entry* has no place in time, no identity or an impossible revision."""
    if entry.changed_at.tzinfo is None:
        raise ValueError("changed_at must be aware")
    if entry.starts.tzinfo is not None or entry.ends.tzinfo is not None:
        raise ValueError("starts and ends are wall time: no tzinfo")
    if not entry.moment and entry.ends.replace(microsecond=0) <= entry.starts.replace(microsecond=0):
        raise ValueError("an entry ends after it starts")
    if not one_line(entry.uid):
        raise ValueError("an entry needs a UID")
    if not 0 <= entry.sequence <= MAX_SEQUENCE:
        raise ValueError(f"sequence out of range: {entry.sequence}")
    zones.zone_info(entry.zone)


def one_line(text: str) -> str:
    """Return *text* without line ends and control characters; no-break spaces stay."""
    return _CONTROLS.sub("", " ".join(text.splitlines())).strip()


def lines(text: str) -> str:
    """Return *text* with plain line ends only and no other control characters."""
    return _CONTROLS.sub("", "\n".join(text.splitlines())).strip()


def language_tag(language: str) -> str:
    """Return *language* if it can stand in a LANGUAGE parameter, else raise ValueError."""
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"not a language: {language!r}")
    return language


def uri(value: str) -> str:
    """Return the absolute URI *value*, or raise ValueError if it is none."""
    if not _URI.fullmatch(value):
        raise ValueError("not a URI")  # the value may hold a password: it stays out of the log
    return value


def address(name: str, email: str) -> vCalAddress:
    """Return *email* as a calendar address shown as *name*."""
    if not _ADDRESS.fullmatch(email):
        raise ValueError(f"not an address: {email!r}")
    value = vCalAddress(f"mailto:{email}")
    shown = one_line(name).replace('"', "'").replace("^", "")
    if shown:
        value.params["CN"] = shown
    return value


def _organizer(organizer: Organizer) -> vCalAddress:
    value = address(organizer.name, organizer.email)
    if organizer.sent_by:
        value.params["SENT-BY"] = str(address("", organizer.sent_by))
    return value


def _add_times(event: Event, entry: Entry) -> None:
    # Without DTEND an event ends as it starts (RFC 5545, 3.6.1); a DTEND has to be later than DTSTART (3.8.2.2).
    ends = [] if entry.moment else [("dtend", entry.ends)]
    for name, moment in (("dtstart", entry.starts), *ends):
        wall = moment.replace(microsecond=0)
        if entry.zone in zones.UNIVERSAL:
            event.add(name, wall.replace(tzinfo=UTC))
        else:
            event.add(name, wall, parameters={"TZID": entry.zone})


def _add_texts(event: Event, entry: Entry) -> None:
    params = {"LANGUAGE": language_tag(entry.language)}
    texts = {
        "summary": one_line(entry.summary),
        "description": _description(entry),
        "location": one_line(entry.location),
    }
    for name, text in texts.items():
        if text:
            event.add(name, Text(text, params=dict(params)), encode=False)
    names: list[vText | str] = [Text(name) for name in map(one_line, entry.categories) if name]
    if names:
        category = vCategory([])
        category.cats = names
        event.add("categories", category, encode=False)


def _description(entry: Entry) -> str:
    """The description, with the join link in it: few readers show CONFERENCE."""
    text = lines(entry.description)
    if not entry.join_link or entry.join_link in text:
        return text
    return f"{text}\n\n{entry.join_link}".strip()


def _add_links(event: Event, entry: Entry) -> None:
    if entry.url:
        event.add("url", vUri(uri(entry.url)), encode=False)
    if entry.join_link:
        params = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}
        event.add("conference", vUri(uri(entry.join_link), params=params), encode=False)


def _add_status(event: Event, entry: Entry) -> None:
    status = "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if entry.cancelled or entry.moment else "OPAQUE")


def _attendee(attendee: Attendee, *, reply: bool) -> vCalAddress:
    value = address(attendee.name, attendee.email)
    value.params["CUTYPE"] = "INDIVIDUAL"
    value.params["ROLE"] = "REQ-PARTICIPANT"
    if reply:
        value.params["PARTSTAT"] = "NEEDS-ACTION"
        value.params["RSVP"] = "TRUE"
    return value
