"""Tells the agenda of a meeting: its items, who presents, the versions that were issued, what Members proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.events import AgendaItem as ToldItem
from meetings.cli.demo.events import Meeting as Told
from meetings.cli.demo.events import Proposal as ToldProposal
from meetings.cli.demo.register import Register
from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import outline
from meetings.models.agenda import (
    AgendaCall,
    AgendaItem,
    AgendaPresenter,
    AgendaProposal,
    AgendaVersion,
    IssuedItem,
    ProposalState,
    Purpose,
    Stage,
)
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.role import Granted, RoleGrant

NOTHING = Bilingual()
#: After the first sitting has begun.
ADOPTED_AFTER = timedelta(minutes=6)
CLOSING_HOUR = time(18)


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the agenda of *meeting* with the people of the *register*, as of *now*."""

    told: Told
    meeting: Meeting
    sessions: Mapping[str, Session]
    register: Register
    diary: Diary
    by: Person
    now: datetime

    def write(self) -> dict[int, AgendaItem]:
        """Write the items with everything around them, and return them by their places."""
        items = self._items()
        current().flush()
        for told in self.told.agenda:
            self._present(told, items[told.number])
        self._issue(items)
        self._ask(items)
        return items

    def _items(self) -> dict[int, AgendaItem]:
        numbers = outline.numbers(told.sub for told in self.told.agenda)
        items = {}
        for told, number in zip(self.told.agenda, numbers, strict=True):
            row = AgendaItem(meeting=self.meeting, notes=told.notes, revision=1, number=number)
            self._say(row, told)
            items[told.number] = row
            at = self.meeting.created_at + timedelta(minutes=4 * told.number)
            self.diary.note(at, "agenda.item_added", row, by=self.by, meeting=self.meeting, number=number)
        current().add_all(items.values())
        return items

    def _say(self, row: AgendaItem | IssuedItem, told: ToldItem) -> None:
        row.position, row.sub, row.purpose = told.number, told.sub, Purpose(told.purpose)
        row.title, row.presenter, row.minutes = told.title, told.presenter, told.minutes
        row.pause = told.pause
        row.session_id = self.sessions[told.session].id if told.session else None
        row.proposer_id = self.register.organisations[told.proposer].id if told.proposer else None

    def _present(self, told: ToldItem, of: AgendaItem | IssuedItem) -> None:
        """Name who presents *told* on the row *of* it; a person can upload to an item that stands."""
        for name in told.presenters:
            person = self.register.people.get(name)
            row = AgendaPresenter(person=person, organisation=self.register.organisation_of.get(name))
            if person is None:
                row.organisation = self.register.organisations[name]
            if isinstance(of, IssuedItem):
                row.issued_id = of.id
            else:
                row.item_id = of.id
                if person:
                    self._grant(person, of)
            current().add(row)
            current().flush()

    def _grant(self, person: Person, item: AgendaItem) -> None:
        at = self.meeting.created_at
        current().add(
            RoleGrant(
                person=person,
                role=Granted.PRESENTER,
                item=item,
                since_on=at.date(),
                granted_at=at,
                granted_by_id=self.by.id,
            )
        )
        person.holds_grants = True

    def _issue(self, items: Mapping[int, AgendaItem]) -> None:
        """Issue the versions that the story tells of; a meeting that was held adopted its agenda."""
        opens, first = self.told.registration_opens_at, min(each.starts_at for each in self.told.sessions)
        issued = [(Stage(stage), min(opens + timedelta(days=days), self.now)) for stage, days in self.told.versions]
        if first <= self.now:
            issued.append((Stage.ADOPTED, first + ADOPTED_AFTER))
        for number, (stage, at) in enumerate(issued, 1):
            version = AgendaVersion(
                meeting=self.meeting, number=number, stage=stage, reason=NOTHING, issued_at=at, issued_by_id=self.by.id
            )
            current().add(version)
            self._freeze(version, [told for told in self.told.agenda if told.since <= number], items)
            facts = {"number": number, "stage": stage.value, "waiver": ""}
            self.diary.note(at, "agenda.issued", version, by=self.by, meeting=self.meeting, **facts)

    def _freeze(self, version: AgendaVersion, agenda: Iterable[ToldItem], items: Mapping[int, AgendaItem]) -> None:
        agenda = list(agenda)
        numbers = outline.numbers(told.sub for told in agenda)
        for position, (told, number) in enumerate(zip(agenda, numbers, strict=True), 1):
            item = items[told.number]
            row = IssuedItem(version=version, item_id=item.id, key=item.key, number=number)
            self._say(row, told)
            row.position = position
            if version.number < told.changed_in:
                row.minutes = told.minutes_before
            current().add(row)
            current().flush()
            self._present(told, row)

    def _ask(self, items: Mapping[int, AgendaItem]) -> None:
        """Ask the Members for items, and write what they proposed."""
        if not self.told.proposals:
            return
        first = min(each.starts_local for each in self.told.sessions)
        closes = datetime.combine((first - timedelta(days=15)).date(), CLOSING_HOUR)
        current().add(AgendaCall(meeting_id=self.meeting.id, closes_local=closes, zone=self.meeting.zone))
        for told in self.told.proposals:
            self._propose(told, items)

    def _propose(self, told: ToldProposal, items: Mapping[int, AgendaItem]) -> None:
        person = self.register.people[told.email]
        at = min(self.told.registration_opens_at + timedelta(days=told.days, hours=3), self.now)
        became = next((each for each in self.told.agenda if each.title == told.title), None)
        proposal = AgendaProposal(
            meeting=self.meeting,
            organisation=self.register.organisation_of[told.email],
            proposed_by=person,
            title=told.title,
            purpose=Purpose(told.purpose),
            why=told.why,
            minutes=told.minutes,
            state=ProposalState.ACCEPTED if became else ProposalState.WAITING,
            answer=NOTHING,
            created_at=at,
            changed_at=at,
            decided_by=self.by if became else None,
            item=items[became.number] if became else None,
        )
        current().add(proposal)
        code = proposal.organisation.code
        self.diary.note(at, "agenda.item_proposed", proposal, by=person, meeting=self.meeting, organisation=code)
        if became:
            later = min(at + timedelta(hours=20), self.now)
            facts = {"organisation": code}
            self.diary.note(later, "agenda.proposal_accepted", proposal, by=self.by, meeting=self.meeting, **facts)
