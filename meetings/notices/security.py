"""What people hear about their own ways in."""

from datetime import datetime
from typing import Any

from meetings.domain.access import queries, rules
from meetings.domain.access.telling import Change
from meetings.domain.person import queries as people
from meetings.notices import house
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def proof_asked(payload: Payload, now: datetime) -> list[Notice]:
    """The one who is to confirm who they are gets the digits for it, while they work."""
    request = queries.proof_by_id(payload["request"])
    if request is None or request.used_at or request.expires_at <= now or request.session.ended_at:
        return []
    secret = house.settings().secret_key
    return [
        Notice(
            kind="access.proof_asked",
            person=request.session.person,
            page=("confirm.show", {}),
            facts={"code": rules.proof_code(request.nonce, secret), "until": request.expires_at},
            secret=True,
        )
    ]


def changed(payload: Payload, now: datetime) -> list[Notice]:
    """The owner of an account hears what happened to its second factors; it may not have been them."""
    person = people.by_id(payload["person"])
    if person is None:
        return []
    facts = {"change": Change(payload["change"]), "at": datetime.fromisoformat(payload["at"])}
    return [Notice(kind="access.security_changed", person=person, page=("security.show", {}), facts=facts)]
