"""Plans a meeting after the model of another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meetings.domain.agenda import actions as agenda
from meetings.domain.agenda import queries as agendas
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.audit import actions as audit
from meetings.domain.document import actions as documents
from meetings.domain.document import queries as find_documents
from meetings.domain.document.rules import Draft
from meetings.domain.mailing import actions as mailings
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme as programme
from meetings.domain.meeting import queries, rules
from meetings.domain.meeting.rules import Plan, Sitting
from meetings.domain.poll import actions as polls
from meetings.domain.poll import queries as find_polls
from meetings.domain.series import rules as series_rules
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person

#: Of the model's items, by their ids, those of the copy.
Items = Mapping[int, AgendaItem]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What comes along of the model."""

    sittings: bool = True
    breakouts: bool = True
    agenda: bool = True
    documents: bool = False
    polls: bool = False


def duplicate(model: Meeting, number: int, first: date, wanted: Wanted, *, by: Person | None, now: datetime) -> Meeting:
    """Plan meeting *number* of the same series as a draft that begins on *first*, with what is *wanted* of *model*.

    Documents come without their files and polls unopened; places, ballots, records and links to join never come.
    Raises what ``meeting.actions.plan`` raises.
    """
    sessions = rules.taking_place(queries.sessions_of(model))
    later = first - min((session.starts_local.date() for session in sessions), default=first)
    chosen = sessions if wanted.sittings else []
    made = meetings.plan(_plan(model, number, first), [_sitting(one, later) for one in chosen], by=by, now=now)
    copies = dict(zip(chosen, queries.sessions_of(made), strict=True))
    if wanted.breakouts:
        copies |= _copy_breakouts(copies, later, by=by, now=now)
    items = _copy_agenda(model, made, copies, by=by, now=now) if wanted.agenda else {}
    if wanted.documents:
        _copy_documents(model, made, items, by=by, now=now)
    if wanted.polls:
        _copy_polls(model, made, items, by=by, now=now)
    mailings.follow_series(made, by=by, now=now)
    audit.record("meeting.copied", made, by=by, meeting=made, now=now, slug=model.slug)
    return made


def _plan(model: Meeting, number: int, first: date) -> Plan:
    """Return the plan of the copy; its times of registration are left to its planner."""
    return Plan(
        series=model.series,
        number=number,
        title=series_rules.title(model.series, number, first.year),
        summary=model.summary,
        visibility=model.visibility,
        region=model.region,
        zone=model.zone,
        registration_closes=None,
    )


def _sitting(session: Session, later: timedelta) -> Sitting:
    """Return the plan of a sitting like *session*, without the link to join."""
    return Sitting(
        title=session.title,
        language=session.language,
        starts=session.starts_local + later,
        ends=session.ends_local + later,
        zone=session.zone,
        mode=session.mode,
        platform=session.platform,
        join_link="",
        place=session.place,
        address=session.address,
        capacity=session.capacity,
    )


def _copy_breakouts(
    sittings: Mapping[Session, Session], later: timedelta, *, by: Person | None, now: datetime
) -> dict[Session, Session]:
    """Copy the break-outs of the *sittings* of the model into their copies, and return theirs by each of the model."""
    return {
        breakout: programme.add_breakout(new, _sitting(breakout, later), by=by, now=now)
        for old, new in sittings.items()
        for breakout in queries.breakouts_of(old)
    }


def _copy_agenda(
    model: Meeting, made: Meeting, copies: Mapping[Session, Session], *, by: Person | None, now: datetime
) -> Items:
    """Copy the items, also under which one they stand; those of a session that has a copy belong to it."""
    sessions = {old.id: new.id for old, new in copies.items()}
    found: dict[int, AgendaItem] = {}
    above = None
    for item in agendas.items(model):
        draft = _draft(item, sessions.get(item.session_id or 0))
        found[item.id] = agenda.add(made, draft, under=above if item.sub else None, by=by, now=now)
        above = above if item.sub else found[item.id]
    return found


def _draft(item: AgendaItem, session_id: int | None) -> ItemDraft:
    return ItemDraft(item.title, item.purpose, item.presenter, item.minutes, item.pause, session_id)


def _copy_documents(model: Meeting, made: Meeting, items: Items, *, by: Person | None, now: datetime) -> None:
    """Copy symbols and titles; a symbol that begins with the number of the model gets that of the copy."""
    was, is_now = (f"{one.series.symbol}{one.number:02d}" for one in (model, made))
    for paper in find_documents.for_meeting(model):
        symbol = is_now + paper.symbol.removeprefix(was) if paper.symbol.startswith(was) else paper.symbol
        draft = Draft(symbol, paper.title, paper.kind, items.get(paper.item_id or 0), None)
        documents.add(made, draft, by=by, now=now)


def _copy_polls(model: Meeting, made: Meeting, items: Items, *, by: Person | None, now: datetime) -> None:
    for poll in find_polls.for_meeting(model, prepared=True):
        draft = find_polls.draft(poll, items.get(poll.item_id or 0))
        polls.prepare(made, draft, by=by, now=now)
