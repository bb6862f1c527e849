"""What people are told about their ways in, by mail."""

from datetime import datetime
from enum import StrEnum

from meetings.domain.outbox import actions as outbox
from meetings.models.person import Person


class Change(StrEnum):
    """What happened to the ways in of a person."""

    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    AUTHENTICATOR_ADDED = "authenticator_added"
    AUTHENTICATOR_REMOVED = "authenticator_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_UNLINKED = "provider_unlinked"
    RESET = "reset"


def tell(person: Person, change: Change, *, now: datetime) -> None:
    """Let *person* hear by mail of *change*, so that they notice what they did not do themselves."""
    payload: outbox.Payload = {"person": person.id, "change": change.value, "at": now.isoformat()}
    outbox.announce("access.security_changed", payload, now=now)
