"""Gives and ends roles, closes and reopens accounts."""

from datetime import date, datetime

from meetings.domain.access import actions as access
from meetings.domain.audit import actions as audit
from meetings.domain.role import queries, rules
from meetings.domain.role.rules import Scope
from meetings.models.database import add, current, lock
from meetings.models.person import Person, Role
from meetings.models.role import Granted, RoleGrant


def grant(
    person: Person,
    role: Granted,
    scope: Scope,
    *,
    since: date,
    until: date | None = None,
    by: Person | None,
    now: datetime,
) -> RoleGrant:
    """Give *person* a *role* for what *scope* names, from *since* to *until*, or without an end.

    Raises ``ScopeMissing``, ``GrantEndsBeforeItBegins``, ``AccountIsClosed`` and ``AlreadyGranted``.
    """
    rules.check(role, scope, since=since, until=until)
    lock(person)
    if person.disabled_at:
        raise rules.AccountIsClosed
    if queries.same(person, role, scope.ids, on=since):
        raise rules.AlreadyGranted
    series_id, meeting_id, item_id = scope.ids
    given = RoleGrant(
        person_id=person.id,
        role=role,
        series_id=series_id,
        meeting_id=meeting_id,
        item_id=item_id,
        since_on=since,
        until_on=until,
        granted_at=now,
        granted_by_id=by.id if by else None,
    )
    add(given)
    person.holds_grants = True
    queries.forget(person)
    _note("role.granted", given, by=by, now=now)
    return given


def end(given: RoleGrant, *, by: Person | None, now: datetime) -> None:
    """End a role at once; raises ``GrantOver``."""
    lock(given.person)
    lock(given)
    if given.ended_at:
        raise rules.GrantOver
    given.ended_at, given.ended_by_id = now, by.id if by else None
    current().flush()
    given.person.holds_grants = queries.holds_any(given.person)
    queries.forget(given.person)
    _note("role.ended", given, by=by, now=now)


def _note(verb: str, given: RoleGrant, *, by: Person | None, now: datetime) -> None:
    """Leave a line about *given* in the history of its meeting, if it has one."""
    meeting = given.item.meeting if given.item else given.meeting
    audit.record(
        verb,
        given,
        by=by,
        meeting=meeting,
        now=now,
        person=given.person_id,
        role=given.role.value,
        series=given.series_id,
        item=given.item_id,
    )


def set_role(person: Person, role: Role, *, by: Person | None, now: datetime) -> None:
    """Make *person* somebody of the secretariat, an administrator, or a participant; their browsers are signed out.

    Raises ``RoleUnchanged``, ``AccountIsClosed`` and ``LastAdministrator``.
    """
    others = queries.other_administrators(person)
    lock(person)
    if person.role is role:
        raise rules.RoleUnchanged
    if person.disabled_at:
        raise rules.AccountIsClosed
    if person.role is Role.ADMINISTRATOR and not others:
        raise rules.LastAdministrator
    was, person.role = person.role, role
    access.sign_out(person, now=now)
    audit.record("person.role_set", person, by=by, now=now, role=role.value, was=was.value)


def close(person: Person, *, by: Person | None, now: datetime) -> None:
    """Close the account of *person*: they are signed out and cannot sign in, and no mail reaches them.

    Raises ``AccountIsClosed`` and ``LastAdministrator``.
    """
    others = queries.other_administrators(person)
    lock(person)
    if person.disabled_at:
        raise rules.AccountIsClosed
    if person.role is Role.ADMINISTRATOR and not others:
        raise rules.LastAdministrator
    person.disabled_at = now
    access.sign_out(person, now=now)
    audit.record("person.closed", person, by=by, now=now)


def reopen(person: Person, *, by: Person | None, now: datetime) -> None:
    """Open the closed account of *person* again; raises ``AccountIsOpen`` and ``AccountErased``."""
    lock(person)
    if person.disabled_at is None:
        raise rules.AccountIsOpen
    if person.erased_at is not None:
        raise rules.AccountErased
    person.disabled_at = None
    audit.record("person.reopened", person, by=by, now=now)
