"""Prepares polls from others: a further round, a run-off among the options that remain, a copy."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from meetings.domain.poll import actions, draft_rules, queries, rules
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft
from meetings.models.agenda import AgendaItem
from meetings.models.database import lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState


def again(poll: Poll, keep: Collection[int] | None = None, *, by: Person | None, now: datetime) -> Poll:
    """Prepare the next round of *poll*: the same question and rule, of the options only those to *keep* if given.

    An abstention and “none of these” always stay. Raises ``PollNotOver``, ``RoundPrepared``, ``TooFewOptions`` and
    what ``actions.prepare`` raises.
    """
    lock(poll)
    if poll.state not in (PollState.CLOSED, PollState.WITHDRAWN):
        raise rules.PollNotOver
    if queries.has_prepared_round(poll):
        raise rules.RoundPrepared
    draft = _draft(poll, poll.item)
    return _prepared(poll.meeting, draft if keep is None else _only(poll, draft, keep), follows=poll, by=by, now=now)


def copy(poll: Poll, meeting: Meeting, item: AgendaItem | None, *, by: Person | None, now: datetime) -> Poll:
    """Prepare a poll of *meeting* with the texts and the rule of *poll*; raises what ``actions.prepare`` raises.

    *poll* is held: its pictures, which both show from then on, are not forgotten meanwhile.
    """
    lock(poll)
    draft = _draft(poll, item) if meeting.id == poll.meeting_id else queries.draft(poll, item)
    return _prepared(meeting, draft, by=by, now=now)


def _prepared(
    meeting: Meeting, draft: PollDraft, *, follows: Poll | None = None, by: Person | None, now: datetime
) -> Poll:
    """Prepare the poll, which is written into the history like any other."""
    return actions.prepare(meeting, draft, follows=follows, by=by, now=now)


def _draft(poll: Poll, item: AgendaItem | None) -> PollDraft:
    """Return *poll* as a draft with its documents, which are of the same meeting."""
    draft, options = queries.draft(poll, item), queries.options(poll)
    found = (wanted._replace(document=option.document) for wanted, option in zip(draft.options, options, strict=True))
    return replace(draft, options=tuple(found))


def _only(poll: Poll, draft: PollDraft, keep: Collection[int]) -> PollDraft:
    """Return *draft* with the options of *poll* to *keep*; raises ``TooFewOptions``."""
    found: list[OptionDraft] = []
    ordinary = 0
    for wanted, option in zip(draft.options, queries.options(poll), strict=True):
        stands_alone = option.abstention or option.none_of_these
        if stands_alone or option.id in keep:
            found.append(wanted)
            ordinary += not stands_alone
    if ordinary < draft_rules.FEWEST:
        raise draft_rules.TooFewOptions
    rule = draft.terms
    if rule.kind in draft_rules.CHOOSES:
        rule = replace(rule, least=min(rule.least, ordinary), most=min(rule.most, ordinary))
    return replace(draft, options=tuple(found), terms=rule)
