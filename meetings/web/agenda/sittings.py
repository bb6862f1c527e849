"""What the sittings of a meeting are called where an item belongs to one of them."""

from collections.abc import Iterable

from meetings.domain.agenda.points import Agenda
from meetings.i18n import long_date, words
from meetings.models.meeting import Session
from meetings.web.wording import label

#: The id of a sitting and its name.
Sittings = tuple[tuple[int, str], ...]


def called(session: Session) -> str:
    """Return what *session* is called: by its own title, or by its language."""
    return words(session.title) or label(session.language)


def name_of(session: Session) -> str:
    """Return what *session* is called, with its day: “French session, 17 September 2026”."""
    return f"{called(session)}, {long_date(session.starts_local.date())}"


def names(sessions: Iterable[Session]) -> dict[int, str]:
    """Return the names of *sessions* by their ids."""
    return {session.id: name_of(session) for session in sessions}


def named(agenda: Agenda, sessions: Iterable[Session]) -> Sittings:
    """Return the names of those *sessions* to which an item of *agenda* belongs."""
    wanted = {point.session_id for point in agenda.points}
    return tuple((session.id, name_of(session)) for session in sessions if session.id in wanted)
