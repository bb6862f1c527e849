"""Polls that come from a file: prepared all or none, and taken back as long as nobody has opened them."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import NamedTuple

from sqlalchemy import func, select

from meetings.core.errors import Refused
from meetings.domain.organisation import import_files
from meetings.domain.organisation.import_files import Table
from meetings.domain.poll import actions, actions_schedule
from meetings.domain.poll.draft_rules import PollDraft
from meetings.models.database import current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState
from meetings.storage import Bin, Files, Storage, new_key

#: Where files lie that were shown and not taken over yet, and for how long.
FOLDER = "poll-imports"
WAITS = timedelta(days=1)
#: More polls are prepared for no meeting.
MOST = 200
_MARK = re.compile("[0-9a-f]{32}")


class Planned(NamedTuple):
    """A poll to prepare: when it opens by itself and when it closes, as far as that is planned."""

    draft: PollDraft
    opens_at: datetime | None = None
    closes_at: datetime | None = None


class TooManyPolls(Refused):
    """The file has more rows than a meeting has polls."""


class HeadingsWrong(Refused):
    """Headings of the file are not known, stand there twice, or the question is missing."""

    def __init__(self, *, unknown: Sequence[str] = (), double: Sequence[str] = ()) -> None:
        super().__init__(unknown, double)
        self.unknown, self.double = tuple(unknown), tuple(double)


class AlreadyTaken(Refused):
    """The polls of the file have been prepared already."""


class FileGone(Refused):
    """The file is no longer kept."""


def bring(meeting: Meeting, data: bytes, files: Files) -> str:
    """Keep the file *data* until somebody has looked at it, and return its mark; raises what ``opened`` raises."""
    opened(data)
    mark = new_key()
    files.put(_key(meeting, mark), BytesIO(data))
    return mark


def opened(data: bytes) -> Table:
    """Return what stands in the file *data*; raises ``TooManyPolls`` and what ``import_files.opened`` raises."""
    table = import_files.opened(data).table
    if len(table.rows) > MOST:
        raise TooManyPolls
    return table


def read(meeting: Meeting, mark: str, storage: Storage) -> Table:
    """Return what stands in the file of *meeting* called *mark*; raises ``FileGone``."""
    if not _MARK.fullmatch(mark):
        raise FileGone
    try:
        with storage.open(_key(meeting, mark)) as file:
            return opened(file.read())
    except FileNotFoundError:
        raise FileGone from None


def take_over(
    meeting: Meeting, planned: Sequence[Planned], mark: str, *, files: Bin, by: Person | None, now: datetime
) -> list[Poll]:
    """Prepare all polls *planned* in the file *mark*, which is then forgotten.

    Raises ``AlreadyTaken`` and what ``actions.prepare``, ``actions_schedule.schedule`` and ``close_at`` raise.
    """
    lock(meeting)
    if of_file(meeting, mark):
        raise AlreadyTaken
    polls = [actions.prepare(meeting, one.draft, by=by, now=now) for one in planned]
    for poll, one in zip(polls, planned, strict=True):
        if one.opens_at:
            actions_schedule.schedule(poll, one.opens_at, one.closes_at, by=by, now=now)
        elif one.closes_at:
            actions_schedule.close_at(poll, one.closes_at, by=by, now=now)
        poll.imported = mark
    files.delete(_key(meeting, mark))
    return polls


def take_back(meeting: Meeting, mark: str, *, files: Bin, by: Person | None, now: datetime) -> int:
    """Discard the polls of the file *mark* that are still prepared, and return how many these were."""
    lock(meeting)
    found = [poll for poll in of_file(meeting, mark) if poll.state is PollState.PREPARED]
    for poll in found:
        actions.discard(poll, files=files, by=by, now=now)
    return len(found)


def of_file(meeting: Meeting, mark: str) -> Sequence[Poll]:
    """Return the polls of *meeting* that were taken from the file *mark*, as far as they are still there."""
    query = select(Poll).where(Poll.meeting_id == meeting.id, Poll.imported == mark, Poll.imported != "")
    return current().scalars(query.order_by(Poll.id)).all()


def prepared_from_files(meeting: Meeting) -> Sequence[tuple[str, datetime, int]]:
    """Return the mark and the time of each file of which polls of *meeting* are still prepared, and of how many."""
    query = select(Poll.imported, func.min(Poll.created_at), func.count()).where(
        Poll.meeting_id == meeting.id, Poll.imported != "", Poll.state == PollState.PREPARED
    )
    rows = current().execute(query.group_by(Poll.imported).order_by(func.min(Poll.created_at).desc()))
    return [(mark, at, number) for mark, at, number in rows]


def _key(meeting: Meeting, mark: str) -> str:
    return f"{FOLDER}/{meeting.id}-{mark}"
