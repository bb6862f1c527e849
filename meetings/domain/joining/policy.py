"""Who may invite people, and who decides about requests for access."""

from meetings.core import clock
from meetings.domain.organisation import queries as register
from meetings.models.joining import AccessRequest, Invitation
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person


def can_list(viewer: Person | None) -> bool:
    """The secretariat sees all invitations and requests, a head those of the own organisation."""
    return viewer is not None and (viewer.runs_the_house or headed_by(viewer) is not None)


def can_invite(viewer: Person | None, organisation: Organisation) -> bool:
    """The secretariat invites people for any organisation, a head for the own one."""
    return viewer is not None and (viewer.runs_the_house or headed_by(viewer) == organisation.id)


def can_keep(viewer: Person | None, invitation: Invitation) -> bool:
    """Whoever may invite for an organisation sends its invitations again and withdraws them."""
    return can_invite(viewer, invitation.organisation)


def can_decide(viewer: Person | None, request: AccessRequest) -> bool:
    """The head of the organisation or the secretariat decides who gets access."""
    return can_invite(viewer, request.organisation)


def headed_by(viewer: Person) -> int | None:
    """Return the id of the organisation whose head *viewer* is today."""
    nomination = register.nomination_of(viewer, on=clock.today())
    return nomination.organisation_id if nomination and nomination.capacity is Capacity.HEAD else None
