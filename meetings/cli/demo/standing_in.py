"""Substitutes in the demonstration: one who came, and one who will."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from meetings.cli.demo.people import DOMAIN
from meetings.domain.person.enrolment import Newcomer
from meetings.domain.privacy import actions as privacy
from meetings.domain.registration import actions_substitutes
from meetings.models.attendance import Attendance
from meetings.models.ballot import Ballot
from meetings.models.certificate import Certificate
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.privacy import PrivacyNotice
from meetings.models.registration import Place, Registration

#: Substitutes are named so long before the sitting.
BEFORE = timedelta(days=2)


def tell(told: dict[str, Any], *, secret: str, now: datetime) -> None:
    """Let somebody be replaced at a meeting as *told*, and come in their place if it was held."""
    meeting = current().scalars(select(Meeting).where(Meeting.slug == told["meeting"])).one()
    place = _principal(meeting)
    if place is None:
        return
    principal = place.person
    newcomer = Newcomer(f"{told['mailbox']}@{DOMAIN}", told["name"], "", principal.language, principal.zone)
    at = min(now, place.session.starts_at - BEFORE)
    made = actions_substitutes.name_by_address(meeting, principal, newcomer, secret=secret, by=principal, now=at)
    notice = current().scalars(select(PrivacyNotice).order_by(PrivacyNotice.version.desc()).limit(1)).first()
    if notice:
        privacy.accept(made.substitute, notice.version, now=now)
    came = update(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == principal.id)
    current().execute(came.values(person_id=made.substitute_id))


def _principal(meeting: Meeting) -> Registration | None:
    """Return the place of somebody who neither voted at *meeting* nor has a certificate of it."""
    query = select(Registration).join(Session, Session.id == Registration.session_id)
    query = query.where(
        Registration.meeting_id == meeting.id,
        Registration.place == Place.CONFIRMED,
        Registration.organisation_id.is_not(None),
        Registration.person_id.not_in(select(Ballot.cast_by_id).where(Ballot.cast_by_id.is_not(None))),
        Registration.person_id.not_in(select(Certificate.person_id).where(Certificate.meeting_id == meeting.id)),
    )
    return current().scalars(query.order_by(Registration.id.desc()).limit(1)).first()
