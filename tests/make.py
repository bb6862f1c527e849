"""Makes what tests need, through the domain's own actions, each in a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from flask import current_app

from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.domain.agenda import actions as agenda
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.document import actions as documents
from meetings.domain.document.rules import Draft
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting.rules import Plan, Sitting
from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import catalogue
from meetings.domain.organisation import queries as register
from meetings.domain.outcome import actions as outcomes
from meetings.domain.outcome.rules import Task
from meetings.domain.person import actions as people
from meetings.domain.poll import actions as polls
from meetings.domain.poll import actions_casting as casting
from meetings.domain.poll import actions_closing as closing
from meetings.domain.poll import queries as find_polls
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft, PollDraft, Terms
from meetings.domain.record import actions as records
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.keyring import Keyring
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.document import Document, DocumentKind, DocumentVersion
from meetings.models.meeting import Meeting, Series, Session, SessionLanguage, Visibility
from meetings.models.organisation import Capacity, Organisation, OrganisationKind, Region
from meetings.models.outcome import Action
from meetings.models.person import Person, Role
from meetings.models.poll import Poll
from meetings.models.record import Record
from meetings.models.registration import Registration, RegistrationDay

BRUSSELS = "Europe/Brussels"


def both(en: str, fr: str = "") -> Bilingual:
    """Return a text whose original is English."""
    return Bilingual(en, fr or f"{en} (fr)")


def entry_of(registration: Registration) -> RegistrationDay:
    """Return the entry in the calendar of somebody who comes on one day."""
    (day,) = registration.days
    return day


class Make:
    """A small body: one series, a few Members, their people, meetings ten days ahead."""

    def __init__(self, now: datetime, secret: str, keys: Keyring | None = None) -> None:
        self.now = now
        self.secret = secret
        self.made = 0
        self.keys = keys

    def person(
        self,
        name: str = "Wanjiru Kamande",
        *,
        email: str = "",
        language: Language = ENGLISH,
        zone: str = "Africa/Nairobi",
        role: Role = Role.PARTICIPANT,
    ) -> Person:
        """Make someone known."""
        self.made += 1
        with transaction():
            return people.enrol(
                email or f"person{self.made}@example.org",
                name,
                language=language,
                zone=zone,
                role=role,
                secret=self.secret,
                by=None,
                now=self.now,
            )

    def secretariat(self) -> Person:
        """Make someone of the secretariat."""
        return self.person("Ilse Vandermeer", zone=BRUSSELS, role=Role.ADMINISTRATOR)

    def region(self, code: str = "ESA") -> Region:
        """Make a region, or return the one that is there."""
        found = next((region for region in register.regions() if region.code == code), None)
        if found:
            return found
        with transaction():
            return catalogue.add_region(
                code, both(f"Region {code}"), position=len(register.regions()) + 1, by=None, now=self.now
            )

    def kind(self, code: str = "member") -> OrganisationKind:
        """Return a kind of organisation, Members if nothing else is said."""
        found = register.kind_by_code(code)
        assert found is not None
        return found

    def member(self, code: str = "KE", name: str = "Kenya", *, region: str = "ESA") -> Organisation:
        """Make a Member."""
        place = self.region(region)
        with transaction():
            return organisations.add_organisation(
                code,
                Bilingual(name, name),
                kind=self.kind(),
                region=place,
                working_language=ENGLISH,
                by=None,
                now=self.now,
            )

    def ncp(
        self,
        organisation: Organisation,
        name: str = "Wanjiru Kamande",
        *,
        capacity: Capacity = Capacity.NCP,
        language: Language = ENGLISH,
        zone: str = "Africa/Nairobi",
    ) -> Person:
        """Make someone whom *organisation* has named."""
        person = self.person(name, language=language, zone=zone)
        with transaction():
            organisations.nominate(
                person, organisation, capacity=capacity, since=self.now.date(), by=None, now=self.now
            )
        return person

    def series(self) -> Series:
        """Make the series of NCP plenaries, or return it."""
        found = find_meetings.series_by_slug("ncp-plenary")
        if found:
            return found
        with transaction():
            return meetings.begin_series(
                "ncp-plenary", "NCP", Bilingual("NCP Plenary", "Réunion plénière des PCN"), by=None, now=self.now
            )

    def plan(self, *, number: int = 8, visibility: Visibility = Visibility.OPEN) -> Plan:
        """Return the plan of a plenary."""
        return Plan(
            series=self.series(),
            number=number,
            title=Bilingual(f"{number}th NCP Plenary", f"{number}e réunion plénière des PCN"),
            summary=both("National Contact Points meet.", "Les points de contact nationaux se réunissent."),
            visibility=visibility,
            region=None,
            zone=BRUSSELS,
            registration_closes=None,
        )

    def sittings(self, *, days: int = 10, capacity: int | None = None) -> list[Sitting]:
        """Return an English sitting in *days* days at 13:00 Brussels and a French one two days later at 10:00."""
        day = (self.now + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return [
            Sitting(
                language=language,
                starts=day + timedelta(days=later, hours=hour),
                ends=day + timedelta(days=later, hours=hour + 2),
                zone=BRUSSELS,
                platform="Zoom",
                join_link=f"https://meet.hemicycle.example/{language}",
                capacity=capacity,
            )
            for language, later, hour in ((SessionLanguage.ENGLISH, 0, 13), (SessionLanguage.FRENCH, 2, 10))
        ]

    def meeting(
        self,
        *,
        number: int = 8,
        announced: bool = True,
        days: int = 10,
        capacity: int | None = None,
        visibility: Visibility = Visibility.OPEN,
    ) -> Meeting:
        """Make a plenary with its two sittings."""
        plan = self.plan(number=number, visibility=visibility)
        with transaction():
            meeting = meetings.plan(plan, self.sittings(days=days, capacity=capacity), by=None, now=self.now)
            if announced:
                meetings.announce(meeting, gaps=0, waiver="", by=None, now=self.now)
        return meeting

    def days_of(self, languages: Sequence[SessionLanguage], capacity: int | None = None) -> list[Sitting]:
        """Return the sittings of a workshop: a day for each of *languages*, from ten days ahead on."""
        begins = datetime.combine(self.now.date() + timedelta(days=10), datetime.min.time())
        return [
            Sitting(
                language=language,
                starts=begins + timedelta(days=number, hours=9),
                ends=begins + timedelta(days=number, hours=17),
                zone=BRUSSELS,
                platform="Zoom",
                join_link=f"https://meet.hemicycle.example/day-{number}",
                capacity=capacity,
            )
            for number, language in enumerate(languages)
        ]

    def workshop(self, languages: Sequence[SessionLanguage], *, capacity: int | None = None) -> Meeting:
        """Make a meeting of several days."""
        plan = self.plan()
        with transaction():
            meeting = meetings.plan(plan, self.days_of(languages, capacity), by=None, now=self.now)
            meetings.announce(meeting, gaps=0, waiver="", by=None, now=self.now)
        return meeting

    def sessions(self, meeting: Meeting) -> list[Session]:
        """Return the sittings of *meeting*."""
        return list(find_meetings.sessions_of(meeting))

    def again(self, thing: object) -> None:
        """Forget what is in memory, so that *thing* is read anew."""
        db.session.expire_all()

    def poll(
        self,
        meeting: Meeting,
        *,
        question: Bilingual | None = None,
        options: Sequence[OptionDraft] = YES_NO_ABSTENTION,
        voters: Sequence[tuple[int, int]] = (),
        **terms: Any,
    ) -> Poll:
        """Prepare a poll: yes, no or abstention unless said otherwise; *terms* are parts of its rule."""
        asked = question or both("Renew the group?", "Reconduire le groupe ?")
        draft = PollDraft(asked, None, tuple(options), Terms(**terms), tuple(voters))
        with transaction():
            return polls.prepare(meeting, draft, by=None, now=self.now)

    def open_poll(self, meeting: Meeting, *, closes_at: datetime | None = None, **draft: Any) -> Poll:
        """Prepare a poll and open it."""
        poll = self.poll(meeting, **draft)
        with transaction():
            polls.open_(poll, closes_at=closes_at, by=None, now=self.now, keys=self.keys)
        return poll

    def close(self, poll: Poll, *, at: datetime | None = None) -> None:
        """Close *poll* an hour from now, or *at* another time."""
        with transaction():
            closing.close(poll, by=None, now=at or self.now + timedelta(hours=1), keys=self.keys)

    def ballot(self, poll: Poll, organisation: Organisation, person: Person, place: int = 0) -> None:
        """Let *person* cast the ballot of *organisation* for the option at *place*, from 0."""
        option_id = find_polls.options(poll)[place].id
        with transaction():
            casting.cast(poll, organisation.id, [option_id], by=person, clock=lambda: self.now, keys=self.keys)

    def answer(self, poll: Poll, organisation: Organisation, person: Person, given: object) -> None:
        """Let *person* cast the ballot of *organisation* that says what is *given*."""
        with transaction():
            casting.cast(poll, organisation.id, given, by=person, clock=lambda: self.now, keys=self.keys)

    def registration(self, meeting: Meeting, person: Person, session: Session | None = None) -> Registration:
        """Give *person* a place in *session*, or in the first one."""
        with transaction():
            return registrations.register(
                meeting, person, sessions=[session or self.sessions(meeting)[0]], by=person, now=self.now
            )

    def document(
        self,
        meeting: Meeting,
        symbol: str = "NCP0801",
        *,
        title: Bilingual | None = None,
        item: AgendaItem | None = None,
    ) -> Document:
        """Make a document without files."""
        draft = Draft(symbol, title or both("Study report", "Rapport d’étude"), DocumentKind.DOCUMENT, item, None)
        with transaction():
            return documents.add(meeting, draft, by=None, now=self.now)

    def version(
        self, document: Document, language: Language = ENGLISH, text: str = "What we found."
    ) -> DocumentVersion:
        """Upload a text file."""
        name = f"report {language}.txt"
        storage = current_app.extensions["storage"]
        with filing(storage) as files:
            return documents.upload(
                document, language, BytesIO(text.encode()), name, storage=files, limit=10_000, by=None, now=self.now
            )

    def item(self, meeting: Meeting, title: str = "Opening", title_fr: str = "Ouverture") -> AgendaItem:
        """Put an item at the end of the agenda."""
        draft = ItemDraft(Bilingual(title, title_fr), Purpose.DECISION, Bilingual(), 10)
        with transaction():
            return agenda.add(meeting, draft, by=None, now=self.now)

    def record(self, meeting: Meeting, *texts: Bilingual, published: bool = False) -> Record:
        """Begin the record of *meeting* with paragraphs before all items, and publish it if asked."""
        with transaction():
            record = records.begin(meeting, by=None, now=self.now)
            for text in texts or (both("The Chair opened the meeting.", "La présidence ouvre la réunion."),):
                records.add_paragraph(record, None, text, by=None, now=self.now)
            if published:
                records.publish(record, gaps=0, by=None, now=self.now)
        return record

    def action(self, meeting: Meeting, task: Task | None = None) -> Action:
        """Write down an action, the secretariat's if nothing else is said."""
        with transaction():
            return outcomes.add_action(meeting, task or Task(both("Write", "Écrire")), by=None, now=self.now)

    def observer(self, code: str = "WHO", name: str = "World Health Organization") -> Organisation:
        """Make an observer: its people take part without a ballot."""
        with transaction():
            return organisations.add_organisation(
                code,
                both(name),
                kind=self.kind("observer"),
                region=None,
                working_language=ENGLISH,
                by=None,
                now=self.now,
            )


__all__ = ["BRUSSELS", "FRENCH", "Make", "both", "entry_of"]
