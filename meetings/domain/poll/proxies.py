"""Finds which organisation votes for which other at a meeting."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from meetings.domain.poll.proxy_rules import Given, Terms
from meetings.domain.poll.rules import RUNNING
from meetings.models.attendance import Attendance, Presence
from meetings.models.ballot import Ballot, Elector, Participation
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState, Unit
from meetings.models.proxy import Proxy, ProxyTerms


def terms(meeting: Meeting) -> Terms:
    """Return the rule of *meeting* about proxies, as it stands in the database."""
    query = select(ProxyTerms.most, ProxyTerms.own_vote, ProxyTerms.present)
    row = current().execute(query.where(ProxyTerms.meeting_id == meeting.id)).one_or_none()
    return Terms(*row) if row else Terms()


def by_id(number: int) -> Proxy | None:
    """Return one proxy, ended or not, with the meeting, the organisations and the people."""
    return current().scalar(_whole().where(Proxy.id == number))


def at_meeting(meeting: Meeting) -> Sequence[Proxy]:
    """Return the proxies of *meeting*, those that ended too, by when they were given."""
    query = _whole().where(Proxy.meeting_id == meeting.id).order_by(Proxy.ended_at.is_not(None), Proxy.id)
    return current().scalars(query).all()


def in_force_at(meeting: Meeting) -> list[Given]:
    """Return the proxies in force at *meeting* as ids."""
    query = select(Proxy.giver_id, Proxy.holder_id, Proxy.poll_id)
    rows = current().execute(query.where(Proxy.meeting_id == meeting.id, Proxy.ended_at.is_(None)))
    return [Given(giver, holder, poll) for giver, holder, poll in rows]


def of_record(meeting: Meeting) -> Sequence[Proxy]:
    """Return the proxies that the record of *meeting* tells: those in force, and those by which a ballot stands."""
    used = select(Ballot.proxy_id).join(Poll, Poll.id == Ballot.poll_id).where(Poll.state == PollState.CLOSED)
    told = Proxy.ended_at.is_(None) | Proxy.id.in_(used)
    known = or_(Proxy.poll_id.is_(None), Proxy.poll_id.in_(select(Poll.id).where(Poll.state != PollState.PREPARED)))
    return current().scalars(_whole().where(Proxy.meeting_id == meeting.id, told, known).order_by(Proxy.id)).all()


def of_organisation(meeting: Meeting, organisation_id: int) -> Sequence[Proxy]:
    """Return the proxies in force at *meeting* that an organisation gave or holds."""
    mine = (Proxy.giver_id == organisation_id) | (Proxy.holder_id == organisation_id)
    query = _whole().where(Proxy.meeting_id == meeting.id, Proxy.ended_at.is_(None), mine)
    return current().scalars(query.order_by(Proxy.id)).all()


def covers(poll: Poll) -> ColumnElement[bool]:
    """Return the condition that a proxy is in force and for *poll*."""
    is_for = Proxy.poll_id.is_(None) | (Proxy.poll_id == poll.id)
    return Proxy.ended_at.is_(None) & (Proxy.meeting_id == poll.meeting_id) & is_for


def is_for(proxy: Proxy, poll: Poll) -> bool:
    """Say whether *proxy*, which is in force at the meeting, is for *poll*."""
    return poll.unit is Unit.ORGANISATION and proxy.poll_id in (None, poll.id)


def ballots(polls: Sequence[int], voters: Sequence[int]) -> dict[tuple[int, int], bool]:
    """Return for each of *voters* entitled in one of *polls*, by poll and voter, whether the ballot is in."""
    if not voters:
        return {}
    query = select(Elector.poll_id, Elector.voter, Ballot.voter.is_not(None) | Participation.voter.is_not(None))
    for cast in (Ballot, Participation):
        query = query.outerjoin(cast, (cast.poll_id == Elector.poll_id) & (cast.voter == Elector.voter))
    query = query.where(Elector.poll_id.in_(polls), Elector.voter.in_(voters))
    return {(poll, voter): bool(is_in) for poll, voter, is_in in current().execute(query)}


def given(poll: Poll, organisation_id: int) -> Proxy | None:
    """Return the proxy by which another organisation casts the ballot of this one in *poll*."""
    if poll.unit is Unit.PERSON:
        return None
    return current().scalar(_whole().where(covers(poll), Proxy.giver_id == organisation_id))


def silences(poll: Poll, voter: int) -> bool:
    """Say whether a proxy keeps *voter* from casting the ballot itself; one light statement, since each ballot asks."""
    if poll.unit is Unit.PERSON:
        return False
    kept = select(ProxyTerms.meeting_id).where(ProxyTerms.own_vote)
    query = select(Proxy.id).where(covers(poll), Proxy.giver_id == voter, Proxy.meeting_id.not_in(kept))
    return current().scalar(query.limit(1)) is not None


def any_under_way(meeting: Meeting) -> bool:
    """Say whether a poll of *meeting* has been opened and is not over."""
    query = select(Poll.id).where(Poll.meeting_id == meeting.id, Poll.state.in_(RUNNING))
    return current().scalar(query.limit(1)) is not None


def represented_by_somebody_present(poll: Poll) -> Select[int]:
    """Select the ids of those whose proxy in *poll* is held by an organisation of which somebody is present."""
    here = select(Attendance.organisation_id).where(
        Attendance.meeting_id == poll.meeting_id, Attendance.presence == Presence.PRESENT
    )
    rule = select(ProxyTerms.meeting_id).where(ProxyTerms.present)
    return select(Proxy.giver_id).where(covers(poll), Proxy.holder_id.in_(here), Proxy.meeting_id.in_(rule))


def _whole() -> Select[Proxy]:
    return select(Proxy).options(
        joinedload(Proxy.meeting, innerjoin=True),
        joinedload(Proxy.giver, innerjoin=True),
        joinedload(Proxy.holder, innerjoin=True),
        joinedload(Proxy.person),
        joinedload(Proxy.poll),
        joinedload(Proxy.given_by),
        joinedload(Proxy.document),
    )
