"""Fills the list of the polls of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.poll import ballot_queries, disclosure, policy, procedures, queries, results, rules
from meetings.domain.poll.result_rules import OptionLine
from meetings.domain.poll.rules import Turnout
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, QuestionKind
from meetings.web.poll import procedure_words


@dataclass(frozen=True, slots=True)
class ListLine:
    """One poll in the list of a meeting: its outcome when it is closed."""

    poll: Poll
    turnout: Turnout | None
    outcome: str
    has_result: bool
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
    turnouts = ballot_queries.turnouts(polls)
    shown = policy.with_result(viewer, polls)
    withheld = {poll.id for poll in shown if disclosure.is_withheld(poll, turnouts.get(poll.id))}
    tallies = results.tallies(
        poll for poll in shown if poll.id not in withheld and poll.kind is not QuestionKind.RATING
    )
    seen, silent = {poll.id for poll in shown}, _silent(shown)
    lines = [
        ListLine(
            poll,
            turnouts.get(poll.id) if poll.id in seen or policy.can_see_turnout(viewer, poll) else None,
            silent.get(poll.id) or (outcome(poll, tallies[poll.id]) if poll.id in tallies else ""),
            poll.id in seen,
            rules.takes_ballots(poll, now),
        )
        for poll in polls
    ]
    return ListPage(meeting, lines, may_manage)


def _silent(polls: Sequence[Poll]) -> dict[int, str]:
    """Return what silence procedures came to; no statement without one."""
    silent = [poll for poll in polls if procedures.is_silence(poll)]
    found = disclosure.several(silent)
    return {poll.id: procedure_words.decided(poll, found[poll.id][1]) for poll in silent}


def outcome(poll: Poll, lines: Sequence[OptionLine]) -> str:
    """Return the result in one line: “Yes 91, No 6, Abstention 15”; of dates the one that most can come to."""
    if poll.kind is QuestionKind.DATES:
        most = max((line.count for line in lines), default=0)
        best = [line for line in lines if line.count == most > 0]
        return ", ".join(
            str(_("%(date)s: %(number)d yes", date=words(line.option.text), number=line.count)) for line in best
        )
    return ", ".join(
        str(_("%(answer)s %(number)d", answer=words(line.option.text), number=line.count)) for line in lines
    )
