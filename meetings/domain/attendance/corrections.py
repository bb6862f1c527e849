"""Corrections that people propose to a list of participants, by a link of their own, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from meetings.core import tokens
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.attendance.participants import Participant
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import queries as register
from meetings.domain.person import actions as people
from meetings.models.attendance import Attendance
from meetings.models.certificate import ListCorrection
from meetings.models.confirmation import ChangeState
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.registration import Registration

PURPOSE = "correct participants"
HIGHEST = 2**31 - 1


class NothingDifferent(Refused):
    """The correction says what the list says already."""


class NotOnList(Refused):
    """The person is not on the list, or not of the organisation of whoever writes."""


class CorrectionDecided(Refused):
    """The correction was accepted or declined already."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of somebody, or should say; the organisation by its code."""

    name: str
    function: str
    organisation: str

    @property
    def values(self) -> dict[str, str]:
        """The same by names."""
        return {"name": self.name, "function": self.function, "organisation": self.organisation}


def token(meeting: Meeting, person: Person, secret: str) -> str:
    """Return what the link of *person* to the list of *meeting* holds; nobody can make it without the *secret*."""
    return f"{meeting.id}-{person.id}-{_signature(meeting.id, person, secret)}"


def by_token(text: str, secret: str) -> tuple[Meeting, Person] | None:
    """Return the meeting and the person that a link names, if it is one of ours and the account is open."""
    parts = text.split("-")
    ids = [as_integer(part, 1, HIGHEST) for part in parts[:2]]
    if len(parts) != 3 or None in ids:
        return None
    meeting, person = current().get(Meeting, ids[0]), current().get(Person, ids[1])
    if meeting is None or person is None or person.disabled_at:
        return None
    return (meeting, person) if tokens.equal(parts[2], _signature(meeting.id, person, secret)) else None


def _signature(meeting_id: int, person: Person, secret: str) -> str:
    return tokens.derived(secret, PURPOSE, f"{meeting_id}:{person.id}:{person.feed_nonce}")


def mine(listed: Sequence[Participant], person: Person, *, now: datetime) -> list[Participant]:
    """Return of whom *person* may propose something: of themself, and of the people of whom they speak."""
    nomination = register.nomination_of(person, on=now.date())
    own = nomination.organisation_id if nomination else None
    found = [
        one
        for one in listed
        if one.person
        and (one.person.id == person.id or (own is not None and one.organisation and one.organisation.id == own))
    ]
    return sorted(found, key=lambda one: one.person is not None and one.person.id != person.id)


def entry(participant: Participant) -> Entry:
    """Return what the list says of *participant*."""
    code = participant.organisation.code if participant.organisation else ""
    return Entry(participant.name, participant.function, code)


def propose(meeting: Meeting, participant: Participant, said: Entry, *, by: Person, now: datetime) -> ListCorrection:
    """Note what *by* says is right about *participant*; an earlier proposal that waits gives way.

    Raises ``NotOnList`` or ``NothingDifferent``.
    """
    lock(meeting)
    if participant.person is None:
        raise NotOnList
    there = entry(participant)
    if said == there:
        raise NothingDifferent
    for earlier in _waiting_of(meeting, participant.person):
        earlier.state, earlier.decided_at = ChangeState.REPLACED, now
    made = add(
        ListCorrection(
            meeting=meeting,
            person=participant.person,
            by=by,
            before=there.values,
            after=said.values,
            state=ChangeState.WAITING,
            created_at=now,
        )
    )
    audit.record("participants.correction_proposed", made, by=by, meeting=meeting, now=now)
    return made


def accept(correction: ListCorrection, *, by: Person, now: datetime) -> None:
    """Bring the register and the meeting in line with *correction*; raises ``CorrectionDecided``."""
    _hold(correction)
    person, after = lock(correction.person), correction.after
    if (after["name"], after["function"]) != (person.name, person.function):
        people.revise(
            person,
            name=after["name"],
            function=after["function"],
            language=person.language,
            zone=person.zone,
            by=by,
            now=now,
        )
    if after["organisation"] != correction.before["organisation"]:
        _speak_for(correction.meeting, person, register.by_code(after["organisation"]))
    correction.state, correction.decided_at, correction.decided_by_id = ChangeState.APPLIED, now, by.id
    audit.record("participants.correction_accepted", correction, by=by, meeting=correction.meeting, now=now)


def decline(correction: ListCorrection, reason: str, *, by: Person, now: datetime) -> None:
    """Leave the list as it is, and say why; raises ``CorrectionDecided``."""
    _hold(correction)
    correction.state, correction.reason = ChangeState.REFUSED, reason
    correction.decided_at, correction.decided_by_id = now, by.id
    audit.record("participants.correction_declined", correction, by=by, meeting=correction.meeting, now=now)


def _speak_for(meeting: Meeting, person: Person, organisation: Organisation | None) -> None:
    """Let *person* have come to *meeting* for *organisation*; who is named by whom stays as it is."""
    models: tuple[Any, ...] = (Registration, Attendance)
    for model in models:
        theirs = update(model).where(model.meeting_id == meeting.id, model.person_id == person.id)
        current().execute(theirs.values(organisation_id=organisation.id if organisation else None))


def _hold(correction: ListCorrection) -> None:
    lock(correction.meeting)
    lock(correction)
    if correction.state is not ChangeState.WAITING:
        raise CorrectionDecided


def _waiting_of(meeting: Meeting, person: Person) -> Sequence[ListCorrection]:
    query = select(ListCorrection).where(
        ListCorrection.meeting_id == meeting.id,
        ListCorrection.person_id == person.id,
        ListCorrection.state == ChangeState.WAITING,
    )
    return current().scalars(query).all()


def waiting(meeting: Meeting) -> int:
    """Return how many corrections of the list of *meeting* wait."""
    query = select(func.count()).select_from(ListCorrection).where(ListCorrection.meeting_id == meeting.id)
    return current().scalar(query.where(ListCorrection.state == ChangeState.WAITING)) or 0


def of(meeting: Meeting) -> Sequence[ListCorrection]:
    """Return every correction of the list of *meeting*, those that wait first, then the newest."""
    query = select(ListCorrection).where(ListCorrection.meeting_id == meeting.id)
    query = query.options(joinedload(ListCorrection.person), joinedload(ListCorrection.by))
    waits = ListCorrection.state != ChangeState.WAITING
    return current().scalars(query.order_by(waits, ListCorrection.id.desc())).all()


def proposed_by(meeting: Meeting, person: Person) -> Sequence[ListCorrection]:
    """Return what *person* has proposed for *meeting*, the newest first."""
    query = select(ListCorrection).where(ListCorrection.meeting_id == meeting.id, ListCorrection.by_id == person.id)
    query = query.options(joinedload(ListCorrection.person))
    return current().scalars(query.order_by(ListCorrection.id.desc())).all()


def by_id(meeting: Meeting, number: int) -> ListCorrection | None:
    """Return one correction of the list of *meeting*."""
    query = select(ListCorrection).where(ListCorrection.id == number, ListCorrection.meeting_id == meeting.id)
    return current().scalar(query)
