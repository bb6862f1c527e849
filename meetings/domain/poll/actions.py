"""Prepares, opens and closes polls, and takes ballots."""

from collections.abc import Callable
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import queries, rules
from meetings.domain.poll.rules import PollDraft
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Ballot, BallotEntry, Elector, Poll, PollOption, PollState

Clock = Callable[[], datetime]


def prepare(meeting: Meeting, draft: PollDraft, *, by: Person | None, now: datetime) -> Poll:
    """Prepare a poll that only the secretariat sees; raises ``TooManyOptions`` or ``TooManyAbstentions``."""
    rules.check(draft)
    poll = add(
        Poll(
            meeting=meeting,
            item=draft.item,
            question=draft.question,
            state=PollState.PREPARED,
            created_at=now,
            opened_at=None,
            closes_at=None,
            closed_at=None,
        )
    )
    _set_options(poll, draft)
    audit.record("poll.prepared", poll, by=by, meeting=meeting, now=now)
    return poll


def revise(poll: Poll, draft: PollDraft, *, by: Person | None, now: datetime) -> None:
    """Change *poll* while nobody has seen it; raises ``AlreadyOpened`` and what ``prepare`` raises."""
    rules.check(draft)
    _lock_prepared(poll)
    poll.question, poll.item = draft.question, draft.item
    _set_options(poll, draft)
    audit.record("poll.revised", poll, by=by, meeting=poll.meeting, now=now)


def discard(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Throw *poll* away while nobody has seen it; raises ``AlreadyOpened``."""
    _lock_prepared(poll)
    audit.record("poll.discarded", poll, by=by, meeting=poll.meeting, now=now)
    current().delete(poll)
    current().flush()


def open_(poll: Poll, *, closes_at: datetime | None = None, by: Person | None, now: datetime) -> None:
    """Open *poll* and freeze its electorate: the Members that have named someone on that day.

    Raises ``AlreadyOpened``, ``MeetingNotAnnounced``, ``MeetingCancelled``, ``TooFewOptions``, ``GapsInPoll``,
    ``ClosesInThePast`` or ``NobodyEntitled``.
    """
    _lock_prepared(poll)
    entitled = queries.entitled_on(now.date())
    for obstacle in rules.obstacles(poll, queries.options(poll), len(entitled)):
        raise obstacle
    if closes_at is not None and closes_at <= now:
        raise rules.ClosesInThePast
    poll.state, poll.opened_at, poll.closes_at = PollState.OPEN, now, closes_at
    current().add_all(
        Elector(poll_id=poll.id, organisation_id=organisation_id, region_id=region_id)
        for organisation_id, region_id in entitled
    )
    audit.record("poll.opened", poll, by=by, meeting=poll.meeting, now=now, entitled=len(entitled))


def cast(poll: Poll, organisation: Organisation, option_id: int, *, by: Person, clock: Clock) -> Ballot:
    """Cast the one ballot of *organisation*, or replace it; whoever of its people casts last before closing decides.

    The poll's row is locked first and *clock* read only then, so that a ballot is acknowledged if and only if
    it is counted. The same ballot sent again by the same person gets the same answer and changes nothing, also
    after closing. Raises ``PollNotOpen``, ``PollClosed``, ``NotEntitled`` or ``OptionUnknown``.
    """
    lock(poll)
    now = clock()
    standing = queries.ballot(poll, organisation)
    if standing and (standing.option_id, standing.cast_by_id) == (option_id, by.id):
        return standing
    rules.check_takes_ballots(poll, now)
    _check_entitled(poll, organisation, by, now)
    if queries.option_of(poll, option_id) is None:
        raise rules.OptionUnknown
    if standing and standing.option_id == option_id:
        return standing
    return _put(poll, organisation, standing, option_id, by, now)


def close(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Close *poll*, and note in the same transaction how many ballots it counts.

    Raises ``PollNotOpen`` or ``PollClosed``.
    """
    lock(poll)
    if poll.state is PollState.PREPARED:
        raise rules.PollNotOpen
    if poll.state is PollState.CLOSED:
        raise rules.PollClosed(rules.ended_at(poll, now))
    turnout = queries.turnouts([poll])[poll.id]
    poll.closed_at = rules.moment_of_closing(poll, queries.last_cast_at(poll), now)
    poll.state = PollState.CLOSED
    audit.record(
        "poll.closed", poll, by=by, meeting=poll.meeting, now=now, cast=turnout.cast, entitled=turnout.entitled
    )


def close_due(*, now: datetime) -> int:
    """Close the open polls whose time has come; return how many."""
    closed = 0
    for poll in queries.due(now):
        lock(poll)
        if poll.state is PollState.OPEN and not rules.takes_ballots(poll, now):
            close(poll, by=None, now=now)
            closed += 1
    return closed


def extend(poll: Poll, closes_at: datetime, reason: str, *, by: Person | None, now: datetime) -> None:
    """Move the closing time of an open *poll*, for a *reason* that the history keeps.

    Raises ``PollNotOpen``, ``PollClosed`` or ``ClosesInThePast``.
    """
    lock(poll)
    rules.check_takes_ballots(poll, now)
    if closes_at <= now:
        raise rules.ClosesInThePast
    was, poll.closes_at = poll.closes_at, closes_at
    audit.record(
        "poll.extended",
        poll,
        by=by,
        meeting=poll.meeting,
        now=now,
        was=was.isoformat() if was else None,
        closes=closes_at.isoformat(),
        reason=reason,
    )


def _lock_prepared(poll: Poll) -> None:
    """Hold *poll*; raises ``AlreadyOpened`` when it has been opened."""
    lock(poll)
    if poll.state is not PollState.PREPARED:
        raise rules.AlreadyOpened


def _set_options(poll: Poll, draft: PollDraft) -> None:
    """Make the options of *poll* those of *draft*, in its order."""
    there = list(queries.options(poll))
    for place, (text, abstention) in enumerate(draft.options):
        if place < len(there):
            there[place].text, there[place].abstention = text, abstention
        else:
            add(PollOption(poll_id=poll.id, position=place + 1, text=text, abstention=abstention))
    for option in there[len(draft.options) :]:
        current().delete(option)
    current().flush()


def _check_entitled(poll: Poll, organisation: Organisation, person: Person, now: datetime) -> None:
    """Raises ``NotEntitled`` unless *organisation* is in the electorate and *person* speaks for it today."""
    speaks = queries.speaks_for(person, organisation, poll.meeting, now=now)
    if queries.elector(poll, organisation) is None or not speaks:
        raise rules.NotEntitled


def _put(
    poll: Poll, organisation: Organisation, standing: Ballot | None, option_id: int, by: Person, now: datetime
) -> Ballot:
    """Write the ballot over the one *standing*, both into its history, and let those who share it know."""
    verb = "poll.ballot_replaced" if standing else "poll.ballot_cast"
    ballot = standing or Ballot(poll_id=poll.id, organisation_id=organisation.id)
    ballot.option_id, ballot.cast_by, ballot.cast_at = option_id, by, now
    add(ballot)
    current().add(
        BallotEntry(
            poll_id=poll.id, organisation_id=organisation.id, option_id=option_id, cast_by_id=by.id, cast_at=now
        )
    )
    # The history of the meeting says that they voted, not what: it can be read while the poll is open.
    audit.record(verb, poll, by=by, meeting=poll.meeting, now=now, organisation=organisation.code)
    said: outbox.Payload = {"poll": poll.id, "organisation": organisation.id, "option": option_id, "by": by.id}
    outbox.announce("poll.ballot_cast", said, now=now)
    return ballot
