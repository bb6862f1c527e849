"""Finds what a poll about dates came to, and in which zones the people of an administration live."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from meetings.domain.organisation.rules import usual_zone
from meetings.domain.poll import electorate
from meetings.models.database import current
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState, QuestionKind
from meetings.models.poll_date import PollSettlement


def of(poll: Poll) -> PollSettlement | None:
    """Return what *poll*, once it is closed, came to, as the database has it now, with the date and the sitting."""
    if poll.kind is not QuestionKind.DATES or poll.state is not PollState.CLOSED:
        return None
    query = select(PollSettlement).where(PollSettlement.poll_id == poll.id).execution_options(populate_existing=True)
    return current().scalar(query.options(joinedload(PollSettlement.option), joinedload(PollSettlement.session)))


def several(polls: Iterable[Poll]) -> Mapping[int, PollSettlement]:
    """Return what those of *polls* came to that were settled, by the poll's id, in one statement."""
    ids = [poll.id for poll in polls if poll.kind is QuestionKind.DATES]
    query = select(PollSettlement).where(PollSettlement.poll_id.in_(ids))
    query = query.options(joinedload(PollSettlement.session), joinedload(PollSettlement.option))
    return {found.poll_id: found for found in current().scalars(query)} if ids else {}


def stamp(standing: PollSettlement | None) -> str:
    """Return the mark by which a form knows that nobody else has settled since."""
    return f"{standing.option_id} {standing.settled_at.isoformat()}" if standing else ""


def zones_of(organisations: Collection[Organisation], *, on: date) -> dict[int, str]:
    """Return the time zone of each of *organisations* by its id, as far as it is known.

    It is that of whoever votes for it on the day *on*, the head first; else that of a country that has only one.
    """
    first = case((Nomination.capacity == Capacity.HEAD, 0), (Nomination.capacity == Capacity.NCP, 1), else_=2)
    query = electorate.speaking(on).with_only_columns(Nomination.organisation_id, Person.zone)
    query = query.order_by(first, Nomination.since_on, Nomination.id)
    named: dict[int, str] = {}
    for number, zone in current().execute(query):
        named.setdefault(number, zone)
    found = {one.id: named.get(one.id) or usual_zone(one.code, "") for one in organisations}
    return {number: zone for number, zone in found.items() if zone}
