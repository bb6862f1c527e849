"""The one ballot of somebody in a poll: whose it is and what is known of it, or why they have none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask_babel import gettext as _

from meetings.core.zones import local
from meetings.domain.organisation import queries as register
from meetings.domain.poll import (
    answers,
    dates,
    draft_rules,
    electorate,
    rules,
)
from meetings.domain.poll.offers import Option
from meetings.domain.registration import substitutes
from meetings.i18n import language, time_of_day, words
from meetings.models.ballot import Ballot, Elector, Participation
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, Secrecy, Unit
from meetings.models.proxy import Proxy
from meetings.web.poll.by_proxy import ByProxy

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
    #: When a named one was cast: the time of day, and whether that was today.
    cast_time: str
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
    """Who reads, where and when, and by which *nomination* they vote, which *others* share; *why* not, without one."""

    viewer: Person | None
    nomination: Nomination | None
    others: Sequence[str]
    why: str
    zone: str
    now: datetime
    #: By which they cast the ballot of somebody else.
    proxy: Proxy | None = None


def reader(
    meeting: Meeting,
    viewer: Person | None,
    nomination: Nomination | None,
    *,
    zone: str,
    now: datetime,
    proxy: Proxy | None = None,
) -> Reader:
    """Return what is the same of *viewer* in all polls of *meeting*."""
    others = _others(nomination, now) if nomination and not proxy else ()
    why = "" if nomination else _without_nomination(meeting, viewer)
    return Reader(viewer, nomination, others, why, zone, now, proxy)


def _others(nomination: Nomination, now: datetime) -> list[str]:
    """Return the names of those who share the ballot of an administration."""
    named = register.nominated(nomination.organisation, on=now.date())
    return [n.person.name for n in named if n.person_id != nomination.person_id and electorate.exercises(n)]


def _without_nomination(meeting: Meeting, viewer: Person | None) -> str:
    if viewer is None:
        return str(_("Sign in to vote. Administrations vote through their National Contact Points."))
    part = substitutes.of_principal(meeting, viewer)
    if part:
        return str(_("%(name)s comes in your place, and votes on your behalf.", name=part.substitute.name))
    if viewer.runs_the_house:
        return str(_("The secretariat runs the poll and has no ballot."))
    return str(_("No administration has named you, so you have no ballot. You can follow who has voted."))


def why_not(reader: Reader, elector: Elector | None, poll: Poll) -> str:
    """Return why *reader* has no ballot in *poll*; nothing when they cast that of *elector*, maybe by proxy."""
    nomination, proxy = reader.nomination, reader.proxy
    if nomination is None:
        return reader.why
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


def of(
    poll: Poll,
    options: Sequence[PollOption],
    nomination: Nomination,
    elector: Elector,
    reader: Reader,
    known: Known,
    held: ByProxy,
) -> Mine:
    """Return the ballot of *elector*, which the *reader* casts by *nomination* or by proxy."""
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
        cast_time=time_of_day(ballot.cast_at, zone) if ballot else "",
        cast_today=ballot is not None and local(ballot.cast_at, zone).date() == local(now, zone).date(),
        principal=nomination.person if reader.viewer and nomination.person_id != reader.viewer.id else None,
        cast_for=known.cast_for(poll, ballot) if ballot else None,
        by_proxy=bool(ballot.proxy_id if ballot else part and part.by_proxy),
        holder=ballot.proxy.holder if ballot and ballot.proxy else None,
        may_cast=not held.silenced,
        may_replace=not kept and not held.silenced,
        may_lock=rules.can_be_locked(poll, now) and electorate.heads(nomination) and proxy is None,
    )


def in_a_sentence(poll: Poll, choice: str, options: Sequence[Option]) -> str:
    """Return the answer to *poll* written as *choice* as it reads inside a sentence."""
    names = {option.id: words(option.text) for option in options}
    answer = answers.in_words(answers.read(choice), names, dates.said(poll.kind, language()))
    return answer.lower() if answer in _PLAIN else answer
