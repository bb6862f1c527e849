"""Who may see and change decisions and actions."""

from collections.abc import Callable
from datetime import date

from meetings.core import clock
from meetings.domain.meeting import policy as meetings
from meetings.domain.meeting import published
from meetings.domain.outcome import queries, rules
from meetings.models.outcome import Action, Decision
from meetings.models.person import Person


def can_list(viewer: Person | None) -> bool:
    """The list of actions is for people who are signed in."""
    return viewer is not None


def can_edit(viewer: Person | None, thing: Decision | Action) -> bool:
    """Whoever runs the meeting writes down what it has decided."""
    return meetings.can_manage(viewer, thing.meeting)


def can_see(viewer: Person | None, action: Action) -> bool:
    """Actions are read with the record; who runs the meeting sees them before it is published."""
    if meetings.can_manage(viewer, action.meeting):
        return True
    return meetings.can_read_papers(viewer, action.meeting) and published.record_is_published(action.meeting)


def can_report(viewer: Person | None, action: Action) -> bool:
    """How far an action is may be said by its owner, as named today, and by whoever runs the meeting."""
    if viewer is None or not can_see(viewer, action):
        return False
    return reporter(viewer, on=clock.now().date())(action)


def reporter(viewer: Person, *, on: date) -> Callable[[Action], bool]:
    """Return who may report as a question to ask of each action that *viewer* sees: one statement for them all."""
    organisations = queries.spoken_for(viewer, on=on)
    return lambda action: meetings.can_manage(viewer, action.meeting) or rules.owns(viewer, organisations, action)
