"""Says by which look somebody is shown a room in which polls are open, and what of these is their own."""

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
from meetings.web.poll.room_shell import LETTERS, Filling, Look, Own

#: So many seconds it is known how many are entitled, which mostly does not change while a poll is open.
KNOWN = 1.0
#: So many polls it is known of at most; then it begins anew.
MOST = 64
NOT_CAST = Cast(None, None, None, None, by_proxy=False, on_behalf=False)


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
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[poll.id] = time.monotonic() + KNOWN, turnout, with_observers
            return turnout
        if with_observers:
            return ballot_queries.turnouts([poll]).get(poll.id, turnout)
        return Turnout(ballot_queries.cast_in(poll), turnout.entitled)


def of(
    version: Version, reader: Reader, language: Language, turnouts: Turnouts, *, now: datetime
) -> tuple[Look, list[Filling]] | None:
    """Return by which look *reader* is shown the open polls of *version*, and what is theirs of each.

    Nothing if there are too many, or more of one is to be said than a ``Filling`` holds.
    """
    if version.has_proxies or len(version.open) > len(LETTERS):
        return None
    found = []
    polls = [apart(Poll, {"id": row.id, "meeting_id": version.meeting.id, "unit": row.unit}) for row in version.open]
    facts = ballot_facts.own_of_each(polls, reader.person, now=now)
    for poll in polls:
        own = _own(poll, facts[poll.id], reader, language, turnouts, now)
        if own is None:
            return None
        found.append(own)
    zone = reader.zone if any(row.closes_at for row in version.open) else ""
    look = Look(language, zone, repr(version.common), tuple(own for own, _filling in found))
    return look, [filling for _own, filling in found]


def _own(
    poll: Poll, facts: Facts, reader: Reader, language: Language, turnouts: Turnouts, now: datetime
) -> tuple[Own, Filling] | None:
    if not _is_usual(facts) or facts.voter is None:
        return None
    is_in = facts.named or facts.taken_part
    cast = room.cast(poll.meeting_id, poll.id, facts.voter) if is_in else NOT_CAST
    if cast is None or (is_in and (facts.heads or not _is_plain(cast, reader.zone, now))):
        return None
    with in_language(language):
        at = time_of_day(cast.cast_at, reader.zone) if cast.cast_at else ""
        whose = words(facts.whose)
    turnout, by = turnouts.of(poll), cast.by or ""
    filling = Filling(
        whose, ballot_box.slot(), str(turnout.cast), str(turnout.entitled), by, at, str(cast.number or "")
    )
    return Own(facts.advisory, is_in, cast.choice, bool(by)), filling


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
