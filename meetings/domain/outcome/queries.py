"""Finds decisions and actions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.sql.base import ExecutableOption

from meetings.core.paging import Page
from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import queries as organisations
from meetings.domain.outcome.rules import Wanted
from meetings.domain.role import queries as roles
from meetings.models.audit import AuditLine
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.outcome import Action, ActionState, Decision, Owner
from meetings.models.person import Person
from meetings.models.record import Record

PAGE = 50
DECISION_STRUCK, ACTION_STRUCK = "decision.struck", "action.struck"
PUBLISHED = "record.published"


def decisions(meeting: Meeting) -> Sequence[Decision]:
    """Return the decisions of *meeting*, by number."""
    query = select(Decision).where(Decision.meeting_id == meeting.id).order_by(Decision.number)
    return current().scalars(query).all()


def actions(meeting: Meeting) -> Sequence[Action]:
    """Return the actions of *meeting* with their owners, by number."""
    query = select(Action).where(Action.meeting_id == meeting.id).options(*_owners()).order_by(Action.number)
    return current().scalars(query).all()


def decision_by_id(number: int) -> Decision | None:
    """Return one decision with its meeting."""
    return current().scalar(select(Decision).where(Decision.id == number).options(joinedload(Decision.meeting)))


def action_by_id(number: int) -> Action | None:
    """Return one action with its meeting and its owner."""
    query = select(Action).where(Action.id == number).options(joinedload(Action.meeting), *_owners())
    return current().scalar(query)


def next_decision_number(meeting: Meeting) -> int:
    """Return the number of the next decision; one that readers have seen is not given twice."""
    highest = current().scalar(select(func.max(Decision.number)).where(Decision.meeting_id == meeting.id))
    return max(highest or 0, _seen(meeting, DECISION_STRUCK)) + 1


def next_action_number(meeting: Meeting) -> int:
    """Return the number of the next action; one that readers have seen is not given twice."""
    highest = current().scalar(select(func.max(Action.number)).where(Action.meeting_id == meeting.id))
    return max(highest or 0, _seen(meeting, ACTION_STRUCK)) + 1


def record_was_published(meeting: Meeting) -> bool:
    """Say whether readers have ever had the record of *meeting*, also when it was withdrawn since."""
    lines = exists().where(AuditLine.meeting_id == meeting.id, AuditLine.verb == PUBLISHED)
    return bool(current().scalar(select(lines)))


def spoken_for(person: Person, *, on: date) -> frozenset[int]:
    """Return the ids of the organisations for which *person* speaks on the day *on*."""
    query = organisations.in_force(on).where(Nomination.person_id == person.id)
    return frozenset(current().scalars(query.with_only_columns(Nomination.organisation_id)))


def listed(viewer: Person, wanted: Wanted, *, on: date, page: int = 1, size: int = PAGE) -> Page[Action]:
    """Return the actions that *viewer* may see and asks for, the next to fall due first, one page."""
    chosen = [_visible(viewer), *_conditions(viewer, wanted, on)]
    count = select(func.count()).select_from(Action).join(Action.meeting).where(*chosen)
    total = current().scalar(count) or 0
    found = current().scalars(_with_meeting().where(*chosen).limit(size).offset((page - 1) * size)).all()
    return Page(found, page, size, total)


def meetings_with_actions(viewer: Person) -> Sequence[Meeting]:
    """Return the meetings of which *viewer* may see actions, the newest first."""
    of_meeting = exists().where(Action.meeting_id == Meeting.id)
    query = select(Meeting).where(of_meeting, _visible(viewer)).order_by(Meeting.id.desc())
    return current().scalars(query).all()


def _owners() -> tuple[ExecutableOption, ...]:
    return joinedload(Action.organisation), joinedload(Action.person)


def _with_meeting() -> Select[Action]:
    query = select(Action).join(Action.meeting).options(contains_eager(Action.meeting), *_owners())
    return query.order_by(Action.due_on.is_(None), Action.due_on, Action.meeting_id, Action.number)


def _published(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(condition, Record.published_at.is_not(None))


def _visible(viewer: Person) -> ColumnElement[bool]:
    """Actions are read with the record: from its publication on; who runs the meeting sees them before."""
    if viewer.runs_the_house:
        return true()
    published = _published(Record.meeting_id == Meeting.id)
    return meetings.visible_to(viewer) & or_(published, roles.assisted(roles.held(viewer)))


def _conditions(viewer: Person, wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [Action.state.in_(wanted.states)]
    if wanted.meeting_id is not None:
        chosen.append(Action.meeting_id == wanted.meeting_id)
    if wanted.overdue:
        chosen += [Action.due_on < on, Action.state != ActionState.DONE]
    if wanted.mine:
        secretariat = Action.owner == Owner.SECRETARIAT if viewer.runs_the_house else false()
        of_mine = Action.organisation_id.in_(spoken_for(viewer, on=on))
        chosen.append(or_(Action.person_id == viewer.id, of_mine, secretariat))
    return chosen


def _seen(meeting: Meeting, verb: str) -> int:
    """Return the highest number among outcomes that were struck after readers had seen them."""
    query = select(AuditLine.details).where(AuditLine.meeting_id == meeting.id, AuditLine.verb == verb)
    return max((details["number"] for details in current().scalars(query) if details["seen"]), default=0)


def open_of(organisation: Organisation, viewer: Person) -> Sequence[Action]:
    """Return what *organisation* has still to do, as far as *viewer* may see it, the next to fall due first."""
    mine = Action.organisation_id == organisation.id
    query = _with_meeting().where(mine, Action.state != ActionState.DONE, _visible(viewer))
    return current().scalars(query).all()
