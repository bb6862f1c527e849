"""What people hear about their own data."""

from datetime import datetime
from typing import Any

from meetings.domain.person import queries as people
from meetings.domain.privacy import policy, requests
from meetings.models.privacy import ErasureState
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def erasure_asked(payload: Payload, now: datetime) -> list[Notice]:
    """Those who decide hear that somebody asks to be forgotten, and until when they have to."""
    request = requests.by_id(payload["request"])
    if request is None or request.state is not ErasureState.ASKED:
        return []
    deciders = [person for person in people.secretariat() if policy.can_decide(person)]
    page = ("privacy_manage.erasure", {"request_id": str(request.id)})
    facts = {"due_at": request.due_at}
    return [Notice(kind="privacy.erasure_asked", person=person, page=page, facts=facts) for person in deciders]


def erasure_refused(payload: Payload, now: datetime) -> list[Notice]:
    """Who asked to be forgotten hears that it was refused; the reason stands on their page, not in the mail."""
    request = requests.by_id(payload["request"])
    if request is None or request.state is not ErasureState.REFUSED:
        return []
    facts = {"asked_at": request.asked_at}
    return [
        Notice(kind="privacy.erasure_refused", person=request.person, page=("privacy_mine.forget", {}), facts=facts)
    ]
