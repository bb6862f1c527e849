"""A house in which everything exists once: meetings in every state, papers, polls, records, mails."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from flask import current_app

from meetings.core.bilingual import ENGLISH, FRENCH, LANGUAGES, Bilingual, Language
from meetings.domain.agenda import actions as agenda
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.attendance import actions as attendance
from meetings.domain.document import actions as documents
from meetings.domain.document.rules import Draft
from meetings.domain.meeting import actions as meetings
from meetings.domain.organisation import actions as organisations
from meetings.domain.outcome import actions as outcomes
from meetings.domain.outcome.rules import Task
from meetings.domain.poll import actions as polls
from meetings.domain.poll import actions_closing as closing
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.domain.record import actions as records
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.attendance import Presence
from meetings.models.document import Document, DocumentKind
from meetings.models.meeting import Meeting, Visibility
from meetings.models.organisation import Capacity, Organisation
from meetings.models.outcome import Owner
from meetings.models.person import Person, Role
from meetings.models.poll import Poll
from meetings.notices import post
from tests.make import Make


class House:
    """Everything once; *mark* stands in every text that somebody can write."""

    def __init__(self, make: Make, mark: str = "") -> None:
        self.make = make
        self.mark = mark
        self.secretariat = self._person("Ilse", role=Role.ADMINISTRATOR)
        self._register()
        self.coming = self._coming()
        self.draft = self._meeting(9, announced=False)
        self.held = self._held()
        self.unwritten = self._meeting(6, days=-40)
        self._cancelled()
        post.handle(500, now=make.now)

    def roles(self) -> dict[str, Person | None]:
        """Return those who look at the house, by what they are."""
        return {
            "stranger": None,
            "observer": self.observer,
            "ncp": self.ncp,
            "other": self.other,
            "secretariat": self.secretariat,
        }

    def text(self, words: str) -> Bilingual:
        """Return a text in both languages that holds the mark."""
        return Bilingual(f"{words} {self.mark}".strip(), f"{words} (fr) {self.mark}".strip())

    def _person(self, name: str, language: Language = ENGLISH, role: Role = Role.PARTICIPANT) -> Person:
        person = self.make.person(
            f"{name} {self.mark}".strip(), email=f"{name.lower()}@house.example", language=language, role=role
        )
        with transaction():
            person.function = f"Function {self.mark}".strip()
        return person

    def _organisation(self, code: str, region: str | None, kind: str = "member") -> Organisation:
        place = self.make.region(region) if region else None
        with transaction():
            return organisations.add_organisation(
                code,
                self.text(f"Country {code}"),
                kind=self.make.kind(kind),
                region=place,
                working_language=ENGLISH,
                by=self.secretariat,
                now=self.make.now,
            )

    def _named(self, person: Person, organisation: Organisation, capacity: Capacity = Capacity.NCP) -> Person:
        with transaction():
            organisations.nominate(
                person,
                organisation,
                capacity=capacity,
                since=self.make.now.date(),
                by=self.secretariat,
                now=self.make.now,
            )
        return person

    def _register(self) -> None:
        self.kenya, cameroon = self._organisation("KE", "ESA"), self._organisation("CM", "WCA")
        self._organisation("TV", "AP")
        observers = self._organisation("OBS", None, "observer")
        self.ncp = self._named(self._person("Wanjiru"), self.kenya)
        self.other = self._named(self._person("Odile", FRENCH), cameroon)
        self.observer = self._named(self._person("Olaf"), observers, Capacity.DELEGATE)

    def _meeting(
        self, number: int, *, days: int = 10, announced: bool = True, visibility: Visibility = Visibility.OPEN
    ) -> Meeting:
        make = self.make
        plan = replace(
            make.plan(number=number, visibility=visibility),
            title=self.text(f"Plenary {number}"),
            summary=self.text("Summary"),
        )
        sittings = [
            replace(sitting, platform=f"Zoom {self.mark}".strip()[:100])
            for sitting in make.sittings(days=days, capacity=1)
        ]
        with transaction():
            meeting = meetings.plan(plan, sittings, by=self.secretariat, now=make.now)
            if announced:
                meetings.announce(meeting, gaps=1, waiver=f"Later {self.mark}", by=self.secretariat, now=make.now)
        return meeting

    def _coming(self) -> Meeting:
        """A meeting to come, with a place taken, one waited for, papers, and a poll in each state."""
        make, meeting = self.make, self._meeting(8)
        self.item = self._item(meeting, "First")
        self._item(meeting, "Second")
        for person in (self.ncp, self.other):
            make.registration(meeting, person)
        self.paper = self._paper(meeting, "NCP0801", self.item)
        self._paper(meeting, "NCP0802", None, (ENGLISH,))
        self._paper(meeting, "NCP0803", None, ())
        self.prepared = self._poll(meeting)
        self.open_poll = self._poll(meeting)
        closed = self._poll(meeting)
        with transaction():
            for poll in (self.open_poll, closed):
                polls.open_(poll, closes_at=make.now + timedelta(days=12), by=self.secretariat, now=make.now)
        make.ballot(closed, self.kenya, self.ncp)
        with transaction():
            closing.close(closed, by=self.secretariat, now=make.now)
        return meeting

    def _item(self, meeting: Meeting, words: str) -> AgendaItem:
        draft = ItemDraft(self.text(words), Purpose.DECISION, self.text("Presenter"), 10)
        with transaction():
            return agenda.add(meeting, draft, by=self.secretariat, now=self.make.now)

    def _paper(
        self, meeting: Meeting, symbol: str, item: AgendaItem | None, languages: tuple[Language, ...] = LANGUAGES
    ) -> Document:
        make, storage = self.make, current_app.extensions["storage"]
        draft = Draft(symbol, self.text("Paper"), DocumentKind.DOCUMENT, item, make.now.date())
        with transaction():
            document = documents.add(meeting, draft, by=self.secretariat, now=make.now)
        for language in languages:
            with filing(storage) as files:
                documents.upload(
                    document,
                    language,
                    BytesIO(b"What we found."),
                    f"report {self.mark}.txt".replace("/", ""),
                    storage=files,
                    limit=10_000,
                    by=self.secretariat,
                    now=make.now,
                )
        return document

    def _poll(self, meeting: Meeting) -> Poll:
        options = (OptionDraft(self.text("Yes")), OptionDraft(self.text("No")))
        return self.make.poll(meeting, question=self.text("Agreed?"), options=options)

    def _held(self) -> Meeting:
        """A public meeting of the past with its record, decisions and actions, and one whose record is a draft."""
        for number, visibility in ((5, Visibility.INTERNAL), (7, Visibility.PUBLIC)):
            meeting = self._meeting(number, days=-20, visibility=visibility)
            item = self._item(meeting, "Dealt with")
            self._paper(meeting, f"NCP0{number}01", item)
            self._record(meeting, item, published=number == 7)
            self._come(meeting)
        return meeting

    def _come(self, meeting: Meeting) -> None:
        """Let somebody of Kenya and a guest have been at *meeting*, and somebody of Cameroon be excused."""
        make, by = self.make, self.secretariat
        session = make.sessions(meeting)[0]
        reason = f"Leave {self.mark}".strip()
        with transaction():
            attendance.decide(session, [self.ncp], Presence.PRESENT, by=by, now=make.now)
            attendance.decide(session, [self.other], Presence.EXCUSED, reason=reason, by=by, now=make.now)
            attendance.welcome(
                session, f"Guest {self.mark}".strip(), function=reason, organisation=self.kenya, by=by, now=make.now
            )

    def _record(self, meeting: Meeting, item: AgendaItem, *, published: bool) -> None:
        now, by = self.make.now, self.secretariat
        owners = (
            Task(self.text("Write"), owner=Owner.PERSON, person=self.ncp, due_on=now.date()),
            Task(self.text("Send"), owner=Owner.ORGANISATION, organisation=self.kenya, item=item),
            Task(self.text("Keep")),
        )
        with transaction():
            record = records.begin(meeting, by=by, now=now)
            for place in (None, item):
                records.add_paragraph(record, place, self.text("**Said** [here](https://a.example/)"), by=by, now=now)
            outcomes.decide(meeting, self.text("Decided"), item=item, by=by, now=now)
            for task in owners:
                outcomes.add_action(meeting, task, by=by, now=now)
            if published:
                records.publish(record, self.text("Waived"), gaps=1, by=by, now=now)

    def _cancelled(self) -> None:
        meeting = self._meeting(10, days=30)
        self.make.registration(meeting, self.ncp)
        with transaction():
            meetings.cancel(meeting, self.text("Reason"), by=self.secretariat, now=self.make.now)
