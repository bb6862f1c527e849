"""Turns announcements into mails, each in a transaction of its own."""

import logging
import math
import time
from dataclasses import replace
from datetime import datetime

from meetings.domain.incoming import queries as incoming
from meetings.domain.outbox import actions, queries, returned, rules
from meetings.domain.outbox.actions import Letter
from meetings.domain.person import rules as people
from meetings.extensions import transaction
from meetings.models.database import current
from meetings.models.outbox import Announcement, Mail
from meetings.models.person import Person
from meetings.notices import audience, house, letters, own_way
from meetings.notices.notice import Notice, Stranger

logger = logging.getLogger(__name__)

#: After a transaction of more than so many seconds others get so many to write: on SQLite who waits is not queued.
LONG, BREATH = 0.05, 0.12


class NobodyReached(Exception):
    """Not one of the mails of an announcement could be written."""


def handle(limit: int, *, now: datetime, lasts: float = math.inf) -> int:
    """Turn up to *limit* announcements into mails, oldest first; return how many were looked at.

    One that cannot become mails is noted, tried again later, and does not hold up the others. One to many is divided
    first. A round *lasts* no longer than so many seconds.
    """
    looked_at, ends = 0, time.monotonic() + lasts
    while looked_at < limit and time.monotonic() < ends and queries.something_waits(now=now):
        began = time.monotonic()
        if not _handle_next(now):
            break
        looked_at += 1
        if time.monotonic() - began > LONG:
            time.sleep(BREATH)
    return looked_at


def _handle_next(now: datetime) -> bool:
    """Turn the oldest announcement into mails; say whether there was one that nobody else holds."""
    claimed = 0
    try:
        with transaction():
            for announcement in actions.claim_announcements(1, now=now):
                claimed = announcement.id
                _expand(announcement, now)
    except Exception as error:
        if not claimed:
            raise
        logger.exception("announcement %s could not become mails", claimed)
        with transaction():
            actions.unheard(claimed, rules.told_of(error), now=now)
    return claimed > 0


def _expand(announcement: Announcement, now: datetime) -> None:
    """Queue one mail for each person whom *announcement* concerns; each is forgotten here once it is a row."""
    readers = audience.readers(announcement.kind, announcement.payload, now=now)
    if len(readers) > rules.PORTION:
        actions.divided(announcement, readers, now=now)
        return
    notices = audience.notices(announcement.kind, announcement.payload, now=now)
    written = 0
    for notice in notices:
        if letter := _letter(notice, now, alone=len(notices) == 1):
            put(letter, now)
            written += 1
    if notices and not written:
        raise NobodyReached(f"None of {len(notices)} mails could be written.")
    actions.handled(announcement, now=now)


def put(letter: Letter, now: datetime) -> Mail:
    """Put *letter* into the outbox; it stays there when mails to its reader come back."""
    keep = not house.settings().mail_url
    mail = actions.queue(own_way.shown(letter) if keep else letter, host=house.host(), keep=keep, now=now)
    if _is_withheld(letter):
        returned.withheld(mail)
    return mail


def _is_withheld(letter: Letter) -> bool:
    """Say whether a *letter* would not reach its reader, whose address does not work."""
    person = current().get(Person, letter.person_id) if letter.person_id else None
    return person is not None and incoming.withheld(person, letter.kind, secret=letter.secret)


def _letter(notice: Notice, now: datetime, *, alone: bool) -> Letter | None:
    """Write *notice*; one that cannot be written keeps the mail from nobody else."""
    try:
        letter = letters.write(notice)
    except Exception:
        if alone:
            raise
        logger.exception("%s could not be written to person %s", notice.kind, notice.person.id)
        return None
    return timed(letter, notice, now)


def timed(letter: Letter, notice: Notice, now: datetime) -> Letter:
    """Let *letter* wait for the daily mail of its reader where *notice* is of a kind that can and they chose so."""
    if isinstance(notice.person, Stranger) or letter.secret or letter.calendar:
        return letter
    return replace(letter, gathered_until=people.gathered_until(notice.person, notice.kind, now))
