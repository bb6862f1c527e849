"""Mails on their way to a real mail server, and what becomes of each."""

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from meetings.domain.incoming import actions as returned
from meetings.domain.incoming import queries as incoming
from meetings.domain.incoming.rules import HOPELESS, Returns
from meetings.domain.outbox import actions, rules
from meetings.domain.outbox.actions import LEASE, Letter
from meetings.extensions import db, transaction
from meetings.models.incoming import Sort
from meetings.models.outbox import Mail, MailReason, MailState
from meetings.models.person import Person
from meetings.notices import deliver
from meetings.notices.mailer import Mailer, Server
from tests import returned_mail as samples
from tests.make import Make

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


class Inbox:
    """What the server took; some of its replies can be set."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.replies: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 taken"

    @property
    def recipients(self) -> list[str]:
        return [recipient for envelope in self.taken for recipient in envelope.rcpt_tos]

    def headers(self, name: str) -> list[str]:
        return [str(email.message_from_bytes(one.content, policy=email.policy.default)[name]) for one in self.taken]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailer(port: int) -> Mailer:
    return Mailer(Server(host="127.0.0.1", port=port, encryption="off", connect_timeout=2.0, step_timeout=2.0))


@pytest.fixture
def start(port: int) -> Iterator[Callable[[], Inbox]]:
    """Start the mail server, when a test wants it to be there."""
    with ExitStack() as stack:

        def run() -> Inbox:
            inbox = Inbox()
            controller = Controller(inbox, hostname="127.0.0.1", port=port)
            controller.start()
            stack.callback(controller.stop)
            return inbox

        yield run


def queue(
    make: Make, to: str, *, secret: bool = False, calendar: bytes | None = None, person: Person | None = None
) -> Mail:
    letter = Letter(
        person_id=person.id if person else None,
        kind="test",
        recipient_name="Zoé Lefèvre",
        recipient_email=to,
        language="fr",
        subject="Séance déplacée",
        text="Bonjour",
        html="<p>Bonjour</p>",
        calendar=calendar,
        calendar_method="REQUEST" if calendar else None,
        secret=secret,
    )
    with transaction():
        return actions.queue(letter, host="localhost", keep=False, now=make.now)


def fresh(mail: Mail) -> Mail:
    db.session.refresh(mail)
    return mail


def test_mail_is_taken_and_noted(make: Make, mailer: Mailer, start: Callable[[], Inbox]) -> None:
    inbox = start()
    mail = queue(make, "zoe@ncp.example", calendar=CALENDAR)
    assert deliver.send_due(mailer) == 1
    assert (fresh(mail).state, mail.sent_at, mail.tries, mail.text) == (MailState.SENT, make.now, 1, "Bonjour")
    assert inbox.headers("Message-ID") == [mail.message_id]
    assert inbox.headers("From") == ["Test Body <secretariat@hemicycle.example>"]
    assert b"method=REQUEST" in inbox.taken[0].content
    assert deliver.send_due(mailer) == 0


def test_nothing_is_sent_without_a_mail_server(make: Make) -> None:
    mail = queue(make, "zoe@ncp.example")
    assert deliver.send_due(None) == 0
    assert fresh(mail).state is MailState.QUEUED


def test_way_in_is_wiped_once_it_has_left(make: Make, mailer: Mailer, start: Callable[[], Inbox]) -> None:
    inbox = start()
    mail = queue(make, "zoe@ncp.example", secret=True)
    deliver.send_due(mailer)
    assert (fresh(mail).text, mail.html) == ("", "")
    assert b"Bonjour" in inbox.taken[0].content


def test_refused_recipient_does_not_stop_the_others(make: Make, mailer: Mailer, start: Callable[[], Inbox]) -> None:
    inbox = start()
    inbox.replies = {"gone@ncp.example": "550 no such mailbox", "full@ncp.example": "452 mailbox full"}
    gone, full = queue(make, "gone@ncp.example"), queue(make, "full@ncp.example")
    broken, good = queue(make, "no address"), queue(make, "zoe@ncp.example")
    assert deliver.send_due(mailer) == 1
    assert inbox.recipients == ["zoe@ncp.example"]
    assert (fresh(gone).state, fresh(full).state) == (MailState.BOUNCED, MailState.WAITING)
    assert (gone.reason, gone.error) == (MailReason.RECIPIENT, "550 no such mailbox")
    assert (full.reason, full.error) == (MailReason.LATER, "452 mailbox full")
    assert full.due_at == make.now + rules.WAITS[0]
    assert (fresh(broken).state, broken.reason) == (MailState.FAILED, MailReason.MESSAGE)
    assert fresh(good).state is MailState.SENT


def test_mail_fails_after_the_last_try(make: Make, mailer: Mailer, start: Callable[[], Inbox]) -> None:
    start().replies = {"full@ncp.example": "452 mailbox full"}
    mail, later = queue(make, "full@ncp.example"), make.now
    for wait in (timedelta(), *rules.WAITS):
        later += wait
        with time_machine.travel(later, tick=False):
            deliver.send_due(mailer)
    assert (fresh(mail).state, mail.tries) == (MailState.FAILED, rules.TRIES)


def test_server_that_is_down_costs_no_tries(make: Make, mailer: Mailer, start: Callable[[], Inbox]) -> None:
    first, second = queue(make, "one@ncp.example"), queue(make, "two@ncp.example")
    for minute in range(20):
        with time_machine.travel(make.now + minute * rules.REST, tick=False):
            assert deliver.send_due(mailer) == 0
    assert (fresh(first).state, first.tries, fresh(second).tries) == (MailState.WAITING, 0, 0)
    assert first.due_at == second.due_at == make.now + 20 * rules.REST
    inbox = start()
    assert deliver.send_due(mailer) == 0
    with time_machine.travel(make.now + 20 * rules.REST, tick=False):
        assert deliver.send_due(mailer) == 2
    assert sorted(inbox.recipients) == ["one@ncp.example", "two@ncp.example"]


def test_mail_of_a_process_that_died_is_sent_again_as_the_same(
    make: Make, mailer: Mailer, start: Callable[[], Inbox]
) -> None:
    inbox = start()
    mail = queue(make, "zoe@ncp.example")
    with transaction():
        [claimed] = actions.claim_mails(1, now=make.now)
        outgoing = deliver._outgoing(claimed)
    mailer.send(outgoing)
    assert deliver.send_due(mailer) == 0
    with time_machine.travel(make.now + LEASE + timedelta(seconds=1), tick=False):
        assert deliver.send_due(mailer) == 1
    assert inbox.headers("Message-ID") == [mail.message_id] * 2


def test_round_takes_no_more_than_its_limit(make: Make, mailer: Mailer, start: Callable[[], Inbox]) -> None:
    start()
    for number in range(3):
        queue(make, f"person{number}@ncp.example")
    assert deliver.send_due(mailer, limit=2) == 2
    assert deliver.send_due(mailer, limit=2) == 1


def test_address_that_its_server_refuses_is_remembered_until_a_mail_goes_through(
    make: Make, mailer: Mailer, start: Callable[[], Inbox]
) -> None:
    inbox, person = start(), make.person(email="gone@ncp.example")
    inbox.replies = {"gone@ncp.example": "452 mailbox full"}
    queue(make, "gone@ncp.example", person=person)
    deliver.send_due(mailer)
    db.session.refresh(person)
    assert person.address_failed_at is None, "the server says only that it is too early"
    inbox.replies = {"gone@ncp.example": "550 no such mailbox"}
    queue(make, "gone@ncp.example", person=person)
    queue(make, "old@ncp.example", person=person)
    deliver.send_due(mailer)
    db.session.refresh(person)
    assert person.address_failed_at == make.now, "a mail to an address of before says nothing of this one"
    inbox.replies = {}
    queue(make, "gone@ncp.example", person=person)
    deliver.send_due(mailer)
    db.session.refresh(person)
    assert person.address_failed_at is None


SPAM = "550 5.7.1 looks like spam"


@pytest.mark.parametrize(
    ("reply", "marked"),
    [("550 no such mailbox", 1), ("550 5.1.1 unknown", 1), ("551 moved", 1), (SPAM, 3), ("552 5.2.2 full", 3)],
)
def test_refusal_counts_as_a_returned_mail_does(
    make: Make, mailer: Mailer, start: Callable[[], Inbox], reply: str, marked: int
) -> None:
    inbox, person = start(), make.person(email="gone@ncp.example")
    inbox.replies = {"gone@ncp.example": reply}
    for number in range(1, 4):
        queue(make, "gone@ncp.example", person=person)
        deliver.send_due(mailer)
        db.session.refresh(person)
        assert bool(person.address_failed_at) is (number >= marked), number
    row = incoming.last_bounces([person])[person.id]
    assert (row.sort, row.said, row.address) == (Sort.REFUSAL, reply, "gone@ncp.example")


def test_address_that_is_refused_for_ever_is_written_to_only_to_let_somebody_in(
    make: Make, mailer: Mailer, start: Callable[[], Inbox]
) -> None:
    inbox, person = start(), make.person(email="gone@ncp.example")
    inbox.replies = {"gone@ncp.example": "550 no such mailbox"}
    held = []
    for _ in range(HOPELESS):
        held.append(incoming.withheld(person, "meeting.cancelled", secret=False))
        queue(make, "gone@ncp.example", person=person)
        deliver.send_due(mailer)
        db.session.refresh(person)
    assert set(held) == {False}
    assert incoming.withheld(person, "meeting.cancelled", secret=False)
    assert not incoming.withheld(person, "access.asked", secret=True)


def test_mail_that_a_server_takes_does_not_outweigh_one_that_came_back(
    make: Make, mailer: Mailer, start: Callable[[], Inbox]
) -> None:
    inbox, person = start(), make.person(email="gone@ncp.example")
    queue(make, "gone@ncp.example", person=person)
    deliver.send_due(mailer)
    mail = db.session.scalars(db.select(Mail)).one()
    returns = Returns("returns@meetings.example.org", "a secret that only this test knows")
    with transaction():
        returned.take(samples.postfix(returns.of_mail(mail.id, mail.message_id)), returns, now=make.now)
    inbox.replies = {"gone@ncp.example": SPAM}
    queue(make, "gone@ncp.example", person=person)
    deliver.send_due(mailer)
    inbox.replies = {}
    queue(make, "gone@ncp.example", person=person)
    assert deliver.send_due(mailer) == 1
    db.session.refresh(person)
    assert person.address_failed_at == make.now
