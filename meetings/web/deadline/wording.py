"""Words for deadlines, for whom they concern, and for what is refused when one is set or moved."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.core.errors import Refused
from meetings.domain.deadline import rules
from meetings.domain.deadline.concerned import Concerned
from meetings.models.deadline import Closing

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Closing: {
        Closing.REGISTRATION: _l("Registration closes"),
        Closing.PROPOSALS: _l("Call for agenda items closes"),
        Closing.DOCUMENTS: _l("Documents due"),
        Closing.COMMENTS: _l("Comments due"),
        Closing.SURVEY: _l("Survey closes"),
    }
}
REFUSALS: dict[type[Refused], Any] = {
    rules.DeadlineKnown: _l("The meeting is announced, so readers know this deadline: move it, with a reason."),
    rules.DeadlineGone: _l("Somebody else has removed this deadline. Nothing was changed."),
    rules.ReasonMissing: _l("Say why the deadline moves: those who kept it in mind read the reason."),
    rules.NothingMoves: _l("This is the moment at which it passes already. Choose another."),
    rules.NotAhead: _l("This moment has passed. Choose one that lies ahead."),
    rules.DeadlineStays: _l("The meeting is announced, and people count on this deadline. Move it, with a reason."),
}


def concerned(kind: Closing, people: Sequence[Concerned]) -> str:
    """Say how many *people* a deadline of *kind* still concerns, and who they are."""
    if kind is Closing.REGISTRATION and any(one.placed for one in people):
        return str(
            ngettext(
                "%(num)d person who is registered, or could be and has not answered",
                "%(num)d people who are registered, or could be and have not answered",
                len(people),
            )
        )
    return str(_SAID[kind](len(people)))


_SAID: dict[Closing, Any] = {
    Closing.REGISTRATION: lambda number: ngettext(
        "%(num)d person who could register and has not answered",
        "%(num)d people who could register and have not answered",
        number,
    ),
    Closing.PROPOSALS: lambda number: ngettext(
        "%(num)d head NCP or NCP of a Member", "%(num)d head NCPs and NCPs of the Members", number
    ),
    Closing.DOCUMENTS: lambda number: ngettext(
        "%(num)d person who presents an item without a document",
        "%(num)d people who present an item without a document",
        number,
    ),
    Closing.COMMENTS: lambda number: ngettext("%(num)d person with a place", "%(num)d people with a place", number),
    Closing.SURVEY: lambda number: ngettext("%(num)d person with a place", "%(num)d people with a place", number),
}
