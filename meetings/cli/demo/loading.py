"""Fills an empty house with the story."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from meetings.cli.demo import (
    ballots,
    date_polls,
    deadlines,
    mailings,
    outbox,
    proxies,
    questions,
    registering,
    returning,
    silence,
    story,
    timeline,
    translations,
    upkeep,
)
from meetings.cli.demo import register as registers
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.history import Teller
from meetings.cli.demo.people import BRUSSELS
from meetings.domain.poll.keys import Keyring
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.storage import Files

#: The meeting that shows that the story has been told.
LAST = story.MEETINGS[-1]


def is_told() -> bool:
    """Say whether the house holds the story, in whatever state it is by now."""
    return current().scalar(select(Meeting.id).where(Meeting.slug == LAST)) is not None


def is_empty() -> bool:
    """Say whether nobody and nothing is known yet."""
    return all(current().scalar(select(table.id).limit(1)) is None for table in (Person, Organisation, Meeting))


def tell(files: Files, *, secret: str, keys: Keyring, now: datetime) -> int:
    """Write the story as it stands at *now* into an empty house, and return how many meetings it tells of.

    Rows are written as if they had come over the years; nobody is written to: no mail waits to leave.
    """
    told = story.load(now.astimezone(ZoneInfo(BRUSSELS)).date())
    diary = Diary()
    register = registers.fill(told, diary, secret=secret)
    teller = Teller(register, diary, files, now)
    for meeting in told.meetings:
        teller.tell(meeting)
    upkeep.tell(register, diary, files, secret=secret, now=now)
    translations.tell(register, diary, now=now)
    registering.tell(register, diary, secret=secret, now=now)
    timeline.tell(register, diary, now=now)
    proxies.tell(register, diary, now=now)
    deadlines.tell(register, diary)
    mailings.tell(register, diary, now=now)
    questions.tell(register, diary, now=now)
    silence.tell(register, diary, now=now)
    date_polls.tell(register, diary, now=now)
    ballots.tell(register, diary, keys=keys, now=now)
    returning.tell(now=now)
    outbox.tell(now=now)
    diary.write()
    return len(told.meetings)
