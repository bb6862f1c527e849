"""The ballot that one casts for another administration: a page of its own, apart from one's own ballot."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.poll import electorate, offers, policy, proxies, rights, rules
from meetings.domain.poll.actions_casting import Acknowledged
from meetings.models.poll import Poll
from meetings.models.proxy import Proxy
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.poll import slip as slips
from meetings.web.poll.cast_page import cast_page
from meetings.web.poll.handing_in import hand_in, take
from meetings.web.poll.slip import Slip
from meetings.web.poll.voting import vote_page
from meetings.web.viewer import signed_in, viewer, zone
from meetings.web.wording import refusal

bp = Blueprint("poll_for", __name__, url_prefix="/polls/<int:poll_id>/for/<int:organisation_id>")


@bp.route("/")
@authorize(policy.can_vote, loaders.poll)
def show(poll: Poll, organisation_id: int) -> ResponseReturnValue:
    """Show the ballot of the administration that one votes for."""
    return _page(poll, organisation_id)


@bp.route("/", methods=["POST"])
@authorize(policy.can_vote, loaders.poll)
def cast(poll: Poll, organisation_id: int) -> ResponseReturnValue:
    """Cast or replace its ballot, and answer with its number or receipt, as ``poll.cast`` does."""
    voter = loaders.numbered(organisation_id)
    slip = slips.posted(poll, offers.of(poll), request.form, voter)
    if not slip.holds():
        return _page(poll, voter, slip)
    taken = take(slip, lambda: _cast(poll, voter, slip))
    if taken is None:
        return _page(poll, voter, slip)
    page = cast_page(poll, slip.options, taken, signed_in(), now=clock.now())
    return render_template("poll/cast.html", page=page)


def _cast(poll: Poll, voter: int, slip: Slip) -> Acknowledged:
    """Cast the ballot; one's own administration's is cast on the page of the poll."""
    if electorate.may_cast(poll, voter, signed_in(), now=clock.now()):
        raise rules.NotEntitled
    return hand_in(poll, voter, slip)


def _page(poll: Poll, organisation_id: int, slip: Slip | None = None) -> ResponseReturnValue:
    """Show the page; who holds no proxy of that administration, or no longer, is led to the poll and told so."""
    proxy = _serving(poll, loaders.numbered(organisation_id))
    if proxy is None:
        flash(slip.problems()[0][1] if slip else refusal(rules.NotEntitled()), "warn")
        return redirect(url_for("poll.show", poll_id=poll.id), 303)
    page = vote_page(poll, viewer(), zone=zone(), now=clock.now(), proxy=proxy)
    if slip:
        slip.options = page.options
    html = render_template("poll_for/show.html", page=page, proxy=proxy, slip=slip or page.slip())
    return html, 422 if slip else 200


def _serving(poll: Poll, organisation_id: int) -> Proxy | None:
    """Return the proxy by which the reader casts the ballot of this organisation."""
    proxy = proxies.given(poll, organisation_id)
    nomination = electorate.nomination_at(poll.meeting, signed_in(), now=clock.now())
    return proxy if proxy and nomination and rights.serves(proxy, nomination) else None
