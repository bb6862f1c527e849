"""The chain that seals the audit trail: each link is the hash of a line and of the link before it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC

from meetings.models.audit import AuditLine, AuditSeal

#: What the first link of all holds in place of the one before it.
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Named:
    """Whom and which meeting a line names, as it was when it was sealed."""

    actor_id: int | None
    on_behalf_of_id: int | None
    meeting_id: int | None

    @classmethod
    def by(cls, row: AuditLine | AuditSeal) -> "Named":
        """Return what *row* names now."""
        return cls(row.actor_id, row.on_behalf_of_id, row.meeting_id)

    def cleared_to(self, now: "Named") -> bool:
        """Say whether *now* differs only in ids that were cleared, since what they named is gone."""
        pairs = (
            (self.actor_id, now.actor_id),
            (self.on_behalf_of_id, now.on_behalf_of_id),
            (self.meeting_id, now.meeting_id),
        )
        return all(after is None or after == before for before, after in pairs)


def canonical(line: AuditLine, named: Named) -> str:
    """Return the facts of *line* in the one way in which they are hashed: never a name, which may be erased."""
    facts = {
        "id": line.id,
        "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": named.actor_id,
        "on_behalf_of": named.on_behalf_of_id,
        "verb": line.verb,
        "meeting": named.meeting_id,
        "thing": line.thing,
        "details": line.details,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(before: str, line: AuditLine, named: Named) -> str:
    """Return the hash that seals *line* after the link *before*."""
    return hashlib.sha256(f"{before}\n{canonical(line, named)}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain has found."""

    #: How many links there are, and the last of them.
    sealed: int
    position: int
    hash: str
    #: Positions at which a link of the chain is gone.
    gaps: tuple[int, ...]
    #: Lines that are gone although they were sealed.
    missing: tuple[int, ...]
    #: Lines that do not agree with their seal.
    altered: tuple[int, ...]
    #: How many lines wait to be sealed.
    waiting: int
    #: From which position on there are lines; those before were deleted when their time was over.
    begins: int
    #: Whether a link noted elsewhere is still in the chain; nothing when none was asked for.
    seen: bool | None = None
    #: The link noted elsewhere is of the time before ``begins``, so that nothing can be said of it any more.
    over: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing was changed or taken out."""
        return not (self.gaps or self.missing or self.altered) and self.seen is not False
