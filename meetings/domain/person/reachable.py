"""Notes whose address mail servers refuse, so that the register says where nobody can be reached."""

from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.models.person import Person


def refused(person: Person, *, now: datetime) -> None:
    """Note that a mail server refused the address of *person* for good; the first time is what counts."""
    if person.address_failed_at is None:
        person.address_failed_at = now
        audit.record("person.address_failed", person, by=None, now=now)


def reached(person: Person, *, now: datetime) -> None:
    """Note that a mail to *person* went through again."""
    if person.address_failed_at is not None:
        person.address_failed_at = None
        audit.record("person.address_reached", person, by=None, now=now)
