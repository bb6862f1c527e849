"""Prepares and opens polls, and moves their time."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete

from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import dates, draft_rules, electorate, procedures, queries, rules
from meetings.domain.poll.dates import DateDraft
from meetings.domain.poll.draft_rules import PollDraft
from meetings.domain.poll.electorate import Right
from meetings.domain.poll.keys import Keyring
from meetings.models.ballot import Elector, PollVoter
from meetings.models.database import add, current, lock, take_stock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState, Procedure, QuestionKind, Secrecy
from meetings.models.poll_date import PollDate
from meetings.storage import Bin

Clock = Callable[[], datetime]


def prepare(
    meeting: Meeting, draft: PollDraft, *, follows: Poll | None = None, by: Person | None, now: datetime
) -> Poll:
    """Prepare a poll that only the secretariat sees, maybe as the next round of one that it *follows*.

    Raises what ``draft_rules.check`` and ``procedures.check`` raise.
    """
    draft_rules.check(draft)
    procedures.check(draft)
    poll = Poll(
        meeting=meeting, state=PollState.PREPARED, created_at=now, opened_at=None, closes_at=None, closed_at=None
    )
    poll.follows, poll.round = follows, follows.round + 1 if follows else 1
    _set(poll, draft)
    add(poll)
    _set_options(poll, draft)
    _set_voters(poll, draft)
    audit.record("poll.prepared", poll, by=by, meeting=meeting, now=now)
    return poll


def revise(
    poll: Poll, draft: PollDraft, *, seen: str | None = None, files: Bin, by: Person | None, now: datetime
) -> None:
    """Change *poll* while nobody has seen it.

    Raises ``AlreadyOpened``, ``ChangedMeanwhile`` when it is not as *seen*, and what ``prepare`` raises.
    """
    draft_rules.check(draft)
    procedures.check(draft)
    _lock_prepared(poll)
    if seen is not None and seen != queries.mark(poll):
        raise ChangedMeanwhile
    shown = _pictures(poll)
    _set(poll, draft)
    _set_options(poll, draft)
    _set_voters(poll, draft)
    _forget(shown, files)
    audit.record("poll.revised", poll, by=by, meeting=poll.meeting, now=now)


def discard(poll: Poll, *, files: Bin, by: Person | None, now: datetime) -> None:
    """Throw *poll* away while nobody has seen it; raises ``AlreadyOpened``."""
    _lock_prepared(poll)
    audit.record("poll.discarded", poll, by=by, meeting=poll.meeting, now=now)
    shown = _pictures(poll)
    current().delete(poll)
    current().flush()
    _forget(shown, files)


def _pictures(poll: Poll) -> set[str]:
    """Return where the pictures of the options of *poll* lie."""
    return {option.image_key for option in queries.options(poll) if option.image_key}


def _forget(pictures: set[str], files: Bin) -> None:
    """Forget those of *pictures* that no poll shows any more; copies of a poll share them."""
    for key in pictures - queries.pictures_in_use(pictures):
        files.delete(key)


def open_(
    poll: Poll, *, closes_at: datetime | None = None, by: Person | None, now: datetime, keys: Keyring | None = None
) -> None:
    """Open *poll* and freeze its electorate as it is on that day; polls whose ballots are sealed need *keys*.

    The meeting is held too: whether it takes place, and its rule about proxies, stay as they are until that is done.
    Raises ``AlreadyOpened``, ``MeetingNotAnnounced``, ``MeetingCancelled``, ``TooFewOptions``, ``BoundsWrong``,
    ``GapsInPoll``, ``DatePassed``, ``ClosesInThePast``, ``DeadlineMissing`` or ``NobodyEntitled``.
    """
    lock(poll.meeting)
    _lock_prepared(poll)
    entitled = electorate.entitled(poll, on=now.date())
    decisive = sum(not right.advisory for right in entitled)
    for obstacle in rules.obstacles(poll, queries.options(poll), decisive, now=now):
        raise obstacle
    if closes_at is not None and closes_at <= now:
        raise rules.ClosesInThePast
    procedures.check_deadline(poll, closes_at)
    poll.state, poll.opened_at, poll.closes_at = PollState.OPEN, now, closes_at
    poll.opens_at, poll.not_opened, poll.reminded_at = None, "", now
    if poll.secrecy is not Secrecy.NAMED:
        _make_keys(poll, keys)
    _let_vote(poll, entitled)
    audit.record("poll.opened", poll, by=by, meeting=poll.meeting, now=now, entitled=decisive)
    if closes_at and poll.procedure is not Procedure.MEETING:
        outbox.announce("poll.procedure_opened", {"poll": poll.id, "closes": closes_at.isoformat()}, now=now)


def _let_vote(poll: Poll, rights: Sequence[Right]) -> None:
    """Write *rights* into the electorate of *poll*, as they are on that day."""
    current().add_all(Elector(poll_id=poll.id, **asdict(right)) for right in rights)
    take_stock(Elector)


def _make_keys(poll: Poll, keys: Keyring | None) -> None:
    if keys is None:
        raise ValueError("a sealed poll needs the keys")
    poll.public_key, poll.sealed_keys = keys.make(poll.id, apart=poll.secrecy is Secrecy.SECRET)


def pause(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Take no ballots until *poll* is taken up again, as between two sittings.

    Raises what ``rules.check_takes_ballots`` raises, and ``OnlyInMeeting``.
    """
    lock(poll)
    rules.check_takes_ballots(poll, now)
    procedures.check_pauses(poll)
    poll.state = PollState.PAUSED
    audit.record("poll.paused", poll, by=by, meeting=poll.meeting, now=now)


def resume(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Take ballots again, also of those who are present by now where that is the rule (``electorate.newcomers``).

    Raises ``PollNotPaused``, ``PollClosed`` or ``MeetingCancelled``.
    """
    lock(poll)
    if poll.state is not PollState.PAUSED:
        raise rules.PollNotPaused
    if poll.meeting.cancelled_at is not None:
        raise rules.MeetingCancelled
    if rules.is_over(poll, now):
        raise rules.PollClosed(rules.ended_at(poll, now))
    poll.state = PollState.OPEN
    audit.record("poll.resumed", poll, by=by, meeting=poll.meeting, now=now)
    if added := electorate.newcomers(poll, on=now.date()):
        _let_vote(poll, added)
        audit.record("poll.electorate_grown", poll, by=by, meeting=poll.meeting, now=now, added=len(added))


def extend(poll: Poll, closes_at: datetime, reason: str, *, by: Person | None, clock: Clock) -> None:
    """Move the closing time of a *poll* under way, for a *reason* that the history keeps.

    *clock* is read only once the poll is held: what was told that it is over is over. A deadline that was told by mail
    only moves later. Raises ``PollNotOpen``, ``PollWithdrawn``, ``PollClosed``,
    ``ClosesInThePast`` or ``OnlyLater``.
    """
    lock(poll)
    now = clock()
    if poll.state is not PollState.PAUSED or rules.is_over(poll, now):
        rules.check_takes_ballots(poll, now)
    if closes_at <= now:
        raise rules.ClosesInThePast
    procedures.check_moves(poll, closes_at)
    was, poll.closes_at, poll.reminded_at = poll.closes_at, closes_at, now
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
    if was and poll.procedure is not Procedure.MEETING:
        said: outbox.Payload = {"poll": poll.id, "was": was.isoformat(), "closes": closes_at.isoformat()}
        outbox.announce("poll.deadline_moved", {**said, "reason": reason}, now=now)


def _lock_prepared(poll: Poll) -> None:
    """Hold *poll*; raises ``AlreadyOpened`` when it has been opened."""
    lock(poll)
    if poll.state is not PollState.PREPARED:
        raise rules.AlreadyOpened


def _set(poll: Poll, draft: PollDraft) -> None:
    """Give *poll* the question and the rule of *draft*."""
    poll.question, poll.item = draft.question, draft.item
    for name, value in asdict(draft.terms).items():
        setattr(poll, name, list(value) if isinstance(value, tuple) else value)


def _set_options(poll: Poll, draft: PollDraft) -> None:
    """Make the options of *poll* those of *draft*, in its order."""
    there = list(queries.options(poll))
    for place, wanted in enumerate(draft.options):
        option = there[place] if place < len(there) else PollOption(poll_id=poll.id, position=place + 1)
        option.text, option.abstention, option.none_of_these = wanted.text, wanted.abstention, wanted.none_of_these
        option.document, option.image_key, option.image_text = wanted.document, wanted.image_key, wanted.image_text
        _set_date(option, wanted.date if draft.terms.kind is QuestionKind.DATES else None)
        current().add(option)
    for option in there[len(draft.options) :]:
        current().delete(option)
    current().flush()


def _set_date(option: PollOption, wanted: DateDraft | None) -> None:
    """Give *option* the date *wanted* and its words, or take its date away."""
    if wanted is None:
        option.date = None
        return
    date = option.date = option.date or PollDate()
    date.starts_local, date.ends_local = wanted.starts.replace(fold=0), wanted.ends.replace(fold=0)
    date.starts_fold, date.ends_fold = bool(wanted.starts.fold), bool(wanted.ends.fold)
    date.zone, date.whole_day = wanted.zone, wanted.whole_day
    option.text = dates.title(wanted)


def _set_voters(poll: Poll, draft: PollDraft) -> None:
    """Make the list of those entitled in *poll* that of *draft*."""
    current().execute(delete(PollVoter).where(PollVoter.poll_id == poll.id))
    current().add_all(PollVoter(poll_id=poll.id, organisation_id=each, weight=weight) for each, weight in draft.voters)
    current().flush()
