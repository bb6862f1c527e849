"""One of everything that an address can name, with people of every role around it."""

from datetime import datetime, timedelta
from typing import Any

from meetings.domain.agenda import actions_proposals as proposals
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.domain.document import actions as documents
from meetings.domain.document.rules import Draft
from meetings.domain.floor import actions as floor
from meetings.domain.mailing import actions as mailings
from meetings.domain.meeting import actions as meetings
from meetings.domain.organisation import queries as register
from meetings.domain.outbox import actions as outbox
from meetings.domain.outcome.rules import Task
from meetings.domain.person import rules as people
from meetings.domain.poll import actions as polls
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft
from meetings.domain.question import actions as questions
from meetings.domain.question.rules import Draft as Asked
from meetings.domain.registration import actions as registrations
from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.document import DocumentKind
from meetings.models.floor import FloorKind
from meetings.models.meeting import Meeting, Visibility
from meetings.models.organisation import Capacity
from meetings.models.outcome import Owner
from meetings.models.person import Role
from meetings.models.question import Voice
from meetings.models.role import Granted
from tests.conftest import SECRET
from tests.domain.mailing.test_actions import draft as free_text
from tests.make import Make, both


class World:
    """One of everything that an address can name, in a meeting whose papers are for people who are signed in."""

    def __init__(self, make: Make) -> None:
        self.secretariat = make.secretariat()
        self.secretary = make.person("Secretary", role=Role.SECRETARIAT)
        self.owner = make.ncp(make.member())
        self.other = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other")
        meeting = make.meeting(visibility=Visibility.OPEN)
        item = make.item(meeting)
        grant_id = self._with_roles(make, meeting, item)
        record = make.record(meeting, published=True)
        action = make.action(meeting, Task(both("Write"), owner=Owner.PERSON, person=self.owner))
        with transaction():
            place = registrations.register(
                meeting, self.owner, sessions=[make.sessions(meeting)[0]], by=self.owner, now=make.now
            )
            draft = Draft(
                symbol="NCP0801", title=both("Paper"), kind=DocumentKind.PRESENTATION, item=item, expected_on=None
            )
            document = documents.add(meeting, draft, by=None, now=make.now)
            poll = polls.prepare(
                meeting,
                PollDraft(
                    question=both("Agreed?"), item=None, options=(OptionDraft(both("Yes")), OptionDraft(both("No")))
                ),
                by=None,
                now=make.now,
            )
            proposals.set_deadline(meeting, datetime(2027, 3, 9, 12), "UTC", by=None, now=make.now)  # noqa: DTZ001
            why = ProposalDraft(both("Drones"), Purpose.GUIDANCE, both("They fly."), None)
            kenya = register.by_code("ke")
            assert kenya
            proposal = proposals.propose(meeting, kenya, why, by=self.owner, now=make.now)
            asked = Asked(both("When?"), Voice.PERSON, item)
            question = questions.ask(meeting, asked, by=self.owner, now=make.now)
            kind = FloorKind.STATEMENT
            wants = floor.ask(make.sessions(meeting)[0], kenya, kind, item, by=self.owner, now=make.now)
            mailing = mailings.prepare(meeting, free_text(), by=None, now=make.now)
            outbox.beat("scheduler", now=make.now)
            polls.open_(poll, closes_at=make.now + timedelta(days=12), by=None, now=make.now)
        self.values: dict[str, Any] = {
            "lang": "en",
            "slug": meeting.slug,
            "series_slug": meeting.series.slug,
            "session_id": 999_999,
            "token": people.feed_token(self.owner.feed_nonce, SECRET),
            "code": "ke",
            "item_id": item.id,
            "document_id": document.id,
            "version_id": 999_999,
            "paragraph_id": 999_999,
            "poll_id": poll.id,
            "option_id": 999_999,
            "action_id": action.id,
            "decision_id": 999_999,
            "nomination_id": 999_999,
            "import_id": 999_999,
            "person_id": self.other.id,
            "one_id": self.owner.id,
            "other_id": self.other.id,
            "merge_id": 999_999,
            "version_number": 999_999,
            "kind_id": make.kind().id,
            "region_id": make.region().id,
            "public_id": "nobody-has-this",
            "number": 999_999,
            "filename": "x.pdf",
            "ticket": "x",
            "record": record.id,
            "registration_id": place.id,
            "grant_id": grant_id,
            "proposal_id": proposal.id,
            "asked_id": question.id,
            "request_id": wants.id,
            "question_id": 999_999,
            "letter_id": 999_999,
            "kind": "survey",
            "year": 2027,
            "month": 3,
            "mail_kind": "reminder",
            "mailing_id": mailing.id,
        }

    def _with_roles(self, make: Make, meeting: Meeting, item: AgendaItem) -> int:
        """Make one person for each of the other roles, and return the id of the presenter's."""
        kenya = register.by_code("ke")
        assert kenya
        self.participant = make.person("Participant")
        self.head = make.ncp(kenya, "Head", capacity=Capacity.HEAD)
        self.alternate = make.ncp(kenya, "Alternate", capacity=Capacity.ALTERNATE)
        self.observer = make.ncp(make.observer(), "Observer", capacity=Capacity.DELEGATE)
        self.assistant, self.foreign_assistant = make.person("Assistant"), make.person("Foreign")
        self.presenter, self.auditor = make.person("Presenter"), make.person("Auditor")
        with transaction():
            other = meetings.begin_series("other", "OTH", both("Other"), by=None, now=make.now)
            given = [
                roles.grant(person, role, scope, since=make.now.date(), by=None, now=make.now)
                for person, role, scope in (
                    (self.presenter, Granted.PRESENTER, Scope(item=item)),
                    (self.assistant, Granted.ASSISTANT, Scope(series=meeting.series)),
                    (self.foreign_assistant, Granted.ASSISTANT, Scope(series=other)),
                    (self.auditor, Granted.AUDITOR, Scope()),
                )
            ]
        return given[0].id
