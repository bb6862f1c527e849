"""What a calendar needs to know of a meeting and of the people in an invitation."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as one reader sees it: one language, and *join_link* only if that reader may have it.

    *starts* and *ends* are wall time in *zone* (an IANA name); *changed_at* is aware and the only source
    of the time stamps, so that an entry nobody touched has the same bytes for ever.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    description: str
    location: str
    url: str
    categories: tuple[str, ...]
    cancelled: bool
    join_link: str | None
    language: str
    tentative: bool = False
    #: Without a length, such as a deadline: it ends as it starts, and leaves the time free.
    moment: bool = False


@dataclass(frozen=True, slots=True)
class Organizer:
    """The mailbox that organises and reads the replies; *sent_by* is the one that sends for it, if it is another."""

    name: str
    email: str
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person an invitation is for."""

    name: str
    email: str
