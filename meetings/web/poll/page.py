"""Fills the pages of a poll: voting, the result, the polls of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.core.zones import local
from meetings.domain.organisation import queries as register
from meetings.domain.organisation.queries import Seat
from meetings.domain.poll import policy, queries, rules
from meetings.domain.poll.queries import RollLine
from meetings.domain.poll.rules import OptionLine, Result, Turnout
from meetings.domain.registration import substitutes
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.models.poll import Ballot, Poll, PollOption, PollState
from meetings.web import seats
from meetings.web.chamber import Chamber, chamber

#: Answers that read better in small letters inside a sentence.
_PLAIN = {text.text(language) for text, _abstention in rules.YES_NO_ABSTENTION for language in ("en", "fr")}


@dataclass(frozen=True, slots=True)
class Mine:
    """The ballot that the reader shares with others of their administration."""

    organisation: Organisation
    others: Sequence[str]
    ballot: Ballot | None
    answer: str
    cast_today: bool
    #: Whom the reader stands in for, and whom whoever cast the ballot stood in for.
    principal: Person | None
    cast_for: Person | None


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
    waiting: Sequence[Poll]
    may_manage: bool
    may_see_result: bool

    @property
    def counting(self) -> bool:
        """Whether the closing time has come, and the poll is about to be closed."""
        return self.poll.state is PollState.OPEN and not self.takes_ballots


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The result of a closed poll; *roll* and *chamber* are for those who may see who voted what."""

    poll: Poll
    result: Result
    letters: dict[int, str]
    outcome: str
    roll: Sequence[RollLine] | None
    texts: dict[int, PollOption]
    chamber: Chamber | None
    may_manage: bool


@dataclass(frozen=True, slots=True)
class ListLine:
    """One poll in the list of a meeting: its outcome when it is closed."""

    poll: Poll
    turnout: Turnout | None
    outcome: str
    takes_ballots: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """The polls of a meeting."""

    meeting: Meeting
    lines: Sequence[ListLine]
    may_manage: bool


def list_page(meeting: Meeting, viewer: Person | None, *, now: datetime) -> ListPage:
    """Gather the polls of *meeting* for *viewer*."""
    may_manage = policy.can_prepare(viewer, meeting)
    polls = queries.for_meeting(meeting, prepared=may_manage)
    turnouts = queries.turnouts(polls)
    tallies = queries.tallies([poll for poll in polls if policy.can_see_result(viewer, poll)])
    return ListPage(meeting, [_line(poll, turnouts, tallies, viewer, now) for poll in polls], may_manage)


def _line(
    poll: Poll, turnouts: dict[int, Turnout], tallies: dict[int, list[OptionLine]], viewer: Person | None, now: datetime
) -> ListLine:
    shown = policy.can_see_turnout(viewer, poll) or policy.can_see_result(viewer, poll)
    return ListLine(
        poll,
        turnouts.get(poll.id) if shown else None,
        outcome(tallies[poll.id]) if poll.id in tallies else "",
        rules.takes_ballots(poll, now),
    )


def vote_page(poll: Poll, viewer: Person | None, *, zone: str, now: datetime) -> VotePage:
    """Gather the page of *poll* for *viewer*, who reads times in *zone*."""
    options = queries.options(poll)
    electors = queries.electorate(poll)
    nomination = queries.nomination_at(poll.meeting, viewer, now=now) if viewer else None
    why = why_not(viewer, nomination, electors, poll.meeting) if poll.state is not PollState.PREPARED else ""
    mine = _mine(poll, options, nomination, viewer, zone, now) if nomination and not why and electors else None
    turnout = policy.can_see_turnout(viewer, poll)
    return VotePage(
        poll=poll,
        options=options,
        now=now,
        takes_ballots=rules.takes_ballots(poll, now),
        mine=mine,
        why=why,
        chamber=_turnout_chamber(poll, electors, nomination, now) if turnout else None,
        waiting=_waiting(poll, viewer, now),
        may_manage=policy.can_manage(viewer, poll),
        may_see_result=policy.can_see_result(viewer, poll),
    )


def why_not(viewer: Person | None, nomination: Nomination | None, electors: set[int], meeting: Meeting) -> str:
    """Return why *viewer* has no ballot in a poll with these *electors*; nothing when they share one."""
    if viewer is None:
        return str(_("Sign in to vote. Administrations vote through their National Contact Points."))
    if nomination is None:
        part = substitutes.of_principal(meeting, viewer)
        if part:
            return str(_("%(name)s comes in your place, and votes on your behalf.", name=part.substitute.name))
        if viewer.runs_the_house:
            return str(_("The secretariat runs the poll and has no ballot."))
        return str(_("No administration has named you, so you have no ballot. You can follow who has voted."))
    name = words(nomination.organisation.name)
    if not nomination.organisation.kind.votes:
        return str(_("Members vote. %(name)s takes part without a ballot.", name=name))
    if nomination.organisation_id not in electors:
        return str(_("%(name)s had no NCP when the poll opened, so it has no ballot in this poll.", name=name))
    if nomination.capacity not in rules.VOTING:
        return str(_("The ballot of %(name)s is cast by its head, an NCP or an alternate.", name=name))
    return ""


def _mine(
    poll: Poll,
    options: Sequence[PollOption],
    nomination: Nomination,
    viewer: Person | None,
    zone: str,
    now: datetime,
) -> Mine:
    organisation = nomination.organisation
    ballot = queries.ballot(poll, organisation)
    named = register.nominated(organisation, on=now.date())
    others = [n.person.name for n in named if n.person_id != nomination.person_id and n.capacity in rules.VOTING]
    answer = next((words(option.text) for option in options if ballot and option.id == ballot.option_id), "")
    return Mine(
        organisation=organisation,
        others=others,
        ballot=ballot,
        answer=answer.lower() if answer in _PLAIN else answer,
        principal=nomination.person if viewer and nomination.person_id != viewer.id else None,
        cast_for=queries.cast_for(poll, ballot) if ballot else None,
        cast_today=ballot is not None and local(ballot.cast_at, zone).date() == local(now, zone).date(),
    )


def _waiting(poll: Poll, viewer: Person | None, now: datetime) -> Sequence[Poll]:
    """Return the other polls that wait for the reader's administration."""
    return [other for other in queries.waiting_for(viewer, now=now) if other.id != poll.id] if viewer else ()


def _turnout_chamber(poll: Poll, electors: set[int], nomination: Nomination | None, now: datetime) -> Chamber:
    """Return who has voted, not what."""
    voted = queries.have_voted(poll)

    def state(seat: Seat) -> str:
        return seats.FULL if seat.id in voted else seats.EMPTY if seat.id in electors else seats.DOT

    mine = nomination.organisation if nomination else None
    return chamber(
        seats.regions(register.seats(on=now.date()), state),
        mode="voted",
        me=mine.code if mine else None,
        mine=words(mine.name) if mine else "",
    )


def result_page(poll: Poll, viewer: Person | None, *, now: datetime) -> ResultPage:
    """Gather the result of *poll* for *viewer*; whose answer is whose only for those who may see names."""
    result = queries.result(poll)
    options = [line.option for line in result.options]
    letters = rules.answers(options)
    roll = queries.roll(poll) if policy.can_see_names(viewer, poll) else None
    return ResultPage(
        poll=poll,
        result=result,
        letters=letters,
        outcome=outcome(result.options),
        roll=roll,
        texts={option.id: option for option in options},
        chamber=_result_chamber(roll, letters, now) if roll is not None else None,
        may_manage=policy.can_manage(viewer, poll),
    )


def _result_chamber(roll: Sequence[RollLine], letters: dict[int, str], now: datetime) -> Chamber:
    """Return who voted what where the answers are yes, no and abstention, else who voted."""
    cast = {line.organisation.id: line.option_id for line in roll}

    def state(seat: Seat) -> str:
        if seat.id not in cast:
            return "x" if letters else seats.DOT
        option_id = cast[seat.id]
        if option_id is None:
            return "o" if letters else seats.EMPTY
        return letters[option_id] if letters else seats.FULL

    return chamber(
        seats.regions(register.seats(on=now.date()), state), mode="named_vote" if letters else "voted", titles=True
    )


def outcome(lines: Sequence[OptionLine]) -> str:
    """Return the result in one line: “Yes 91, No 6, Abstention 15”."""
    return ", ".join(
        str(_("%(answer)s %(number)d", answer=words(line.option.text), number=line.count)) for line in lines
    )
