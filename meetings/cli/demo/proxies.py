"""Proxies of the demonstration: the rule of the coming plenary, and one that came on paper."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.domain.meeting import queries as meetings
from meetings.domain.poll import actions_proxy
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.proxy_rules import Terms
from meetings.models.database import current
from meetings.models.outbox import Announcement

MEETING, GIVER, HOLDER = "ncp-plenary-8", "SC", "MU"
#: Reads the same in both languages.
NOTE = "Note verbale 14"


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Let the secretariat allow proxies and enter one; nobody is written to."""
    meeting, by, at = meetings.by_slug(MEETING), register.secretariat[0], now - timedelta(days=2)
    if meeting is None:
        raise LookupError(MEETING)
    with diary.following():
        giver, holder = register.organisations[GIVER], register.organisations[HOLDER]
        actions_proxy.set_terms(meeting, Terms(most=1), by=by, now=at)
        actions_proxy.give(meeting, Draft(giver, holder, note=NOTE), by=by, now=at)
        current().flush()
        current().execute(delete(Announcement))
