"""Keeps how a tie was ended, what the lot fell on or what the chair decided, and takes back what was kept in error."""

from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.poll import draft_rules, outcomes, queries, results, rules
from meetings.models.database import lock
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState


def settle_tie(poll: Poll, option_id: int, *, seen: int, by: Person | None, now: datetime) -> None:
    """Keep that the tie which waits in the result of *poll* was ended with the option of *option_id*.

    *seen* is how many ties had been ended when the form was made: the same form sent again changes nothing and ends no
    later tie. Raises ``PollNotClosed``, ``NoTieWaits`` or ``NotTied``.
    """
    lock(poll)
    if poll.state is not PollState.CLOSED:
        raise rules.PollNotClosed
    found, rule = results.result(poll), draft_rules.terms(poll)
    waiting = outcomes.outcome(rule, found, poll.lots).tied
    if waiting is None or rule.ties not in outcomes.SETTLED or seen != len(poll.lots):
        raise rules.NoTieWaits
    if option_id not in waiting.options:
        raise rules.NotTied
    poll.lots = [*poll.lots, option_id]
    text = next(line.option.text for line in found.options if line.option.id == option_id)
    audit.record("poll.tie_settled", poll, by=by, meeting=poll.meeting, now=now, option=text.en or text.fr)


def reopen_tie(poll: Poll, *, seen: int, by: Person | None, now: datetime) -> None:
    """Take back how the last tie in the result of *poll* was ended, so that it waits again; the trail keeps both.

    *seen* is how many ties had been ended when the form was made. Raises ``PollNotClosed`` or ``NoTieWaits``.
    """
    lock(poll)
    if poll.state is not PollState.CLOSED:
        raise rules.PollNotClosed
    if not poll.lots or seen != len(poll.lots):
        raise rules.NoTieWaits
    *kept, taken_back = poll.lots
    poll.lots = kept
    text = next(option.text for option in queries.options(poll) if option.id == taken_back)
    audit.record("poll.tie_reopened", poll, by=by, meeting=poll.meeting, now=now, option=text.en or text.fr)
