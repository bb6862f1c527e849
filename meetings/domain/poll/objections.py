"""Reads who objects in silence procedures, why, and who did before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.poll import answers, procedures
from meetings.domain.poll.offers import Option
from meetings.models.ballot import Elector
from meetings.models.database import current
from meetings.models.objection import Objection
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, Procedure


@dataclass(frozen=True, slots=True)
class Raised:
    """One objection with whose it is; the name is empty where the person is no longer known."""

    organisation: Organisation
    reason: str
    raised_at: datetime
    raised_by: str
    withdrawn_at: datetime | None


def of(poll: Poll) -> Sequence[Raised]:
    """Return every objection in *poll*, those that stand first; one statement, and none for other polls."""
    return several([poll]).get(poll.id, ())


def several(polls: Iterable[Poll]) -> Mapping[int, Sequence[Raised]]:
    """Return the objections in several polls in one statement, by the poll's id."""
    ids = [poll.id for poll in polls if poll.procedure is Procedure.SILENCE]
    found: dict[int, list[Raised]] = defaultdict(list)
    if not ids:
        return found
    query = (
        select(Objection, Organisation, Person.name)
        .join(Elector, (Elector.poll_id == Objection.poll_id) & (Elector.voter == Objection.voter))
        .join(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Person, Person.id == Objection.raised_by_id)
        .where(Objection.poll_id.in_(ids))
        .order_by(Objection.withdrawn_at.is_not(None), Organisation.code, Objection.id)
    )
    for one, organisation, name in current().execute(query):
        said = (one.reason, one.raised_at, name or "", one.withdrawn_at)
        found[one.poll_id].append(Raised(organisation, *said))
    return found


def standing(poll: Poll, voter: int) -> Objection | None:
    """Return the objection of *voter* that holds, if there is one, as it stands in the database."""
    return standing_in([poll], voter).get(poll.id)


def standing_in(polls: Iterable[Poll], voter: int) -> Mapping[int, Objection]:
    """Return the objections of *voter* that hold in *polls*, by the poll's id; no statement without silence."""
    ids = [poll.id for poll in polls if poll.procedure is Procedure.SILENCE]
    query = select(Objection).where(Objection.poll_id.in_(ids), Objection.voter == voter)
    query = query.where(Objection.withdrawn_at.is_(None)).execution_options(populate_existing=True)
    return {found.poll_id: found for found in current().scalars(query)} if ids else {}


def number(poll: Poll) -> int:
    """Return how many objections hold."""
    query = select(func.count()).select_from(Objection).where(Objection.poll_id == poll.id)
    return current().scalar(query.where(Objection.withdrawn_at.is_(None))) or 0


def is_broken(poll: Poll) -> bool:
    """Say whether as many object as stop the procedure."""
    return number(poll) >= poll.stops_at


def checked(poll: Poll, options: Sequence[Option], choice: str, reason: str) -> str:
    """Return the *reason* of an answer that objects, and nothing for others; raises what ``answers.reason`` raises."""
    chosen = answers.options_in(answers.read(choice)) if procedures.is_silence(poll) else []
    return answers.reason(reason) if procedures.is_objection(poll, options, chosen) else ""


def stands(poll: Poll, voter: int, reason: str) -> bool:
    """Say whether *voter* objects for this *reason* already, or objects as little as before."""
    if not procedures.is_silence(poll):
        return True
    there = standing(poll, voter)
    return (there.reason if there else "") == reason
