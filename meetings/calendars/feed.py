"""A feed: all entries of a subscription as one published calendar, the same bytes until something changes."""

import logging
from collections.abc import Iterable
from functools import lru_cache

from icalendar import vText, vUri

from meetings.calendars import event, stream
from meetings.calendars.values import Entry, Organizer

REFRESH = "PT1H"
COLOUR = "navy"

_log = logging.getLogger(__name__)


def feed(
    entries: Iterable[Entry],
    *,
    name: str,
    language: str,
    source: str,
    organizer: Organizer,
    description: str = "",
    prodid_host: str = "hemicycle",
) -> bytes:
    """Return *entries* as a calendar called *name*, to be re-read from the address *source*.

    METHOD:PUBLISH with *organizer* and never an attendee (RFC 5546 section 3.2.1). An entry no calendar
    could read is left out and logged; the others go.
    """
    event.address(organizer.name, organizer.email)
    head = _head(name, language, source, description, prodid_host)
    rendered = [(entry, body) for entry in entries if (body := _event(entry, organizer)) is not None]
    rendered.sort(key=lambda pair: (pair[0].starts, pair[0].uid, pair[0].zone))
    return stream.join(head, [entry for entry, _ in rendered], (body for _, body in rendered))


def _event(entry: Entry, organizer: Organizer) -> bytes | None:
    try:
        return event.vevent(entry, organizer)
    except Exception:  # one bad entry must not take the feed from its readers
        _log.exception("Left an unreadable entry out of a feed: %r", getattr(entry, "uid", entry))
        return None


@lru_cache(maxsize=256)
def _head(name: str, language: str, source: str, description: str, prodid_host: str) -> bytes:
    params = {"LANGUAGE": event.language_tag(language)}
    prodid = f"-//{event.one_line(prodid_host)}//Hemicycle//{language.upper()}"
    calendar = stream.new_calendar(prodid=prodid, method="PUBLISH")
    shown = event.one_line(name)
    calendar.add("name", event.Text(shown, params=dict(params)), encode=False)
    calendar.add("x-wr-calname", event.Text(shown), encode=False)
    if text := event.lines(description):
        calendar.add("description", event.Text(text, params=dict(params)), encode=False)
        calendar.add("x-wr-caldesc", event.Text(text), encode=False)
    calendar.add("refresh-interval", vText(REFRESH, params={"VALUE": "DURATION"}), encode=False)
    calendar.add("x-published-ttl", REFRESH)
    calendar.add("source", vUri(event.uri(source), params={"VALUE": "URI"}), encode=False)
    calendar.add("color", COLOUR)
    return stream.head(calendar)
