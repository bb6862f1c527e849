"""Seals lines, looks whether the chain is whole, and deletes what is older than it is kept."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import aliased

from meetings.domain.audit import actions as audit
from meetings.domain.audit import queries, rules
from meetings.domain.audit.rules import Named, Verdict
from meetings.models.audit import AuditCut, AuditLine, AuditSeal
from meetings.models.database import add, current

#: How many lines one round seals; what is left waits a second.
ROUND = 2_000
#: Any number, the same in every process: who holds it seals.
CHAIN = 4_809_271
#: How many links are read at a time.
BATCH = 2_000


def seal(*, limit: int = ROUND, thorough: bool = False) -> int:
    """Seal the lines that are not sealed yet, in order, and return how many there were.

    Only one process does it at a time: on SQLite the transaction holds the database, on PostgreSQL a lock is taken
    that no line waits for. *thorough* also looks for lines that became visible very late.
    """
    session = current()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(CHAIN)))
    position, before = queries.last_link()
    links = []
    for line in queries.unsealed(limit, thorough=thorough):
        named, position = Named.by(line), position + 1
        before = rules.link(before, line, named)
        links.append(_row(position, line, named, before))
    if links:
        session.execute(insert(AuditSeal), links)
    return len(links)


def _row(position: int, line: AuditLine, named: Named, link: str) -> dict[str, object]:
    return {
        "position": position,
        "line_id": line.id,
        "actor_id": named.actor_id,
        "on_behalf_of_id": named.on_behalf_of_id,
        "meeting_id": named.meeting_id,
        "hash": link,
    }


def verify(*, seen: tuple[int, str] | None = None) -> Verdict:
    """Walk along the whole chain; *seen* is a position and its hash that somebody noted elsewhere."""
    cut = queries.latest_cut()
    position, before = (cut.position, cut.hash) if cut else (0, rules.BEGINNING)
    begins, sealed = position + 1, 0
    gaps: list[int] = []
    missing: list[int] = []
    altered: list[int] = []
    over = seen is not None and 1 <= seen[0] < position
    wanted = None if over else seen
    found = None if wanted is None else wanted == (position, before)
    while links := queries.links_after(position, BATCH):
        for link, line in links:
            gaps += range(position + 1, link.position)
            if line is None:
                missing.append(link.line_id)
            elif not _agrees(before, link, line):
                altered.append(line.id)
            position, before, sealed = link.position, link.hash, sealed + 1
            found = found or wanted == (position, before) if wanted else None
        current().expunge_all()
    return Verdict(
        sealed, position, before, tuple(gaps), tuple(missing), tuple(altered), queries.waiting(), begins, found, over
    )


def _agrees(before: str, link: AuditSeal, line: AuditLine) -> bool:
    """Say whether *line* is what was sealed, apart from ids that were cleared since."""
    named = Named.by(link)
    return link.hash == rules.link(before, line, named) and named.cleared_to(Named.by(line))


def forget_before(before: datetime, *, now: datetime) -> int:
    """Delete the oldest lines, as far as all of them are older than *before*, and return how many went.

    The chain goes on from the last link that went, which is kept as a cut; a line says that it was made.
    """
    cut = _cut(before, now)
    if cut is None:
        return 0
    gone = select(AuditSeal.line_id).where(AuditSeal.position <= cut.position)
    number = current().scalar(select(func.count()).select_from(AuditLine).where(AuditLine.id.in_(gone))) or 0
    current().execute(delete(AuditLine).where(AuditLine.id.in_(gone)))
    current().execute(delete(AuditSeal).where(AuditSeal.position <= cut.position))
    audit.record("audit.cut", cut, by=None, now=now, lines=number)
    return number


def count_before(before: datetime) -> int:
    """Return how many lines ``forget_before`` would delete now."""
    last = _last_before(before)
    lines = select(func.count()).select_from(AuditSeal).join(AuditLine, AuditLine.id == AuditSeal.line_id)
    return current().scalar(lines.where(AuditSeal.position <= last.position)) or 0 if last else 0


def _cut(before: datetime, now: datetime) -> AuditCut | None:
    last = _last_before(before)
    return add(AuditCut(at=now, position=last.position, hash=last.hash)) if last else None


def _last_before(before: datetime) -> AuditSeal | None:
    """Return the last link such that all lines up to it are older than *before*."""
    younger = aliased(AuditSeal)
    first = (
        select(func.min(younger.position))
        .join(AuditLine, AuditLine.id == younger.line_id)
        .where(AuditLine.at >= before)
        .scalar_subquery()
    )
    query = select(AuditSeal).where(AuditSeal.position < func.coalesce(first, 2**31 - 1))
    return current().scalar(query.order_by(AuditSeal.position.desc()).limit(1))
