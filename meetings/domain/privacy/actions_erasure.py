"""Requests to be forgotten, and carrying them out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meetings.domain.audit import actions as audit
from meetings.domain.merging import queries as merges
from meetings.domain.organisation import actions as register
from meetings.domain.organisation import queries as nominations
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import queries as people
from meetings.domain.privacy import erasure, marks, requests, rules
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import actions_substitutes, substitutes
from meetings.domain.role import queries as roles
from meetings.models.database import add, current, lock
from meetings.models.person import Person, Role
from meetings.models.privacy import ErasureRequest, ErasureState
from meetings.storage import Bin


def ask(person: Person, *, reason: str, now: datetime) -> ErasureRequest:
    """Ask that *person* be forgotten; an administrator decides within a month. Raises ``AlreadyAsked``."""
    lock(person)
    if requests.open_request(person):
        raise rules.AlreadyAsked
    request = add(
        ErasureRequest(
            person_id=person.id,
            reason=reason,
            asked_at=now,
            due_at=now + timedelta(days=rules.DAYS_TO_DECIDE),
            state=ErasureState.ASKED,
            decided_at=None,
            decided_by_id=None,
            answer="",
        )
    )
    outbox.announce("privacy.erasure_asked", {"request": request.id}, now=now)
    audit.record("privacy.erasure_asked", request, by=person, now=now)
    return request


def withdraw(request: ErasureRequest, *, by: Person, now: datetime) -> None:
    """Take a request back; raises ``RequestDecided``."""
    _lock_open(request)
    request.state, request.decided_at = ErasureState.WITHDRAWN, now
    audit.record("privacy.erasure_withdrawn", request, by=by, now=now)


def refuse(request: ErasureRequest, answer: str, *, by: Person, now: datetime) -> None:
    """Refuse a request with a reason, which the person reads; raises ``RequestDecided``."""
    _lock_open(request)
    request.state, request.answer = ErasureState.REFUSED, answer
    request.decided_at, request.decided_by_id = now, by.id
    outbox.announce("privacy.erasure_refused", {"request": request.id}, now=now)
    audit.record("privacy.erasure_refused", request, by=by, now=now)


def erase(person: Person, *, files: Bin, by: Person | None, now: datetime) -> None:
    """Forget who *person* is, and close a request of theirs; what they were stays.

    Nominations end the day before, coming places are given up; closed records that were merged into this one go
    with it. Raises ``AlreadyErased`` and ``LastAdministrator``.
    """
    others = roles.other_administrators(person)
    lock(person)
    if person.erased_at is not None:
        raise rules.AlreadyErased
    if person.role is Role.ADMINISTRATOR and person.disabled_at is None and not others:
        raise rules.LastAdministrator
    _leave_everything(person, by=by, now=now)
    request = requests.open_request(person)
    if request:
        request.state, request.decided_at = ErasureState.DONE, now
        request.decided_by_id = by.id if by else None
    _forget(person, files=files, now=now)
    audit.record("privacy.erased", person, by=by if by is not person else None, now=now)


def erase_closed(people: Sequence[Person], *, files: Bin, now: datetime) -> None:
    """Erase all of *people* as ``erase`` does; whoever goes with another is not erased twice."""
    for person in _whole_first(people):
        if person.erased_at is None:
            erase(person, files=files, by=None, now=now)


def _whole_first(people: Sequence[Person]) -> list[Person]:
    """Return *people* with the records that were merged into others last: they go with those."""
    return sorted(people, key=requests.is_merged_away)


def _forget(person: Person, *, files: Bin, now: datetime) -> None:
    """Empty *person* and the records merged into them; a name that somebody still there has stays elsewhere."""
    everywhere = not requests.is_merged_away(person)
    for record in [person, *merges.absorbed_by(person)]:
        if record.erased_at is None:
            erasure.wipe(record, everywhere=everywhere, files=files, now=now)


def _leave_everything(person: Person, *, by: Person | None, now: datetime) -> None:
    """Let *person* speak for nobody from today on, and give up their places at meetings to come."""
    today = now.date()
    for nomination in erasure.last_days(nominations.nominations_of(person), today):
        if nomination.since_on > today:
            current().delete(nomination)
        else:
            last_day = max(nomination.since_on, today - timedelta(days=1))
            register.end_nomination(nomination, last_day=last_day, vacant=True, by=by, now=now)
    for substitution in substitutes.coming(person, now=now):
        actions_substitutes.end(substitution, by=by, now=now)
    for registration in requests.coming_places(person, now=now):
        registrations.give_up(registration, by=by, now=now)


def erase_again(shelf: marks.Shelf, *, files: Bin, now: datetime) -> int:
    """Erase once more whoever has come back with an older database, and return how many they were."""
    returned = [person for number in marks.come_back(shelf) if (person := people.by_id(number))]
    for person in _whole_first(returned):
        if person.erased_at is None:
            _leave_everything(person, by=None, now=now)
            _forget(person, files=files, now=now)
            audit.record("privacy.erased_again", person, by=None, now=now)
    return len(returned)


def _lock_open(request: ErasureRequest) -> None:
    lock(request)
    if request.state is not ErasureState.ASKED:
        raise rules.RequestDecided
