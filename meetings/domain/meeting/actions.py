"""Plans, announces, changes and cancels meetings; what else becomes of them stands in ``actions_states.py``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries, rules, seating
from meetings.domain.meeting.rules import Plan, Sitting
from meetings.domain.outbox import actions as outbox
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting, Series, Session
from meetings.models.person import Person

NOTHING = Bilingual()


def begin_series(slug: str, symbol: str, name: Bilingual, *, by: Person | None, now: datetime) -> Series:
    """Begin a numbered row of meetings; raises ``SlugTaken``."""
    if current().scalar(select(Series).where((Series.slug == slug) | (Series.symbol == symbol))):
        raise rules.SlugTaken
    series = add(Series(slug=slug, symbol=symbol, name=name))
    audit.record("series.begun", series, by=by, now=now, slug=slug)
    return series


def plan(plan: Plan, sittings: Sequence[Sitting], *, by: Person | None, now: datetime) -> Meeting:
    """Plan a meeting as a draft that only the secretariat sees.

    Raises ``NumberTaken``, and what ``rules.check`` and ``rules.check_window`` raise.
    """
    _check(plan, sittings)
    slug = _free_slug(plan)
    meeting = Meeting(
        series=plan.series,
        number=plan.number,
        slug=slug,
        title=plan.title,
        summary=plan.summary,
        region=plan.region,
        visibility=plan.visibility,
        created_at=now,
        changed_at=now,
        announced_at=None,
        registration_opens_at=_instant(plan.registration_opens, plan),
        registration_closes_at=_instant(plan.registration_closes, plan),
        zone=plan.zone,
        cancelled_at=None,
        cancellation=NOTHING,
    )
    add(meeting)
    for sitting in sittings:
        seating.seat(meeting, sitting, now)
    audit.record("meeting.planned", meeting, by=by, meeting=meeting, now=now)
    return meeting


def revise(
    meeting: Meeting,
    plan: Plan,
    sittings: Sequence[Sitting],
    *,
    seen: str | None = None,
    by: Person | None,
    now: datetime,
) -> None:
    """Change *meeting* and its sittings; the registered hear of a sitting that moved.

    A sitting that is not among *sittings* goes; one that was cancelled stays as it is. Once the meeting is announced,
    the closing of registration stays too: ``deadline/actions.py`` moves it. Raises what ``plan`` raises,
    ``SessionInUse`` when somebody is registered in a sitting that would go, ``OutsideSitting`` when a break-out would
    not lie within its own, and ``PlanMoved`` when the plan is no longer what the editor has *seen*.
    """
    lock(meeting)
    if seen is not None and seen != rules.stamp(meeting):
        raise rules.PlanMoved
    if meeting.announced_at:
        plan = replace(plan, registration_closes=_closes(meeting, plan.zone))
    _check(plan, sittings)
    if meeting.announced_at is None and rules.slug(plan.series, plan.number) != meeting.slug:
        meeting.slug = _free_slug(plan)
        meeting.series, meeting.number = plan.series, plan.number
    meeting.title, meeting.summary, meeting.region = plan.title, plan.summary, plan.region
    meeting.visibility, meeting.zone = plan.visibility, plan.zone
    meeting.registration_opens_at = _instant(plan.registration_opens, plan)
    if meeting.announced_at is None:
        meeting.registration_closes_at = _instant(plan.registration_closes, plan)
    meeting.changed_at = now
    for session, was in seating.reseat(meeting, sittings, now):
        if meeting.announced_at and not meeting.undated:
            outbox.announce("meeting.session_moved", {"session": session.id, "was": was}, now=now)
    audit.record("meeting.revised", meeting, by=by, meeting=meeting, now=now)


def announce(
    meeting: Meeting, *, gaps: int, waiver: str, tentative: bool = False, by: Person | None, now: datetime
) -> None:
    """Show *meeting* to its readers; it opens for registration then, or at its own time.

    A *tentative* one is announced to save the date: nobody can register before the dates are confirmed. With *gaps*,
    texts that lack a language or are behind, it needs a *waiver*: the reason that the history keeps. Raises
    ``AlreadyAnnounced``, ``AlreadyCancelled``, ``SessionsMissing``, ``TitleMissing`` or ``GapsRemain``.
    """
    lock(meeting)
    if meeting.cancelled_at:
        raise rules.AlreadyCancelled
    if meeting.announced_at:
        raise rules.AlreadyAnnounced
    if not meeting.title:
        raise rules.TitleMissing
    if not queries.sessions_of(meeting):
        raise rules.SessionsMissing
    if gaps and not waiver:
        raise rules.GapsRemain
    meeting.announced_at = meeting.changed_at = now
    meeting.tentative = tentative
    audit.record("meeting.announced", meeting, by=by, meeting=meeting, now=now, waiver=waiver, tentative=tentative)


def withdraw(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Take an announced *meeting* back to a draft, while nobody has a place in it.

    The caller knows whether anybody has: see ``registration.actions.take_back``. Raises ``AlreadyCancelled``:
    calendars must go on showing that it is off.
    """
    lock(meeting)
    if meeting.cancelled_at:
        raise rules.AlreadyCancelled
    meeting.announced_at, meeting.changed_at = None, now
    meeting.tentative = meeting.undated = False
    audit.record("meeting.taken_back", meeting, by=by, meeting=meeting, now=now)


def cancel(meeting: Meeting, reason: Bilingual, *, by: Person | None, now: datetime) -> None:
    """Cancel *meeting*; it stays on the site and, for a while, struck out in calendars.

    Raises ``AlreadyCancelled``.
    """
    lock(meeting)
    if meeting.cancelled_at:
        raise rules.AlreadyCancelled
    meeting.cancelled_at = meeting.changed_at = now
    meeting.cancellation = reason
    for session in queries.sessions_of(meeting):
        session.revision, session.changed_at = session.revision + 1, now
    if meeting.announced_at:
        outbox.announce("meeting.cancelled", {"meeting": meeting.id}, now=now)
    audit.record("meeting.cancelled", meeting, by=by, meeting=meeting, now=now)


def recompute_instants(*, now: datetime) -> int:
    """Bring the instants of coming sittings in line with today's time-zone data; return how many moved.

    The registered hear of it. A sitting whose hour is skipped since stays where it is, for a human to move.
    """
    coming = current().scalars(select(Session).where(Session.ends_at > now)).all()
    return sum(_recompute(session, now) for session in coming if _shifted(session))


def _recompute(session: Session, now: datetime) -> bool:
    """Move one sitting to where its wall time is now; say whether it moved."""
    meeting = session.meeting
    lock(meeting)
    fresh(session)
    if not _shifted(session):
        return False
    was = session.starts_at
    session.starts_at, session.ends_at = seating.instants(session)
    session.revision, session.changed_at = session.revision + 1, now
    if rules.is_expected(session, session.meeting):
        outbox.announce("meeting.session_moved", {"session": session.id, "was": was.isoformat()}, now=now)
    audit.record("session.recomputed", session, by=None, meeting=meeting, now=now)
    return True


def _shifted(session: Session) -> bool:
    """Say whether the wall time of *session* means other instants than those that are written down."""
    try:
        instants = seating.instants(session)
    except (zones.HourDoesNotExist, zones.UnknownZone):
        return False
    return instants != (session.starts_at, session.ends_at) and instants[0] < instants[1]


def _check(plan: Plan, sittings: Sequence[Sitting]) -> None:
    for sitting in sittings:
        rules.check(sitting)
    rules.check_window(plan.registration_opens, plan.registration_closes, plan.zone, sittings)


def _free_slug(plan: Plan) -> str:
    """Return the name in addresses of the meeting planned; its series is held, so that nobody else takes it."""
    lock(plan.series)
    slug = rules.slug(plan.series, plan.number)
    if queries.by_slug(slug):
        raise rules.NumberTaken
    return slug


def _closes(meeting: Meeting, zone: str) -> datetime | None:
    """Return when registration for *meeting* closes, as clocks in *zone* show it."""
    at = meeting.registration_closes_at
    return zones.local(at, zone).replace(tzinfo=None) if at else None


def _instant(wall: datetime | None, plan: Plan) -> datetime | None:
    return zones.instant(wall, plan.zone) if wall else None
