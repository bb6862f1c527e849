"""Rewords questions and options of polls that nobody has seen yet."""

from datetime import datetime

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.poll import rules
from meetings.models.database import lock
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState


def reword_question(poll: Poll, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Change the question of *poll*; raises ``AlreadyOpened``, and ``ChangedMeanwhile`` when it is not as *seen*."""
    _hold(poll)
    fingerprint.check(seen, poll.question)
    poll.question = text
    audit.record("poll.revised", poll, by=by, meeting=poll.meeting, now=now)


def reword_option(
    option: PollOption, name: str, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the text of *option* called *name*, its own or that of its picture.

    Raises ``AlreadyOpened``, and ``ChangedMeanwhile`` when it is not as *seen*.
    """
    _hold(option.poll)
    lock(option)
    fingerprint.check(seen, getattr(option, name))
    setattr(option, name, text)
    audit.record("poll.revised", option.poll, by=by, meeting=option.poll.meeting, now=now)


def _hold(poll: Poll) -> None:
    """Hold *poll*; raises ``AlreadyOpened`` when it has been opened."""
    lock(poll)
    if poll.state is not PollState.PREPARED:
        raise rules.AlreadyOpened
