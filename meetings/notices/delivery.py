"""A test message to whoever looks after the mail of the house."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.person import queries as people
from meetings.notices.notice import Notice


def _tested(payload: dict[str, Any], now: datetime) -> list[Notice]:
    """Whoever asked for it gets it."""
    person = people.by_id(payload["person"])
    return [] if person is None else [Notice(kind="delivery.tested", person=person, page=("mails.index", {}))]


KINDS: dict[str, Callable[[dict[str, Any], datetime], list[Notice]]] = {"delivery.tested": _tested}
