"""Fills the page on which one votes, and that of all open polls: the ballot, what is known of it, and who has voted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from meetings.domain.poll import (
    ballot_queries,
    electorate,
    objections,
    policy,
    queries,
    room,
    rules,
    settlements,
    waiting,
)
from meetings.domain.poll.objections import Raised
from meetings.domain.poll.rules import Turnout
from meetings.domain.poll.waiting import Waiting
from meetings.models.ballot import Elector
from meetings.models.objection import Objection
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState
from meetings.models.poll_date import PollSettlement
from meetings.models.proxy import Proxy
from meetings.web.chamber import Chamber
from meetings.web.poll import level_words, own_ballot, short, turnout
from meetings.web.poll import slip as slips
from meetings.web.poll.by_proxy import ByProxy, by_proxy
from meetings.web.poll.own_ballot import Known, Mine, Reader
from meetings.web.poll.slip import Slip


@dataclass(frozen=True, slots=True)
class VotePage:
    """One poll as a reader sees it; without *mine*, *why* says why they have no ballot."""

    poll: Poll
    options: Sequence[PollOption]
    now: datetime
    takes_ballots: bool
    mine: Mine | None
    why: str
    may_manage: bool
    may_see_result: bool
    #: Of one's own ballot; on the page of a ballot that one casts for others there is nothing of it.
    by_proxy: ByProxy
    #: By which one casts the ballot of this page.
    proxy: Proxy | None
    #: How many have voted, for those who may know: as seats on a page of its own.
    chamber: Chamber | None = None
    turnout: Turnout | None = None
    advisory: int = 0
    #: The other polls that wait for the reader.
    waiting: Sequence[Waiting] = ()
    #: In a silence procedure under way: all objections, for those who run the meeting, and the reader's own.
    objections: Sequence[Raised] | None = None
    objection: Objection | None = None
    #: What a poll about dates came to.
    settlement: PollSettlement | None = None

    @property
    def standing(self) -> int:
        """How many objections hold."""
        return sum(one.withdrawn_at is None for one in self.objections or ())

    @property
    def short(self) -> str:
        """The address that people type from a screen."""
        return short.address(self.poll)

    @property
    def code(self) -> Markup:
        """The same as a QR code."""
        return short.drawing(self.poll)

    @property
    def counting(self) -> bool:
        """Whether the closing time has come, and the poll is about to be closed."""
        return self.poll.state is PollState.OPEN and not self.takes_ballots

    @property
    def ended_at(self) -> datetime:
        """Since when a poll that is about to be closed has taken no ballots."""
        return rules.ended_at(self.poll, self.now)

    @property
    def level(self) -> list[str]:
        """What the level of the poll means, sentence by sentence."""
        secrecy = self.poll.secrecy
        said = (level_words.before(secrecy), level_words.known(self.poll), level_words.change(self.poll))
        return [sentence for sentence in (*said, level_words.limits(secrecy)) if sentence]

    def slip(self) -> Slip:
        """Return a fresh paper; to replace a named ballot, one that says what stands."""
        voter = self.proxy.giver_id if self.proxy else None
        if self.mine and self.mine.ballot:
            slip = slips.filled(self.poll, self.options, self.mine.ballot.choice, voter)
            slip.typed["reason"] = self.objection.reason if self.objection else ""
            return slip
        return slips.empty(self.poll, self.options, voter)


def vote_page(poll: Poll, viewer: Person | None, *, zone: str, now: datetime, proxy: Proxy | None = None) -> VotePage:
    """Gather the page of *poll* for *viewer*, who reads times in *zone*.

    With a *proxy* that serves the viewer it is the page of the ballot that they cast for others.
    """
    nomination = electorate.nomination_at(poll.meeting, viewer, now=now) if viewer else None
    reader = own_ballot.reader(poll.meeting, viewer, nomination, zone=zone, now=now, proxy=proxy)
    voter = proxy.giver_id if proxy else electorate.voter_of(poll, nomination) if nomination else None
    elector = electorate.elector(poll, voter) if voter is not None else None
    held = ByProxy() if proxy else by_proxy([poll], viewer, nomination)[poll.id]
    shown = turnout.of(poll, viewer, nomination, now=now) if policy.can_see_turnout(viewer, poll) else None
    page = _page(poll, reader, elector, queries.options(poll), ballot_queries, held)
    return replace(
        page,
        chamber=shown.chamber if shown else None,
        turnout=shown.figures if shown else None,
        advisory=shown.advisory if shown else 0,
        waiting=waiting.others(poll.id, [viewer], now=now)[viewer.id] if viewer else (),
        objections=objections.of(poll) if policy.can_follow_objections(viewer, poll) else None,
        objection=objections.standing(poll, page.mine.elector.voter) if page.mine else None,
    )


def vote_pages(polls: Sequence[Poll], viewer: Person | None, *, zone: str, now: datetime) -> list[VotePage]:
    """Gather several *polls* of one meeting for one page, in a number of statements that does not grow with them."""
    if not polls:
        return []
    known = room.Known(polls, viewer, now=now)
    nomination = known.nomination
    reader = own_ballot.reader(polls[0].meeting, viewer, nomination, zone=zone, now=now)
    held, pages = by_proxy(polls, viewer, nomination), []
    followed = [poll for poll in polls if policy.can_follow_objections(viewer, poll)]
    raised = objections.several(followed)
    own = objections.standing_in(polls, nomination.organisation_id) if nomination else {}
    for poll in polls:
        elector = known.elector(poll, electorate.voter_of(poll, nomination)) if nomination else None
        page = _page(poll, reader, elector, known.options(poll), known, held[poll.id])
        figures = known.turnouts.get(poll.id) if policy.can_see_turnout(viewer, poll) else None
        against = raised.get(poll.id, ()) if poll in followed else None
        mine = own.get(poll.id) if page.mine else None
        pages.append(replace(page, turnout=figures, objections=against, objection=mine))
    return pages


def _page(
    poll: Poll, reader: Reader, elector: Elector | None, options: Sequence[PollOption], known: Known, held: ByProxy
) -> VotePage:
    """Return the page of *poll* without how many have voted, and who objects."""
    viewer, nomination = reader.viewer, reader.nomination
    why = own_ballot.why_not(reader, elector, poll) if poll.state is not PollState.PREPARED else ""
    mine = None
    if nomination and elector and not why:
        mine = own_ballot.of(poll, options, nomination, elector, reader, known, held)
    return VotePage(
        poll=poll,
        options=options,
        now=reader.now,
        takes_ballots=rules.takes_ballots(poll, reader.now),
        mine=mine,
        why=why,
        may_manage=policy.can_manage(viewer, poll),
        may_see_result=policy.can_see_result(viewer, poll),
        settlement=settlements.of(poll),
        by_proxy=held,
        proxy=reader.proxy,
    )
