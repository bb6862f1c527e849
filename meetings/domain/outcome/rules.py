"""What decisions and actions are allowed to be, how they are called, and when an action is late."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.outcome import Action, ActionState, Decision, Owner
from meetings.models.person import Person


class OwnerMissing(Refused):
    """An action names the administration or the person who has to do it."""


class RecordPublished(Refused):
    """The record is published: its outcomes can be corrected, but none can come or go."""


@dataclass(frozen=True, slots=True)
class Task:
    """What the secretariat writes of an action; only the owner that *owner* speaks of is named."""

    text: Bilingual
    owner: Owner = Owner.SECRETARIAT
    organisation: Organisation | None = None
    person: Person | None = None
    due_on: date | None = None
    item: AgendaItem | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions a reader asks for; everything that is not done, while nothing is chosen."""

    meeting_id: int | None = None
    mine: bool = False
    overdue: bool = False
    states: frozenset[ActionState] = frozenset({ActionState.OPEN, ActionState.IN_HAND})


def check(task: Task) -> None:
    """Refuse a task whose owner is not named, or is named twice; raises ``OwnerMissing``."""
    named = {owner for owner, who in ((Owner.ORGANISATION, task.organisation), (Owner.PERSON, task.person)) if who}
    if named != ({task.owner} - {Owner.SECRETARIAT}):
        raise OwnerMissing


def decision_symbol(meeting: Meeting, number: int) -> str:
    """Return how decision *number* of *meeting* is cited: “NCP7/D3”."""
    return f"{meetings.symbol(meeting)}/D{number}"


def action_symbol(meeting: Meeting, number: int) -> str:
    """Return how action *number* of *meeting* is cited: “NCP7/A1”."""
    return f"{meetings.symbol(meeting)}/A{number}"


def is_late(action: Action, on: date) -> bool:
    """Say whether *action* should have been done before the day *on*."""
    return action.due_on is not None and action.due_on < on and action.state is not ActionState.DONE


def owns(person: Person, organisations: Set[int], action: Action) -> bool:
    """Say whether *person*, who speaks for *organisations*, has to do *action*."""
    if action.owner is Owner.SECRETARIAT:
        return person.runs_the_house
    return action.person_id == person.id or action.organisation_id in organisations


def version(thing: Decision | Action) -> str:
    """Return the mark of *thing* as it is now."""
    return fingerprint.of(*parts(thing))


def parts(thing: Decision | Action) -> tuple[object, ...]:
    """Return all that an editor can change of *thing*."""
    if isinstance(thing, Decision):
        return (thing.text,)
    due = thing.due_on.isoformat() if thing.due_on else ""
    return thing.text, str(thing.owner), thing.organisation_id, thing.person_id, due, str(thing.state)
