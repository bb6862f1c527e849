"""Series as those who plan see them: the list, and what each keeps for its next meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.bilingual import Bilingual
from meetings.domain.mailing import queries as mailings
from meetings.domain.meeting import policy as meetings
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting.rules import State, state
from meetings.domain.series import policy, queries, rules
from meetings.domain.series.queries import Reach, Template
from meetings.models.meeting import Meeting, Series, Session
from meetings.models.series import SeriesItem
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.mailing import wording
from meetings.web.viewer import viewer

bp = Blueprint("series", __name__, url_prefix="/series")


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting of a series in its list."""

    meeting: Meeting
    sessions: Sequence[Session]
    state: State


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """One series with what it keeps, and its meetings."""

    series: Series
    kept: Template
    #: The items with their titles as the next meeting would have them.
    agenda: Sequence[tuple[SeriesItem, Bilingual]]
    reach: Reach
    meetings: Sequence[Held]
    number: int
    may_keep: bool


@bp.route("/")
@authorize(policy.can_list)
def index() -> ResponseReturnValue:
    """List the series with how many meetings each has."""
    found, counted = find_meetings.all_series(), queries.numbers()
    may_plan = {one.id for one in found if meetings.can_plan_in(viewer(), one)}
    return render_template("series/index.html", series=found, counted=counted, may_plan=may_plan)


@bp.route("/<series_slug>/")
@authorize(policy.can_see, loaders.series)
def show(series: Series) -> ResponseReturnValue:
    """Show what a series keeps for its next meeting, and the meetings it had."""
    now = clock.now()
    kept, number = queries.template(series), find_meetings.next_number(series)
    page = SeriesPage(
        series=series,
        kept=kept,
        agenda=[(one, rules.filled(one.title, number, now.year, feminine=series.feminine)) for one in kept.items],
        reach=queries.reach(kept, on=now.date()),
        meetings=_meetings(series, now),
        number=number,
        may_keep=policy.can_keep(viewer(), series),
    )
    title = rules.title(series, number, now.year)
    mails = mailings.steps(series)
    return render_template(
        "series/show.html", page=page, series=series, title=title, mails=mails, mail_when=wording.when
    )


def _meetings(series: Series, now: datetime) -> list[Held]:
    """Return the meetings of *series* that the reader may know of, with where each stands."""
    found = [one for one in queries.latest(series) if meetings.can_see(viewer(), one)]
    sessions = find_meetings.sessions_by_meeting(found)
    return [Held(one, sessions[one.id], state(one, sessions[one.id], now)) for one in found]
