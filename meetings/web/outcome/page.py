"""What the list of actions shows, and what was asked of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for

from meetings.core.paging import Page, number_from
from meetings.domain.outcome import policy, queries
from meetings.domain.outcome.rules import Wanted
from meetings.models.meeting import Meeting
from meetings.models.outcome import Action, ActionState
from meetings.models.person import Person
from meetings.web.record.page import today

#: What the field for the state offers beside the states themselves.
NOT_DONE, ALL = "", "all"


@dataclass(frozen=True, slots=True)
class ActionsPage:
    """One page of the actions that a reader asked for."""

    actions: Page[Action]
    meetings: Sequence[Meeting]
    wanted: Wanted
    #: The filter as it stands in the address.
    query: dict[str, Any]
    today: date
    may_report: Callable[[Action], bool]

    def url(self, number: int) -> str:
        """Return the address of page *number* of the same list."""
        return url_for("outcome.index", **self.query, page=number)

    @property
    def filtered(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.query)


def asked(meetings: Sequence[Meeting]) -> tuple[Wanted, dict[str, Any]]:
    """Return what the address asks for, and the same as a clean query; what is no choice counts as not chosen."""
    mine, overdue = "mine" in request.args, "overdue" in request.args
    state = request.args.get("state", NOT_DONE)
    slug = request.args.get("meeting", "")
    meeting = next((each for each in meetings if each.slug == slug), None)
    states = _states(state)
    query: dict[str, Any] = {"mine": 1} if mine else {}
    query |= {"overdue": 1} if overdue else {}
    query |= {"state": state} if states else {}
    query |= {"meeting": slug} if meeting else {}
    return Wanted(meeting.id if meeting else None, mine, overdue, states or Wanted().states), query


def _states(state: str) -> frozenset[ActionState]:
    """Return the states that *state* stands for, none when it is no choice."""
    if state == ALL:
        return frozenset(ActionState)
    return frozenset(each for each in ActionState if each.value == state)


def of_reader(viewer: Person, *, size: int = queries.PAGE) -> ActionsPage:
    """Return the actions that *viewer* asks for."""
    meetings, on = queries.meetings_with_actions(viewer), today()
    wanted, query = asked(meetings)
    number = number_from(request.args.get("page", ""))
    found = queries.listed(viewer, wanted, on=on, page=number, size=size)
    return ActionsPage(found, meetings, wanted, query, on, policy.reporter(viewer, on=on))
