"""How pages and files tell the sittings and break-outs of a meeting apart."""

from collections import Counter
from collections.abc import Mapping, Sequence

from meetings.i18n import short_date, tagged
from meetings.models.meeting import Session
from meetings.web.wording import label


def session_name(session: Session) -> str:
    """Return the title of *session*; one without any is called by its language."""
    return tagged(session.title) or label(session.language)


def session_choices(sessions: Sequence[Session]) -> list[tuple[int, str]]:
    """Return the ids of *sessions*, each with its name and its day, for somebody to choose from."""
    return [(one.id, f"{session_name(one)}, {short_date(one.starts_local)}") for one in sessions]


def session_names(sessions: Sequence[Session]) -> Mapping[int, str]:
    """Return what each of *sessions* is called, by its id; with its day where others are called the same."""
    names = {one.id: session_name(one) for one in sessions}
    often = Counter(names.values())
    return {number: dated if often[names[number]] > 1 else names[number] for number, dated in session_choices(sessions)}
