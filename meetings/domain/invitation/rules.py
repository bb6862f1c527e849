"""Whom invitations to a meeting go to, and what became of each."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from meetings.core import fingerprint
from meetings.core.errors import Refused
from meetings.models.meeting import SessionLanguage
from meetings.models.meeting_link import MeetingLink
from meetings.models.registration import Place, Registration

#: How soon after each other the silent may be written to.
REST = timedelta(hours=1)
#: Letters of the reason for which somebody does not come.
LONGEST_REASON = 1000


class NotAnnounced(Refused):
    """Nobody is invited to a draft, nor to a meeting that is cancelled or closed."""


class NobodyToInvite(Refused):
    """Nobody answers the choice whose address works and who was not invited already."""


class NobodySilent(Refused):
    """Everybody who was invited has answered."""


class RemindedJustNow(Refused):
    """The silent were written to less than an hour ago."""


class LinkOver(Refused):
    """The meeting is over or does not take place, so its links no longer work."""


class State(StrEnum):
    """What became of an invitation."""

    INVITED = "invited"
    OPENED = "opened"
    REGISTERED_EN = "registered_en"
    REGISTERED_FR = "registered_fr"
    REGISTERED_BOTH = "registered_both"
    #: On the waiting list, or not yet approved.
    WAITING = "waiting"
    DECLINED = "declined"
    #: They had a place and gave it back without a word.
    WITHDREW = "withdrew"
    #: The secretariat said no to them.
    REFUSED = "refused"
    #: Somebody else comes in their place.
    REPLACED = "replaced"
    #: Registration is over, and they said nothing.
    SILENT = "silent"


#: Nothing was answered yet.
UNANSWERED = (State.INVITED, State.OPENED)
REGISTERED = {
    SessionLanguage.ENGLISH: State.REGISTERED_EN,
    SessionLanguage.FRENCH: State.REGISTERED_FR,
    SessionLanguage.BOTH: State.REGISTERED_BOTH,
}
_PLACES = {
    Place.WAITING: State.WAITING,
    Place.REQUESTED: State.WAITING,
    Place.WITHDRAWN: State.WITHDREW,
    Place.REFUSED: State.REFUSED,
    Place.REPLACED: State.REPLACED,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the people in the register; what is empty does not narrow it."""

    #: Codes.
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    #: Only people who have never had a place at a meeting that was held.
    never_attended: bool = False
    #: Only organisations from which nobody has answered anything yet.
    silent: bool = False

    def stored(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def state(link: MeetingLink, registration: Registration | None, *, is_open: bool) -> State:
    """Return what became of the invitation by *link*, whose holder has *registration* or none."""
    if registration and registration.place is Place.CONFIRMED:
        return REGISTERED[registration.session.language]
    if registration and registration.place in (Place.WAITING, Place.REQUESTED, Place.REFUSED, Place.REPLACED):
        return _PLACES[registration.place]
    if link.declined_at:
        return State.DECLINED
    if registration:
        return _PLACES[registration.place]
    if not is_open:
        return State.SILENT
    return State.OPENED if link.opened_at else State.INVITED


def mark(people: list[int]) -> str:
    """Return what recognises that *people*, given by their ids, are still those that somebody has seen."""
    return fingerprint.of(sorted(people))


def may_remind(last: datetime | None, now: datetime) -> bool:
    """Say whether the silent may be written to, who were *last* written to at an instant."""
    return last is None or now - last >= REST
