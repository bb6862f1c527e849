"""Writes places in break-outs for the actions, while the meeting is held: who gets one, who waits, who moves up."""

from collections.abc import Iterable
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import breakouts, rules
from meetings.models.database import current, fresh
from meetings.models.meeting import Session
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import BreakoutChoice


def put(registration: Registration, sitting: Session, breakout: Session, now: datetime) -> None:
    """Give the holder of *registration* a place in *breakout*, or one on its waiting list."""
    place = rules.place_for(fresh(breakout), breakouts.confirmed_in(breakout))
    current().add(
        BreakoutChoice(
            registration_id=registration.id,
            sitting_id=sitting.id,
            session_id=breakout.id,
            place=place,
            placed_at=now,
        )
    )
    current().flush()


def drop(choices: Iterable[BreakoutChoice], *, by: Person | None, now: datetime) -> None:
    """Take *choices* back; who waits for such a place gets it."""
    for choice in list(choices):
        breakout = choice.session
        current().delete(choice)
        current().flush()
        fill(breakout, by=by, now=now)


def leave(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Take back the choices of *registration* in sittings that its holder no longer takes part in."""
    choices = breakouts.of(registration)
    if not choices:
        return
    left = breakouts.attended(registration, meetings.programme(registration.meeting))
    stays = {one.sitting.id for one in left} if registration.place is Place.CONFIRMED else set()
    drop((choice for choice in choices if choice.sitting_id not in stays), by=by, now=now)


def fill(breakout: Session, *, by: Person | None, now: datetime) -> list[BreakoutChoice]:
    """Promote from the waiting list of *breakout*, in order, while places are free; return who it was."""
    promoted: list[BreakoutChoice] = []
    fresh(breakout)
    while breakout.starts_at > now and rules.place_for(breakout, breakouts.confirmed_in(breakout)) is Place.CONFIRMED:
        waiting = breakouts.first_waiting(breakout)
        if waiting is None:
            break
        waiting.place, waiting.placed_at = Place.CONFIRMED, now
        current().flush()
        outbox.announce("registration.breakout_free", {"choice": waiting.id}, now=now)
        audit.record("registration.breakout_free", waiting.registration, by=by, meeting=breakout.meeting, now=now)
        promoted.append(waiting)
    return promoted
