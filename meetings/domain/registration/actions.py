"""Gives places at meetings, moves them and takes them back.

What somebody does for another person is marked: on the place, in the history and in the mail.
Each action holds the meeting's row while it counts seats (``database.lock``): nobody can take the last seat twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import policy as meeting_policy
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.organisation import queries as organisations
from meetings.domain.organisation import rules as organisation_rules
from meetings.domain.registration import days, groups, links, places, queries, rules, substitutes
from meetings.domain.registration import terms as find_terms
from meetings.models.database import current, fresh, lock, pin
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration, RegistrationDay


def register(
    meeting: Meeting, person: Person, *, sessions: Sequence[Session], by: Person | None, now: datetime
) -> Registration:
    """Give *person* a seat in each of *sessions*, or a place on the waiting list for all of them.

    It may also be that they wait for the secretariat's yes.

    The meeting is held while seats are counted, so two people cannot both take the last one. Who withdrew before
    gets the same registration again. Those who run the meeting register whom they like; colleagues register each
    other, as far as the terms let them. Raises ``MeetingCancelled``, ``RegistrationClosed``, ``SessionNotOfMeeting``,
    ``SessionCancelled``, ``SessionOver``, ``NoDayLeft``, ``TwoStrands``, ``AlreadyRegistered``, ``Replaced``, what the
    terms refuse (``NotInvited``, ``HeadRegisters``, ``NotColleague``, ``AdmissionRefused``), or ``AccountClosed`` when
    their account was closed or merged meanwhile.
    """
    if pin(person).disabled_at:
        raise organisation_rules.AccountClosed
    places.hold(meeting, sessions)
    places.check_open(meeting, sessions, now)
    days.check_days(sessions)
    former = _former(meeting, person)
    if former and former.place in rules.HELD:
        raise rules.AlreadyRegistered
    standing = substitutes.of_substitute(meeting, person)
    if standing is None and substitutes.of_principal(meeting, person):
        raise rules.Replaced
    terms = find_terms.terms_of(meeting)
    organisation = standing.organisation if standing else _organisation_of(person, now)
    by_house = _runs(by, meeting)
    if not by_house:
        # Who stands in for somebody is let in as that person would be.
        admitted = standing.principal if standing else person
        asks = admitted if by is None or by.id == person.id else by
        _check_admission(meeting, admitted, organisation, former, terms, by=asks, now=now)
    places.fill(meeting, terms, by=by, now=now)
    registration = former or places.fresh_place(meeting, person, sessions[0], now)
    registration.organisation_id = organisation.id if organisation else None
    registration.principal_id = standing.principal_id if standing else None
    waits = not by_house and rules.waits_for_approval(terms, organisation)
    place = Place.REQUESTED if waits else places.place_for(terms, meeting, sessions, registration.organisation_id)
    places.put(registration, place, now)
    registration.refusal = ""
    places.mark_who(registration, by, by_colleague=not by_house)
    current().add(registration)
    places.put_days(registration, sessions, now, anew=True)
    link = places.give_link(meeting, person)
    link.declined_at, link.reason = None, ""
    places.tell(f"registration.{place.value}", registration, now)
    audit.record(
        "registration.made",
        registration,
        by=by,
        on_behalf_of=person,
        meeting=meeting,
        now=now,
        place=place.value,
        session=registration.session_id,
        days=len(sessions),
    )
    return registration


def move(registration: Registration, sessions: Sequence[Session], *, by: Person | None, now: datetime) -> None:
    """Let the holder of *registration* come to *sessions* of the same meeting instead.

    Days that have begun, or were called off, stay. The entry of a day that is left moves to one that comes anew: the
    UID stays. Seats left behind go to the waiting list. Who waits for the secretariat's yes goes on waiting; so does
    who waits and only leaves days out. Who lost their only session moves also when registration has closed, and days
    are left out at any time. Raises ``MeetingCancelled``, ``RegistrationClosed``, ``NotRegistered``,
    ``SessionNotOfMeeting``, ``SessionCancelled``, ``SessionOver``, ``NoDayLeft``, ``TwoStrands``, ``QuotaUsed``, and
    ``SessionFull`` rather than cost anybody the seat they have.
    """
    meeting, was = registration.meeting, places.hold_place(registration)
    held, sittings = days.covered(registration), find_meetings.sessions_anew(meeting)
    staying = [one for one in held if days.stays(one, sittings, now)]
    wanted = [one for one in sessions if one not in staying]
    added, after = [one for one in wanted if one not in held], [*staying, *wanted]
    _check_move(meeting, added, lost=was.cancelled_at is not None, now=now)
    if wanted or all(one.cancelled_at for one in staying):
        days.check_days(wanted)
    if not added and len(after) == len(held):
        return
    terms = find_terms.terms_of(meeting)
    place = _place_after(registration, added, after, terms, now)
    moves, again = len(held) == len(sessions) == 1 and not staying, place is not registration.place
    if added or again:
        places.put(registration, place, now)
    changed = places.put_days(registration, after, now, anew=again)
    places.mark_who(registration, by)
    current().flush()
    _tell_move(registration, changed, was if moves else None, now)
    places.fill(meeting, terms, by=by, now=now)
    groups.leave(registration, by=by, now=now)
    audit.record(
        "registration.moved" if moves else "registration.days_changed",
        registration,
        by=by,
        on_behalf_of=registration.person,
        meeting=meeting,
        now=now,
        was=was.id,
        session=registration.session_id,
        days=len(after),
    )


def withdraw(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Give up the place of *registration*; the first on the waiting list whom that lets in gets a seat.

    Raises ``NotRegistered``, ``StandsIn`` for a place that somebody holds for another person, and ``SessionBegun``
    from the moment its first day begins.
    """
    session = places.hold_place(registration)
    if registration.principal_id:
        raise rules.StandsIn
    if not rules.can_withdraw(registration, session, now):
        raise rules.SessionBegun
    places.raise_days(registration, now)
    places.put(registration, Place.WITHDRAWN, now)
    places.mark_who(registration, by)
    current().flush()
    places.tell("registration.withdrawn", registration, now)
    places.fill(registration.meeting, find_terms.terms_of(registration.meeting), by=by, now=now)
    groups.leave(registration, by=by, now=now)
    audit.record(
        "registration.withdrawn",
        registration,
        by=by,
        on_behalf_of=registration.person,
        meeting=registration.meeting,
        now=now,
    )


def give_up(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Give up what *registration* has still to come: the whole place, or the days that have not begun."""
    if rules.can_withdraw(registration, places.hold_place(registration), now):
        withdraw(registration, by=by, now=now)
    else:
        move(registration, (), by=by, now=now)


def fill(meeting: Meeting, *, by: Person | None, now: datetime) -> list[Registration]:
    """Give the free seats of *meeting* to its waiting list, and return who got one: after a capacity grew."""
    lock(meeting)
    return places.fill(meeting, find_terms.terms_of(meeting), by=by, now=now)


def follow_sessions(
    sessions: Sequence[Session], *, only: Collection[int] | None = None, now: datetime
) -> list[RegistrationDay]:
    """Raise the entry of everybody who comes to *sessions* of one meeting, which have changed; return the entries.

    Of *only* some registrations, if their ids are given.
    """
    if not sessions:
        return []
    meeting = sessions[0].meeting
    places.hold(meeting, sessions)
    followers = list(queries.held_in(sessions, only))
    places.raise_rows(followers, now)
    for session in sessions:
        number = sum(row.session_id == session.id for row in followers)
        audit.record("session.followed", session, by=None, meeting=meeting, now=now, registrations=number)
    return followers


def take_back(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Take an announced *meeting* back to a draft; raises ``PeopleRegistered`` while somebody has a place."""
    lock(meeting)
    if queries.anybody(meeting):
        raise rules.PeopleRegistered
    meetings.withdraw(meeting, by=by, now=now)


def _runs(by: Person | None, meeting: Meeting) -> bool:
    """Say whether *by* decides on who comes to *meeting*; nobody means the clock."""
    return by is None or meeting_policy.can_manage(by, meeting)


def _check_admission(
    meeting: Meeting,
    person: Person,
    organisation: Organisation | None,
    former: Registration | None,
    terms: rules.Terms,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Refuse whom the *terms* do not let in when *by*, the person or a colleague, asks."""
    mine = organisation if by.id == person.id else _organisation_of(by, now)
    if by.id != person.id and (organisation is None or mine is None or mine.id != organisation.id):
        raise rules.NotColleague
    if former and former.place is Place.REFUSED:
        raise rules.AdmissionRefused
    if terms.admission is Admission.INVITED and not links.is_invited(meeting, person):
        raise rules.NotInvited
    if terms.admission is Admission.NOMINATED and not (mine and organisations.is_head(by, mine, on=now.date())):
        raise rules.HeadRegisters


def _check_move(meeting: Meeting, added: Sequence[Session], *, lost: bool, now: datetime) -> None:
    """Refuse *added* days that nobody can take; who *lost* their only session may, when registration has closed."""
    if meeting.cancelled_at:
        raise rules.MeetingCancelled
    for session in added:
        rules.check_session(meeting, fresh(session), now)
    if added and not lost:
        places.check_open(meeting, (), now)


def _place_after(
    registration: Registration,
    added: Sequence[Session],
    after: Sequence[Session],
    terms: rules.Terms,
    now: datetime,
) -> Place:
    """Return what a place gives with the days *after*; raises ``SessionFull`` or ``QuotaUsed``.

    Who has a seat needs one in each of the *added* days; who waits, in all of them, and a place of the quota.
    """
    meeting, waits = registration.meeting, registration.place is Place.WAITING
    if registration.place is Place.REQUESTED:
        return Place.REQUESTED
    needed = [one for one in after if one.ends_at > now and one.cancelled_at is None] if waits else added
    seated = places.have_seats(meeting, needed)
    admitted = not waits or find_terms.has_quota_left(terms, meeting.id, registration.organisation_id)
    if seated and admitted:
        return Place.CONFIRMED
    if not added:
        return Place.WAITING
    raise rules.QuotaUsed if seated else rules.SessionFull


def _tell_move(registration: Registration, changed: places.Changed, was: Session | None, now: datetime) -> None:
    """Tell what became of a place that covers other days now; *was* is the one session that it was in before."""
    if registration.place is Place.REQUESTED:
        places.tell("registration.requested", registration, now)
    elif was:
        places.tell("registration.moved", registration, now, was=was.id)
    else:
        new, gone = (",".join(str(row.id) for row in rows) for rows in (changed.covered, changed.dropped))
        places.tell("registration.days_changed", registration, now, covered=new, dropped=gone)


def _former(meeting: Meeting, person: Person) -> Registration | None:
    """Return the registration of *person* as the database has it now, withdrawn or not."""
    query = select(Registration).where(Registration.meeting_id == meeting.id, Registration.person_id == person.id)
    former = current().scalar(query.execution_options(populate_existing=True))
    if former:
        places.fresh_days(former)
    return former


def _organisation_of(person: Person, now: datetime) -> Organisation | None:
    """Return for whom *person* comes; raises ``KindDoesNotAttend``."""
    nomination = organisations.nomination_of(person, on=now.date())
    if nomination and not nomination.organisation.kind.attends:
        raise rules.KindDoesNotAttend
    return nomination.organisation if nomination else None
