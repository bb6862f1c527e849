"""Tells a meeting of the story: plan, agenda, places, papers, polls, record and what came of it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zlib import crc32

from sqlalchemy import insert

from meetings.cli.demo import papers, presence, votes
from meetings.cli.demo.agendas import Scribe
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.events import Action as ToldAction
from meetings.cli.demo.events import Meeting as Told
from meetings.cli.demo.events import Record as ToldRecord
from meetings.cli.demo.events import Session as ToldSession
from meetings.cli.demo.papers import Filing
from meetings.cli.demo.register import Register
from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem
from meetings.models.database import current
from meetings.models.meeting import COHOSTS, Meeting, Mode, Session, SessionLanguage, Visibility
from meetings.models.outcome import Action, ActionState, Decision, Owner
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record
from meetings.models.registration import Place, Registration, RegistrationDay
from meetings.storage import Files

NOTHING = Bilingual()
#: Who may see a meeting; the others are public.
VISIBILITY = {
    "pscg-44": Visibility.OPEN,
    "regional-workshop-1": Visibility.OPEN,
    "regional-workshop-2": Visibility.OPEN,
    "ncp-plenary-8": Visibility.OPEN,
}
PLANNED_BEFORE = timedelta(days=10)
PAPERS_AFTER = timedelta(days=5)
WRITTEN_AFTER = timedelta(hours=20)
NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells meetings with the people of the *register*, as of *now*."""

    register: Register
    diary: Diary
    files: Files
    now: datetime

    def tell(self, told: Told) -> Meeting:
        """Write everything the story tells of one meeting."""
        by = self.register.secretariat[1 + told.number % 2]
        meeting = self._plan(told, by)
        sessions = {session.key: self._seat(session, meeting) for session in told.sessions}
        current().flush()
        self._break_out(told, meeting, sessions)
        items = Scribe(told, meeting, sessions, self.register, self.diary, by, self.now).write()
        self._place(told, meeting, sessions)
        self._file(told, meeting, items, by)
        for poll in told.polls:
            at = told.registration_opens_at + PAPERS_AFTER
            votes.hold(poll, meeting, items[poll.item], self.register, self.diary, by=by, at=at)
        if told.record:
            self._conclude(told, told.record, meeting, items, by)
            if told.series == presence.SERIES:
                presence.record(meeting, sessions.values(), self.diary, by=by)
        return meeting

    def _plan(self, told: Told, by: Person) -> Meeting:
        planned, announced = told.registration_opens_at - PLANNED_BEFORE, told.registration_opens_at
        meeting = Meeting(
            series=self.register.series[told.series],
            number=told.number,
            slug=told.slug,
            title=told.title,
            summary=told.summary,
            region=self.register.regions[told.region] if told.region else None,
            visibility=VISIBILITY.get(told.slug, Visibility.PUBLIC),
            created_at=planned,
            changed_at=announced,
            announced_at=announced,
            registration_opens_at=told.registration_opens_at,
            registration_closes_at=told.registration_closes_at,
            zone=told.sessions[0].zone,
            cancelled_at=None,
            cancellation=NOTHING,
            host=self.register.organisations[told.host] if told.host else None,
        )
        current().add(meeting)
        self.diary.note(planned, "meeting.planned", meeting, by=by, meeting=meeting)
        self.diary.note(announced, "meeting.announced", meeting, by=by, meeting=meeting, waiver="")
        return meeting

    def _seat(self, told: ToldSession, meeting: Meeting) -> Session:
        session = Session(
            meeting=meeting,
            title=told.title,
            language=SessionLanguage(told.language),
            starts_local=told.starts_local,
            ends_local=told.ends_local,
            zone=told.zone,
            starts_at=told.starts_at,
            ends_at=told.ends_at,
            mode=Mode(told.mode),
            platform=told.platform,
            place=told.place,
            address=told.address,
            join_link=told.join_link,
            capacity=told.capacity,
            uid=str(uuid.uuid4()),
            revision=0,
            changed_at=meeting.created_at,
        )
        current().add(session)
        return session

    def _break_out(self, told: Told, meeting: Meeting, sessions: dict[str, Session]) -> None:
        """Seat the groups that meet in parallel, and name those who host the meeting with its host."""
        for session in told.sessions:
            for group in session.breakouts:
                seated = self._seat(group, meeting)
                seated.parent_id = sessions[session.key].id
                if group.key:
                    sessions[group.key] = seated
        for code in told.cohosts:
            organisation = self.register.organisations[code]
            current().execute(insert(COHOSTS).values(meeting_id=meeting.id, organisation_id=organisation.id))

    def _place(self, told: Told, meeting: Meeting, sessions: dict[str, Session]) -> None:
        sittings = [sessions[one.key] for one in told.sessions]
        for place in sorted(told.registrations, key=lambda one: one.registered_at):
            person, session = self.register.people[place.email], sessions[place.session]
            at = min(place.registered_at, self.now)
            row = seat(person, _days(person, session, sittings), self.register, at=at)
            current().add(row)
            self.diary.note(
                at,
                "registration.made",
                row,
                by=person,
                meeting=meeting,
                place=row.place.value,
                session=session.id,
                days=len(row.days),
            )

    def _file(self, told: Told, meeting: Meeting, items: dict[int, AgendaItem], by: Person) -> None:
        """File papers before the meeting, and presentations on the day after its last sitting if it was held."""
        filing = Filing(self.files, self.diary, by)
        before = min(told.registration_opens_at + PAPERS_AFTER, self.now)
        after = _written(told) if told.record else before
        for added, slides in ((before, False), (after, True)):
            chosen = [document for document in told.documents if (document.kind == "presentation") is slides]
            papers.file(chosen, meeting, items, filing, added=added)

    def _conclude(
        self, told: Told, record: ToldRecord, meeting: Meeting, items: dict[int, AgendaItem], by: Person
    ) -> None:
        at = _written(told)
        row = Record(
            meeting=meeting,
            created_at=at,
            changed_at=record.published_at,
            published_at=record.published_at,
            waiver=NOTHING,
        )
        current().add(row)
        self.diary.note(at, "record.begun", row, by=by, meeting=meeting)
        current().add_all(_paragraphs(record, row, items))
        for decided in told.decisions:
            decision = Decision(meeting=meeting, item=items[decided.item], number=decided.number, text=decided.text)
            current().add(decision)
            self.diary.note(at, "decision.made", decision, by=by, meeting=meeting, number=decision.number)
        for promised in told.actions:
            self._follow(promised, meeting, items, by, at)
        self.diary.note(
            record.published_at, "record.published", row, by=by, meeting=meeting, gaps=0, waiver_en="", waiver_fr=""
        )

    def _follow(
        self, told: ToldAction, meeting: Meeting, items: dict[int, AgendaItem], by: Person, at: datetime
    ) -> None:
        state, changed = ActionState(told.state), at
        action = Action(
            meeting=meeting, item=items[told.item], number=told.number, text=told.text, due_on=told.due_on, state=state
        )
        self._name_owner(action, told.owner)
        current().add(action)
        self.diary.note(at, "action.added", action, by=by, meeting=meeting, number=told.number)
        if state is not ActionState.OPEN:
            changed = self._moved_on(told.due_on, at)
            number, moved = told.number, state.value
            self.diary.note(changed, "action.state_set", action, by=by, meeting=meeting, number=number, state=moved)
        action.changed_at = changed

    def _name_owner(self, action: Action, owner: str) -> None:
        if owner == Owner.SECRETARIAT:
            action.owner = Owner.SECRETARIAT
        elif owner in self.register.people:
            action.owner, action.person = Owner.PERSON, self.register.people[owner]
        else:
            action.owner, action.organisation = Owner.ORGANISATION, self.register.organisations[owner]

    def _moved_on(self, due: date, begun: datetime) -> datetime:
        """Return when an action was last looked at: two days before it was due, and never after now."""
        return min(max(datetime.combine(due, NOON) - timedelta(days=2), begun), self.now)


def _days(person: Person, session: Session, sittings: list[Session]) -> list[Session]:
    """Return the days of whoever begins in *session*: all of their language, but one in five leaves some day out."""
    days = [one for one in sittings if one.language == session.language]
    lot = crc32(person.email.encode())
    if len(days) > 2 and lot % 5 == 0:
        days.pop(1 + lot // 5 % (len(days) - 1))
    return days


def seat(person: Person, days: list[Session], register: Register, *, at: datetime) -> Registration:
    """Return the confirmed place of *person* on *days*, given at *at*."""
    session = days[0]
    return Registration(
        meeting=session.meeting,
        person=person,
        session=session,
        organisation=register.organisation_of.get(person.email),
        place=Place.CONFIRMED,
        created_at=at,
        placed_at=at,
        uid=str(uuid.uuid4()),
        changed_at=at,
        days=[RegistrationDay(session=day, uid=str(uuid.uuid4()), revision=0, changed_at=at) for day in days],
    )


def _written(told: Told) -> datetime:
    """Return when the secretariat begins to write up a meeting: on the day after its last sitting."""
    return max(session.ends_at for session in told.sessions) + WRITTEN_AFTER


def _paragraphs(told: ToldRecord, record: Record, items: dict[int, AgendaItem]) -> Iterable[Paragraph]:
    last: dict[int, int] = {}
    for paragraph in told.paragraphs:
        last[paragraph.item] = last.get(paragraph.item, 0) + 1
        yield Paragraph(record=record, item=items[paragraph.item], position=last[paragraph.item], text=paragraph.text)
