"""Reads who said what in several named polls at once, as a record keeps it: by administration, never by who pressed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from meetings.domain.poll.ballot_queries import NAMED
from meetings.models.ballot import Ballot, Elector
from meetings.models.database import current
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, Secrecy
from meetings.models.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Said:
    """One voter entitled: what they answered as it was written down, nothing if they did not, and by whose proxy."""

    organisation: Organisation | None
    #: Whose ballot it was, where each person has one.
    person: str
    advisory: bool
    weight: int
    choice: str | None
    holder: Organisation | None


def several(polls: Iterable[Poll]) -> Mapping[int, Sequence[Said]]:
    """Return everybody entitled in those of *polls* that are named, by the poll's id, in one statement.

    Callers show it to those whom ``policy.can_see_names`` lets.
    """
    ids = [poll.id for poll in polls if poll.secrecy is Secrecy.NAMED]
    found: dict[int, list[Said]] = defaultdict(list)
    if not ids:
        return found
    holder = aliased(Organisation)
    query = (
        select(Elector.poll_id, Organisation, Person.name, Elector.advisory, Elector.weight, Ballot.choice, holder)
        .select_from(Elector)
        .outerjoin(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Person, Person.id == Elector.person_id)
        .outerjoin(Ballot, NAMED)
        .outerjoin(Proxy, Proxy.id == Ballot.proxy_id)
        .outerjoin(holder, holder.id == Proxy.holder_id)
        .where(Elector.poll_id.in_(ids))
        .order_by(Elector.poll_id, Organisation.code, Person.name)
    )
    for number, organisation, person, advisory, weight, choice, held_by in current().execute(query):
        found[number].append(Said(organisation, person or "", advisory, weight, choice, held_by))
    return found
