"""A poll on the projector of the room: the question in both languages, who has voted, and the result when it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.core import clock
from meetings.core.bilingual import Language, other
from meetings.core.later import Later
from meetings.domain.organisation import queries as register
from meetings.domain.organisation.queries import Seat
from meetings.domain.poll import ballot_queries, policy, procedures, rules
from meetings.domain.poll.ballot_queries import RollLine
from meetings.domain.poll.rules import Turnout
from meetings.i18n import city, in_language, language
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState
from meetings.web import live, loaders, seats
from meetings.web.authorize import authorize
from meetings.web.chamber import Chamber, chamber, percent
from meetings.web.poll import short
from meetings.web.poll import turnout as turnouts
from meetings.web.poll.bars import Bar
from meetings.web.poll.live_page import live_page
from meetings.web.poll.outcome_words import headline
from meetings.web.poll.results_page import read_roll, result_page
from meetings.web.viewer import viewer
from meetings.web.wording import label

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

bp = Blueprint("poll_present", __name__)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the room sees in one language."""

    language: Language
    headline: str
    bars: Sequence[Bar]
    chamber: Chamber | None
    #: How many ballots are in, and the words before the closing time.
    turnout: str
    closes: str
    #: Where the poll stands, and the words before its address.
    state: str
    invites: str
    #: How far along the bars the majority line runs.
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """What the room sees: in the language of the page, and in the *other* one beside it."""

    poll: Poll
    spoken: Spoken
    other: Spoken
    takes_ballots: bool
    turnout: Turnout | None
    percent: int
    decided: bool


def _screen(poll: Poll, person: Person | None, *, now: datetime) -> Screen:
    here, decided = language(), _may_show_result(poll, person)
    roll = read_roll(poll, person) if decided else None
    turnout = ballot_queries.turnouts([poll]).get(poll.id) if policy.can_see_turnout(person, poll) else None
    return Screen(
        poll=poll,
        spoken=_spoken(poll, person, turnout, roll, here, now),
        other=_spoken(poll, person, turnout, roll, other(here), now),
        takes_ballots=rules.takes_ballots(poll, now),
        turnout=turnout,
        percent=percent(turnout.cast, turnout.entitled) if turnout else 0,
        decided=decided,
    )


def _may_show_result(poll: Poll, person: Person | None) -> bool:
    """Say whether the room may see the result: whoever opened the screen may, and so may every reader."""
    return policy.can_see_result(person, poll) and rules.is_for_the_room(poll)


def _spoken(
    poll: Poll,
    person: Person | None,
    turnout: Turnout | None,
    roll: Sequence[RollLine] | None,
    spoken: Language,
    now: datetime,
) -> Spoken:
    with in_language(spoken):
        said, bars, picture, line = "", list[Bar](), _filling(poll, person, now), None
        if _may_show_result(poll, person):
            page = result_page(poll, person, now=now, roll=roll)
            said = headline(poll, page.result, page.said, brief=True)
            bars, picture, line = list(page.bars), page.chamber or picture, page.line
        elif policy.can_follow(person, poll) and rules.is_for_the_room(poll):
            bars = list(live_page(poll, now=now).bars)
        cast = _cast(turnout) if turnout else ""
        closes = _("Closes at, %(city)s", city=city(poll.meeting.zone))
        return Spoken(spoken, said, bars, picture, cast, closes, _state(poll, now), _invites(poll, now), line)


def _state(poll: Poll, now: datetime) -> str:
    over = poll.state is PollState.OPEN and not rules.takes_ballots(poll, now)
    return str(_("closed, the result follows in a moment")) if over else str(label(poll.state))


def _invites(poll: Poll, now: datetime) -> str:
    return str(_("Vote at")) if rules.takes_ballots(poll, now) else str(_("The poll is at"))


def _cast(turnout: Turnout) -> str:
    return str(_("%(cast)d of %(entitled)d ballots are in", cast=turnout.cast, entitled=turnout.entitled))


def _filling(poll: Poll, person: Person | None, now: datetime) -> Chamber | None:
    """Return the chamber filling with those who have voted, where the room may know who has."""
    quiet = procedures.is_silence(poll) and not _may_show_result(poll, person)
    if quiet or not policy.can_see_who_voted(person, poll):
        return None
    voted, electors = ballot_queries.have_voted(poll), ballot_queries.electors(poll)

    def state(seat: Seat) -> str:
        return seats.FULL if seat.id in voted else seats.EMPTY if seat.id in electors else seats.DOT

    return chamber(seats.regions(register.seats(on=now.date()), state), mode=turnouts.mode(poll))


def _tag(poll: Poll, now: datetime) -> str:
    """Return the mark of what the screen shows: every ballot, and every step of the poll, makes another."""
    entry = ballot_queries.last_entry(poll)
    return live.tag(
        poll.id,
        poll.state,
        poll.closes_at,
        rules.takes_ballots(poll, now),
        poll.released_at,
        poll.lots,
        poll.shown_cast,
        entry.number if entry else 0,
        ballot_queries.turnouts([poll]).get(poll.id),
    )


def _code(address: str) -> Markup:
    """Return *address* as a square that the camera of a phone reads."""
    title = _("Address of the poll")
    drawn = segno.make(address, error="m").svg_inline(
        light="#ffffff", dark="#13211c", svgclass="qr", lineclass=None, omitsize=True, title=title
    )
    return Markup(drawn)  # noqa: S704 - drawn from an address of our own


@bp.route("/polls/<int:poll_id>/present/")
@authorize(policy.can_see, loaders.poll)
def show(poll: Poll) -> ResponseReturnValue:
    """Show a poll to the room."""
    now = clock.now()
    tag = _tag(poll, now)
    address = short.address(poll)
    return render_template(
        "poll_present/show.html",
        poll=poll,
        screen=_screen(poll, viewer(), now=now),
        tag=tag,
        part=url_for(".part", poll_id=poll.id),
        address=address.split("://", 1)[-1],
        code=_code(address),
    )


@bp.route("/polls/<int:poll_id>/present/part/")
@authorize(policy.can_see, loaders.poll)
def part(poll: Poll) -> ResponseReturnValue:
    """Give what changes on the screen."""
    now = clock.now()
    return live.part(
        _tag(poll, now),
        lambda: render_template("poll_present/_part.html", poll=poll, screen=_screen(poll, viewer(), now=now)),
    )
