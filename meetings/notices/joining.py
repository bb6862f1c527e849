"""Whom invitations and requests for access concern, and what they are to hear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.joining import queries, rules
from meetings.domain.person import queries as people
from meetings.models.joining import AccessRequest, RequestState
from meetings.models.person import Person
from meetings.notices import house
from meetings.notices.notice import Notice, Stranger

Payload = dict[str, Any]


def _invited(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever was invited hears of it, while the invitation can be accepted."""
    invitation = queries.invitation_by_id(payload["invitation"])
    if invitation is None or rules.state(invitation, now) is not rules.InvitationState.OPEN:
        return []
    token = rules.invitation_token(invitation.nonce, house.settings().secret_key)
    reader = Stranger(
        name=invitation.email,
        email=invitation.email,
        language=invitation.language,
        zone=house.settings().time_zone,
    )
    return [
        Notice(
            kind="joining.invited",
            person=_account(invitation.email) or reader,
            page=("joining.accept", {"token": token}),
            facts={"invitation": invitation},
            secret=True,
        )
    ]


def _asked(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever asks for access confirms the address; someone who has access already hears how to sign in."""
    request = queries.request_by_id(payload["request"])
    if request is None or request.state is not RequestState.UNCONFIRMED or request.expires_at <= now:
        return []
    known = queries.named(request.organisation, request.email, on=now.date()) is not None
    reader = _account(request.email) if known else None
    token = rules.request_token(request.nonce, house.settings().secret_key)
    return [
        Notice(
            kind="joining.asked",
            person=reader or _stranger(request),
            page=("access.new", {}) if known else ("joining.confirm", {"token": token}),
            facts={"request": request, "known": known},
            secret=True,
        )
    ]


def _waiting(payload: Payload, now: datetime) -> list[Notice]:
    """The head of the organisation hears that somebody asks for access; without a head, the secretariat."""
    request = queries.request_by_id(payload["request"])
    if request is None or request.state is not RequestState.WAITING:
        return []
    deciders = queries.heads(request.organisation, on=now.date()) or people.secretariat()
    return [_about("joining.waiting", request, person) for person in deciders]


def _decided(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever asked hears the answer, and those who could have decided hear that somebody did."""
    request = queries.request_by_id(payload["request"])
    if request is None or request.decided_at is None:
        return []
    page: tuple[str, dict[str, str]] = ("access.new", {})
    if request.state is not RequestState.APPROVED:
        page = ("joining.new", {})
    reader = _account(request.email) or _stranger(request)
    answer = Notice(kind="joining.decided", person=reader, page=page, facts={"request": request})
    return [answer, *(_about("joining.settled", request, person) for person in _others(request, now))]


def _others(request: AccessRequest, now: datetime) -> list[Person]:
    """Return the head when the secretariat decided, and the secretariat when the head did; nobody when time did."""
    if request.decided_by_id is None:
        return []
    heads = queries.heads(request.organisation, on=now.date())
    if any(head.id == request.decided_by_id for head in heads):
        return people.secretariat()
    return heads


def _about(kind: str, request: AccessRequest, person: Person) -> Notice:
    return Notice(
        kind=kind,
        person=person,
        page=("joining_manage.decide", {"request_id": str(request.id)}),
        facts={"request": request},
    )


def _account(email: str) -> Person | None:
    """Return who is known by *email*, unless the account is closed."""
    known = people.by_email(email)
    return known if known and known.disabled_at is None else None


def _stranger(request: AccessRequest) -> Stranger:
    return Stranger(name=request.name, email=request.email, language=request.language, zone=request.zone)


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "joining.invited": _invited,
    "joining.asked": _asked,
    "joining.waiting": _waiting,
    "joining.decided": _decided,
}
