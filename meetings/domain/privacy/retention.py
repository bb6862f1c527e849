"""How long things of each class are kept, and what of them is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select

from meetings.core import zones
from meetings.domain.access import rules as access
from meetings.domain.audit import sealing
from meetings.domain.mailing import writing as mailings
from meetings.domain.outbox import queries as outbox
from meetings.domain.registration import forgetting
from meetings.models.access import SignInRequest, WebSession
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.floor import FloorRequest
from meetings.models.incoming import Incoming
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.meeting import Session
from meetings.models.outbox import Announcement, Mail, MailState
from meetings.models.person import Person
from meetings.models.privacy import ErasureRequest, ErasureState, RetentionPeriod, RetentionReport
from meetings.models.question import Question, QuestionState
from meetings.models.reading import RegisterReading
from meetings.models.register_import import ImportState, RegisterImport
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import Companion, Needs
from meetings.models.translation import TranslationFile
from meetings.models.visa import Passport

#: Answers to the secretariat's own questions, which say themselves how long they are kept.
ANSWERS = "registration_answers"
#: When the nightly run may begin, by the clock of the house.
NIGHT = time(2, 0)
LEFT = tuple(state for state in MailState if state not in outbox.WAITING)
OVER = (ImportState.APPLIED, ImportState.UNDONE, ImportState.FAILED, ImportState.CHOOSING, ImportState.READY)

Condition = Callable[[datetime], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One class of things: how many days it is kept if nobody decides otherwise, and within which bounds."""

    days: int
    low: int
    high: int
    #: The rows, and which of them are older than an instant; classes without rows have their own way to go.
    model: type[Base] | None = None
    over: Condition | None = None


def _no_sitting_after(meeting_id: ColumnElement[Any], before: datetime) -> ColumnElement[bool]:
    """Return the condition that a meeting has no sitting that ends after an instant."""
    return ~exists().where(Session.meeting_id == meeting_id, Session.ends_at >= before)


def _mails(before: datetime) -> ColumnElement[bool]:
    calendar_done = or_(Mail.meeting_id.is_(None), _no_sitting_after(Mail.meeting_id.expression, before))
    return and_(Mail.created_at < before, Mail.state.in_(LEFT), calendar_done)


def _withdrawn(before: datetime) -> ColumnElement[bool]:
    over = _no_sitting_after(Registration.meeting_id.expression, before)
    given_up = Registration.place.in_((Place.WITHDRAWN, Place.REFUSED, Place.REPLACED))
    return and_(given_up, Registration.changed_at < before, over)


def _once_over(registration_id: ColumnElement[Any], before: datetime) -> ColumnElement[bool]:
    """Return the condition that the meeting of a registration was over before an instant."""
    over = select(Registration.id).where(_no_sitting_after(Registration.meeting_id.expression, before))
    return registration_id.in_(over)


def _refused_questions(before: datetime) -> ColumnElement[bool]:
    """Questions that became no part of the record: declined, or taken back."""
    aside = Question.state.in_((QuestionState.DECLINED, QuestionState.WITHDRAWN))
    return and_(aside, Question.asked_at < before, _no_sitting_after(Question.meeting_id.expression, before))


def _floor(before: datetime) -> ColumnElement[bool]:
    return _no_sitting_after(FloorRequest.meeting_id.expression, before)


def _sessions(before: datetime) -> ColumnElement[bool]:
    unused = WebSession.seen_at < before - access.KEPT
    return or_(WebSession.expires_at < before, WebSession.ended_at < before, unused)


def _requests(before: datetime) -> ColumnElement[bool]:
    refused = and_(AccessRequest.state == RequestState.REFUSED, AccessRequest.decided_at < before)
    return or_(refused, and_(AccessRequest.state != RequestState.WAITING, AccessRequest.expires_at < before))


def _invitations(before: datetime) -> ColumnElement[bool]:
    return or_(Invitation.expires_at < before, Invitation.withdrawn_at < before)


def _erasures(before: datetime) -> ColumnElement[bool]:
    return and_(ErasureRequest.state != ErasureState.ASKED, ErasureRequest.decided_at < before)


#: Every class, in the order in which they go.
CLASSES: dict[str, Kept] = {
    "sign_ins": Kept(14, 1, 14, SignInRequest, lambda before: SignInRequest.expires_at < before),
    "sessions": Kept(14, 1, 14, WebSession, _sessions),
    "register_reading": Kept(2, 1, 2, RegisterReading, lambda before: RegisterReading.minute < before),
    "announcements": Kept(90, 7, 400, Announcement, lambda before: Announcement.handled_at < before),
    "needs": Kept(14, 1, 90, Needs, lambda before: _once_over(Needs.registration_id.expression, before)),
    "passports": Kept(30, 1, 180, Passport, lambda before: _once_over(Passport.registration_id.expression, before)),
    "companions": Kept(90, 1, 1100, Companion, lambda before: _once_over(Companion.registration_id.expression, before)),
    # Each question says for how many days; here, for how many at most.
    ANSWERS: Kept(1100, 1, 1100),
    "imports": Kept(
        90,
        2,
        1100,
        RegisterImport,
        lambda before: and_(RegisterImport.created_at < before, RegisterImport.state.in_(OVER)),
    ),
    "translation_files": Kept(30, 2, 400, TranslationFile, lambda before: TranslationFile.brought_at < before),
    "access_requests": Kept(180, 30, 1100, AccessRequest, _requests),
    "invitations": Kept(180, 30, 1100, Invitation, _invitations),
    "incoming": Kept(180, 30, 1100, Incoming, lambda before: Incoming.came_at < before),
    "mails": Kept(365, 30, 3700, Mail, _mails),
    "withdrawn_places": Kept(365, 30, 3700, Registration, _withdrawn),
    "refused_questions": Kept(365, 30, 3700, Question, _refused_questions),
    "floor_requests": Kept(1095, 30, 3700, FloorRequest, _floor),
    "erasure_requests": Kept(1095, 90, 3700, ErasureRequest, _erasures),
    "reports": Kept(1095, 90, 3700, RetentionReport, lambda before: RetentionReport.at < before),
    "closed_accounts": Kept(1095, 90, 7300),
    "audit_lines": Kept(3650, 365, 36500),
}


def periods() -> dict[str, int]:
    """Return how many days each class is kept, as an administrator decided or as the house began."""
    decided = {period.name: period.days for period in current().scalars(select(RetentionPeriod))}
    return {name: decided.get(name, kept.days) for name, kept in CLASSES.items()}


def expected(*, on: datetime) -> dict[str, int]:
    """Return how many things of each class would go at the instant *on*; nothing is changed."""
    return {name: _count(name, on - timedelta(days=days)) for name, days in periods().items()}


def _count(name: str, before: datetime) -> int:
    kept = CLASSES[name]
    if kept.model is not None and kept.over is not None:
        query = select(func.count()).select_from(kept.model).where(kept.over(before))
        return current().scalar(query) or 0
    if name == ANSWERS:
        return forgetting.number_over(before, most=periods()[name])
    return len(closed_before(before)) if name == "closed_accounts" else sealing.count_before(before)


def drop(name: str, before: datetime) -> int:
    """Delete the rows of a class that are older than an instant, and return how many there were."""
    kept, number = CLASSES[name], _count(name, before)
    if kept.model is not None and kept.over is not None and number:
        if kept.model is Mail:
            mailings.forgotten(kept.over(before))
        current().execute(delete(kept.model).where(kept.over(before)).execution_options(synchronize_session=False))
    return number


def closed_before(before: datetime) -> list[int]:
    """Return the ids of accounts that were closed before an instant and are not erased yet."""
    query = select(Person.id).where(Person.disabled_at < before, Person.erased_at.is_(None)).order_by(Person.id)
    return list(current().scalars(query))


def last_report() -> RetentionReport | None:
    """Return what went last."""
    return current().scalar(select(RetentionReport).order_by(RetentionReport.at.desc()).limit(1))


def reports(limit: int = 30) -> list[RetentionReport]:
    """Return what went in the last nights, the newest first."""
    return list(current().scalars(select(RetentionReport).order_by(RetentionReport.at.desc()).limit(limit)))


def is_due(*, zone: str, now: datetime) -> bool:
    """Say whether a nightly run should begin at *now*: none has since the last night began in *zone*."""
    here = zones.local(now, zone)
    night = here.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    begins = night if here >= night else night - timedelta(days=1)
    last = last_report()
    return last is None or zones.local(last.at, zone) < begins
