"""Reads on what terms people register for a meeting, how full it is, and who has used their quota."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, bindparam, exists, func, select

from meetings.domain.registration import rules
from meetings.domain.registration.rules import Terms
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.registration import Place, Registration, RegistrationDay, RegistrationTerms
from meetings.models.registration_details import RegistrationQuestion

_TERMS = (
    RegistrationTerms.admission,
    RegistrationTerms.quota,
    RegistrationTerms.approves_observers,
    RegistrationTerms.companions,
    RegistrationTerms.letters,
    RegistrationTerms.needs,
)
_ASKED = exists().where(
    RegistrationQuestion.meeting_id == Session.meeting_id, RegistrationQuestion.withdrawn_at.is_(None)
)
_ROOM = (
    select(Session.id, func.count(Registration.id), _ASKED, RegistrationTerms.meeting_id, *_TERMS)
    .outerjoin(RegistrationDay, and_(RegistrationDay.session_id == Session.id, RegistrationDay.dropped_at.is_(None)))
    .outerjoin(
        Registration,
        and_(Registration.id == RegistrationDay.registration_id, Registration.place == Place.CONFIRMED),
    )
    .outerjoin(RegistrationTerms, RegistrationTerms.meeting_id == Session.meeting_id)
    .where(Session.meeting_id == bindparam("meeting"))
    .group_by(Session.id, RegistrationTerms.meeting_id)
)


@dataclass(frozen=True, slots=True)
class Room:
    """How full the sessions of a meeting are, on what terms people register, and whether they are asked anything."""

    #: How many seats are taken, by the id of the session.
    taken: Mapping[int, int] = field(default_factory=dict)
    terms: Terms = rules.OPEN_TERMS
    asks: bool = False

    @property
    def has_details(self) -> bool:
        """Whether a registration can say more than who sits where."""
        return self.asks or self.terms.needs or self.terms.letters or self.terms.companions > 0


def room(meeting: Meeting) -> Room:
    """Return how full *meeting* is and on what terms people register; one statement."""
    rows = current().execute(_ROOM, {"meeting": meeting.id}).all()
    asks, decided, *terms = rows[0][2:] if rows else (False, None)
    return Room({row[0]: row[1] for row in rows}, Terms(*terms) if decided else Terms(), asks)


def terms_of(meeting: Meeting) -> Terms:
    """Return on what terms people register for *meeting*, as the database has it now."""
    row = current().execute(select(*_TERMS).where(RegistrationTerms.meeting_id == meeting.id)).one_or_none()
    return Terms(*row) if row else Terms()


def revision_of_terms(meeting: Meeting) -> int:
    """Return how often the terms of *meeting* were changed; 0 before anybody decided anything."""
    query = select(RegistrationTerms.revision).where(RegistrationTerms.meeting_id == meeting.id)
    return current().scalar(query) or 0


def confirmed_for(meeting_id: int, organisation_id: int) -> int:
    """Return how many people of an organisation have a seat at a meeting."""
    seats = select(func.count()).select_from(Registration)
    theirs = (Registration.meeting_id == meeting_id, Registration.organisation_id == organisation_id)
    return current().scalar(seats.where(*theirs, Registration.place == Place.CONFIRMED)) or 0


def has_quota_left(terms: Terms, meeting_id: int, organisation_id: int | None) -> bool:
    """Say whether an organisation may have one more place at a meeting."""
    if terms.quota is None or organisation_id is None:
        return True
    return rules.has_quota_left(terms, organisation_id, confirmed_for(meeting_id, organisation_id))


def over_quota(meeting: Meeting, quota: int) -> list[tuple[Organisation, int]]:
    """Return the organisations with more seats at *meeting* than a *quota*, and how many they have, by code."""
    number = func.count(Registration.id)
    query = select(Organisation, number).join(Registration, Registration.organisation_id == Organisation.id)
    query = query.where(Registration.meeting_id == meeting.id, Registration.place == Place.CONFIRMED)
    query = query.group_by(Organisation.id).having(number > quota).order_by(Organisation.code)
    return [(organisation, count) for organisation, count in current().execute(query)]
