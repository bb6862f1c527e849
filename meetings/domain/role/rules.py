"""What the roles are that somebody can be given, and what stands against it."""

from dataclasses import dataclass
from datetime import date

from meetings.core.errors import Refused
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Series
from meetings.models.role import Granted, RoleGrant


class LastAdministrator(Refused):
    """Nobody would be left who can give roles."""


class RoleUnchanged(Refused):
    """The person has this role already."""


class ScopeMissing(Refused):
    """The role is for one series, one meeting or one item, and none is named, or too many are."""


class AlreadyGranted(Refused):
    """The person has this role for the same thing already."""


class GrantEndsBeforeItBegins(Refused):
    """The last day of the role is before its first."""


class GrantOver(Refused):
    """The role has been ended already."""


class AccountIsClosed(Refused):
    """The account is closed: it can be given nothing, and not be closed again."""


class AccountIsOpen(Refused):
    """The account is not closed."""


class AccountErased(Refused):
    """The account was erased: nothing of it is left that could be opened."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For what a role is given: one of these, or the whole house."""

    series: Series | None = None
    meeting: Meeting | None = None
    item: AgendaItem | None = None

    @property
    def ids(self) -> tuple[int | None, int | None, int | None]:
        """The ids of series, meeting and item."""
        return tuple(thing.id if thing else None for thing in (self.series, self.meeting, self.item))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Grants:
    """What somebody is today beside their role in the house."""

    series: frozenset[int] = frozenset()
    meetings: frozenset[int] = frozenset()
    items: frozenset[int] = frozenset()
    audits: bool = False

    def assists(self, meeting: Meeting) -> bool:
        """Say whether they do in *meeting* what the secretariat may."""
        return meeting.series_id in self.series or meeting.id in self.meetings


def check(role: Granted, scope: Scope, *, since: date, until: date | None) -> None:
    """Refuse a role that does not fit its scope, or that no day is left for.

    Raises ``ScopeMissing`` and ``GrantEndsBeforeItBegins``.
    """
    named = {name for name in ("series", "meeting", "item") if getattr(scope, name)}
    fitting: dict[Granted, tuple[set[str], ...]] = {
        Granted.ASSISTANT: ({"series"}, {"meeting"}),
        Granted.PRESENTER: ({"item"},),
        Granted.AUDITOR: (set(),),
    }
    if named not in fitting[role]:
        raise ScopeMissing
    if until is not None and until < since:
        raise GrantEndsBeforeItBegins


def is_over(grant: RoleGrant, on: date) -> bool:
    """Say whether *grant* has been ended or its last day is before *on*."""
    return grant.ended_at is not None or (grant.until_on is not None and grant.until_on < on)


def in_force(grant: RoleGrant, on: date) -> bool:
    """Say whether *grant* holds on the day *on*."""
    return not is_over(grant, on) and grant.since_on <= on
