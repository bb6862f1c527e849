"""Stops everyone who has not accepted the privacy notice in force, except where they need not have."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from meetings.models.person import Person
from meetings.web.authorize import safe_path
from meetings.web.viewer import web_session

#: What can be done without having accepted: read, take one's data along, ask to be forgotten, leave.
OPEN = frozenset(
    {
        "privacy.accept",
        "privacy.show",
        "privacy.version",
        "privacy_mine.data",
        "privacy_mine.data_json",
        "privacy_mine.forget",
        "privacy_mine.withdraw",
        "access.sign_out",
        "home.accessibility",
        "home.display",
        "home.your_data",
    }
)
#: Folders of pages for signing in wholly, which come before everything else.
WAYS_IN = frozenset({"confirm", "factor", "passkey", "second", "security"})


def unaccepted(who: Person) -> ResponseReturnValue | None:
    """Lead *who* to the notice in force, if they have not accepted it and ask for anything else."""
    session, endpoint = web_session(), request.endpoint or ""
    if not is_owed(who.accepted_version, session.notice_version if session else None):
        return None
    if endpoint in OPEN or endpoint.split(".")[0] in WAYS_IN:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("privacy.accept", next=safe_path(wanted)), 303)


def is_owed(accepted: int, in_force: int | None) -> bool:
    """Say whether somebody who has *accepted* that version of the notice has to accept the one *in_force*."""
    return in_force is not None and accepted < in_force
