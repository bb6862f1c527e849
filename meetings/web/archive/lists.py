"""Decisions and actions of a meeting as a workbook that is the same for readers of both languages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.meeting import policy as meetings
from meetings.domain.outcome import queries, rules
from meetings.exports.tables import Row, Sheet, workbook
from meetings.models.meeting import Meeting
from meetings.models.outcome import Action, Decision
from meetings.web.record import printing
from meetings.web.record.page import RecordPage
from meetings.web.viewer import viewer

DECISION_HEADS: tuple[Callable[[], str], ...] = (lambda: _("Number"), lambda: _("English"), lambda: _("French"))
ACTION_HEADS: tuple[Callable[[], str], ...] = (
    *DECISION_HEADS,
    lambda: _("Owner"),
    lambda: _("Due"),
    lambda: _("State"),
)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a meeting decided and what is to be done, and when that last changed."""

    meeting: Meeting
    decisions: Sequence[Decision]
    actions: Sequence[Action]
    modified: datetime


def outcomes(meeting: Meeting, record: RecordPage | None) -> Outcomes | None:
    """Return the decisions and actions of *meeting* if there are any.

    They are read with its *record*, before there is one only by the secretariat.
    """
    if record is None and not meetings.can_manage(viewer(), meeting):
        return None
    decisions, actions = queries.decisions(meeting), queries.actions(meeting)
    if not decisions and not actions:
        return None
    written = record.record.changed_at if record else meeting.changed_at
    return Outcomes(meeting, decisions, actions, max([written, *(action.changed_at for action in actions)]))


def as_workbook(found: Outcomes) -> bytes:
    """Return the decisions on one sheet and the actions on another, each text in both languages."""
    meeting = found.meeting
    decisions: list[Row] = [
        [rules.decision_symbol(meeting, each.number), each.text.labelled("en"), each.text.labelled("fr")]
        for each in found.decisions
    ]
    sheets = [
        Sheet(both(lambda: _("Decisions")), [both(head) for head in DECISION_HEADS], decisions),
        Sheet(
            both(lambda: _("Actions")),
            [both(head) for head in ACTION_HEADS],
            [_row(meeting, each) for each in found.actions],
        ),
    ]
    return workbook(sheets, title=meeting.slug)


def _row(meeting: Meeting, action: Action) -> Row:
    owner, state = printing.owner(action), printing.labels(action.state)
    return [
        rules.action_symbol(meeting, action.number),
        action.text.labelled("en"),
        action.text.labelled("fr"),
        _joined(owner.en, owner.fr),
        action.due_on,
        _joined(state.en, state.fr),
    ]


def both(say: Callable[[], str]) -> str:
    """Return what is said in both languages, once where they say the same."""
    said = printing.in_both(say)
    return _joined(said.en, said.fr)


def _joined(en: str, fr: str) -> str:
    return " / ".join(dict.fromkeys(filter(None, (en, fr))))
