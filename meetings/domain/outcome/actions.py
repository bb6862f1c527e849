"""Writes down decisions and actions."""

from datetime import datetime

from sqlalchemy import update

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import published
from meetings.domain.outbox import actions as outbox
from meetings.domain.outcome import queries, rules
from meetings.domain.outcome.rules import Task
from meetings.models.agenda import AgendaItem
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.outcome import Action, ActionState, Decision, Owner
from meetings.models.person import Person
from meetings.models.record import Record


def decide(meeting: Meeting, text: Bilingual, *, item: AgendaItem | None, by: Person | None, now: datetime) -> Decision:
    """Write down the next decision of *meeting*, taken under *item*.

    The meeting is locked while numbers are counted. Raises ``RecordPublished``.
    """
    lock(meeting)
    _refuse_when_published(meeting)
    decision = add(Decision(meeting=meeting, item=item, number=queries.next_decision_number(meeting), text=text))
    audit.record("decision.made", decision, by=by, meeting=meeting, now=now, number=decision.number)
    return decision


def revise_decision(
    decision: Decision, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of *decision*; a published record is corrected thereby.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(decision)
    fingerprint.check(seen, *rules.parts(decision))
    decision.text = text
    _correct(decision.meeting, now)
    audit.record("decision.revised", decision, by=by, meeting=decision.meeting, now=now, number=decision.number)


def strike_decision(decision: Decision, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Take *decision* out; the numbers of the others stay.

    Raises ``RecordPublished``, and ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    meeting = decision.meeting
    lock(meeting)
    _refuse_when_published(meeting)
    lock(decision)
    fingerprint.check(seen, *rules.parts(decision))
    was_seen = queries.record_was_published(meeting)
    audit.record(
        queries.DECISION_STRUCK, decision, by=by, meeting=meeting, now=now, number=decision.number, seen=was_seen
    )
    current().delete(decision)


def add_action(
    meeting: Meeting, task: Task, *, state: ActionState = ActionState.OPEN, by: Person | None, now: datetime
) -> Action:
    """Write down the next action of *meeting*, also after the record is published; raises ``OwnerMissing``."""
    rules.check(task)
    lock(meeting)
    number = queries.next_action_number(meeting)
    action = Action(meeting=meeting, number=number, item=task.item, state=state, changed_at=now)
    _set(action, task)
    add(action)
    audit.record("action.added", action, by=by, meeting=meeting, now=now, number=number)
    return action


def revise_action(action: Action, task: Task, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Change what is to be done, by whom or when; new words correct a published record.

    Raises ``OwnerMissing``, and ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    rules.check(task)
    lock(action)
    fingerprint.check(seen, *rules.parts(action))
    if action.text != task.text:
        _correct(action.meeting, now)
    _set(action, task)
    action.changed_at = now
    audit.record("action.revised", action, by=by, meeting=action.meeting, now=now, number=action.number)


def reword_action(
    action: Action, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of *action* alone; a published record is corrected thereby.

    Raises ``ChangedMeanwhile`` when they are no longer what the editor has *seen*.
    """
    lock(action)
    fingerprint.check(seen, action.text)
    action.text, action.changed_at = text, now
    _correct(action.meeting, now)
    audit.record("action.revised", action, by=by, meeting=action.meeting, now=now, number=action.number)


def set_state(action: Action, state: ActionState, *, by: Person | None, now: datetime) -> None:
    """Say how far *action* is; said by somebody else than its owner, it is marked so, and the owner is told."""
    lock(action)
    action.state, action.changed_at = state, now
    action.on_behalf = by is not None and not _is_owner(by, action, now)
    current().flush()
    if action.on_behalf:
        outbox.announce("action.reported", {"action": action.id, "state": state.value}, now=now)
    audit.record(
        "action.state_set",
        action,
        by=by,
        on_behalf_of=action.person if action.on_behalf else None,
        meeting=action.meeting,
        now=now,
        number=action.number,
        state=state.value,
        organisation=action.organisation.code if action.on_behalf and action.organisation else None,
    )


def _is_owner(person: Person, action: Action, now: datetime) -> bool:
    """Say whether *person* has to do *action*; for what the secretariat has to do speaks whoever may report on it."""
    own = action.owner is Owner.SECRETARIAT
    return own or rules.owns(person, queries.spoken_for(person, on=now.date()), action)


def strike_action(action: Action, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Take *action* out; the numbers of the others stay.

    Raises ``RecordPublished``, and ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    meeting = action.meeting
    lock(meeting)
    _refuse_when_published(meeting)
    lock(action)
    fingerprint.check(seen, *rules.parts(action))
    was_seen = queries.record_was_published(meeting)
    audit.record(queries.ACTION_STRUCK, action, by=by, meeting=meeting, now=now, number=action.number, seen=was_seen)
    current().delete(action)


def _set(action: Action, task: Task) -> None:
    action.text, action.owner, action.due_on = task.text, task.owner, task.due_on
    action.organisation, action.person = task.organisation, task.person


def _refuse_when_published(meeting: Meeting) -> None:
    if published.record_is_published(meeting):
        raise rules.RecordPublished


def _correct(meeting: Meeting, now: datetime) -> None:
    """Let a published record say when its words last changed."""
    of_readers = (Record.meeting_id == meeting.id) & Record.published_at.is_not(None)
    current().execute(update(Record).where(of_readers).values(changed_at=now))
