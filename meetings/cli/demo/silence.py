"""The silence procedure of the demonstration: opened after the last plenary, objected to once, and adopted."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read, text
from meetings.domain.meeting import queries as meetings
from meetings.domain.poll import actions, actions_casting, actions_closing, electorate, queries
from meetings.domain.poll.draft_rules import PollDraft, Terms
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.models.database import current
from meetings.models.organisation import Nomination, Organisation
from meetings.models.outbox import Announcement
from meetings.models.poll import Poll, Procedure


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Let the secretariat hold a silence procedure, and administrations answer it; nobody is written to."""
    told, by = read("silence.toml"), register.secretariat[0]
    meeting = meetings.by_slug(told["meeting"])
    if meeting is None:
        raise LookupError(told["meeting"])
    last = max(session.ends_at for session in meetings.sessions_of(meeting))
    lasts = timedelta(days=told["lasted"])
    opened = min(last + timedelta(days=told["opened"]), now - lasts - timedelta(days=1))
    draft = PollDraft(text(told["question"]), None, SILENCE_OPTIONS, Terms(procedure=Procedure.SILENCE))
    with diary.following():
        poll = actions.prepare(meeting, draft, by=by, now=opened - timedelta(days=1))
        actions.open_(poll, closes_at=opened + lasts, by=by, now=opened)
        current().flush()
        for row in told["answers"]:
            _answer(poll, register.organisations[row["member"]], row, opened + timedelta(days=row["day"]))
        actions_closing.close(poll, by=None, now=opened + lasts)
        current().flush()
        current().execute(delete(Announcement))


def _answer(poll: Poll, organisation: Organisation, row: dict[str, Any], at: datetime) -> None:
    """Let somebody who speaks for *organisation* object for the reason told, or agree."""
    speaks = electorate.speaking(at.date()).where(Nomination.organisation_id == organisation.id)
    named = current().scalars(speaks.order_by(Nomination.id).limit(1)).one()
    reason = row.get("reason", "")
    chosen = queries.options(poll)[1 if reason else 0].id
    actions_casting.cast(poll, organisation.id, [chosen], by=named.person, clock=lambda: at, reason=reason)
