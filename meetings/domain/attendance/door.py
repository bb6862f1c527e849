"""The codes with which people come in at the door: made of what the database keeps, and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.core import tokens
from meetings.domain.attendance import queries
from meetings.domain.attendance.certificates import ALPHABET
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration

PURPOSE = "door"
#: Letters of a code: some 39 bits, so that nobody guesses one of a few hundred at a door.
LENGTH, PART = 8, 4


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who has a place: their code, and when they came in if they did."""

    person: Person
    organisation: Organisation | None
    registration: Registration
    code: str
    came_at: datetime | None


def code(registration: Registration, secret: str) -> str:
    """Return what the holder of *registration* shows at the door."""
    number = int(tokens.derived(secret, PURPOSE, registration.uid)[:16], 16)
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def shown(text: str) -> str:
    """Return a code in two parts."""
    return f"{text[:PART]}-{text[PART:]}"


def typed(text: str) -> str:
    """Return the code that somebody typed or scanned: alone, or at the end of an address."""
    last = text.rpartition("code=")[2] if "code=" in text else text
    return "".join(letter for letter in last.upper() if letter.isalnum())[:LENGTH]


def expected(meeting: Meeting, session: Session, secret: str) -> Sequence[Expected]:
    """Return everybody who has a place at *meeting*, by name, and when they came in at *session*; two statements."""
    query = (
        select(Registration)
        .join(Registration.person)
        .options(contains_eager(Registration.person), joinedload(Registration.organisation))
    )
    query = query.where(Registration.meeting_id == meeting.id, Registration.place == Place.CONFIRMED)
    came = queries.at_the_door(session)
    rows = current().scalars(query.order_by(*by_name(), Registration.id))
    return [Expected(row.person, row.organisation, row, code(row, secret), came.get(row.person_id)) for row in rows]
