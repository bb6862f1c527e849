"""Mails of the demonstration: the plan of the plenaries, and what of it has gone for the coming one."""

from datetime import datetime, timedelta

from sqlalchemy import update

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read, text
from meetings.domain.mailing import actions, actions_clock, actions_series, defaults, queries, recipients, rules
from meetings.domain.mailing.rules import Draft, Segment
from meetings.domain.mailing.timing import Moment
from meetings.domain.meeting import queries as meetings
from meetings.models.database import current
from meetings.models.mailing import Addressed, Audience, Mailing, MailingKind, MailingRecipient, Timing
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Keep the usual plan for the series, let its past steps have gone, and plan the others; nobody is written to."""
    told, by = read("mailings.toml"), register.secretariat[0]
    meeting = meetings.by_slug(told["meeting"])
    if meeting is None:
        raise LookupError(told["meeting"])
    with diary.following():
        series = meeting.series
        actions_series.set_plan(series, defaults.USUAL, seen=series.revision, by=by, now=meeting.created_at)
        for step in defaults.USUAL:
            words = queries.words(step.kind, series)
            _plan(meeting, Draft(step.kind, words.subject, words.body, Segment(step.audience), step.moment), by, now)
        moment = Moment(Timing.AT, at_local=now.replace(tzinfo=None) + timedelta(days=2), zone="UTC")
        segment = Segment(Audience.REGISTERED)
        draft = Draft(MailingKind.FREE, text(told["subject"]), text(told["body"]), segment, moment)
        actions.prepare(meeting, draft, by=by, now=now - timedelta(hours=20))


def _plan(meeting: Meeting, draft: Draft, by: Person, now: datetime) -> None:
    """Plan one step a week before its time, and let it have gone if that is over."""
    mailing = actions.prepare(meeting, draft, by=by, now=meeting.created_at)
    due = mailing.due_at or now
    noted = min(due, now) - timedelta(days=7)
    people = recipients.of(meeting, draft.segment, now=now)
    actions.plan(mailing, seen=rules.mark([one.person.id for one in people]), by=by, now=noted)
    if due <= now:
        _go(mailing, due)


def _go(mailing: Mailing, due: datetime) -> None:
    """Let *mailing* have gone to everybody within the day after it was *due*."""
    actions_clock.look_at(mailing.id, now=due + timedelta(hours=1))
    actions_clock.look_at(mailing.id, now=due + timedelta(days=2))
    mine = update(MailingRecipient).where(MailingRecipient.mailing_id == mailing.id)
    current().execute(mine.values(state=Addressed.WRITTEN))
    actions_clock.look_at(mailing.id, now=due + timedelta(days=2, minutes=5))
