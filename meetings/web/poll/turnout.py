"""How many have voted, and who where that may be known: the chamber beside a ballot."""

from dataclasses import dataclass
from datetime import datetime

from meetings.core.chamber import Seat as Drawn
from meetings.domain.organisation import queries as register
from meetings.domain.organisation.queries import Seat
from meetings.domain.poll import ballot_queries, policy
from meetings.domain.poll.rules import RUNNING, Turnout
from meetings.i18n import words
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit
from meetings.web import seats
from meetings.web.chamber import Chamber, Region, chamber
from meetings.web.chamber_words import Mode

#: More seats cannot be told apart on a phone; then the figures alone are shown.
_MOST_SEATS = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """The turnout as figures and, where ballots are those of administrations, as the chamber; observers apart."""

    figures: Turnout
    advisory: int
    chamber: Chamber | None


def of(poll: Poll, viewer: Person | None, nomination: Nomination | None, *, now: datetime) -> Shown:
    """Return the turnout of *poll*; whose seats are filled only for those who may see who voted."""
    figures = ballot_queries.turnouts([poll]).get(poll.id, Turnout(0, 0))
    advisory = ballot_queries.advisory_cast(poll)
    if poll.unit is Unit.PERSON:
        return Shown(figures, advisory, None)
    if not policy.can_see_who_voted(viewer, poll):
        return Shown(figures, advisory, _anonymous(figures, mode(poll)))
    return Shown(figures, advisory, _by_seat(poll, figures, nomination, now))


def mode(poll: Poll) -> Mode:
    """Return how the chamber speaks of those whose ballot is not in: not yet, or no more."""
    return "voted" if poll.state in RUNNING else "vote_over"


def _anonymous(figures: Turnout, spoken: Mode) -> Chamber | None:
    """Return as many seats as are entitled, filled from the left: it shows how many voted, and not who."""
    if not 0 < figures.entitled <= _MOST_SEATS:
        return None
    drawn = tuple(
        Drawn(str(place), seats.FULL if place < figures.cast else seats.EMPTY, "") for place in range(figures.entitled)
    )
    return chamber((Region("", "", drawn),), mode=spoken)


def _by_seat(poll: Poll, figures: Turnout, nomination: Nomination | None, now: datetime) -> Chamber | None:
    """Return the seats of those who voted; where others than Members vote, the figures as seats without names."""
    voted, electors = ballot_queries.have_voted(poll), ballot_queries.electors(poll)
    members = register.seats(on=now.date())

    def state(seat: Seat) -> str:
        return seats.FULL if seat.id in voted else seats.EMPTY if seat.id in electors else seats.DOT

    if sum(seat.id in electors for seat in members) != figures.entitled:
        return _anonymous(figures, mode(poll))
    mine = nomination.organisation if nomination else None
    return chamber(
        seats.regions(members, state),
        mode=mode(poll),
        me=mine.code if mine else None,
        mine=words(mine.name) if mine else "",
    )
