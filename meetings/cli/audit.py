"""Commands for the audit trail: is it whole, all of it as lines, and what one account touched."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import click
from flask.cli import AppGroup

from meetings.core import clock
from meetings.domain.audit import queries, sealing
from meetings.domain.audit.rules import Verdict
from meetings.domain.person import queries as people
from meetings.models.audit import AuditLine, AuditSeal

group = AppGroup("audit", help="The audit trail: is it whole, all of it, and what one account touched.")

#: Exit codes of ``verify``; 2 is click's own, for a command that was not written right.
WHOLE, BROKEN, WAITING = 0, 1, 3
#: How many lines are named one by one.
NAMED = 20


@group.command("verify")
@click.option("--seen", default="", help="A link that was noted earlier, as POSITION:HASH; it must still be there.")
def verify(seen: str) -> None:
    """Say whether the trail is whole.

    Exit codes: 0 whole, 1 something was altered or is missing, 3 whole but lines wait to be sealed.
    """
    verdict = sealing.verify(seen=_noted(seen))
    for sentence in sentences(verdict):
        click.echo(sentence)
    sys.exit(BROKEN if not verdict.whole else WAITING if verdict.waiting else WHOLE)


def _noted(seen: str) -> tuple[int, str] | None:
    """Return position and hash of *seen*; what is neither is a mistake of the operator."""
    if not seen:
        return None
    position, _, link = seen.partition(":")
    if not (position.isascii() and position.isdigit() and len(link) == 64):
        raise click.BadParameter("write it as verify printed it: POSITION:HASH", param_hint="--seen")
    return int(position), link.lower()


def sentences(verdict: Verdict) -> Iterator[str]:
    """Yield what *verdict* says, in sentences for the operator."""
    if verdict.begins > 1:
        yield f"Lines sealed before position {verdict.begins} were deleted when their time was over."
    yield from _named("Line {} is missing: it was sealed and is no longer there.", verdict.missing)
    yield from _named("Line {} is altered: it, or the seal before it, is not what was sealed.", verdict.altered)
    yield from _named("The seal at position {} is missing.", verdict.gaps)
    if verdict.seen is False:
        yield "The link that you noted is not in the chain: it was cut off or made anew."
    if verdict.over:
        yield "The link that you noted went with the lines whose time was over; note the last one below instead."
    if verdict.whole:
        yield f"The audit trail is whole: {verdict.sealed} sealed lines."
    if verdict.waiting:
        yield f"Lines not sealed yet: {verdict.waiting}. The scheduler seals them within seconds."
    if verdict.position:
        yield f"Last link: {verdict.position}:{verdict.hash}"


def _named(sentence: str, numbers: tuple[int, ...]) -> Iterator[str]:
    yield from (sentence.format(number) for number in numbers[:NAMED])
    if len(numbers) > NAMED:
        yield f"And {len(numbers) - NAMED} more like this."


@group.command("export")
def export() -> None:
    """Print the whole trail, oldest first, one JSON object a line."""
    for line, seal in queries.in_order():
        click.echo(json.dumps(as_values(line, seal), ensure_ascii=False, sort_keys=True))


def as_values(line: AuditLine, seal: AuditSeal | None) -> dict[str, object]:
    """Return *line* and its *seal* as plain values."""
    return {
        "id": line.id,
        "at": line.at.isoformat(),
        "actor_id": line.actor_id,
        "actor_name": line.actor_name,
        "on_behalf_of_id": line.on_behalf_of_id,
        "verb": line.verb,
        "meeting_id": line.meeting_id,
        "thing": line.thing,
        "details": line.details,
        "position": seal.position if seal else None,
        "hash": seal.hash if seal else None,
    }


DAY = click.DateTime(["%Y-%m-%d"])


@group.command("touched")
@click.argument("email")
@click.option("--since", type=DAY, help="The first day, as 2027-03-02 (UTC).")
@click.option("--until", type=DAY, help="The last day, as 2027-03-09 (UTC).")
def touched(email: str, since: datetime | None, until: datetime | None) -> None:
    """Print which things the account of EMAIL touched: for when somebody else may have used it."""
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody is known by {email}.")
    first = _begins(since.date()) if since else None
    end = _begins(until.date() + timedelta(days=1)) if until else clock.now()
    things = queries.touched(person, since=first, until=end)
    for one in things:
        where = f" (meeting:{one.meeting_id})" if one.meeting_id else ""
        period = f"{one.first:%Y-%m-%d %H:%M:%S}Z to {one.last:%Y-%m-%d %H:%M:%S}Z"
        click.echo(f"{one.thing}{where}: {one.lines}, {period}")
    click.echo("1 thing in all." if len(things) == 1 else f"{len(things)} things in all.")


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
