"""A large plenary and sixty more meetings, to measure the speed of the pages with."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.cli.demo import papers
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.events import Document as Told
from meetings.cli.demo.papers import Filing
from meetings.cli.demo.people import BRUSSELS
from meetings.core import zones
from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.database import current
from meetings.models.meeting import Meeting, Series, Session, SessionLanguage, Visibility
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person, Role
from meetings.models.registration import Place, Registration, RegistrationDay
from meetings.storage import Files

SLUG = "bench-plenary"
ITEMS, DOCUMENTS, PEOPLE, MORE = 30, 40, 287, 60
OPEN_SINCE = timedelta(days=14)
#: When the large plenary is, and in which steps the others follow.
AHEAD, STEP = timedelta(days=21), timedelta(days=7)
HOURS: dict[Language, time] = {"en": time(13), "fr": time(10)}


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Writes meetings that are only there to be measured, by someone of the secretariat."""

    by: Person
    series: Series
    files: Files
    diary: Diary
    now: datetime

    def plenary(self) -> None:
        """Write the large plenary with agenda, documents and places."""
        meeting = self._meeting(1, SLUG, self.now + AHEAD)
        sessions = self._sessions(meeting, self.now + AHEAD)
        items = {number: _item(meeting, number) for number in range(1, ITEMS + 1)}
        current().add_all(items.values())
        current().flush()
        filing = Filing(self.files, self.diary, self.by)
        told = (_document(number) for number in range(1, DOCUMENTS + 1))
        papers.file(told, meeting, items, filing, added=meeting.created_at)
        current().add_all(self._places(sessions))

    def others(self) -> None:
        """Write the further meetings, one a week."""
        for number in range(2, MORE + 2):
            day = self.now + AHEAD + STEP * (number - 1)
            self._sessions(self._meeting(number, f"{self.series.slug}-{number}", day), day)

    def _meeting(self, number: int, slug: str, day: datetime) -> Meeting:
        at = self.now - OPEN_SINCE
        closes = datetime.combine(day.date() - timedelta(days=3), time(18))
        meeting = Meeting(
            series=self.series,
            number=number,
            slug=slug,
            title=Bilingual(f"Rehearsal plenary {number}", f"Réunion plénière d’essai nº\u00a0{number}"),
            summary=Bilingual(
                "A meeting that exists to measure the speed of its pages.",
                "Réunion qui n’existe que pour mesurer la rapidité de ses pages.",
            ),
            region=None,
            visibility=Visibility.PUBLIC,
            created_at=at,
            changed_at=at,
            announced_at=at,
            registration_closes_at=zones.instant(closes, BRUSSELS),
            zone=BRUSSELS,
            cancelled_at=None,
            cancellation=Bilingual(),
        )
        current().add(meeting)
        self.diary.note(at, "meeting.planned", meeting, by=self.by, meeting=meeting)
        self.diary.note(at, "meeting.announced", meeting, by=self.by, meeting=meeting, waiver="")
        return meeting

    def _sessions(self, meeting: Meeting, day: datetime) -> dict[Language, Session]:
        """Seat an English sitting on *day* and a French one two days later."""
        sessions: dict[Language, Session] = {}
        for place, language in enumerate(LANGUAGES):
            starts = datetime.combine(day.date() + timedelta(days=2 * place), HOURS[language])
            ends = starts + timedelta(hours=2)
            sessions[language] = Session(
                meeting=meeting,
                language=SessionLanguage(language),
                starts_local=starts,
                ends_local=ends,
                zone=BRUSSELS,
                starts_at=zones.instant(starts, BRUSSELS),
                ends_at=zones.instant(ends, BRUSSELS),
                platform="Zoom",
                join_link=f"https://meet.hemicycle.example/{meeting.slug}-{language}",
                capacity=500,
                uid=str(uuid.uuid4()),
                revision=0,
                changed_at=meeting.created_at,
            )
        current().add_all(sessions.values())
        return sessions

    def _places(self, sessions: dict[Language, Session]) -> Iterator[Registration]:
        for number, nomination in enumerate(islice(_contact_points(), PEOPLE)):
            person, at = nomination.person, self.now - OPEN_SINCE + timedelta(minutes=30 * number)
            session = sessions[person.language]
            day = RegistrationDay(session=session, uid=str(uuid.uuid4()), revision=0, changed_at=at)
            yield Registration(
                meeting=sessions["en"].meeting,
                person=person,
                session=session,
                organisation_id=nomination.organisation_id,
                place=Place.CONFIRMED,
                created_at=at,
                placed_at=at,
                uid=str(uuid.uuid4()),
                changed_at=at,
                days=[day],
            )


def is_told() -> bool:
    """Say whether the meetings to measure with are there."""
    return current().scalar(select(Meeting.id).where(Meeting.slug == SLUG)) is not None


def tell(files: Files, *, now: datetime) -> int:
    """Write the meetings to measure with into a house that holds the story, and return how many there are."""
    series = Series(slug="bench", symbol="BENCH", name=Bilingual("Rehearsals", "Essais"))
    current().add(series)
    by = current().scalars(select(Person).where(Person.role == Role.ADMINISTRATOR).order_by(Person.id)).first()
    if by is None:
        raise LookupError("the story has an administrator")
    diary = Diary()
    rehearsal = Rehearsal(by, series, files, diary, now.astimezone(UTC))
    rehearsal.plenary()
    rehearsal.others()
    diary.write()
    return MORE + 1


def _contact_points() -> Iterator[Nomination]:
    """Yield the nominations of the contact points, one a person."""
    query = (
        select(Nomination)
        .where(Nomination.until_on.is_(None), Nomination.capacity != Capacity.DELEGATE)
        .options(joinedload(Nomination.person))
        .order_by(Nomination.id)
    )
    seen = set()
    for nomination in current().scalars(query):
        if nomination.person_id not in seen:
            seen.add(nomination.person_id)
            yield nomination


def _item(meeting: Meeting, number: int) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        position=number,
        title=Bilingual(f"Point to be heard, number {number}", f"Point à examiner, numéro\u00a0{number}"),
        purpose=list(Purpose)[number % len(Purpose)],
        presenter=Bilingual("Secretariat", "Secrétariat"),
        minutes=5 + number % 4 * 5,
    )


def _document(number: int) -> Told:
    return Told(
        symbol=f"BENCH01{number:02d}",
        title=Bilingual(f"Working document {number}", f"Document de travail nº\u00a0{number}"),
        kind="presentation" if number % 4 == 0 else "document",
        item=1 + number % ITEMS,
        revisions={"en": 1, "fr": 1},
        expected_on=None,
    )
