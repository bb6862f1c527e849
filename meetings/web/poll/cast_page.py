"""Fills the short page that follows a ballot: that it is in, how it is known, and what still waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.poll import waiting
from meetings.domain.poll.actions_casting import Acknowledged
from meetings.domain.poll.offers import Option
from meetings.domain.poll.waiting import Waiting
from meetings.i18n import words
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.web.poll import own_ballot


@dataclass(frozen=True, slots=True)
class CastPage:
    """A ballot that counts; *answer* is what a named one says as it stands."""

    poll: Poll
    done: Acknowledged
    name: str
    answer: str
    waiting: Sequence[Waiting]


def cast_page(
    poll: Poll,
    options: Sequence[Option],
    done: Acknowledged,
    viewer: Person,
    *,
    now: datetime,
) -> CastPage:
    """Gather the page for *viewer*, who has cast a ballot."""
    others = waiting.others(poll.id, [viewer], now=now)[viewer.id]
    answer = own_ballot.in_a_sentence(poll, done.choice, options) if done.choice else ""
    return CastPage(poll, done, words(done.whose), answer, others)
