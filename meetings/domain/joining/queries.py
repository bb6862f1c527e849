"""Reads invitations and requests for access."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from meetings.core import tokens
from meetings.core.paging import Page
from meetings.domain.joining import rules
from meetings.domain.organisation import queries as register
from meetings.models.database import current
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person

PAGE = 30
#: How many requests that wait are shown; more come once some of these are decided.
MOST_WAITING = 500


def _invitations() -> Select[Invitation]:
    return select(Invitation).options(
        joinedload(Invitation.organisation).joinedload(Organisation.kind), joinedload(Invitation.invited_by)
    )


def _requests() -> Select[AccessRequest]:
    return select(AccessRequest).options(joinedload(AccessRequest.organisation).joinedload(Organisation.kind))


def invitation_by_id(number: int) -> Invitation | None:
    """Return one invitation with its organisation."""
    return current().scalar(_invitations().where(Invitation.id == number))


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation whose link has *token*."""
    return current().scalar(_invitations().where(Invitation.token_hash == tokens.hashed(token)))


def request_by_id(number: int) -> AccessRequest | None:
    """Return one request with its organisation."""
    return current().scalar(_requests().where(AccessRequest.id == number))


def request_by_token(token: str) -> AccessRequest | None:
    """Return the request whose address the link with *token* confirms."""
    return current().scalar(_requests().where(AccessRequest.token_hash == tokens.hashed(token)))


def invitations(organisation_id: int | None, *, page: int) -> Page[Invitation]:
    """Return invitations, the latest first, one page; of one organisation if its id is given."""
    mine = Invitation.organisation_id == organisation_id if organisation_id is not None else Invitation.id > 0
    total = current().scalar(select(func.count()).select_from(Invitation).where(mine)) or 0
    query = _invitations().where(mine).order_by(Invitation.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return Page(current().scalars(query).all(), page, PAGE, total)


def requests(organisation_id: int | None, *, waiting: bool) -> Sequence[AccessRequest]:
    """Return requests whose address is confirmed: those that wait, or the last that are over, the latest first."""
    wanted = (
        AccessRequest.state == RequestState.WAITING
        if waiting
        else AccessRequest.state.not_in((RequestState.WAITING, RequestState.UNCONFIRMED))
    )
    if organisation_id is not None:
        wanted &= AccessRequest.organisation_id == organisation_id
    query = _requests().where(wanted).order_by(AccessRequest.id.desc())
    return current().scalars(query.limit(MOST_WAITING if waiting else PAGE)).all()


def open_invitations(organisation: Organisation, *, now: datetime) -> Sequence[Invitation]:
    """Return the invitations of *organisation* that can still be accepted."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation.id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now,
    )
    return current().scalars(query.order_by(Invitation.id)).all()


def named(organisation: Organisation, email: str, *, on: date) -> Nomination | None:
    """Return the nomination by which whoever has the address *email* speaks for *organisation* on the day *on*."""
    nominations = register.nominated(organisation, on=on)
    return next((nomination for nomination in nominations if nomination.person.email == email), None)


def heads(organisation: Organisation, *, on: date) -> list[Person]:
    """Return who heads *organisation* on the day *on*: one person or nobody."""
    return [n.person for n in register.nominated(organisation, on=on) if n.capacity is Capacity.HEAD]


def too_many(email: str, address_hash: str, *, now: datetime) -> bool:
    """Say whether access was asked for too often, for *email* or from one network address."""
    recent = select(func.count()).select_from(AccessRequest).where(AccessRequest.created_at > now - rules.WINDOW)
    for_email = current().scalar(recent.where(AccessRequest.email == email)) or 0
    from_place = current().scalar(recent.where(AccessRequest.address_hash == address_hash)) or 0
    return for_email >= rules.PER_ADDRESS or from_place >= rules.PER_PLACE


def overdue(now: datetime) -> Sequence[AccessRequest]:
    """Return the requests whose time is over and that nobody confirmed or decided."""
    open_states = (RequestState.UNCONFIRMED, RequestState.WAITING)
    query = _requests().where(AccessRequest.state.in_(open_states), AccessRequest.expires_at <= now)
    return current().scalars(query.order_by(AccessRequest.id)).all()
