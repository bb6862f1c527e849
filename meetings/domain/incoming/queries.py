"""Reads what came back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.core.paging import Page
from meetings.domain.incoming import rules
from meetings.models.access import SignInRequest
from meetings.models.database import current
from meetings.models.incoming import CalendarAnswer, Fate, Incoming, Mailbox, Sort
from meetings.models.person import Person
from meetings.models.registration import Registration, RegistrationDay

PAGE = 50
#: Both say of an address that it does not work.
RETURNED = (Sort.BOUNCE, Sort.REFUSAL)
#: What was not matched and should have been.
KEPT_OUT = (Fate.UNSIGNED, Fate.FORGED, Fate.GONE, Fate.OTHER_PERSON, Fate.OLDER)


def is_known(octets: bytes) -> bool:
    """Say whether a message was taken before."""
    return current().scalar(select(Incoming.id).where(Incoming.digest == rules.digest(octets))) is not None


def sort_of(octets: bytes) -> Sort | None:
    """Return what a message is that was taken before."""
    return current().scalar(select(Incoming.sort).where(Incoming.digest == rules.digest(octets)))


def entry(uid: str) -> Registration | None:
    """Return the registration whose holder has the calendar entry *uid*, one for each day that the place covers."""
    query = select(Registration).join(Registration.days)
    query = query.where(RegistrationDay.uid == uid, RegistrationDay.dropped_at.is_(None))
    return current().scalar(query.options(joinedload(Registration.person), joinedload(Registration.meeting)))


def answer_to(uid: str) -> CalendarAnswer | None:
    """Return the answer that is known to the entry *uid*."""
    return current().scalar(select(CalendarAnswer).where(CalendarAnswer.uid == uid))


def answers(registrations: Collection[int]) -> Mapping[int, Sequence[CalendarAnswer]]:
    """Return what the calendars of some registrations answered, by their ids; one statement."""
    query = select(CalendarAnswer).where(CalendarAnswer.registration_id.in_(registrations))
    found: dict[int, list[CalendarAnswer]] = {}
    for answer in current().scalars(query.order_by(CalendarAnswer.id)):
        found.setdefault(answer.registration_id, []).append(answer)
    return found


def _counts(person: Person, sorts: Collection[Sort] = RETURNED) -> ColumnElement[bool]:
    """Return the condition that a bounce or a refusal speaks of the address that *person* has now."""
    theirs = (Incoming.person_id == person.id) & (Incoming.address == person.email)
    return theirs & Incoming.sort.in_(sorts) & (Incoming.fate == Fate.MATCHED) & Incoming.settled_at.is_(None)


def number_of_bounces(person: Person, *, since: datetime) -> int:
    """Return how many mails came back from the address of *person*, the first of them at *since* or later."""
    query = select(func.count(Incoming.mail_id.distinct())).where(_counts(person), Incoming.came_at >= since)
    return current().scalar(query) or 0


def last_sign_in(person: Person) -> datetime | None:
    """Return when *person* last signed in by a mail to the address that they have now, as far as it is kept."""
    used = select(func.max(SignInRequest.used_at)).where(SignInRequest.person_id == person.id)
    return current().scalar(used.where(SignInRequest.email == person.email))


def last_bounces(people: Sequence[Person], *, sorts: Collection[Sort] = RETURNED) -> Mapping[int, Incoming]:
    """Return the last bounce or refusal of the address of each of *people*, by their ids, since it is marked.

    One statement at most; none while no address is.
    """
    marked = {person: at for person in people if (at := person.address_failed_at)}
    if not marked:
        return {}
    conditions = (_counts(person, sorts) & (Incoming.came_at >= at) for person, at in marked.items())
    rows = current().scalars(select(Incoming).where(or_(*conditions)).order_by(Incoming.id))
    return {row.person_id: row for row in rows if row.person_id is not None}


def last_complaint(person: Person) -> datetime | None:
    """Return when *person* last told their mail provider that our mails are unwanted."""
    complained = (Incoming.person_id == person.id) & (Incoming.sort == Sort.COMPLAINT)
    return current().scalar(select(func.max(Incoming.came_at)).where(complained))


def latest(*, sort: Sort | None = None, kept_out: bool = False, page: int = 1) -> Page[Incoming]:
    """Return what came, newest first: of one *sort*, or only what was *kept_out*."""
    chosen = [Incoming.sort == sort] if sort else []
    chosen += [Incoming.fate.in_(KEPT_OUT)] if kept_out else []
    total = current().scalar(select(func.count()).select_from(Incoming).where(*chosen)) or 0
    query = select(Incoming).where(*chosen).options(joinedload(Incoming.person), joinedload(Incoming.meeting))
    query = query.order_by(Incoming.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return Page(current().scalars(query).all(), page, PAGE, total)


def numbers() -> Mapping[tuple[Sort, Fate], int]:
    """Return how many messages of each sort met each fate."""
    rows = current().execute(select(Incoming.sort, Incoming.fate, func.count()).group_by(Incoming.sort, Incoming.fate))
    return {(sort, fate): number for sort, fate, number in rows}


def mailbox() -> Mailbox | None:
    """Return how far the mailbox was read."""
    return current().scalar(select(Mailbox).order_by(Mailbox.id).limit(1))


def withheld(person: Person, kind: str, *, secret: bool) -> bool:
    """Say whether a mail of *kind* is not to be sent, since the address of *person* does not work.

    Reminders wait as soon as it is marked; other mails once it is hopeless; ways in always leave. One statement at
    most, none for an address without a mark.
    """
    marked_at = person.address_failed_at
    if marked_at is None or secret:
        return False
    return rules.can_wait(kind) or number_of_bounces(person, since=marked_at) >= rules.HOPELESS
