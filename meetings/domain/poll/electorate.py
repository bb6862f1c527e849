"""Finds who is entitled to a ballot when a poll opens, and whose ballots somebody may cast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from meetings.domain.organisation import queries as register
from meetings.domain.poll import proxies, rules
from meetings.domain.registration import substitutes
from meetings.models.attendance import Attendance, Presence
from meetings.models.ballot import Elector, Participation, PollVoter
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind
from meetings.models.person import Person
from meetings.models.poll import Poll, Secrecy, Unit, Voters


@dataclass(frozen=True, slots=True)
class Right:
    """Somebody who would be entitled: ids, votes, and whether they are only counted apart."""

    voter: int
    organisation_id: int | None
    person_id: int | None
    region_id: int | None
    weight: int
    advisory: bool


def entitled(poll: Poll, *, on: date) -> list[Right]:
    """Return who would be entitled if *poll* opened on the day *on*."""
    organisations = _organisations(poll, on)
    if poll.unit is Unit.ORGANISATION:
        return organisations
    return _people(poll, {right.organisation_id: right for right in organisations}, on)


def newcomers(poll: Poll, *, on: date) -> list[Right]:
    """Return who would be added to the electorate of *poll* if it were taken up again on the day *on*.

    Only presence is looked at again, where the rule asks for it. The electorate of a sealed poll is closed once a
    ballot is in: what came later could be told from the difference.
    """
    if poll.voters is not Voters.PRESENT or (poll.secrecy is not Secrecy.NAMED and _anything_cast(poll)):
        return []
    there = set(current().scalars(select(Elector.voter).where(Elector.poll_id == poll.id)))
    return [right for right in entitled(poll, on=on) if right.voter not in there]


def _anything_cast(poll: Poll) -> bool:
    query = select(Participation.voter).where(Participation.poll_id == poll.id).limit(1)
    return current().scalar(query) is not None


def _organisations(poll: Poll, on: date) -> list[Right]:
    """Return the organisations entitled that have named somebody who can vote for them."""
    named = speaking(on).with_only_columns(Nomination.organisation_id)
    query = select(Organisation.id, Organisation.region_id, OrganisationKind.votes).join(Organisation.kind)
    query = query.where(register.of_the_body(on), Organisation.id.in_(named), _meant(poll)).order_by(Organisation.id)
    weights = _weights(poll)
    return [
        Right(number, number, None, region_id, weights.get(number, 1), advisory=not has_vote and not _decides(poll))
        for number, region_id, has_vote in current().execute(query)
    ]


def _decides(poll: Poll) -> bool:
    """Say whether the rule of *poll* itself names who votes, so that all whom it names do."""
    return poll.voters in (Voters.KINDS, Voters.CHOSEN)


def _meant(poll: Poll) -> ColumnElement[bool]:
    """The condition that an organisation is meant by the rule of *poll*."""
    has_vote = register.has_vote()
    if poll.voters is Voters.KINDS:
        return Organisation.kind_id.in_(poll.kinds)
    if poll.voters is Voters.CHOSEN:
        return Organisation.id.in_(select(PollVoter.organisation_id).where(PollVoter.poll_id == poll.id))
    wide = has_vote | (OrganisationKind.votes.is_(False) if poll.observers else has_vote)
    if poll.voters is Voters.PRESENT:
        here = Organisation.id.in_(_present(poll.meeting_id).with_only_columns(Attendance.organisation_id))
        by_proxy = Organisation.id.in_(proxies.represented_by_somebody_present(poll))
        return wide & (here | by_proxy if poll.unit is Unit.ORGANISATION else here)
    return wide


def _present(meeting_id: int) -> Select[Attendance]:
    """Select who is at the meeting, or was at one of its sittings."""
    return select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.presence == Presence.PRESENT)


def _weights(poll: Poll) -> dict[int, int]:
    query = select(PollVoter.organisation_id, PollVoter.weight).where(PollVoter.poll_id == poll.id)
    if poll.voters is not Voters.CHOSEN:
        return {}
    return {number: weight for number, weight in current().execute(query)}  # noqa: C416


def _people(poll: Poll, rights: dict[int | None, Right], on: date) -> list[Right]:
    """Return a right for each person who speaks for one of those organisations; one person has one."""
    query = speaking(on).with_only_columns(Nomination.person_id, Nomination.organisation_id)
    if poll.voters is Voters.PRESENT:
        here = _present(poll.meeting_id).with_only_columns(Attendance.person_id)
        query = query.where(Nomination.person_id.in_(here.where(Attendance.person_id.is_not(None))))
    found: dict[int, Right] = {}
    for person_id, organisation_id in current().execute(query.order_by(Nomination.since_on, Nomination.id)):
        if right := rights.get(organisation_id):
            found[person_id] = Right(person_id, organisation_id, person_id, right.region_id, 1, right.advisory)
    return list(found.values())


def speaking(on: date | BindParameter[date]) -> Select[Nomination]:
    """Select the nominations that let somebody vote for an organisation on the day *on*."""
    named = register.in_force(on)
    delegates = select(OrganisationKind.id).where(OrganisationKind.names_contact_points.is_(False))
    others = Nomination.organisation_id.in_(select(Organisation.id).where(Organisation.kind_id.in_(delegates)))
    return named.where(Nomination.capacity.in_(rules.VOTING) | others)


def nomination_at(meeting: Meeting, person: Person, *, now: datetime) -> Nomination | None:
    """Return the nomination by which *person* votes at *meeting*: that of whoever they stand in for, or their own.

    Who is replaced votes by none until the meeting is over. One statement more for those who are replaced or replace.
    """
    part = substitutes.of_either(meeting, person)
    if part is None or substitutes.is_over(meeting, now):
        return register.nomination_of(person, on=now.date())
    return register.nomination_of(part.principal, on=now.date()) if part.substitute_id == person.id else None


def exercises(nomination: Nomination) -> bool:
    """Say whether whoever was named so votes for their organisation."""
    return nomination.capacity in rules.VOTING or not nomination.organisation.kind.names_contact_points


def heads(nomination: Nomination) -> bool:
    """Say whether whoever was named so heads the delegation of their organisation."""
    return nomination.capacity is Capacity.HEAD


def voter_of(poll: Poll, nomination: Nomination) -> int:
    """Return whose ballot whoever votes by *nomination* casts: their organisation's, or their own."""
    return nomination.organisation_id if poll.unit is Unit.ORGANISATION else nomination.person_id


def may_cast(poll: Poll, voter: int, person: Person, *, now: datetime) -> bool:
    """Say whether *person* casts the ballot of *voter*, and of nobody else, in *poll* today."""
    nomination = nomination_at(poll.meeting, person, now=now)
    return nomination is not None and exercises(nomination) and voter_of(poll, nomination) == voter


def elector(poll: Poll, voter: int, *, anew: bool = False) -> Elector | None:
    """Return the right of *voter* to a ballot in *poll*, read *anew* by those who hold the poll: it can be locked."""
    organisation = [joinedload(Elector.organisation)]
    return current().get(Elector, (poll.id, voter), options=organisation, populate_existing=anew)


def organisation_of(poll: Poll, voter: int) -> Organisation | None:
    """Return the organisation whose ballot *voter* is, where its people share one."""
    right = elector(poll, voter)
    return right.organisation if right and poll.unit is Unit.ORGANISATION else None


def voters(poll: Poll) -> Sequence[PollVoter]:
    """Return the list of those entitled in *poll*, if it has one."""
    return current().scalars(select(PollVoter).where(PollVoter.poll_id == poll.id)).all()


def listed(poll: Poll) -> dict[str, int]:
    """Return the votes of the organisations on the list of *poll*, by code."""
    query = select(Organisation.code, PollVoter.weight).join(PollVoter.organisation).where(PollVoter.poll_id == poll.id)
    return {code: weight for code, weight in current().execute(query.order_by(Organisation.code))}  # noqa: C416
