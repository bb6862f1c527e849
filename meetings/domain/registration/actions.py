"""Gives places at meetings, moves them and takes them back.

What somebody does for another person is marked: on the place, in the history and in the mail.
Each action holds the meeting's row while it counts seats (``database.lock``): nobody can take the last seat twice.
"""

from datetime import datetime

from sqlalchemy import select

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import policy as meeting_policy
from meetings.domain.organisation import queries as organisations
from meetings.domain.organisation import rules as organisation_rules
from meetings.domain.registration import groups, links, places, queries, rules, substitutes
from meetings.domain.registration import terms as find_terms
from meetings.models.database import add, current, fresh, lock, pin
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration


def register(meeting: Meeting, person: Person, *, session: Session, by: Person | None, now: datetime) -> Registration:
    """Give *person* a seat in *session*, or a place on its waiting list; or let them wait for the secretariat's yes.

    The meeting is held while seats are counted, so two people cannot both take the last one. Who withdrew before
    gets the same registration again. Those who run the meeting register whom they like; colleagues register each
    other, as far as the terms let them. Raises ``MeetingCancelled``, ``RegistrationClosed``, ``SessionNotOfMeeting``,
    ``SessionCancelled``, ``SessionOver``, ``AlreadyRegistered``, ``Replaced``, what the terms refuse (``NotInvited``,
    ``HeadRegisters``, ``NotColleague``, ``AdmissionRefused``), or ``AccountClosed`` when their account was closed or
    merged meanwhile.
    """
    if pin(person).disabled_at:
        raise organisation_rules.AccountClosed
    places.hold(meeting, session)
    places.check_open(meeting, session, now)
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
    places.fill([session], terms, by=by, now=now)
    registration = former or places.fresh_place(meeting, person, session, now)
    registration.revision += 1 if former else 0
    registration.organisation_id = organisation.id if organisation else None
    registration.principal_id = standing.principal_id if standing else None
    waits = not by_house and rules.waits_for_approval(terms, organisation)
    place = Place.REQUESTED if waits else places.place_for(terms, session, registration.organisation_id)
    places.put(registration, session, place, now)
    registration.refusal = ""
    places.mark_who(registration, by, by_colleague=not by_house)
    add(registration)
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
        session=session.id,
    )
    return registration


def move(registration: Registration, session: Session, *, by: Person | None, now: datetime) -> None:
    """Give the holder of *registration* a seat in another *session* of the same meeting.

    The calendar entry moves with it: the UID stays. The seat left behind goes to the waiting list. Moving to the
    own session changes nothing; who waits for the secretariat's yes goes on waiting. From one that was cancelled
    people move also when registration has closed. Raises ``MeetingCancelled``, ``RegistrationClosed``,
    ``NotRegistered``, ``SessionNotOfMeeting``, ``SessionCancelled``, ``SessionOver``, ``QuotaUsed``, and
    ``SessionFull`` rather than cost anybody the seat they have.
    """
    meeting, was = registration.meeting, places.hold_place(registration)
    fresh(session)
    if was.cancelled_at and not meeting.cancelled_at:
        rules.check_session(meeting, session, now)
    else:
        places.check_open(meeting, session, now)
    if was.id == session.id:
        return
    terms, requested = find_terms.terms_of(meeting), registration.place is Place.REQUESTED
    if not requested:
        _check_seat(registration, session, terms)
    registration.revision += 1
    places.put(registration, session, Place.REQUESTED if requested else Place.CONFIRMED, now)
    places.mark_who(registration, by)
    current().flush()
    if requested:
        places.tell("registration.requested", registration, now)
    else:
        places.tell("registration.moved", registration, now, was=was.id)
        places.fill_after(was, terms, by=by, now=now)
        groups.leave(registration, by=by, now=now)
    audit.record(
        "registration.moved",
        registration,
        by=by,
        on_behalf_of=registration.person,
        meeting=meeting,
        now=now,
        was=was.id,
        session=session.id,
    )


def withdraw(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Give up the place of *registration*; the first on the waiting list of its session gets the seat.

    Raises ``NotRegistered``, ``StandsIn`` for a place that somebody holds for another person, and ``SessionBegun``
    from the moment the session begins.
    """
    session = places.hold_place(registration)
    if registration.principal_id:
        raise rules.StandsIn
    if not rules.can_withdraw(registration, session, now):
        raise rules.SessionBegun
    registration.revision += 1
    places.put(registration, session, Place.WITHDRAWN, now)
    places.mark_who(registration, by)
    current().flush()
    places.tell("registration.withdrawn", registration, now)
    places.fill_after(session, find_terms.terms_of(registration.meeting), by=by, now=now)
    groups.leave(registration, by=by, now=now)
    audit.record(
        "registration.withdrawn",
        registration,
        by=by,
        on_behalf_of=registration.person,
        meeting=registration.meeting,
        now=now,
    )


def fill(session: Session, *, by: Person | None, now: datetime) -> list[Registration]:
    """Give the free seats of *session* to its waiting list, and return who got one: after its capacity grew."""
    places.hold(session.meeting, session)
    return places.fill([session], find_terms.terms_of(session.meeting), by=by, now=now)


def follow_session(session: Session, *, now: datetime) -> list[Registration]:
    """Raise the revision of every place in *session*, which has moved, and return them for the messages."""
    places.hold(session.meeting, session)
    followers = list(queries.held_in(session))
    for registration in followers:
        registration.revision, registration.changed_at = registration.revision + 1, now
    audit.record("session.followed", session, by=None, meeting=session.meeting, now=now, registrations=len(followers))
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


def _check_seat(registration: Registration, session: Session, terms: rules.Terms) -> None:
    """Refuse a seat in *session* that is not free; one who waits needs a place of the quota too."""
    if not places.has_seat(session):
        raise rules.SessionFull
    waited = registration.place is Place.WAITING
    if waited and not find_terms.has_quota_left(terms, session.meeting_id, registration.organisation_id):
        raise rules.QuotaUsed


def _former(meeting: Meeting, person: Person) -> Registration | None:
    """Return the registration of *person* as the database has it now, withdrawn or not."""
    query = select(Registration).where(Registration.meeting_id == meeting.id, Registration.person_id == person.id)
    return current().scalar(query.execution_options(populate_existing=True))


def _organisation_of(person: Person, now: datetime) -> Organisation | None:
    """Return for whom *person* comes; raises ``KindDoesNotAttend``."""
    nomination = organisations.nomination_of(person, on=now.date())
    if nomination and not nomination.organisation.kind.attends:
        raise rules.KindDoesNotAttend
    return nomination.organisation if nomination else None
