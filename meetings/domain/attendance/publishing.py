"""Publishes the list of participants of a meeting, and decides from when on there are certificates."""

from datetime import datetime

from meetings.core.errors import Refused
from meetings.domain.attendance import queries
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.models.attendance import AttendancePlan, Stage, Unit
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person


class ListPublished(Refused):
    """This list of participants is published already."""


class ListNotPublished(Refused):
    """No list of participants is published."""


class NobodyListed(Refused):
    """Nobody is registered, or nobody is known to have come: the list would be empty."""


class MeetingHidden(Refused):
    """The meeting is not announced or was cancelled, so it has no list of participants."""


def publish(meeting: Meeting, stage: Stage, *, listed: int, by: Person, now: datetime) -> None:
    """Let everybody who is signed in and may see *meeting* read the list of *stage*, on which *listed* people stand.

    Everybody on it is written to, with a link to correct their entry. Raises ``MeetingHidden``, ``NobodyListed`` or
    ``ListPublished``.
    """
    lock(meeting)
    plan = _plan(meeting)
    if meeting.announced_at is None or meeting.cancelled_at is not None:
        raise MeetingHidden
    if not listed:
        raise NobodyListed
    if plan.stage is stage:
        raise ListPublished
    plan.stage, plan.published_at, plan.published_by_id = stage, now, by.id
    outbox.announce("participants.published", {"meeting": meeting.id, "stage": stage.value}, now=now)
    audit.record("participants.published", plan.meeting, by=by, meeting=meeting, now=now, which=stage.value)


def withdraw(meeting: Meeting, *, by: Person, now: datetime) -> None:
    """Take the published list of *meeting* back; nobody is written to. Raises ``ListNotPublished``."""
    lock(meeting)
    plan = _plan(meeting)
    if plan.stage is None:
        raise ListNotPublished
    plan.stage, plan.published_at, plan.published_by_id = None, None, None
    audit.record("participants.withdrawn", meeting, by=by, meeting=meeting, now=now)


def set_threshold(meeting: Meeting, *, unit: Unit, threshold: int, by: Person, now: datetime) -> None:
    """Say how long somebody has to be at one sitting of *meeting* for a certificate."""
    lock(meeting)
    plan = _plan(meeting)
    plan.unit, plan.threshold = unit, threshold
    audit.record("certificate.threshold_set", meeting, by=by, meeting=meeting, now=now, threshold=threshold)


def _plan(meeting: Meeting) -> AttendancePlan:
    """Return what *meeting* does with its attendance, as a row of the database."""
    found = current().get(AttendancePlan, meeting.id)
    if found:
        return found
    begun = queries.plan_of(meeting)
    begun.meeting = meeting
    return add(begun)
