"""The door, and two pages for machines that watch the site."""

from datetime import timedelta

from flask import Blueprint, current_app, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from meetings.core import clock
from meetings.domain.incoming import queries as incoming
from meetings.domain.outbox import queries as outbox
from meetings.extensions import db
from meetings.i18n import preferred
from meetings.web.authorize import authorize, everyone
from meetings.web.viewer import viewer

bp = Blueprint("health", __name__)

#: A scheduler that has not ticked for so long is not running.
SILENT_AFTER = timedelta(minutes=5)


@bp.route("/")
@authorize(everyone)
def door() -> ResponseReturnValue:
    """Lead to the first page in the reader's language."""
    person = viewer()
    response = redirect(url_for("home.index", lang=person.language if person else preferred()), 302)
    response.vary.add("Accept-Language")
    return response


@bp.route("/healthz")
@authorize(everyone)
def healthz() -> ResponseReturnValue:
    """Say that this process answers."""
    return jsonify(status="ok")


@bp.route("/readyz")
@authorize(everyone)
def readyz() -> ResponseReturnValue:
    """Say whether database and scheduler work; 503 when one does not. Ages are in seconds."""
    now = clock.now()
    db.session.execute(text("SELECT 1"))
    beat, waiting = outbox.last_beat("scheduler"), outbox.oldest_waiting()
    box = incoming.mailbox() if current_app.extensions["mailbox"] else None
    ticking = beat is not None and now - beat < SILENT_AFTER
    answer = jsonify(
        status="ok" if ticking else "degraded",
        database="ok",
        scheduler_last_tick=beat.isoformat() if beat else None,
        scheduler_age=round((now - beat).total_seconds(), 1) if beat else None,
        mailbox_failing_since=box.failed_at.isoformat() if box and box.failed_at else None,
        outbox_age=round(max((now - waiting).total_seconds(), 0), 1) if waiting else 0,
    )
    return answer, 200 if ticking else 503
