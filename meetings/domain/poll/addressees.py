"""Finds who is written to about polls between meetings: those who cast the ballots."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from meetings.domain.poll import electorate
from meetings.domain.registration import substitutes
from meetings.models.ballot import Ballot, Elector, Participation
from meetings.models.database import current
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit


def ids(poll: Poll, *, on: date, silent: bool = False) -> Sequence[int]:
    """Return the ids of the people who cast the ballots of *poll*, or only those that are missing if *silent*.

    Of somebody who is replaced at the meeting, whoever stands in hears.
    """
    wanted = select(Elector.voter).where(Elector.poll_id == poll.id)
    if silent:
        for cast in (Ballot, Participation):
            wanted = wanted.where(Elector.voter.not_in(select(cast.voter).where(cast.poll_id == poll.id)))
    who = Nomination.organisation_id if poll.unit is Unit.ORGANISATION else Nomination.person_id
    query = electorate.speaking(on).with_only_columns(Nomination.person_id).where(who.in_(wanted))
    replaced = substitutes.open_at(poll.meeting)
    found = (replaced[one].substitute_id if one in replaced else one for one in current().scalars(query))
    return sorted(set(found))


def people(numbers: Sequence[int]) -> Sequence[Person]:
    """Return the people of these ids, in their order."""
    return current().scalars(select(Person).where(Person.id.in_(numbers)).order_by(Person.id)).all()
