"""Personal links to meetings: addresses that lead somebody to their own place without signing in."""

import re

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.core import tokens
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import MeetingLink
from meetings.models.person import Person

_TOKEN = re.compile("([0-9a-f]{32})([0-9a-f]{64})")


def token(key: str, secret: str) -> str:
    """Return the token of the link called *key*: made with the house's *secret*, which the database does not hold."""
    return key + tokens.derived(secret, "own place", key)


def by_token(typed: str, secret: str) -> MeetingLink | None:
    """Return the link with the token *typed*, with its meeting and its person; nothing when it is none of ours."""
    parts = _TOKEN.fullmatch(typed)
    if parts is None or not tokens.equal(typed, token(parts[1], secret)):
        return None
    query = select(MeetingLink).where(MeetingLink.key == parts[1])
    return current().scalar(query.options(joinedload(MeetingLink.meeting), joinedload(MeetingLink.person)))


def link_of(meeting: Meeting, person: Person) -> MeetingLink | None:
    """Return the personal link of *person* to *meeting*."""
    return current().scalar(
        select(MeetingLink).where(MeetingLink.meeting_id == meeting.id, MeetingLink.person_id == person.id)
    )


def is_invited(meeting: Meeting, person: Person) -> bool:
    """Say whether *person* was invited to *meeting*."""
    link = link_of(meeting, person)
    return link is not None and link.invited_at is not None
