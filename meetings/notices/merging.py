"""What people hear when two records of theirs become one."""

from datetime import datetime
from typing import Any

from meetings.domain.merging import queries
from meetings.notices.notice import Notice, Stranger

Payload = dict[str, Any]


def merged(payload: Payload, now: datetime) -> list[Notice]:
    """Both addresses hear of it, unless it was undone: it may have been a mistake."""
    merge = queries.merge_by_id(payload["merge"])
    if merge is None or merge.undone_at or merge.kept.erased_at or merge.gone.erased_at:
        return []
    gone = merge.gone
    closed = Stranger(name=gone.name, email=gone.email, language=gone.language, zone=gone.zone)
    return [
        Notice(kind="person.merged", person=closed, page=("access.new", {}), facts={"stays": False}),
        Notice(kind="person.merged", person=merge.kept, page=("person.me", {}), facts={"stays": True}),
    ]


KINDS = {"person.merged": merged}
