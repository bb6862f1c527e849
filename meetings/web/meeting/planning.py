"""Between the form and the plan of a meeting."""

from datetime import datetime
from typing import Any, cast

from flask import request
from flask_babel import gettext as _

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.meeting import policy, queries, rules
from meetings.domain.meeting.rules import Plan
from meetings.domain.organisation import queries as register
from meetings.i18n import words
from meetings.models.meeting import Meeting, Series, Session, SessionLanguage, Visibility
from meetings.models.organisation import Region
from meetings.web import house
from meetings.web.meeting import clash_page
from meetings.web.meeting.clash_page import ClashPage
from meetings.web.meeting.forms import PlanForm
from meetings.web.meeting.session_forms import MOST_SESSIONS, name_sessions, which
from meetings.web.viewer import viewer
from meetings.web.wording import refusal


def new_form(*, zone: str, wanted: str) -> PlanForm:
    """Return the form for a new meeting in *zone*, in the series called *wanted* or the first one."""
    all_ = offered()
    series = next((one for one in all_ if one.slug == wanted), all_[0])
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
            "sessions": [_row(session) for session in rules.taking_place(queries.sessions_of(meeting))],
        }
    )
    if meeting.announced_at:
        del form.series, form.number
        if meeting.registration_closes_at:
            del form.registration_closes
            form.known_closing = meeting.registration_closes_at
    return _with_choices(form, meeting)


def adds_a_session(form: PlanForm) -> bool:
    """Give *form* one more row when its button was pressed, and say whether it was."""
    pressed = "add_session" in request.form
    if pressed and len(form.sessions) < MOST_SESSIONS:
        form.sessions.append_entry(_empty_row(SessionLanguage.ENGLISH, house.zone()))
    return pressed


def looks(form: PlanForm) -> bool:
    """Say whether only the dates are to be looked at again, and let *form* say what is wrong with them."""
    pressed = "look" in request.form
    if pressed:
        form.validate()
    return pressed


def clashes(form: PlanForm, meeting: Meeting | None = None, *, host: str = "") -> ClashPage:
    """Return what stands in the way of the sessions in *form* that a clock can hold."""
    if meeting and meeting.host and meeting.host.kind.is_country:
        host = meeting.host.code
    return clash_page.of_sittings(form.sound(), host=host, but=meeting)


def gone() -> str:
    """Return what is said at a session that somebody else has removed."""
    return str(_("This session is no longer part of the meeting. Remove it here; add another one if it is needed."))


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
        registration_closes=form.closes(),
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


def offered(meeting: Meeting | None = None) -> list[Series]:
    """Return the series in which the reader may plan, and the one in which *meeting* is already."""
    return [
        series
        for series in queries.all_series()
        if policy.can_plan_in(viewer(), series) or (meeting and meeting.series_id == series.id)
    ]


def _with_choices(form: PlanForm, meeting: Meeting | None = None) -> PlanForm:
    """Offer the series and the regions there are."""
    if "series" in form:
        form.series.offer([(series.id, words(series.name)) for series in offered(meeting)])
    form.region.offer([(region.id, words(region.name)) for region in register.regions()])
    name_sessions(form.sessions)
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
        "title": session.title,
        "language": session.language,
        "starts": session.starts_local,
        "starts_which": which(session.starts_fold),
        "ends": session.ends_local,
        "ends_which": which(session.ends_fold),
        "zone": session.zone,
        "mode": session.mode,
        "platform": session.platform,
        "join_link": session.join_link,
        "place": session.place,
        "address": session.address,
        "capacity": session.capacity,
    }
