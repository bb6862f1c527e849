"""Settles on one of the dates that a poll asked for: it becomes a sitting of the meeting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from meetings.core import zones
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_states
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.meeting.rules import Plan, Sitting
from meetings.domain.poll import dates, rules, settlements
from meetings.domain.poll.dates import Proposed
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState
from meetings.models.poll_date import PollSettlement


def settle(
    poll: Poll,
    option: PollOption,
    becomes: Session | SessionLanguage,
    times: Proposed,
    *,
    seen: str,
    by: Person | None,
    now: datetime,
) -> Session:
    """Let *option* of a closed *poll* become a sitting: one of the plan is moved there, or one in a language added.

    *times* are those of the option, or on a whole day the ones chosen. *seen* is what the poll had come to when the
    form was made (``settlements.stamp``): of two who settle at once, one wins. The plan is changed as by hand, with its
    mails and calendar entries. A meeting that was postponed without a date gets its new one thereby: its other sittings
    move by as many days, and none is added (``DatesOpen``). Raises ``PollNotClosed``, ``NotAboutDates``,
    ``AlreadyCancelled``, ``DatePassed``, ``AlreadySettled``, ``SettledMeanwhile``, ``SessionBegun`` and what
    ``meetings.revise`` or ``actions_states.fix_dates`` raises.
    """
    meeting = lock(poll.meeting)
    lock(poll)
    _check_open(poll, option, meeting)
    standing = settlements.of(poll)
    if seen != settlements.stamp(standing):
        raise dates.SettledMeanwhile
    if times.whole_day or dates.has_passed(times, now):
        raise dates.DatePassed
    if standing and standing.option_id == option.id and _stands_there(standing.session, times):
        raise dates.AlreadySettled
    sittings = meeting_rules.taking_place(find_meetings.sessions_anew(meeting))
    if meeting.undated:
        session = _dated(meeting, becomes, sittings, times, by=by, now=now)
    else:
        _check_coming(becomes, sittings, now)
        meetings.revise(meeting, _plan(meeting), _sittings(sittings, becomes, times), by=by, now=now)
        session = becomes if isinstance(becomes, Session) else _added(meeting, sittings)
    _keep(standing, poll, option, session, now)
    audit.record("poll.settled", poll, by=by, meeting=meeting, now=now, option=option.text.en, session=session.id)
    return session


def _check_open(poll: Poll, option: PollOption, meeting: Meeting) -> None:
    """Refuse what can never be settled."""
    if option.poll_id != poll.id or option.date is None:
        raise dates.NotAboutDates
    if poll.state is not PollState.CLOSED:
        raise rules.PollNotClosed
    if meeting.cancelled_at:
        raise meeting_rules.AlreadyCancelled


def _dated(
    meeting: Meeting,
    becomes: Session | SessionLanguage,
    sittings: Sequence[Session],
    times: Proposed,
    *,
    by: Person | None,
    now: datetime,
) -> Session:
    """Give *meeting*, postponed without a date, its new one, and return the sitting that takes place at *times*."""
    if not isinstance(becomes, Session):
        raise meeting_rules.DatesOpen
    if becomes not in sittings:
        raise dates.SessionBegun
    actions_states.fix_dates(meeting, dates.slots(sittings, becomes, times), by=by, now=now)
    return becomes


def _check_coming(becomes: Session | SessionLanguage, sittings: Sequence[Session], now: datetime) -> None:
    if isinstance(becomes, Session) and (becomes not in sittings or becomes.starts_at <= now):
        raise dates.SessionBegun


def _stands_there(session: Session | None, times: Proposed) -> bool:
    """Say whether *session* takes place at *times*."""
    if session is None or session.cancelled_at:
        return False
    return (session.starts_at, session.ends_at) == dates.instants(times)


def _plan(meeting: Meeting) -> Plan:
    """Return the plan of *meeting* as it stands."""

    def wall(at: datetime | None) -> datetime | None:
        return zones.local(at, meeting.zone).replace(tzinfo=None) if at else None

    return Plan(
        series=meeting.series,
        number=meeting.number,
        title=meeting.title,
        summary=meeting.summary,
        visibility=meeting.visibility,
        region=meeting.region,
        zone=meeting.zone,
        registration_closes=wall(meeting.registration_closes_at),
        registration_opens=wall(meeting.registration_opens_at),
    )


def _sittings(sessions: Sequence[Session], becomes: Session | SessionLanguage, times: Proposed) -> list[Sitting]:
    """Return *sessions* as they stand, with the one that moves at its new *times*, or one more like the first."""
    found = [_sitting(session) for session in sessions]
    if isinstance(becomes, Session):
        return [_at(sitting, times) if sitting.session_id == becomes.id else sitting for sitting in found]
    plain = Sitting(becomes, times.starts, times.ends, times.zone, "", "", None)
    if found:
        first = found[0]
        plain = replace(plain, platform=first.platform, mode=first.mode, place=first.place, address=first.address)
    return [*found, plain]


def _sitting(session: Session) -> Sitting:
    return Sitting(
        language=session.language,
        starts=session.starts_wall,
        ends=session.ends_wall,
        zone=session.zone,
        platform=session.platform,
        join_link=session.join_link,
        capacity=session.capacity,
        session_id=session.id,
        title=session.title,
        mode=session.mode,
        place=session.place,
        address=session.address,
    )


def _at(sitting: Sitting, times: Proposed) -> Sitting:
    return replace(sitting, starts=times.starts, ends=times.ends, zone=times.zone)


def _added(meeting: Meeting, before: Sequence[Session]) -> Session:
    """Return the sitting of *meeting* that was not there *before*; one that was cancelled is none."""
    known = {session.id for session in before}
    return next(
        session for session in meeting_rules.taking_place(find_meetings.sessions_of(meeting)) if session.id not in known
    )


def _keep(standing: PollSettlement | None, poll: Poll, option: PollOption, session: Session, now: datetime) -> None:
    """Write down what *poll* came to, in place of what it came to before."""
    if standing is None:
        add(PollSettlement(poll_id=poll.id, option=option, session=session, settled_at=now))
    else:
        standing.option, standing.session, standing.settled_at = option, session, now
        current().flush()
