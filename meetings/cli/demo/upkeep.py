"""What the secretariat did for the register of the demo: letters, roles, notice, campaign, people coming in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import cast
from zlib import crc32

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from meetings.cli.demo import pdf, presence, returning
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.people import BRUSSELS, DOMAIN, SERVICES
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read, text
from meetings.core import tokens
from meetings.core.bilingual import Bilingual, Language
from meetings.domain.confirmation import actions as campaigns
from meetings.domain.confirmation import answer_actions as answers
from meetings.domain.confirmation import queries as find_campaigns
from meetings.domain.confirmation import rules as asking
from meetings.domain.joining import actions as joining
from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import letters
from meetings.domain.organisation import queries as register
from meetings.domain.person import actions as people
from meetings.domain.privacy import actions as privacy
from meetings.domain.privacy import rules as notices
from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.models.confirmation import Ask, AskLink, Campaign, ChangeKind
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.privacy import PrivacyAcceptance
from meetings.models.role import Granted
from meetings.storage import Files

#: Members whose last letters of nomination were kept with the register.
WITH_LETTERS = ("AT", "CN", "CR", "GM", "PH", "MW", "TH")
BIGGEST_LETTER = 1_000_000
#: Of a hundred organisations asked, how many confirm, and how many name a change.
CONFIRM, CHANGE = 74, 8
#: How many days the campaign of the spring lasted, and when its answers came in.
LASTED, HOUR = 25, time(9, 40)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The house, and the instant up to which is told."""

    register: Register
    files: Files
    secret: str
    now: datetime

    @property
    def chief(self) -> Person:
        """The administrator."""
        return self.register.secretariat[0]

    def days_ago(self, days: int) -> datetime:
        """Return the instant so many *days* before the present one."""
        return self.now - timedelta(days=days)

    def enrol(self, row: dict[str, str], at: datetime) -> Person:
        """Make somebody known who is in no list of an organisation."""
        language: Language = "fr" if row["language"] == "fr" else "en"
        return people.enrol(
            f"{row['mailbox']}@{DOMAIN}",
            row["name"],
            language=language,
            zone=row.get("zone", BRUSSELS),
            function=row.get("function", ""),
            secret=self.secret,
            by=self.chief,
            now=at,
        )


def tell(register: Register, diary: Diary, files: Files, *, secret: str, now: datetime) -> None:
    """Let the secretariat keep the *register* until *now*; *diary* takes the lines, and nobody is written to."""
    house, told = Upkeep(register, files, secret, now), read("upkeep.toml")
    with diary.following():
        _file_letters(house)
        _run_campaign(house, told["campaign"])
        _give_roles(house, told["roles"])
        _know_twice(house, told["twice"])
        _let_in(house, told["coming"])
        presence.wait(files, by=house.chief, now=house.days_ago(2))
        register.people[returning.UNREACHED].address_failed_at = house.days_ago(returning.DAYS)
        _publish_notice(house, told["notice"])
        current().flush()
        current().execute(delete(Announcement))


def _file_letters(house: Upkeep) -> None:
    """File the letters of the last Members that named somebody."""
    query = select(Nomination).join(Nomination.organisation).options(joinedload(Nomination.organisation))
    heads = query.where(Nomination.capacity == Capacity.HEAD, Nomination.until_on.is_(None)).order_by(Nomination.id)
    for nomination in current().scalars(heads):
        code, name = nomination.organisation.code, nomination.organisation.name
        if code in WITH_LETTERS:
            lines = (nomination.person.name, nomination.person.email, nomination.since_on.isoformat())
            data = BytesIO(pdf.page(f"{name.en}: National Contact Point", lines, language="en"))
            at = datetime.combine(nomination.since_on, HOUR, house.now.tzinfo)
            kept = {"storage": house.files, "limit": BIGGEST_LETTER, "by": house.chief, "now": at}
            letters.attach(nomination, data, f"nomination-{code}.pdf", **kept)  # type: ignore[arg-type]


def last_spring(today: date) -> date:
    """Return the day on which the campaign of the last spring that is over began."""
    return date(today.year if today.month > 6 else today.year - 1, 5, 4)


def _run_campaign(house: Upkeep, told: dict[str, dict[str, str]]) -> None:
    """Ask all Members in spring whether the register is still correct; take their answers, and close."""
    began = last_spring(house.now.date())
    at = datetime.combine(began, HOUR, house.now.tzinfo)
    last_day = began + timedelta(days=LASTED)
    title = Bilingual(f"{told['title']['en']} {began.year}", f"{told['title']['fr']} {began.year}")
    plan = asking.Plan(title, text(told["text"]), asking.Scope(), True, last_day, (7,))
    campaign = campaigns.prepare(plan, zone=BRUSSELS, by=house.chief, now=at - timedelta(days=2))
    campaigns.start(campaign, secret=house.secret, by=house.chief, now=at)
    for link in _first_links(campaign):
        _answer(house, link, at)
    approved = find_campaigns.waiting(campaign)
    reviewed = at + timedelta(days=LASTED - 2)
    for change in approved[:1]:
        answers.refuse(change, told["refused"]["en"], by=house.chief, now=reviewed)
    answers.approve(approved[1:], secret=house.secret, zone=BRUSSELS, by=house.chief, now=reviewed)
    campaigns.remind(campaign, planned_on=last_day - timedelta(days=6), by=None, now=at + timedelta(days=LASTED - 6))
    campaigns.end(campaign, by=house.chief, now=at + timedelta(days=LASTED))


def _first_links(campaign: Campaign) -> Iterable[AskLink]:
    """Return one link for each organisation that could be asked, in the order of their codes."""
    query = select(AskLink).join(AskLink.ask).where(Ask.campaign_id == campaign.id)
    query = query.options(joinedload(AskLink.person), joinedload(AskLink.ask).joinedload(Ask.organisation))
    links = {link.ask_id: link for link in current().scalars(query.order_by(AskLink.id.desc()))}
    return sorted(links.values(), key=lambda link: link.ask.organisation.code)


def _answer(house: Upkeep, link: AskLink, began: datetime) -> None:
    """Let one organisation confirm, name a change, look and forget, or stay silent: always the same one the same."""
    lot = crc32(link.ask.organisation.code.encode())
    at = began + timedelta(days=lot % (LASTED - 3), minutes=lot % 397)
    share = lot // 7 % 100
    if share >= CONFIRM + CHANGE + 7:
        return
    if share < CONFIRM + CHANGE:
        drafts = [] if share < CONFIRM else [_correction(link, lot, at.date())]
        answers.answer(link, drafts, seen=None, secret=house.secret, zone=BRUSSELS, now=at)
    else:
        answers.open_(link, now=at)


def _correction(link: AskLink, lot: int, on: date) -> asking.Draft:
    """Return a change that an organisation names: its contact point works somewhere else now."""
    nomination = register.nominated(link.ask.organisation, on=on)[0]
    said = asking.said_by(nomination)
    offices = [office for office in SERVICES[nomination.person.language] if office != said["function"]]
    return asking.Draft(ChangeKind.CORRECT, said | {"function": offices[lot % len(offices)]}, nomination.id)


def _give_roles(house: Upkeep, told: dict[str, dict[str, str]]) -> None:
    """Let one person help with the workshop, and one read the audit trail."""
    workshop = current().scalars(select(Meeting).where(Meeting.slug == "regional-workshop-1")).one()
    at = house.days_ago(80)
    for name, role, scope in (
        ("assistant", Granted.ASSISTANT, Scope(meeting=workshop)),
        ("auditor", Granted.AUDITOR, Scope()),
    ):
        person = house.register.people[f"{told[name]['mailbox']}@{DOMAIN}"] = house.enrol(told[name], at)
        roles.grant(person, role, scope, since=at.date(), by=house.chief, now=at)


def _know_twice(house: Upkeep, told: list[dict[str, str]]) -> None:
    """Make people known a second time, as it happens when somebody writes from another address."""
    for days, row in enumerate(told, 40):
        at = house.days_ago(days)
        person = house.register.people[f"{row['mailbox']}@{DOMAIN}"] = house.enrol(row, at)
        organisation = house.register.organisations.get(row.get("organisation", ""))
        if organisation:
            organisations.nominate(
                person, organisation, capacity=Capacity.DELEGATE, since=at.date(), by=house.chief, now=at
            )


def _let_in(house: Upkeep, told: dict[str, dict[str, str]]) -> None:
    """Invite somebody for a Member that has named nobody, and take a request for access."""
    invited, asking_ = told["invited"], told["asking"]
    joining.invite(
        house.register.organisations[invited["organisation"]],
        f"{invited['mailbox']}@{DOMAIN}",
        Capacity.HEAD,
        language=cast("Language", invited["language"]),
        secret=house.secret,
        by=house.chief,
        now=house.days_ago(3),
    )
    request = joining.ask(
        house.register.organisations[asking_["organisation"]],
        f"{asking_['mailbox']}@{DOMAIN}",
        name=asking_["name"],
        function=asking_["function"],
        language=cast("Language", asking_["language"]),
        zone=asking_["zone"],
        message=asking_["message"],
        address_hash=tokens.hashed("demonstration"),
        secret=house.secret,
        now=house.days_ago(1),
    )
    joining.confirm_address(request, now=house.days_ago(1) + timedelta(minutes=12))


def _publish_notice(house: Upkeep, told: dict[str, str]) -> None:
    """Put the privacy notice into force, which everybody of the demonstration has accepted."""
    at = house.days_ago(60)
    notice = privacy.begin_notice(controller=told["controller"], contact=told["contact"], by=house.chief, now=at)
    privacy.revise_notice(
        notice,
        text=notices.checked(notice.text),
        changes=notice.changes,
        controller=notice.controller,
        contact=notice.contact,
        by=house.chief,
        now=at,
    )
    privacy.publish_notice(notice, by=house.chief, now=at)
    for place, person in enumerate(house.register.people.values()):
        person.accepted_version = notice.version
        accepted = PrivacyAcceptance(notice_id=notice.id, person_id=person.id, at=at + timedelta(minutes=37 * place))
        current().add(accepted)
