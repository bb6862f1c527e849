"""Reads mailings, the plans of series, and how far each mailing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.core.paging import Page
from meetings.domain.mailing import defaults, rules, timing
from meetings.domain.mailing.defaults import Words
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.organisation import queries as register
from meetings.domain.outbox import queries as outbox
from meetings.models.database import current
from meetings.models.mailing import (
    Addressed,
    Mailing,
    MailingKind,
    MailingRecipient,
    MailingState,
    MailTemplate,
    SeriesMailing,
)
from meetings.models.meeting import Meeting, Series, Session
from meetings.models.organisation import Nomination, Organisation
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person, by_name

PAGE = 100
#: How many recipients are written to in one transaction.
PORTION = 50
_GONE = (MailState.SENT, MailState.KEPT)


def of(meeting: Meeting) -> Sequence[Mailing]:
    """Return the mailings of *meeting*, the first to go first."""
    query = select(Mailing).where(Mailing.meeting_id == meeting.id)
    return current().scalars(query.order_by(func.coalesce(Mailing.due_at, Mailing.created_at), Mailing.id)).all()


def by_id(meeting: Meeting, number: int) -> Mailing | None:
    """Return one mailing of *meeting*."""
    found = current().get(Mailing, number)
    return found if found and found.meeting_id == meeting.id else None


def worded(meeting: Meeting) -> Sequence[Mailing]:
    """Return the mailings of *meeting* whose words can still change, or went out."""
    query = select(Mailing).where(Mailing.meeting_id == meeting.id, Mailing.state != MailingState.DROPPED)
    return current().scalars(query.order_by(Mailing.id)).all()


def sittings(meeting: Meeting) -> list[Session]:
    """Return the sittings of *meeting* that take place."""
    return meeting_rules.taking_place(meetings.sessions_of(meeting))


def shown(mailing: Mailing, sessions: Sequence[Session]) -> datetime | None:
    """Return the time of *mailing* that pages show: for somebody in the zone of the meeting, in its first sitting."""
    meeting = mailing.meeting
    return timing.due(mailing, sessions, meeting.series.holidays, zone=meeting.zone)


def numbers(meeting: Meeting) -> int:
    """Return how many mailings *meeting* has."""
    return current().scalar(select(func.count()).where(Mailing.meeting_id == meeting.id)) or 0


def next_letter(meeting: Meeting) -> int:
    """Return the number of the next letter of *meeting*."""
    return (current().scalar(select(func.max(Mailing.letter)).where(Mailing.meeting_id == meeting.id)) or 0) + 1


def active() -> Sequence[Mailing]:
    """Return the mailings that are planned or on their way, with their meetings."""
    query = select(Mailing).where(Mailing.state.in_(rules.ACTIVE)).options(joinedload(Mailing.meeting))
    return current().scalars(query.order_by(Mailing.id)).all()


def to_write() -> Sequence[int]:
    """Return the ids of the mailings with recipients whose mail is not written yet."""
    waits = exists().where(MailingRecipient.mailing_id == Mailing.id, MailingRecipient.state == Addressed.WAITING)
    query = select(Mailing.id).where(Mailing.state == MailingState.SENDING, waits)
    return current().scalars(query.order_by(Mailing.id)).all()


def portion(mailing: Mailing) -> Sequence[MailingRecipient]:
    """Return the next recipients of *mailing* whose mail is not written yet."""
    waits = (MailingRecipient.mailing_id == mailing.id, MailingRecipient.state == Addressed.WAITING)
    return current().scalars(select(MailingRecipient).where(*waits).order_by(MailingRecipient.id).limit(PORTION)).all()


def told(mailing: Mailing) -> frozenset[int]:
    """Return the ids of the people who have a row in *mailing*."""
    query = select(MailingRecipient.person_id).where(MailingRecipient.mailing_id == mailing.id)
    return frozenset(current().scalars(query))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a mailing is."""

    #: Everybody who has a row.
    people: int = 0
    #: Not written, or not handed over yet.
    waiting: int = 0
    gone: int = 0
    #: Not delivered, or not to be written.
    failed: int = 0
    #: Held back, dropped, no longer meant.
    dropped: int = 0


def progress(meeting: Meeting) -> Mapping[int, Progress]:
    """Return how far each mailing of *meeting* is, by its id; one statement."""
    query = (
        select(MailingRecipient.mailing_id, MailingRecipient.state, Mail.state, func.count())
        .join(Mailing, Mailing.id == MailingRecipient.mailing_id)
        .outerjoin(Mail, Mail.id == MailingRecipient.mail_id)
        .where(Mailing.meeting_id == meeting.id)
        .group_by(MailingRecipient.mailing_id, MailingRecipient.state, Mail.state)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for mailing_id, addressed, mail, number in current().execute(query):
        found.setdefault(mailing_id, []).append((_stands(addressed, mail), number))
    return {mailing_id: _progress(lines) for mailing_id, lines in found.items()}


def _stands(addressed: Addressed, mail: MailState | None) -> str:
    """Return which figure of ``Progress`` a recipient counts for."""
    if addressed is Addressed.WAITING or (addressed is Addressed.WRITTEN and mail in outbox.WAITING):
        return "waiting"
    if addressed is Addressed.DROPPED or mail is MailState.WITHHELD:
        return "dropped"
    # A mail that is no longer kept has left.
    return "gone" if addressed is Addressed.WRITTEN and (mail is None or mail in _GONE) else "failed"


def _progress(lines: Sequence[tuple[str, int]]) -> Progress:
    figures = {name: sum(number for stands, number in lines if stands == name) for name, _number in lines}
    return Progress(people=sum(number for _stands, number in lines), **figures)


def recipients(mailing: Mailing, *, page: int = 1) -> Page[MailingRecipient]:
    """Return the people of *mailing* with their mails, by name, one page."""
    total = current().scalar(select(func.count()).where(MailingRecipient.mailing_id == mailing.id)) or 0
    query = _with_mails(mailing).limit(PAGE).offset((page - 1) * PAGE)
    return Page(current().scalars(query).all(), page, PAGE, total)


def everybody(mailing: Mailing) -> Sequence[MailingRecipient]:
    """Return all people of *mailing* with their mails, by name."""
    return current().scalars(_with_mails(mailing)).all()


def _with_mails(mailing: Mailing) -> Select[MailingRecipient]:
    return (
        select(MailingRecipient)
        .join(MailingRecipient.person)
        .where(MailingRecipient.mailing_id == mailing.id)
        .options(
            contains_eager(MailingRecipient.person),
            joinedload(MailingRecipient.mail).load_only(Mail.state, Mail.reason, Mail.sent_at, Mail.error),
        )
        .order_by(*by_name(), Person.id)
    )


def organisations(mailing: Mailing, *, on: date) -> dict[int, Organisation]:
    """Return for whom each recipient of *mailing* speaks on the day *on*, by their ids."""
    theirs = select(MailingRecipient.person_id).where(MailingRecipient.mailing_id == mailing.id)
    query = register.in_force(on).where(Nomination.person_id.in_(theirs)).options(joinedload(Nomination.organisation))
    found = current().scalars(query.order_by(Nomination.since_on, Nomination.id))
    return {nomination.person_id: nomination.organisation for nomination in found}


def due_now(meeting: Meeting, now: datetime) -> int:
    """Return how many mailings of *meeting* are due and wait for somebody: drafts, or words that are missing."""
    due = and_(Mailing.due_at.is_not(None), Mailing.due_at <= now)
    waits = or_(Mailing.state == MailingState.DRAFT, Mailing.state == MailingState.PLANNED)
    return current().scalar(select(func.count()).where(Mailing.meeting_id == meeting.id, due, waits)) or 0


def steps(series: Series) -> Sequence[SeriesMailing]:
    """Return the plan of the mails of *series*."""
    query = select(SeriesMailing).where(SeriesMailing.series_id == series.id)
    return current().scalars(query.order_by(SeriesMailing.position)).all()


def template(kind: MailingKind, series: Series | None) -> MailTemplate | None:
    """Return what the secretariat has written for mailings of *kind*: for *series*, or for the whole house."""
    where = MailTemplate.series_id.is_(None) if series is None else MailTemplate.series_id == series.id
    return current().scalar(select(MailTemplate).where(MailTemplate.kind == kind, where))


def words(kind: MailingKind, series: Series | None) -> Words:
    """Return the words with which a mailing of *kind* begins: those of *series*, of the house, or the built-in ones."""
    for place in (series, None) if series else (None,):
        found = template(kind, place)
        if found:
            return Words(found.subject, found.body)
    return defaults.words(kind)


def written(series: Series | None) -> frozenset[MailingKind]:
    """Return the kinds for which the secretariat has written words for *series*, or for the house."""
    where = MailTemplate.series_id.is_(None) if series is None else MailTemplate.series_id == series.id
    return frozenset(current().scalars(select(MailTemplate.kind).where(where)))
