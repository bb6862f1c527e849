"""Fills the page on which one votes: the ballot, what is known of it, and who has voted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _
from markupsafe import Markup

from meetings.core.zones import local
from meetings.domain.organisation import queries as register
from meetings.domain.poll import (
    answers,
    ballot_queries,
    dates,
    draft_rules,
    electorate,
    objections,
    policy,
    procedures,
    queries,
    room,
    rules,
    settlements,
)
from meetings.domain.poll import waiting as stored
from meetings.domain.poll.objections import Raised
from meetings.domain.poll.rules import Turnout
from meetings.domain.registration import substitutes
from meetings.i18n import language, words
from meetings.models.ballot import Ballot, Elector, Participation
from meetings.models.meeting import Meeting
from meetings.models.objection import Objection
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState, Secrecy, Unit
from meetings.models.poll_date import PollSettlement
from meetings.models.proxy import Proxy
from meetings.web.chamber import Chamber
from meetings.web.poll import level_words, short, turnout
from meetings.web.poll import slip as slips
from meetings.web.poll.by_proxy import ByProxy, by_proxy
from meetings.web.poll.slip import Slip

#: Answers that read better in small letters inside a sentence.
_PLAIN = {option.text.text(language) for option in draft_rules.YES_NO_ABSTENTION for language in ("en", "fr")}


@dataclass(frozen=True, slots=True)
class Mine:
    """The one ballot that the reader casts, alone or with others of their administration.

    *ballot*, *answer* and *number* are known of named ballots, *cast_by* of confidential ones too.
    """

    name: str
    organisation: Organisation
    others: Sequence[str]
    elector: Elector
    is_in: bool
    ballot: Ballot | None
    answer: str
    number: int | None
    cast_by: Person | None
    cast_today: bool
    #: Whom the reader stands in for, and whom whoever cast the ballot stood in for.
    principal: Person | None
    cast_for: Person | None
    #: It came from whoever held a proxy: *holder*, where the level says who.
    by_proxy: bool
    holder: Organisation | None
    may_cast: bool
    may_replace: bool
    may_lock: bool


@dataclass(frozen=True, slots=True)
class VotePage:
    """One poll as a reader sees it; without *mine*, *why* says why they have no ballot."""

    poll: Poll
    options: Sequence[PollOption]
    now: datetime
    takes_ballots: bool
    mine: Mine | None
    why: str
    chamber: Chamber | None
    turnout: Turnout | None
    advisory: int
    waiting: Sequence[Poll]
    may_manage: bool
    may_see_result: bool
    #: Of one's own ballot; on the page of a ballot that one casts for others there is nothing of it.
    by_proxy: ByProxy
    #: By which one casts the ballot of this page.
    proxy: Proxy | None
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


class Known(Protocol):
    """What is read of polls: of one by ``ballot_queries``, of all those of a room at once by ``domain/poll/room``."""

    def ballot(self, poll: Poll, voter: int, /) -> Ballot | None:
        """Return the named ballot of *voter*, with who cast it."""

    def participation(self, poll: Poll, voter: int, /) -> Participation | None:
        """Return that *voter* has cast a sealed ballot, with who cast it."""

    def number_of(self, poll: Poll, voter: int, /) -> int | None:
        """Return the number of the last line of *voter* in the history of *poll*."""

    def cast_for(self, poll: Poll, ballot: Ballot, /) -> Person | None:
        """Return for whom whoever cast *ballot* stood in, if they did."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, where and when, and by which *nomination* they vote, which *others* share."""

    viewer: Person | None
    nomination: Nomination | None
    others: Sequence[str]
    zone: str
    now: datetime
    #: By which they cast the ballot of somebody else.
    proxy: Proxy | None = None


def vote_page(poll: Poll, viewer: Person | None, *, zone: str, now: datetime, proxy: Proxy | None = None) -> VotePage:
    """Gather the page of *poll* for *viewer*, who reads times in *zone*.

    With a *proxy* that serves the viewer it is the page of the ballot that they cast for others.
    """
    nomination = electorate.nomination_at(poll.meeting, viewer, now=now) if viewer else None
    others = _others(nomination, now) if nomination and not proxy else ()
    reader = Reader(viewer, nomination, others, zone, now, proxy)
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
        waiting=waiting(poll, viewer, now),
    )


def vote_pages(polls: Sequence[Poll], viewer: Person | None, *, zone: str, now: datetime) -> list[VotePage]:
    """Gather several *polls* of one meeting for one page, in a number of statements that does not grow with them."""
    known = room.Known(polls, viewer, now=now)
    nomination = known.nomination
    reader = Reader(viewer, nomination, _others(nomination, now) if nomination else (), zone, now)
    held, pages = by_proxy(polls, viewer, nomination), []
    for poll in polls:
        elector = known.elector(poll, electorate.voter_of(poll, nomination)) if nomination else None
        page = _page(poll, reader, elector, known.options(poll), known, held[poll.id])
        figures = known.turnouts.get(poll.id) if policy.can_see_turnout(viewer, poll) else None
        pages.append(replace(page, turnout=figures))
    return pages


def _page(
    poll: Poll, reader: Reader, elector: Elector | None, options: Sequence[PollOption], known: Known, held: ByProxy
) -> VotePage:
    """Return the page of *poll* without how many have voted."""
    viewer, nomination = reader.viewer, reader.nomination
    why = why_not(viewer, nomination, elector, poll, reader.proxy) if poll.state is not PollState.PREPARED else ""
    mine = None
    if nomination and elector and not why:
        mine = _mine(poll, options, nomination, elector, reader, known, held)
    return VotePage(
        poll=poll,
        options=options,
        now=reader.now,
        takes_ballots=rules.takes_ballots(poll, reader.now),
        mine=mine,
        why=why,
        chamber=None,
        turnout=None,
        advisory=0,
        waiting=(),
        may_manage=policy.can_manage(viewer, poll),
        may_see_result=policy.can_see_result(viewer, poll),
        objections=objections.of(poll) if policy.can_follow_objections(viewer, poll) else None,
        objection=objections.standing(poll, mine.elector.voter) if mine and procedures.is_silence(poll) else None,
        settlement=settlements.of(poll),
        by_proxy=held,
        proxy=reader.proxy,
    )


def why_not(
    viewer: Person | None,
    nomination: Nomination | None,
    elector: Elector | None,
    poll: Poll,
    proxy: Proxy | None = None,
) -> str:
    """Return why *viewer* has no ballot in *poll*; nothing when they cast that of *elector*, maybe by *proxy*."""
    if viewer is None:
        return str(_("Sign in to vote. Administrations vote through their National Contact Points."))
    if nomination is None:
        return _without_nomination(viewer, poll.meeting)
    name = words(proxy.giver.name if proxy else nomination.organisation.name)
    if elector is None and not nomination.organisation.kind.votes:
        return str(_("Members vote. %(name)s takes part without a ballot.", name=name))
    if not electorate.exercises(nomination):
        return str(_("The ballot of %(name)s is cast by its head, an NCP or an alternate.", name=name))
    if elector is None and poll.unit is Unit.PERSON:
        return str(_("You were not among those entitled when the poll opened, so you have no ballot in this poll."))
    if elector is None:
        return str(_("%(name)s was not entitled when the poll opened, so it has no ballot in this poll.", name=name))
    return ""


def _without_nomination(viewer: Person, meeting: Meeting) -> str:
    part = substitutes.of_principal(meeting, viewer)
    if part:
        return str(_("%(name)s comes in your place, and votes on your behalf.", name=part.substitute.name))
    if viewer.runs_the_house:
        return str(_("The secretariat runs the poll and has no ballot."))
    return str(_("No administration has named you, so you have no ballot. You can follow who has voted."))


def _mine(
    poll: Poll,
    options: Sequence[PollOption],
    nomination: Nomination,
    elector: Elector,
    reader: Reader,
    known: Known,
    held: ByProxy,
) -> Mine:
    named = poll.secrecy is Secrecy.NAMED
    ballot = known.ballot(poll, elector.voter) if named else None
    part = None if named else known.participation(poll, elector.voter)
    own, zone, now, proxy = poll.unit is Unit.PERSON, reader.zone, reader.now, reader.proxy
    organisation = proxy.giver if proxy else nomination.organisation
    kept = not poll.changeable or poll.secrecy is Secrecy.SECRET or elector.locked_at is not None
    return Mine(
        name=nomination.person.name if own else words(organisation.name),
        organisation=organisation,
        others=[] if own else reader.others,
        elector=elector,
        is_in=ballot is not None or part is not None,
        ballot=ballot,
        answer=in_a_sentence(poll, ballot.choice, options) if ballot else "",
        number=known.number_of(poll, elector.voter) if ballot else None,
        cast_by=ballot.cast_by if ballot else part.cast_by if part else None,
        cast_today=ballot is not None and local(ballot.cast_at, zone).date() == local(now, zone).date(),
        principal=nomination.person if reader.viewer and nomination.person_id != reader.viewer.id else None,
        cast_for=known.cast_for(poll, ballot) if ballot else None,
        by_proxy=bool(ballot.proxy_id if ballot else part and part.by_proxy),
        holder=ballot.proxy.holder if ballot and ballot.proxy else None,
        may_cast=not held.silenced,
        may_replace=not kept and not held.silenced,
        may_lock=rules.can_be_locked(poll, now) and electorate.heads(nomination) and proxy is None,
    )


def _others(nomination: Nomination, now: datetime) -> list[str]:
    """Return the names of those who share the ballot of an administration."""
    named = register.nominated(nomination.organisation, on=now.date())
    return [n.person.name for n in named if n.person_id != nomination.person_id and electorate.exercises(n)]


def in_a_sentence(poll: Poll, choice: str, options: Sequence[PollOption]) -> str:
    """Return the answer to *poll* written as *choice* as it reads inside a sentence."""
    names = {option.id: words(option.text) for option in options}
    answer = answers.in_words(answers.read(choice), names, dates.said(poll.kind, language()))
    return answer.lower() if answer in _PLAIN else answer


def waiting(poll: Poll, viewer: Person | None, now: datetime) -> Sequence[Poll]:
    """Return the other polls than *poll* that wait for the administration of *viewer*."""
    return [other for other in stored.for_person(viewer, now=now) if other.id != poll.id] if viewer else ()
