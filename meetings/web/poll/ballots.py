"""What one can do with a ballot that is in: lock it, and find one's receipt among the counted."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import ballot_box, clock
from meetings.domain.poll import actions_lock, ballot_queries, policy
from meetings.models.poll import Poll, PollState
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import attachment
from meetings.web.viewer import signed_in
from meetings.web.writing import pressed

bp = Blueprint("ballot", __name__, url_prefix="/polls/<int:poll_id>")


@bp.route("/lock/", methods=["POST"])
@authorize(policy.can_vote, loaders.poll)
def lock(poll: Poll) -> ResponseReturnValue:
    """Keep the others of one's delegation from replacing its ballot."""
    pressed(lambda: actions_lock.lock(poll, by=signed_in(), now=clock.now()), _("The ballot is locked."))
    return redirect(url_for("poll.show", poll_id=poll.id), 303)


@bp.route("/unlock/", methods=["POST"])
@authorize(policy.can_vote, loaders.poll)
def unlock(poll: Poll) -> ResponseReturnValue:
    """Let them replace it again."""
    pressed(lambda: actions_lock.unlock(poll, by=signed_in(), now=clock.now()), _("The ballot can be replaced again."))
    return redirect(url_for("poll.show", poll_id=poll.id), 303)


@bp.route("/receipts/", methods=["GET", "POST"])
@authorize(policy.can_check_receipts, loaders.poll)
def receipts(poll: Poll) -> ResponseReturnValue:
    """Say whether a receipt is among those counted; what is typed is kept nowhere."""
    typed = request.form.get("receipt", "")[:100] if request.method == "POST" else ""
    published = ballot_queries.receipts(poll)
    receipt = ballot_box.as_receipt(typed)
    return render_template(
        "ballot/receipts.html",
        poll=poll,
        closed=poll.state is PollState.CLOSED and not poll.key_lost,
        number=len(published),
        sheets=ballot_queries.sheets(poll),
        took_part=len(ballot_queries.have_voted(poll)),
        receipt=receipt,
        asked=request.method == "POST",
        there=ballot_box.fingerprint("sheet", receipt) in published,
    )


@bp.route("/receipts.txt")
@authorize(policy.can_check_receipts, loaders.poll)
def receipts_txt(poll: Poll) -> Response:
    """Give the fingerprints of all receipts that were counted, one a line; empty before the poll is closed."""
    lines = "".join(f"{each}\n" for each in ballot_queries.receipts(poll))
    return attachment(lines.encode(), f"poll-{poll.id}-receipts.txt", "text/plain; charset=utf-8")
