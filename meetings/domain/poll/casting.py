"""Reads who cast the ballot of which organisation in polls that are closed, never what; no objects of the session."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from meetings.core.bilingual import Bilingual
from meetings.models.ballot import Ballot, Elector
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState
from meetings.models.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot that was cast; the name is empty where the person is no longer known."""

    poll_id: int
    question: Bilingual
    name: str
    #: Who held the proxy by which it was cast.
    holder: Bilingual | None = None


def of_organisation(organisation: Organisation) -> Mapping[int, Sequence[Cast]]:
    """Return the ballots of *organisation*, by the id of the meeting."""
    return _grouped(_cast(Poll.meeting_id).where(Elector.organisation_id == organisation.id))


def at_meeting(meeting: Meeting) -> Mapping[int, Sequence[Cast]]:
    """Return the ballots of *meeting*, by the id of the organisation."""
    return _grouped(_cast(Elector.organisation_id).where(Poll.meeting_id == meeting.id))


def _cast(key: Any) -> Select[Any]:
    holder = aliased(Organisation)
    query = select(key, Poll.id, Poll.question, Person.name, holder.name)
    query = query.select_from(Ballot).join(Poll, Poll.id == Ballot.poll_id)
    query = query.join(Elector, (Elector.poll_id == Ballot.poll_id) & (Elector.voter == Ballot.voter))
    query = query.outerjoin(Person, Person.id == Ballot.cast_by_id)
    query = query.outerjoin(Proxy, Proxy.id == Ballot.proxy_id).outerjoin(holder, holder.id == Proxy.holder_id)
    return query.where(Poll.state == PollState.CLOSED).order_by(Poll.id)


def _grouped(query: Select[Any]) -> Mapping[int, Sequence[Cast]]:
    found: dict[int, list[Cast]] = defaultdict(list)
    for key, poll_id, question, name, holder in current().execute(query):
        found[key].append(Cast(poll_id, question, name or "", holder))
    return found
