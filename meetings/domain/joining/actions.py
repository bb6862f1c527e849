"""Invites people, and takes and decides requests for access."""

import secrets
from datetime import datetime

from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.audit import actions as audit
from meetings.domain.joining import queries, rules
from meetings.domain.organisation import actions as register
from meetings.domain.organisation import rules as register_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import rules as addresses
from meetings.models.database import add, current, lock
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person


def invite(
    organisation: Organisation,
    email: str,
    capacity: Capacity,
    *,
    language: Language,
    secret: str,
    by: Person,
    now: datetime,
) -> Invitation:
    """Invite whoever reads *email* to speak for *organisation*; *secret* is the application's, for the link.

    Raises ``CapacityNotOffered``, ``AlreadyInvited``, ``AlreadyNamed``, ``TooManyInvitations``, ``HeadAlready``.
    """
    lock(organisation)
    email = addresses.normal(email)
    _check_invitation(organisation, email, capacity, by, now)
    nonce = secrets.token_hex(16)
    invitation = add(
        Invitation(
            organisation=organisation,
            email=email,
            capacity=capacity,
            language=language,
            nonce=nonce,
            token_hash=tokens.hashed(rules.invitation_token(nonce, secret)),
            created_at=now,
            invited_by=by,
            expires_at=now + rules.INVITATION_LASTS,
            accepted_at=None,
            accepted_by_id=None,
            withdrawn_at=None,
        )
    )
    outbox.announce("joining.invited", {"invitation": invitation.id}, now=now)
    audit.record("joining.invited", invitation, by=by, now=now, capacity=capacity.value)
    return invitation


def _check_invitation(organisation: Organisation, email: str, capacity: Capacity, by: Person, now: datetime) -> None:
    if capacity not in rules.capacities(organisation, by_head=not by.runs_the_house):
        raise register_rules.CapacityNotOffered
    if queries.named(organisation, email, on=now.date()):
        raise rules.AlreadyNamed
    waiting = queries.open_invitations(organisation, now=now)
    if any(invitation.email == email for invitation in waiting):
        raise rules.AlreadyInvited
    if len(waiting) >= rules.OPEN_AT_ONCE:
        raise rules.TooManyInvitations
    if capacity is Capacity.HEAD and queries.heads(organisation, on=now.date()):
        raise register_rules.HeadAlready


def resend(invitation: Invitation, *, secret: str, by: Person, now: datetime) -> None:
    """Send an invitation again, with a new link and a fresh fortnight; the old link is dead.

    Raises ``InvitationOver``.
    """
    lock(invitation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise rules.InvitationOver
    invitation.nonce = secrets.token_hex(16)
    invitation.token_hash = tokens.hashed(rules.invitation_token(invitation.nonce, secret))
    invitation.expires_at = now + rules.INVITATION_LASTS
    outbox.announce("joining.invited", {"invitation": invitation.id}, now=now)
    audit.record("joining.invited_again", invitation, by=by, now=now)


def withdraw(invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Take an invitation back: its link no longer works; raises ``InvitationOver``."""
    lock(invitation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise rules.InvitationOver
    invitation.withdrawn_at = now
    audit.record("joining.withdrawn", invitation, by=by, now=now)


def accept(
    invitation: Invitation,
    *,
    name: str,
    function: str,
    language: Language,
    zone: str,
    secret: str,
    now: datetime,
) -> Nomination:
    """Accept *invitation*: whoever has the address speaks for the organisation from today.

    The account of someone known stays as they keep it. Raises ``InvitationSpent``, and what the register refuses.
    """
    lock(invitation)
    if rules.state(invitation, now) is not rules.InvitationState.OPEN:
        raise rules.InvitationSpent
    nomination = register.name_person(
        invitation.organisation,
        invitation.email,
        name,
        function=function,
        language=language,
        zone=zone,
        capacity=invitation.capacity,
        since=now.date(),
        secret=secret,
        by=invitation.invited_by,
        now=now,
    )
    invitation.accepted_at, invitation.accepted_by_id = now, nomination.person_id
    audit.record("joining.accepted", invitation, by=nomination.person, now=now)
    return nomination


def ask(
    organisation: Organisation,
    email: str,
    *,
    name: str,
    function: str,
    language: Language,
    zone: str,
    message: str,
    address_hash: str,
    secret: str,
    now: datetime,
) -> AccessRequest:
    """Ask for access for *organisation*; nobody hears of it before the address is confirmed.

    The same is written for a known address, so that nobody learns here who is known. Raises ``TooManyRequests``.
    """
    email = addresses.normal(email)
    if queries.too_many(email, address_hash, now=now):
        raise rules.TooManyRequests
    nonce = secrets.token_hex(16)
    request = add(
        AccessRequest(
            organisation=organisation,
            name=name,
            function=function,
            email=email,
            language=language,
            zone=zone,
            message=message,
            nonce=nonce,
            token_hash=tokens.hashed(rules.request_token(nonce, secret)),
            address_hash=address_hash,
            state=RequestState.UNCONFIRMED,
            created_at=now,
            expires_at=now + rules.ADDRESS_LASTS,
            confirmed_at=None,
            decided_at=None,
            decided_by_id=None,
            capacity=None,
            reason="",
        )
    )
    outbox.announce("joining.asked", {"request": request.id}, now=now)
    audit.record("joining.asked", request, by=None, now=now)
    return request


def confirm_address(request: AccessRequest, *, now: datetime) -> None:
    """Note that whoever asks reads the address; from now on the request can be decided. Raises ``RequestSpent``."""
    lock(request)
    if request.state is not RequestState.UNCONFIRMED or request.expires_at <= now:
        raise rules.RequestSpent
    request.state, request.confirmed_at, request.expires_at = RequestState.WAITING, now, now + rules.DECISION_LASTS
    outbox.announce("joining.waiting", {"request": request.id}, now=now)
    audit.record("joining.address_confirmed", request, by=None, now=now)


def approve(request: AccessRequest, capacity: Capacity, *, secret: str, by: Person, now: datetime) -> Nomination:
    """Give access: whoever asks speaks for the organisation as *capacity* from today.

    Raises ``RequestDecided``, ``CapacityNotOffered``, and what the register refuses.
    """
    _hold_waiting(request, now)
    if capacity not in rules.capacities(request.organisation, by_head=not by.runs_the_house):
        raise register_rules.CapacityNotOffered
    nomination = register.name_person(
        request.organisation,
        request.email,
        request.name,
        function=request.function,
        language=request.language,
        zone=request.zone,
        capacity=capacity,
        since=now.date(),
        secret=secret,
        by=by,
        now=now,
    )
    request.capacity = capacity
    _decide(request, RequestState.APPROVED, by, now)
    audit.record("joining.approved", request, by=by, now=now, capacity=capacity.value)
    return nomination


def refuse(request: AccessRequest, reason: str, *, by: Person, now: datetime) -> None:
    """Refuse access and say why; raises ``RequestDecided``."""
    _hold_waiting(request, now)
    request.reason = reason
    _decide(request, RequestState.REFUSED, by, now)
    audit.record("joining.refused", request, by=by, now=now)


def expire(*, now: datetime) -> None:
    """Close the requests that nobody has decided in time, and delete those whose address nobody has confirmed."""
    for request in queries.overdue(now):
        lock(request)
        if request.state is RequestState.UNCONFIRMED:
            current().delete(request)
        elif request.state is RequestState.WAITING:
            _decide(request, RequestState.EXPIRED, None, now)
            audit.record("joining.expired", request, by=None, now=now)


def _hold_waiting(request: AccessRequest, now: datetime) -> None:
    lock(request)
    if request.state is not RequestState.WAITING or request.expires_at <= now:
        raise rules.RequestDecided


def _decide(request: AccessRequest, state: RequestState, by: Person | None, now: datetime) -> None:
    """Note what became of *request*, and let everybody concerned hear of it."""
    request.state, request.decided_at, request.decided_by_id = state, now, by.id if by else None
    outbox.announce("joining.decided", {"request": request.id}, now=now)
