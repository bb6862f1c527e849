"""Between the form and the plan of a meeting."""

from datetime import datetime
from typing import Any, cast

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.meeting import policy, queries, rules
from meetings.domain.meeting.rules import Plan
from meetings.domain.organisation import queries as register
from meetings.i18n import words
from meetings.models.meeting import Meeting, Series, Session, SessionLanguage, Visibility
from meetings.models.organisation import Region
from meetings.web.meeting.forms import MOST_SESSIONS, PlanForm
from meetings.web.viewer import viewer
from meetings.web.wording import refusal


def new_form(*, zone: str, wanted: str) -> PlanForm:
    """Return the form for a new meeting in *zone*, in the series called *wanted* or the first one."""
    offered = _offered()
    series = next((one for one in offered if one.slug == wanted), offered[0])
    empty = [_empty_row(language, zone) for language in (SessionLanguage.ENGLISH, SessionLanguage.FRENCH)]
    form = PlanForm(
        data={
            "series": series.id,
            "number": queries.next_number(series),
            "visibility": Visibility.OPEN,
            "zone": zone,
            "title": Bilingual(),
            "summary": Bilingual(),
            "sessions": empty,
        }
    )
    return _with_choices(form)


def edit_form(meeting: Meeting) -> PlanForm:
    """Return the form that changes *meeting*; once it is announced, its series and number stay."""
    form = PlanForm(
        data={
            "seen": rules.stamp(meeting),
            "series": meeting.series_id,
            "number": meeting.number,
            "title": meeting.title,
            "summary": meeting.summary,
            "visibility": meeting.visibility,
            "region": meeting.region_id,
            "zone": meeting.zone,
            "registration_opens": _wall_time(meeting.registration_opens_at, meeting),
            "registration_closes": _wall_time(meeting.registration_closes_at, meeting),
            "sessions": [_row(session) for session in queries.sessions_of(meeting)],
        }
    )
    if meeting.announced_at:
        del form.series, form.number
    return _with_choices(form, meeting)


def add_row(form: PlanForm, zone: str) -> None:
    """Offer one more session in *form*, in *zone*."""
    if len(form.sessions) < MOST_SESSIONS:
        form.sessions.append_entry(_empty_row(SessionLanguage.ENGLISH, zone))


def plan(form: PlanForm, meeting: Meeting | None = None) -> Plan:
    """Return what *form* says of the meeting, apart from its sessions."""
    series = _series(form, meeting)
    return Plan(
        series=series,
        number=_number(form, series, meeting),
        title=form.title.data,
        summary=form.summary.data,
        visibility=Visibility(form.visibility.data),
        region=_region(form.region.data),
        zone=form.zone.data,
        registration_opens=cast(datetime | None, form.registration_opens.data),
        registration_closes=cast(datetime | None, form.registration_closes.data),
    )


def owns_rows(form: PlanForm, meeting: Meeting | None, gone: str) -> bool:
    """Say whether every session that *form* changes belongs to *meeting*; at one that does not, say *gone*."""
    known = {session.id for session in queries.sessions_of(meeting)} if meeting else set()
    kept = [row.form for row in form.sessions if not row.form.left_out]
    strange = [row for row in kept if row.session_id.data and row.session_id.data not in known]
    for row in strange:
        form.refuse(gone, row.language)
    return not strange


def refuse(form: PlanForm, error: Refused) -> None:
    """Say in *form* why the plan was refused, at the field where it lies."""
    places: dict[type[Refused], str] = {
        rules.NumberTaken: "number",
        rules.ClosesAfterStart: "registration_closes",
        rules.OpensAfterClosing: "registration_opens",
    }
    place = places.get(type(error), "")
    form.refuse(refusal(error), *([form[place]] if place in form else []))


def _offered(meeting: Meeting | None = None) -> list[Series]:
    """Return the series in which the reader may plan, and the one in which *meeting* is already."""
    return [
        series
        for series in queries.all_series()
        if policy.can_plan_in(viewer(), series) or (meeting and meeting.series_id == series.id)
    ]


def _with_choices(form: PlanForm, meeting: Meeting | None = None) -> PlanForm:
    """Offer the series and the regions there are."""
    if "series" in form:
        form.series.offer([(series.id, words(series.name)) for series in _offered(meeting)])
    form.region.offer([(region.id, words(region.name)) for region in register.regions()])
    form.sessions.name_rows()
    return form


def _wall_time(at: datetime | None, meeting: Meeting) -> datetime | None:
    """Return the instant *at* as the clocks in the zone of *meeting* show it; fields know no fold."""
    return zones.local(at, meeting.zone).replace(tzinfo=None, fold=0) if at else None


def _series(form: PlanForm, meeting: Meeting | None) -> Series:
    if meeting and "series" not in form:
        return meeting.series
    series = queries.series_by_id(form.series.data)
    if series is None:
        raise LookupError("the form offers only series that exist")
    return series


def _number(form: PlanForm, series: Series, meeting: Meeting | None) -> int:
    """Return the number that was typed, or the next one of *series*."""
    if meeting and "number" not in form:
        return meeting.number
    return form.number.data or queries.next_number(series)


def _region(number: int | None) -> Region | None:
    return next((region for region in register.regions() if region.id == number), None)


def _empty_row(language: SessionLanguage, zone: str) -> dict[str, Any]:
    return {"language": language, "zone": zone}


def _row(session: Session) -> dict[str, Any]:
    return {
        "session_id": session.id,
        "language": session.language,
        "starts": session.starts_local,
        "ends": session.ends_local,
        "zone": session.zone,
        "platform": session.platform,
        "join_link": session.join_link,
        "capacity": session.capacity,
    }
