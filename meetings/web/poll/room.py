"""The room: all polls of a meeting that are open, on one page that renews itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.poll import disclosure, policy, queries, rules
from meetings.domain.poll import room as stored
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState
from meetings.web import live, loaders
from meetings.web.authorize import authorize
from meetings.web.poll.outcome_words import headline
from meetings.web.poll.voting import VotePage, vote_pages
from meetings.web.viewer import viewer, zone

bp = Blueprint("room", __name__, url_prefix="/meetings/<slug>/live")


#: So long the result of a poll stands in the room by itself.
FRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Latest:
    """The result of the poll that was closed last."""

    poll: Poll
    headline: str


@dataclass(frozen=True, slots=True)
class Room:
    """What happens at a meeting now: polls that take ballots, and results of others."""

    meeting: Meeting
    tag: str
    open: Sequence[VotePage]
    #: Polls whose time is over and which are about to be closed.
    counting: Sequence[Poll]
    over: Sequence[Poll]
    latest: Latest | None

    @property
    def waiting(self) -> int:
        """How many open polls wait for a ballot that the reader casts."""
        return sum(_waits(page) for page in self.open)


@bp.route("/")
@authorize(policy.can_list, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show the open polls with their ballots, those that wait for the reader first."""
    return render_template("room/show.html", room=_room(meeting))


@bp.route("/polls/")
@authorize(policy.can_list, loaders.meeting)
def board(meeting: Meeting) -> ResponseReturnValue:
    """Give the part of the page that renews itself, or say that it is the same."""
    return live.part(_tag(meeting), lambda: render_template("room/_board.html", room=_room(meeting)))


def _waits(page: VotePage) -> bool:
    """Say whether a poll waits for a ballot that the reader casts, their own or one by proxy."""
    own = page.mine is not None and not page.mine.is_in and page.mine.may_cast
    return own or page.by_proxy.waiting


def _room(meeting: Meeting) -> Room:
    tag, now, who = _tag(meeting), clock.now(), viewer()
    polls = queries.for_meeting(meeting)
    open_ = vote_pages([poll for poll in polls if rules.takes_ballots(poll, now)], who, zone=zone(), now=now)
    open_.sort(key=lambda page: not _waits(page))
    over = policy.with_result(who, polls)
    counting = [poll for poll in polls if poll.state is PollState.OPEN and not rules.takes_ballots(poll, now)]
    return Room(meeting, tag, open_, counting, over, _latest(over, now))


def _latest(over: Sequence[Poll], now: datetime) -> Latest | None:
    """Return the result of the poll of *over* that was closed last, while it is fresh."""
    fresh = [poll for poll in over if poll.closed_at and poll.closed_at > now - FRESH]
    if not fresh:
        return None
    poll = max(fresh, key=lambda each: each.closed_at or now)
    found, said = disclosure.several([poll])[poll.id]
    return Latest(poll, headline(poll, found, said))


def _tag(meeting: Meeting) -> str:
    now = clock.now()
    found = stored.states(meeting, viewer())
    return live.tag([(row[0].id, row[0].lots, rules.takes_ballots(row[0], now), *row[1:]) for row in found])
