"""Fills the short page that follows a ballot: that it is in, how it is known, and what still waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.poll.actions_casting import Acknowledged
from meetings.i18n import words
from meetings.models.ballot import Elector
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, Unit
from meetings.web.poll import own_ballot, voting


@dataclass(frozen=True, slots=True)
class CastPage:
    """A ballot that counts; *answer* is what a named one says as it stands."""

    poll: Poll
    done: Acknowledged
    name: str
    answer: str
    waiting: Sequence[Poll]


def cast_page(
    poll: Poll,
    options: Sequence[PollOption],
    right: Elector | None,
    done: Acknowledged,
    viewer: Person,
    *,
    now: datetime,
) -> CastPage:
    """Gather the page for *viewer*, who has cast the ballot that somebody has a *right* to."""
    answer = own_ballot.in_a_sentence(poll, done.choice, options) if done.choice else ""
    return CastPage(poll, done, _name(poll, right), answer, voting.waiting(poll, viewer, now))


def _name(poll: Poll, right: Elector | None) -> str:
    """Return whose ballot it is."""
    if right is None:
        return ""
    person = right.person if poll.unit is Unit.PERSON else None
    return person.name if person else words(right.organisation.name) if right.organisation else ""
