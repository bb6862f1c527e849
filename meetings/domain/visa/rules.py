"""What a letter of invitation is subject to, and what it says of a passport."""

from dataclasses import dataclass
from datetime import date

from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.models.visa import InvitationLetter


class LettersNotOffered(Refused):
    """No letters of invitation are offered for this meeting, or it does not take place."""


class NoSeat(Refused):
    """Only somebody who has a seat gets a letter: not who waits, or gave it back."""


class LetterIssued(Refused):
    """The letter is signed, and no longer changes."""


class PassportGone(Refused):
    """The data of the passport are no longer there: they were deleted, or taken back."""


class PassportExpires(Refused):
    """The passport is no longer valid when the meeting is held."""


@dataclass(frozen=True, slots=True)
class PassportDraft:
    """What somebody types from their passport."""

    name: str
    nationality: str
    number: str
    born_on: date
    expires_on: date
    consulate: str


def reference(letter: InvitationLetter) -> str:
    """Return the number under which *letter* is known: NCP8/L3."""
    return f"{meetings.symbol(letter.meeting)}/L{letter.number}"
