"""The commands that keep time."""

import sys

from flask import Flask, current_app
from flask.cli import AppGroup

from meetings.jobs import scheduler

group = AppGroup("jobs", help="What the clock does by itself: mails, polls that close, signs of life.")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


@group.command("run")
def run() -> None:
    """Keep time until stopped; one such process runs beside the web server."""
    scheduler.run(_app())


@group.command("once")
def once() -> None:
    """Do once what is due now; for cron, where no process may stay."""
    if not scheduler.run_once(_app()):
        sys.exit(1)


def register(app: Flask) -> None:
    """Give *app* these commands."""
    app.cli.add_command(group)
