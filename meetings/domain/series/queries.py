"""Reads what series keep for their next meetings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select

from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import queries as register
from meetings.domain.outcome import queries as outcomes
from meetings.domain.outcome import rules as outcome_rules
from meetings.models.database import current
from meetings.models.meeting import Meeting, Series
from meetings.models.organisation import Nomination, Organisation, OrganisationKind, Region
from meetings.models.outcome import ActionState
from meetings.models.series import INVITED_KINDS, INVITED_REGIONS, SeriesDeadline, SeriesItem, SeriesSitting


@dataclass(frozen=True, slots=True)
class Template:
    """What a series keeps for its next meeting."""

    sittings: Sequence[SeriesSitting]
    items: Sequence[SeriesItem]
    deadlines: Sequence[SeriesDeadline]
    kinds: Sequence[OrganisationKind]
    regions: Sequence[Region]


@dataclass(frozen=True, slots=True)
class Arising:
    """Something of the last meeting that the next one comes back to: a decision, or an action that is not done."""

    symbol: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Reach:
    """How many organisations, and people named by them, are invited to the meetings of a series."""

    organisations: int
    people: int


def template(series: Series) -> Template:
    """Return what *series* keeps, in five statements."""
    kinds = select(OrganisationKind).join(INVITED_KINDS, INVITED_KINDS.c.kind_id == OrganisationKind.id)
    regions = select(Region).join(INVITED_REGIONS, INVITED_REGIONS.c.region_id == Region.id)
    of_kinds = kinds.where(INVITED_KINDS.c.series_id == series.id).order_by(OrganisationKind.position)
    of_regions = regions.where(INVITED_REGIONS.c.series_id == series.id).order_by(Region.position)
    return Template(
        sittings=sittings(series),
        items=items(series),
        deadlines=deadlines(series),
        kinds=current().scalars(of_kinds).all(),
        regions=current().scalars(of_regions).all(),
    )


def invited_regions(series: Series) -> frozenset[str]:
    """Return the codes of the regions that are invited to the meetings of *series*; all of them are while none is."""
    return frozenset(current().scalars(_INVITED_REGIONS, {"series": series.id}))


_INVITED_REGIONS = (
    select(Region.code)
    .join(INVITED_REGIONS, INVITED_REGIONS.c.region_id == Region.id)
    .where(INVITED_REGIONS.c.series_id == bindparam("series"))
)


def sittings(series: Series) -> Sequence[SeriesSitting]:
    """Return the sittings of *series* in their order."""
    query = select(SeriesSitting).where(SeriesSitting.series_id == series.id)
    return current().scalars(query.order_by(SeriesSitting.position)).all()


def items(series: Series) -> Sequence[SeriesItem]:
    """Return the agenda of *series* in its order."""
    query = select(SeriesItem).where(SeriesItem.series_id == series.id)
    return current().scalars(query.order_by(SeriesItem.position)).all()


def deadlines(series: Series) -> Sequence[SeriesDeadline]:
    """Return the promises of *series*, the earliest first."""
    query = select(SeriesDeadline).where(SeriesDeadline.series_id == series.id)
    return current().scalars(query.order_by(SeriesDeadline.days.desc(), SeriesDeadline.id)).all()


def reach(kept: Template, *, on: date) -> Reach:
    """Return whom the invitation that is *kept* reaches on the day *on*."""
    if not kept.kinds:
        return Reach(0, 0)
    chosen = [Organisation.kind_id.in_([kind.id for kind in kept.kinds]), register.of_the_body(on)]
    if kept.regions:
        chosen.append(Organisation.region_id.in_([region.id for region in kept.regions]))
    invited = select(func.count()).select_from(Organisation).where(*chosen)
    named = register.in_force(on).join(Nomination.organisation).where(*chosen)
    people = named.with_only_columns(func.count(Nomination.person_id.distinct()))
    return Reach(current().scalar(invited) or 0, current().scalar(people) or 0)


def numbers() -> Mapping[int, int]:
    """Return how many meetings each series has, by its id."""
    query = select(Meeting.series_id, func.count()).group_by(Meeting.series_id)
    return {series_id: number for series_id, number in current().execute(query)}  # noqa: C416


def before(series: Series, number: int) -> Meeting | None:
    """Return the meeting of *series* that took or takes place before *number*, if there is one."""
    query = select(Meeting).where(
        Meeting.series_id == series.id,
        Meeting.number < number,
        Meeting.announced_at.is_not(None),
        Meeting.cancelled_at.is_(None),
    )
    return current().scalar(query.order_by(Meeting.number.desc()).limit(1))


def latest(series: Series) -> Sequence[Meeting]:
    """Return the meetings of *series*, the highest number first."""
    query = select(Meeting).where(Meeting.series_id == series.id).order_by(Meeting.number.desc())
    return current().scalars(query).all()


def arising(meeting: Meeting) -> list[Arising]:
    """Return the decisions of *meeting*, then its actions that are not done."""
    decided = [
        Arising(outcome_rules.decision_symbol(meeting, one.number), one.text) for one in outcomes.decisions(meeting)
    ]
    open_ = [one for one in outcomes.actions(meeting) if one.state is not ActionState.DONE]
    return decided + [Arising(outcome_rules.action_symbol(meeting, one.number), one.text) for one in open_]
