"""Who may give roles, look after accounts, and read the audit trail."""

from meetings.domain.role import queries
from meetings.models.meeting import Meeting
from meetings.models.person import Person, Role
from meetings.models.role import RoleGrant


def assists(viewer: Person | None, meeting: Meeting) -> bool:
    """Say whether *viewer* was made an assistant of *meeting*, or of its series."""
    return queries.held(viewer).assists(meeting)


def can_enter(viewer: Person | None) -> bool:
    """The secretariat and auditors have a page that leads to what they look after."""
    return viewer is not None and (viewer.runs_the_house or can_audit(viewer))


def can_administer(viewer: Person | None) -> bool:
    """Administrators look after people, their roles and their accounts."""
    return viewer is not None and viewer.role is Role.ADMINISTRATOR


def can_look_after(viewer: Person | None, person: Person) -> bool:
    """Administrators look after every account."""
    return can_administer(viewer)


def can_end(viewer: Person | None, grant: RoleGrant) -> bool:
    """Administrators end the roles that were given."""
    return can_administer(viewer)


def can_audit(viewer: Person | None) -> bool:
    """Administrators and auditors read the audit trail."""
    return viewer is not None and (can_administer(viewer) or queries.held(viewer).audits)
