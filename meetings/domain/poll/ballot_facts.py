"""Reads in one statement all that decides whether a ballot is taken, once its poll is held."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, ScalarSelect, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import queries as register
from meetings.domain.poll import electorate, rules
from meetings.domain.registration import queries as places
from meetings.models.ballot import Ballot, BallotEntry, Elector, Participation
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit
from meetings.models.proxy import Proxy
from meetings.models.substitution import Substitution


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the database of one voter in one poll, and of the person who casts for them."""

    #: Since when the meeting is off.
    cancelled_at: datetime | None
    #: Whose ballot it is, if anybody's.
    voter: int | None
    #: Whether the voter is in the electorate, and counted apart; since when their ballot is locked.
    entitled: bool
    advisory: bool
    locked_at: datetime | None
    #: The code of their organisation, and how one calls them.
    code: str
    whose: Bilingual
    #: The ballot that is in: a named one, or only by which form it came.
    named: bool
    taken_part: bool
    form: str
    #: The last line of the history of a named poll.
    last: int
    seal: str
    #: Whether the voter let somebody else vote for them; whether the person stands in for somebody, or is replaced.
    gave_proxy: bool
    substituted: bool
    #: For which organisation the person casts ballots in their own name, and whether they head its delegation.
    speaks_for: int | None
    heads: bool
    #: The sitting in which the person has a place.
    sitting: int | None

    def of_nobody(self) -> "Facts":
        """Return the same for somebody who casts nobody's ballot."""
        return replace(self, voter=None, entitled=False, speaks_for=None, heads=False)


def of(poll: Poll, voter: int | None, person: Person, *, now: datetime) -> Facts:
    """Return what decides whether *person* may cast the ballot of *voter*, or else their own, in *poll*.

    What is pending in the unit of work is not seen.
    """
    facts = own(poll, person, now=now) if voter is None else _read(poll, voter, person, now)
    if voter is None and facts.substituted:
        nomination = electorate.nomination_at(poll.meeting, person, now=now)
        return _read(poll, electorate.voter_of(poll, nomination), person, now) if nomination else facts.of_nobody()
    return facts


def own(poll: Poll, person: Person, *, now: datetime) -> Facts:
    """Return the same of the ballot that *person* casts unless they stand in for somebody, or somebody for them."""
    return _read(poll, person.id if poll.unit is Unit.PERSON else None, person, now)


def _read(poll: Poll, voter: int | None, person: Person, now: datetime) -> Facts:
    values = {"poll": poll.id, "meeting": poll.meeting_id, "voter": voter, "person": person.id, "on": now.date()}
    row = current().connection().execute(_select(), values).one()
    cancelled_at, right, advisory, locked_at, code, name = row[:6]
    called = Bilingual(*row[6:10]) if code else Bilingual()
    ballot, form, last, seal, proxy, part, capacity, organisation, names, sitting = row[10:]
    speaks = capacity in rules.VOTING or (organisation is not None and not names)
    return Facts(
        cancelled_at,
        voter=organisation if voter is None else voter,
        entitled=right is not None,
        advisory=bool(advisory),
        locked_at=locked_at,
        code=code or "",
        whose=called if name is None else Bilingual(name, name),
        named=ballot is not None,
        taken_part=form is not None,
        form=form or "",
        last=last or 0,
        seal=seal or "",
        gave_proxy=proxy,
        substituted=part,
        speaks_for=organisation if speaks else None,
        heads=capacity is Capacity.HEAD,
        sitting=sitting,
    )


@cache
def _select() -> Select[Any]:
    """Select the facts; written once, since each ballot asks: writing it takes longer than sending it."""
    poll, meeting, wanted, person = (bindparam(name, type_=Integer) for name in ("poll", "meeting", "voter", "person"))
    own, names = aliased(Organisation), Organisation.__table__.c
    voter = func.coalesce(wanted, Nomination.organisation_id)
    proxy = exists().where(
        Proxy.ended_at.is_(None),
        Proxy.meeting_id == meeting,
        Proxy.giver_id == voter,
        or_(Proxy.poll_id.is_(None), Proxy.poll_id == poll),
    )
    part = exists().where(
        Substitution.meeting_id == meeting,
        Substitution.ended_at.is_(None),
        or_(Substitution.principal_id == person, Substitution.substitute_id == person),
    )
    spoken = register.spoken(person, bindparam("on", type_=Date)).with_only_columns(Nomination.id).scalar_subquery()
    return (
        select(Meeting.cancelled_at, Elector.voter, Elector.advisory, Elector.locked_at)
        .add_columns(names.code, Person.name)
        .add_columns(names.name_en, names.name_fr, names.name_original, names.name_behind)
        .add_columns(Ballot.voter, Participation.form, _last(BallotEntry.number), _last(BallotEntry.seal))
        .add_columns(proxy, part, Nomination.capacity, Nomination.organisation_id)
        .add_columns(OrganisationKind.names_contact_points, places.sitting())
        .select_from(Meeting)
        .outerjoin(Nomination, Nomination.id == spoken)
        .outerjoin(own, own.id == Nomination.organisation_id)
        .outerjoin(OrganisationKind, OrganisationKind.id == own.kind_id)
        .outerjoin(Elector, (Elector.poll_id == poll) & (Elector.voter == voter))
        .outerjoin(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Person, Person.id == Elector.person_id)
        .outerjoin(Ballot, (Ballot.poll_id == poll) & (Ballot.voter == voter))
        .outerjoin(Participation, (Participation.poll_id == poll) & (Participation.voter == voter))
        .where(Meeting.id == meeting)
    )


def _last(column: Any) -> ScalarSelect[Any]:
    """Select a column of the last line of the history."""
    lines = select(column).where(BallotEntry.poll_id == bindparam("poll", type_=Integer))
    return lines.order_by(BallotEntry.number.desc()).limit(1).scalar_subquery()
