"""Commands about personal data: what would be deleted by its age, and erasing once more after a restore."""

from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from meetings.core import clock
from meetings.domain.privacy import actions_erasure, actions_retention, marks, retention
from meetings.filing import filing

group = AppGroup("privacy", help="Personal data: what goes by its age, and what must stay erased.")


@group.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="With --dry-run: as of the end of this day.")
def let_go(dry_run: bool, on: datetime | None) -> None:
    """Delete what is older than its period, and say how much it was."""
    now = clock.now()
    if dry_run:
        asked = on.replace(tzinfo=now.tzinfo) + timedelta(days=1) if on else now
        _print(retention.expected(on=asked))
        return
    if on:
        raise click.UsageError("--on needs --dry-run: nothing is deleted before its time.")
    with filing(current_app.extensions["storage"]) as files:
        gone = actions_retention.let_go(files=files, now=now).gone
    marks.keep(current_app.extensions["storage"])
    _print(gone)


def _print(counts: dict[str, int]) -> None:
    for name, number in counts.items():
        click.echo(f"{number:8} {name}")


@group.command("reapply")
def reapply() -> None:
    """Erase once more whoever came back with an older database; run it after each restore."""
    storage = current_app.extensions["storage"]
    with filing(storage) as files:
        number = actions_erasure.erase_again(storage, files=files, now=clock.now())
    marks.keep(storage)
    click.echo(f"{number} accounts were erased once more." if number else "Nobody had come back.")
