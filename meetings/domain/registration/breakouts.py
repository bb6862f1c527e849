"""Reads which break-outs the registered can choose, which they have chosen, and how full they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from meetings.domain.registration import days
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import BreakoutChoice


@dataclass(frozen=True, slots=True)
class Groups:
    """One sitting and the break-outs that meet in parallel during it."""

    sitting: Session
    breakouts: tuple[Session, ...]


def attended(registration: Registration, programme: Sequence[Session]) -> list[Groups]:
    """Return the sittings of a *programme* with break-outs that the holder of *registration* takes part in."""
    groups: dict[int, list[Session]] = defaultdict(list)
    for session in programme:
        if session.parent_id is not None:
            groups[session.parent_id].append(session)
    mine = {one.id for one in days.covered(registration)}
    sittings = (one for one in programme if groups.get(one.id) and one.id in mine)
    return [Groups(sitting, tuple(groups[sitting.id])) for sitting in sittings]


def of(registration: Registration) -> Sequence[BreakoutChoice]:
    """Return what the holder of *registration* has chosen, in the order in which the groups meet."""
    return current().scalars(_chosen().where(BreakoutChoice.registration_id == registration.id)).all()


def chosen(registrations: Sequence[Registration]) -> Mapping[int, Sequence[BreakoutChoice]]:
    """Return what several people have chosen, by the id of the registration; one statement."""
    found: dict[int, list[BreakoutChoice]] = defaultdict(list)
    ids = [registration.id for registration in registrations]
    for choice in current().scalars(_chosen().where(BreakoutChoice.registration_id.in_(ids))):
        found[choice.registration_id].append(choice)
    return found


def _chosen() -> Select[BreakoutChoice]:
    query = select(BreakoutChoice).join(BreakoutChoice.session).options(contains_eager(BreakoutChoice.session))
    return query.order_by(Session.starts_at, Session.id).execution_options(populate_existing=True)


def by_id(number: int) -> BreakoutChoice | None:
    """Return one choice, if it is still there."""
    return current().scalar(_chosen().where(BreakoutChoice.id == number))


def numbers(meeting: Meeting) -> dict[tuple[int, Place], int]:
    """Return how many people have, or wait for, a place in each break-out of *meeting*; one statement."""
    query = select(BreakoutChoice.session_id, BreakoutChoice.place, func.count()).join(BreakoutChoice.session)
    query = query.where(Session.meeting_id == meeting.id).group_by(BreakoutChoice.session_id, BreakoutChoice.place)
    return {(number, place): count for number, place, count in current().execute(query)}


def confirmed_in(breakout: Session) -> int:
    """Return how many people have a place in *breakout*."""
    query = select(func.count()).select_from(BreakoutChoice)
    held = (BreakoutChoice.session_id == breakout.id, BreakoutChoice.place == Place.CONFIRMED)
    return current().scalar(query.where(*held)) or 0


def first_waiting(breakout: Session) -> BreakoutChoice | None:
    """Return whose turn it is when a place in *breakout* is free."""
    query = select(BreakoutChoice).where(
        BreakoutChoice.session_id == breakout.id, BreakoutChoice.place == Place.WAITING
    )
    return current().scalar(query.order_by(BreakoutChoice.placed_at, BreakoutChoice.id).limit(1))
