"""The room: all polls of a meeting that are open, on one page that renews itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.poll import disclosure, policy, queries, rules
from meetings.domain.poll import room as stored
from meetings.i18n import language
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState, ResultsTo
from meetings.web import live, loaders
from meetings.web.authorize import authorize
from meetings.web.poll import room_shell
from meetings.web.poll.outcome_words import headline
from meetings.web.poll.voting import VotePage, vote_pages
from meetings.web.viewer import viewer, zone

bp = Blueprint("room", __name__, url_prefix="/meetings/<slug>/live")


#: So long the result of a poll stands in the room by itself.
FRESH = timedelta(minutes=30)
#: So many results are kept in words at most.
KEPT = 64
_SAID: dict[tuple[object, ...], str] = {}


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
    #: Whether no result is for some participants only.
    has_common_results: bool

    @property
    def waiting(self) -> int:
        """How many open polls wait for a ballot that the reader casts."""
        return sum(_waits(page) for page in self.open)


@bp.route("/")
@authorize(policy.can_list, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show the open polls with their ballots, those that wait for the reader first."""
    return render_template("room/show.html", room=_room(meeting, _tag(meeting)))


@bp.route("/polls/")
@authorize(policy.can_list, loaders.meeting)
def board(meeting: Meeting) -> ResponseReturnValue:
    """Give the part of the page that renews itself, or say that it is the same."""
    tag = _tag(meeting)
    return live.part(tag, lambda: _board(_room(meeting, tag)))


def _board(room: Room) -> str:
    part = render_template("room/_board.html", room=room)
    if not room.has_common_results:
        return part
    if not room.open:
        live.is_for_all()
    elif live.asks_for_shell():
        live.give_shell(room_shell.of(room.open, partial(_with_polls, room)))
    return part


def _with_polls(room: Room, pages: Sequence[VotePage]) -> str:
    return render_template("room/_board.html", room=replace(room, open=pages))


def _waits(page: VotePage) -> bool:
    """Say whether a poll waits for a ballot that the reader casts, their own or one by proxy."""
    own = page.mine is not None and not page.mine.is_in and page.mine.may_cast
    return own or page.by_proxy.waiting


def _room(meeting: Meeting, tag: str) -> Room:
    now, who = clock.now(), viewer()
    polls = queries.for_meeting(meeting)
    running = [poll for poll in polls if rules.takes_ballots(poll, now)]
    open_ = vote_pages(running, who, zone=zone(), now=now) if running else []
    open_.sort(key=lambda page: not _waits(page))
    over = policy.with_result(who, polls)
    counting = [poll for poll in polls if poll.state is PollState.OPEN and not rules.takes_ballots(poll, now)]
    common = all(poll.results_to is ResultsTo.READERS for poll in polls if poll.state is PollState.CLOSED)
    return Room(meeting, tag, open_, counting, over, _latest(over, now), common)


def _latest(over: Sequence[Poll], now: datetime) -> Latest | None:
    """Return the result of the poll of *over* that was closed last, while it is fresh."""
    fresh = [poll for poll in over if poll.closed_at and poll.closed_at > now - FRESH]
    if not fresh:
        return None
    poll = max(fresh, key=lambda each: each.closed_at or now)
    return Latest(poll, _headline(poll))


def _headline(poll: Poll) -> str:
    """Return what *poll*, which is closed, decided.

    A whole room asks at once, and what a poll decided stays as it is: the words are kept under all they are made of.
    """
    texts = tuple(option.text for option in queries.options(poll))
    key = (language(), poll.id, poll.digest, poll.closed_at, str(poll.lots), poll.question, texts)
    if key not in _SAID:
        if len(_SAID) >= KEPT:
            _SAID.clear()
        found, said = disclosure.several([poll])[poll.id]
        _SAID[key] = headline(poll, found, said)
    return _SAID[key]


def _tag(meeting: Meeting) -> str:
    return live.tag(*stored.states(meeting, viewer(), now=clock.now()))
