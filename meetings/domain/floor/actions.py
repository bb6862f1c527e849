"""Takes requests for the floor, gives it and ends it, and takes each of these steps back."""

from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.floor import queries, rules
from meetings.domain.floor.holding import hold
from meetings.domain.floor.rules import Direction
from meetings.models.agenda import AgendaItem
from meetings.models.database import add, current, lock
from meetings.models.floor import FloorClosing, FloorKind, FloorRequest, FloorState
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


def set_limit(meeting: Meeting, minutes: int | None, *, by: Person | None, now: datetime) -> None:
    """Say for how many minutes one may speak at *meeting*; without a number there is no limit."""
    plan = hold(meeting)
    plan.minutes = minutes
    audit.record("floor.limit_set", plan, by=by, meeting=meeting, now=now, minutes=minutes or 0)


def close(session: Session, *, by: Person | None, now: datetime) -> None:
    """Close the list of speakers of *session*; who is on it still speaks. Raises ``ListClosed``."""
    hold(session.meeting)
    if queries.closing(session):
        raise rules.ListClosed
    add(FloorClosing(session_id=session.id, closed_at=now))
    audit.record("floor.closed", session, by=by, meeting=session.meeting, now=now)


def open_(session: Session, *, by: Person | None, now: datetime) -> None:
    """Open the list of speakers of *session* again."""
    hold(session.meeting)
    closing = queries.closing(session)
    if closing:
        current().delete(closing)
        audit.record("floor.opened", session, by=by, meeting=session.meeting, now=now)


def ask(
    session: Session,
    organisation: Organisation,
    kind: FloorKind,
    item: AgendaItem | None,
    *,
    by: Person,
    now: datetime,
) -> FloorRequest:
    """Ask for the floor at *session* for *organisation*, once for each item.

    A point of order is taken when the list is closed, too. Raises ``NotRunning``, ``ListClosed`` or ``AlreadyAsked``.
    """
    meeting = session.meeting
    hold(meeting)
    if meeting.announced_at is None or meeting.cancelled_at or session.cancelled_at:
        raise rules.NotRunning
    if kind is not FloorKind.ORDER and queries.closing(session):
        raise rules.ListClosed
    if queries.open_of(session, organisation, item):
        raise rules.AlreadyAsked
    request = add(
        FloorRequest(
            meeting=meeting,
            session=session,
            item=item,
            organisation=organisation,
            asked_by=by,
            kind=kind,
            position=queries.next_position(session),
            state=FloorState.WAITING,
            asked_at=now,
        )
    )
    _note("floor.asked", request, by, now)
    return request


def withdraw(request: FloorRequest, *, by: Person | None, now: datetime) -> None:
    """Take *request* off the list; raises ``RequestMoved`` unless it waits."""
    _hold(request, FloorState.WAITING)
    request.state = FloorState.WITHDRAWN
    _note("floor.withdrawn", request, by, now)


def move(request: FloorRequest, direction: Direction, *, by: Person | None, now: datetime) -> None:
    """Let *request* change places with its neighbour; at the end it stays. Raises ``RequestMoved``."""
    _hold(request, FloorState.WAITING)
    other = rules.neighbour(queries.of_session(request.session), request, direction)
    if other:
        lock(other)
        request.position, other.position = other.position, request.position
        _note("floor.moved", request, by, now)


def give(request: FloorRequest, *, by: Person | None, now: datetime) -> None:
    """Give the floor to *request*; whoever had it ends at the same moment. Raises ``RequestMoved``."""
    _hold(request, FloorState.WAITING)
    for other in queries.of_session(request.session):
        if other.state is FloorState.SPEAKING:
            lock(other)
            other.state, other.ended_at = FloorState.ENDED, now
            _note("floor.ended", other, by, now)
    request.state, request.given_at, request.ended_at = FloorState.SPEAKING, now, None
    _note("floor.given", request, by, now)


def end(request: FloorRequest, *, by: Person | None, now: datetime) -> None:
    """Note that *request* has spoken; raises ``RequestMoved`` unless it has the floor."""
    _hold(request, FloorState.SPEAKING)
    request.state, request.ended_at = FloorState.ENDED, now
    _note("floor.ended", request, by, now)


def back(request: FloorRequest, *, by: Person | None, now: datetime) -> None:
    """Take the last step with *request* back: who has the floor waits, who has spoken goes on speaking.

    Who was taken off the list waits again. Raises ``RequestMoved``, ``SomebodySpeaks`` or ``AlreadyAsked``.
    """
    _hold(request, FloorState.SPEAKING, FloorState.ENDED, FloorState.WITHDRAWN)
    if request.state is FloorState.ENDED:
        if any(each.state is FloorState.SPEAKING for each in queries.of_session(request.session)):
            raise rules.SomebodySpeaks
        _check_only(request)
        request.state, request.ended_at = FloorState.SPEAKING, None
    else:
        if request.state is FloorState.WITHDRAWN:
            _check_only(request)
        request.state, request.given_at = FloorState.WAITING, None
    _note("floor.taken_back", request, by, now)


def _check_only(request: FloorRequest) -> None:
    """Raises ``AlreadyAsked`` when the administration has asked again meanwhile."""
    if queries.open_of(request.session, request.organisation, request.item):
        raise rules.AlreadyAsked


def _hold(request: FloorRequest, *states: FloorState) -> None:
    """Hold *request*; raises ``RequestMoved`` when it stands elsewhere."""
    hold(request.meeting)
    lock(request)
    if request.state not in states:
        raise rules.RequestMoved


def _note(verb: str, request: FloorRequest, by: Person | None, now: datetime) -> None:
    code = request.organisation.code
    audit.record(verb, request, by=by, meeting=request.meeting, now=now, organisation=code)
