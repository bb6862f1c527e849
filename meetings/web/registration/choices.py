"""The sessions of a meeting that a place can be taken in, with their free seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.registration import rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.terms import Room
from meetings.i18n import language
from meetings.models.meeting import Meeting, Session, SessionLanguage


@dataclass(frozen=True, slots=True)
class Choice:
    """One session that can be chosen, and how many of its seats are free; no limit when empty."""

    session: Session
    left: int | None

    @property
    def full(self) -> bool:
        """Whether the next one waits."""
        return self.left == 0


def choices(
    meeting: Meeting, sessions: Sequence[Session], *, room: Room | None = None, now: datetime
) -> tuple[Choice, ...]:
    """Return which *sessions* of *meeting* a place can be taken in, with their free seats as *room* knows them."""
    taken = (room or find_terms.room(meeting)).taken
    return tuple(
        Choice(session, rules.seats_left(session, taken.get(session.id, 0)))
        for session in sessions
        if session.ends_at > now and session.cancelled_at is None
    )


def preferred(offered: Sequence[Choice]) -> int | None:
    """Return the id of the session to offer first: in the reader's language, and with a free seat if one has."""
    suits = (SessionLanguage(language()), SessionLanguage.BOTH)
    ranked = sorted(offered, key=lambda choice: (choice.full, choice.session.language not in suits))
    return ranked[0].session.id if ranked else None
