"""Keeps why administrations object in a silence procedure, and lets the secretariat know that silence is broken."""

from datetime import datetime

from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import objections, procedures
from meetings.models.database import add
from meetings.models.objection import Objection
from meetings.models.person import Person
from meetings.models.poll import Poll


def keep(poll: Poll, voter: int, reason: str, *, by: Person, now: datetime) -> None:
    """Keep the objection of *voter* in the place of the one before, or, without a *reason*, that it is withdrawn.

    The *poll* is held by whoever casts the ballot.
    """
    if not procedures.is_silence(poll):
        return
    before, there = objections.number(poll), objections.standing(poll, voter)
    if there:
        there.withdrawn_at, there.withdrawn_by = now, by
    if reason:
        add(Objection(poll_id=poll.id, voter=voter, reason=reason, raised_at=now, raised_by=by))
    after = before - (there is not None) + bool(reason)
    if before < poll.stops_at <= after:
        outbox.announce("poll.silence_broken", {"poll": poll.id}, now=now)
