"""Says by which look somebody is shown a room in which one poll is open, and what of it is their own."""

import time
from datetime import datetime

from meetings.core import ballot_box
from meetings.core.bilingual import Language
from meetings.core.zones import local
from meetings.domain.poll import answers, ballot_facts, ballot_queries, room
from meetings.domain.poll.ballot_facts import Facts
from meetings.domain.poll.room import Cast, Version
from meetings.domain.poll.rules import Turnout
from meetings.i18n import in_language, time_of_day, words
from meetings.models.database import apart
from meetings.models.poll import Poll
from meetings.web.kept import Reader
from meetings.web.poll.room_shell import Filling, Look

#: So many seconds it is known how many are entitled, which mostly does not change while a poll is open.
KNOWN = 1.0


class Turnouts:
    """How many have voted: counted each time, of as many as were entitled a moment ago."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, Turnout, bool]] = {}

    def of(self, poll: Poll) -> Turnout:
        """Return the turnout of *poll*; observers are not counted."""
        until, turnout, with_observers = self._known.get(poll.id, (0.0, Turnout(0, 0), True))
        if until < time.monotonic():
            with_observers = ballot_queries.has_advisory(poll)
            turnout = ballot_queries.turnouts([poll]).get(poll.id, turnout)
            self._known = {poll.id: (time.monotonic() + KNOWN, turnout, with_observers)}
            return turnout
        if with_observers:
            return ballot_queries.turnouts([poll]).get(poll.id, turnout)
        return Turnout(ballot_queries.cast_in(poll), turnout.entitled)


def of(
    version: Version, reader: Reader, language: Language, turnouts: Turnouts, *, csrf: str, now: datetime
) -> tuple[Look, Filling] | None:
    """Return by which look *reader* is shown the only open poll of *version*, and what is theirs.

    Nothing if more of them is to be said than a ``Filling`` holds.
    """
    row = version.alone
    if row is None:
        return None
    poll = apart(Poll, {"id": row.id, "meeting_id": version.meeting.id, "unit": row.unit})
    facts = ballot_facts.own(poll, reader.person, now=now)
    if not _is_usual(facts) or facts.voter is None:
        return None
    is_in = facts.named or facts.taken_part
    cast = room.cast(poll.meeting_id, poll.id, facts.voter) if is_in else None
    if is_in and (cast is None or facts.heads or not _is_plain(cast, reader.zone, now)):
        return None
    turnout, common = turnouts.of(poll), repr(version.common)
    by, at = (cast.by or "", cast.cast_at) if cast else ("", None)
    look = Look(
        language,
        reader.zone if row.closes_at else "",
        common,
        facts.advisory,
        is_in,
        cast.choice if cast else None,
        bool(by),
    )
    with in_language(language):
        at_time, whose = time_of_day(at, reader.zone) if at else "", words(facts.whose)
    number = str(cast.number or "") if cast else ""
    form = ballot_box.slot()
    return look, Filling(whose, csrf, form, str(turnout.cast), str(turnout.entitled), by, at_time, number)


def _is_usual(facts: Facts) -> bool:
    alone = not facts.substituted and not facts.gave_proxy and facts.locked_at is None
    return alone and facts.entitled and facts.speaks_for is not None and facts.cancelled_at is None


def _is_plain(cast: Cast, zone: str, now: datetime) -> bool:
    """Say whether a ballot that is in was cast for one's own; a named one, today where they are, with one answer."""
    if cast.by_proxy or cast.on_behalf:
        return False
    if cast.choice is None or cast.cast_at is None:
        return True
    # Many give the same one answer; hardly anybody gives the same marks.
    given = answers.read(cast.choice)
    one = isinstance(given, list) and len(given) == 1 and isinstance(given[0], int)
    return one and cast.by is not None and local(cast.cast_at, zone).date() == local(now, zone).date()
