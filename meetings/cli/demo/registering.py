"""How people register in the demonstration: terms, questions, invitations, and a believable share of answers."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from sqlalchemy import delete, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.cli.demo import standing_in
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.people import DOMAIN
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read, text
from meetings.core.bilingual import Bilingual
from meetings.domain.invitation.rules import Segment
from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import actions as places
from meetings.domain.registration import actions_breakouts, actions_questions, actions_terms, breakouts
from meetings.domain.registration.question_rules import QuestionDraft
from meetings.domain.registration.rules import HELD, Terms
from meetings.domain.visa import actions as visas
from meetings.domain.visa.rules import PassportDraft
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.meeting_link import InvitationRound, MeetingLink
from meetings.models.organisation import Nomination
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import Needs, QuestionKind, RegistrationAnswer, RegistrationQuestion

#: Of a hundred people who were invited and did not register, how many decline, and how many only look.
DECLINE, LOOK = 14, 22
#: Of a hundred who registered, how many want to speak.
SPEAK = 11
#: Terms were decided so long after the announcement, and invitations went out so long after it.
DECIDED, INVITED = timedelta(minutes=20), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class House:
    """The house, and the instant up to which is told."""

    register: Register
    now: datetime

    @property
    def chief(self) -> Person:
        """The administrator."""
        return self.register.secretariat[0]


def tell(register: Register, diary: Diary, *, secret: str, now: datetime) -> None:
    """Let people register on terms, be asked, be invited and be replaced, until *now*; nobody is written to."""
    house, told = House(register, now), read("registering.toml")
    with diary.following():
        _tell_plenary(house, told["plenary"], diary)
        _tell_workshop(house, told["workshop"])
        for one in told["substitutes"]:
            standing_in.tell(one, secret=secret, now=now)
        current().flush()
        current().execute(delete(Announcement))


def _meeting(slug: str) -> Meeting:
    return current().scalars(select(Meeting).where(Meeting.slug == slug)).one()


def _tell_plenary(house: House, told: dict[str, Any], diary: Diary) -> None:
    meeting = _meeting(told["meeting"])
    at = min(meeting.announced_at or house.now, house.now)
    terms = Terms(approves_observers=True, letters=True)
    actions_terms.set_terms(meeting, terms, seen=0, by=house.chief, now=at + DECIDED)
    questions = list(_ask(house, meeting, told["questions"], at + DECIDED))
    registered = {one.person_id: one for one in _registered(meeting)}
    current().add_all(answer for one in registered.values() for answer in _answers(one, questions, told["parts"]))
    _invite(house, meeting, told, registered, at + INVITED, diary)
    _request(house, meeting, told["asking"])
    _ask_for_letters(house, meeting, told["letters"])


def _ask(house: House, meeting: Meeting, told: list[dict[str, Any]], at: datetime) -> Iterator[RegistrationQuestion]:
    """Ask the questions, each that has a condition after the one before it."""
    before: RegistrationQuestion | None = None
    for one in told:
        draft = QuestionDraft(
            kind=QuestionKind(one["kind"]),
            label=text(one["label"]),
            help=text(one["help"]) if "help" in one else Bilingual(),
            required=one.get("required", False),
            condition_id=before.id if before and "after" in one else None,
            condition=one.get("after", ""),
        )
        before = actions_questions.ask(meeting, draft, by=house.chief, now=at)
        yield before


def _registered(meeting: Meeting) -> list[Registration]:
    query = select(Registration).where(Registration.meeting_id == meeting.id, Registration.place.in_(HELD))
    return list(current().scalars(query.options(joinedload(Registration.person)).order_by(Registration.id)))


def _answers(
    place: Registration, questions: list[RegistrationQuestion], parts: dict[str, list[str]]
) -> Iterator[RegistrationAnswer]:
    """Yield what the holder of *place* answers: always the same person the same."""
    lot = crc32(place.person.email.encode())
    speaks = lot % 100 < SPEAK
    mine = parts[place.person.language]
    said = ["yes", mine[lot // 100 % len(mine)]] if speaks else ["no"]
    for question, words in zip(questions, said, strict=False):
        yield RegistrationAnswer(
            registration_id=place.id, question_id=question.id, text=words, chosen=[], changed_at=place.placed_at
        )


def _invite(
    house: House,
    meeting: Meeting,
    told: dict[str, Any],
    registered: dict[int, Registration],
    at: datetime,
    diary: Diary,
) -> None:
    """Invite every contact point of a Member, and let those who did not register answer or not."""
    segment = Segment(kinds=("member",))
    people = _contact_points(house)
    row = InvitationRound(
        meeting_id=meeting.id,
        reminder=False,
        text=text(told["text"]),
        segment=segment.stored(),
        sent_at=at,
        sent_by_id=house.chief.id,
        people=len(people),
    )
    current().add(row)
    for person in people:
        link = MeetingLink(meeting_id=meeting.id, person_id=person.id, key=secrets.token_hex(16), reason="")
        link.invited_at, link.invited_by_id = at, house.chief.id
        place = registered.get(person.id)
        if place:
            link.opened_at = place.created_at
        else:
            _react(link, person, told["reasons"], at, house.now)
        current().add(link)
    current().flush()
    diary.note(at, "invitation.sent", row, by=house.chief, meeting=meeting, people=len(people))


def _contact_points(house: House) -> list[Person]:
    """Return the people whom Members have named, each once."""
    query = organisations.in_force(house.now.date()).join(Nomination.organisation)
    query = query.where(organisations.has_vote(), Person.address_failed_at.is_(None))
    named = current().scalars(query.options(contains_eager(Nomination.person)).order_by(Nomination.id))
    return list({nomination.person_id: nomination.person for nomination in named}.values())


def _react(link: MeetingLink, person: Person, reasons: dict[str, list[str]], at: datetime, now: datetime) -> None:
    """Let somebody who did not register decline, look, or say nothing."""
    lot = crc32(person.email.encode())
    share, later = lot % 100, min(at + timedelta(hours=lot % 200), now)
    if share < DECLINE + LOOK:
        link.opened_at = later
    if share < DECLINE:
        mine = reasons[person.language]
        link.declined_at, link.reason = later, mine[lot // 100 % len(mine)]


def _request(house: House, meeting: Meeting, mailbox: str) -> None:
    """Let an observer ask for a place."""
    person = house.register.people[f"{mailbox}@{DOMAIN}"]
    query = select(Session).where(Session.meeting_id == meeting.id, Session.language == person.language)
    session = current().scalars(query).one()
    places.register(meeting, person, sessions=[session], by=person, now=house.now - timedelta(days=1))


def _ask_for_letters(house: House, meeting: Meeting, told: list[dict[str, Any]]) -> None:
    """Let some ask for a letter of invitation; the first one is signed."""
    placed = [one for one in _registered(meeting) if one.place is Place.CONFIRMED]
    for number, (place, values) in enumerate(zip(placed, told, strict=False)):
        person, country = place.person, place.organisation.name if place.organisation else Bilingual("–", "–")
        draft = PassportDraft(name=person.name.upper(), nationality=country.text(person.language), **values)
        letter = visas.ask(place, draft, person.language, by=person, now=house.now)
        if number == 0:
            visas.issue(letter, by=house.chief, now=house.now)


def _tell_workshop(house: House, told: dict[str, Any]) -> None:
    meeting = _meeting(told["meeting"])
    at = min(meeting.announced_at or house.now, house.now) + DECIDED
    actions_terms.set_terms(meeting, Terms(quota=told["quota"], needs=True), seen=0, by=house.chief, now=at)
    programme = meetings.programme(meeting)
    for number, place in enumerate(_registered(meeting)):
        offered = breakouts.attended(place, programme)
        # One in five has not looked at the groups yet.
        if number % 5 and place.place is Place.CONFIRMED:
            wanted = {one.sitting.id: one.breakouts[number % len(one.breakouts)].id for one in offered}
            actions_breakouts.choose(place, wanted, by=place.person, now=house.now)
        if number in (1, 6):
            said = told["needs"][place.person.language]
            current().add(Needs(registration_id=place.id, diet=said, access="", changed_at=place.created_at))
