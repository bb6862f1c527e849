"""What holds for polls between meetings: those answered by mail, and those in which silence means yes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.poll import rules
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft, Terms
from meetings.domain.poll.offers import Option
from meetings.domain.poll.rules import Turnout
from meetings.models.poll import (
    Majority,
    Method,
    Poll,
    PollState,
    Procedure,
    QuestionKind,
    ResultsWhen,
    Secrecy,
    Unit,
    Voters,
)

#: What can be answered to a silence procedure: the second one stops it, and has a reason.
SILENCE_OPTIONS = (
    OptionDraft(Bilingual("We agree", "Nous approuvons")),
    OptionDraft(Bilingual("We object", "Nous faisons objection")),
)
#: Reminders: so many at most, and so many days ahead at most.
MOST_REMINDERS, LONGEST_LEAD = 5, 60
#: More objections than that can stop nothing.
MOST_OBJECTIONS = 100


class SilenceIsNamed(Refused):
    """Whoever objects is known, with the reason."""


class SilenceIsSimple(Refused):
    """A silence procedure asks one thing of each organisation, and has no other rule than its objections."""


class PresentInMeetingOnly(Refused):
    """Between meetings nobody is present."""


class RemindersWrong(Refused):
    """Reminders are a few, each some days before the deadline."""


class DeadlineMissing(Refused):
    """Whoever answers by mail has to know until when."""


class OnlyLater(Refused):
    """A deadline that was told by mail is not taken forward."""


class BeforeDeadline(Refused):
    """Those who have not answered have until the deadline."""


class OnlyInMeeting(Refused):
    """A poll between meetings has a deadline, and does not rest."""


class OpensInThePast(Refused):
    """The moment at which the poll is to open has passed."""


class ClosesBeforeOpening(Refused):
    """The poll would close before it opens."""


class NotPlanned(Refused):
    """The poll does not open by itself."""


def silent(terms: Terms) -> Terms:
    """Return *terms* as a silence procedure has them; who may know and who is entitled stay as they are."""
    plain = Terms()
    return replace(
        plain,
        procedure=Procedure.SILENCE,
        stops_at=terms.stops_at,
        reminders=terms.reminders,
        secrecy=terms.secrecy,
        voters=terms.voters,
        kinds=terms.kinds,
        results_to=terms.results_to,
    )


def check(draft: PollDraft) -> None:
    """Refuse a draft whose rule does not fit how the poll is held.

    Raises ``RemindersWrong``, ``PresentInMeetingOnly``, ``SilenceIsNamed`` or ``SilenceIsSimple``.
    """
    rule = draft.terms
    days = rule.reminders
    if len(days) > MOST_REMINDERS or not all(1 <= each <= LONGEST_LEAD for each in days):
        raise RemindersWrong
    if rule.procedure is Procedure.MEETING:
        return
    if rule.voters is Voters.PRESENT:
        raise PresentInMeetingOnly
    if rule.procedure is Procedure.SILENCE:
        _check_silence(draft)


def _check_silence(draft: PollDraft) -> None:
    rule = draft.terms
    if rule.secrecy is not Secrecy.NAMED:
        raise SilenceIsNamed
    plain = (
        (rule.kind, rule.unit, rule.majority) == (QuestionKind.ONE, Unit.ORGANISATION, Majority.NONE)
        and (rule.method, rule.quorum, rule.results_when) == (Method.MOST, 0, ResultsWhen.AT_CLOSE)
        and rule.changeable
        and not rule.observers
        and 1 <= rule.stops_at <= MOST_OBJECTIONS
    )
    choices = [option.abstention or option.none_of_these for option in draft.options]
    if not plain or choices != [False, False]:
        raise SilenceIsSimple


def is_silence(poll: Poll) -> bool:
    """Say whether *poll* adopts what nobody objects to."""
    return poll.procedure is Procedure.SILENCE


def is_objection(poll: Poll, options: Sequence[Option], chosen: Sequence[int]) -> bool:
    """Say whether an answer that names the options *chosen* objects to what *poll* proposes."""
    return is_silence(poll) and [options[1].id] == list(chosen)


def check_deadline(poll: Poll, closes_at: datetime | None) -> None:
    """Refuse to open a poll between meetings without an end; raises ``DeadlineMissing``."""
    if closes_at is None and poll.procedure is not Procedure.MEETING:
        raise DeadlineMissing


def check_pauses(poll: Poll) -> None:
    """Refuse to let a poll between meetings rest; raises ``OnlyInMeeting``."""
    if poll.procedure is not Procedure.MEETING:
        raise OnlyInMeeting


def check_moves(poll: Poll, closes_at: datetime) -> None:
    """Refuse to take a deadline that was told forward; raises ``OnlyLater``."""
    if poll.procedure is not Procedure.MEETING and poll.closes_at and closes_at <= poll.closes_at:
        raise OnlyLater


def check_closes(poll: Poll, turnout: Turnout, now: datetime) -> None:
    """Refuse to close *poll* while somebody has time to answer, or to object; raises ``BeforeDeadline``."""
    if poll.procedure is Procedure.MEETING or rules.is_over(poll, now):
        return
    if is_silence(poll) or turnout.cast < turnout.entitled:
        raise BeforeDeadline


def fell(poll: Poll) -> bool:
    """Say whether *poll* is a silence procedure that ended before its time, with its meeting."""
    off = poll.meeting.cancelled_at
    return is_silence(poll) and off is not None and (poll.closes_at is None or off < poll.closes_at)


def opens_now(poll: Poll, now: datetime) -> bool:
    """Say whether *poll* is to open by itself at *now*, and nobody has tried in vain."""
    planned = poll.state is PollState.PREPARED and poll.opens_at is not None and poll.opens_at <= now
    return planned and not poll.not_opened


def check_plan(poll: Poll, opens_at: datetime, closes_at: datetime | None, now: datetime) -> None:
    """Refuse a plan by which *poll* cannot open.

    Raises ``OpensInThePast``, ``ClosesBeforeOpening`` or ``DeadlineMissing``.
    """
    if opens_at <= now:
        raise OpensInThePast
    if closes_at is not None and closes_at <= opens_at:
        raise ClosesBeforeOpening
    check_deadline(poll, closes_at)


def reminder_due(poll: Poll, now: datetime) -> bool:
    """Say whether a reminder of *poll* is due at *now*; several that were missed are one."""
    since, closes = poll.reminded_at, poll.closes_at
    if since is None or closes is None or not rules.takes_ballots(poll, now):
        return False
    return any(since < closes - timedelta(days=days) <= now for days in poll.reminders)
