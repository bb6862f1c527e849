"""What mails carry away so that what comes back can be matched; and mails that do not leave for a dead address."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from icalendar import Calendar

from config import Settings
from meetings.domain.incoming import actions, queries, rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox.actions import Letter
from meetings.domain.person import reachable
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail, MailState
from meetings.notices import deliver, house, post
from meetings.notices.mailer import Mailer, Server
from tests import returned_mail as samples
from tests.make import Make, both

ADDRESS = "returns@meetings.example.org"


class Inbox:
    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def returning(app: Flask, settings: Settings) -> Iterator[None]:
    app.extensions["settings"] = replace(settings, return_address=ADDRESS, mail_url="smtp+plain://localhost")
    yield
    app.extensions["settings"] = settings


@pytest.fixture
def smtp() -> Iterator[tuple[Inbox, Mailer]]:
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, Mailer(Server(host="127.0.0.1", port=port, encryption="off"))
    controller.stop()


def calendars(inbox: Inbox) -> list[Calendar]:
    parts = (part for one in inbox.taken for part in message_from_bytes(one.content, policy=default).walk())
    return [Calendar.from_ical(p.get_payload(decode=True)) for p in parts if p.get_content_type() == "text/calendar"]


def register_and_withdraw(make: Make, inbox: Inbox, mailer: Mailer) -> None:
    meeting, person = make.meeting(), make.person()
    place = make.registration(meeting, person)
    post.handle(10, now=make.now)
    with transaction():
        registrations.withdraw(place, by=person, now=make.now)
    post.handle(10, now=make.now)
    deliver.send_due(mailer)
    assert len(inbox.taken) == 2


def test_each_mail_has_a_way_back_of_its_own(make: Make, returning: None, smtp: tuple[Inbox, Mailer]) -> None:
    inbox, mailer = smtp
    register_and_withdraw(make, inbox, mailer)
    for mail, envelope in zip(db.session.scalars(sa.select(Mail).order_by(Mail.id)), inbox.taken, strict=True):
        (found,) = rules.signed(str(envelope.mail_from), ADDRESS)
        mailbox = house.returns()
        assert mailbox is not None
        assert found.mail == mail.id
        assert rules.is_of_mail(found, mail, mailbox)
        message = message_from_bytes(envelope.content, policy=default)
        assert "secretariat@hemicycle.example" in str(message["From"]), "people answer to people"
        assert "returns" not in str(message["Reply-To"])


def test_organiser_of_an_entry_is_signed_and_stays_the_same(
    make: Make, returning: None, smtp: tuple[Inbox, Mailer]
) -> None:
    inbox, mailer = smtp
    register_and_withdraw(make, inbox, mailer)
    request, cancel = calendars(inbox)
    assert (str(request["METHOD"]), str(cancel["METHOD"])) == ("REQUEST", "CANCEL")
    asked, taken_out = (calendar.walk("VEVENT")[0] for calendar in (request, cancel))
    assert str(asked["ORGANIZER"]) == str(taken_out["ORGANIZER"])
    assert asked["ORGANIZER"].params["SENT-BY"] == "mailto:secretariat@hemicycle.example"
    attendee = str(asked["ATTENDEE"]).removeprefix("mailto:")
    (found,) = rules.signed(str(asked["ORGANIZER"]), ADDRESS)
    mailbox = house.returns()
    assert mailbox is not None
    assert rules.is_of_entry(found, str(asked["UID"]), attendee, mailbox)


def test_without_an_address_for_it_nothing_changes(
    app: Flask, settings: Settings, make: Make, smtp: tuple[Inbox, Mailer]
) -> None:
    app.extensions["settings"] = replace(settings, mail_url="smtp+plain://localhost")
    inbox, mailer = smtp
    register_and_withdraw(make, inbox, mailer)
    app.extensions["settings"] = settings
    assert {envelope.mail_from for envelope in inbox.taken} == {"secretariat@hemicycle.example"}
    assert {str(one.walk("VEVENT")[0]["ORGANIZER"]) for one in calendars(inbox)} == {
        "mailto:secretariat@hemicycle.example"
    }


def test_answer_to_the_invitation_that_left_is_understood(
    make: Make, returning: None, smtp: tuple[Inbox, Mailer]
) -> None:
    inbox, mailer = smtp
    place = make.registration(make.meeting(), make.person())
    post.handle(10, now=make.now)
    deliver.send_due(mailer)
    event = calendars(inbox)[0].walk("VEVENT")[0]
    organizer, attendee = (str(event[name]).removeprefix("mailto:") for name in ("ORGANIZER", "ATTENDEE"))
    mailbox = house.returns()
    assert mailbox is not None
    with transaction():
        actions.take(samples.reply(organizer, str(event["UID"]), attendee), mailbox, now=make.now)
    assert len(queries.answers([place.id])[place.id]) == 1


def queue(make: Make, person_id: int, email: str, now: datetime) -> Mail:
    letter = Letter("meeting.cancelled", "Somebody", email, "en", "Off", "Words.", "<p>Words.</p>", person_id=person_id)
    with transaction():
        return outbox.queue(letter, host="localhost", keep=False, now=now)


def test_mark_of_a_returned_mail_outlasts_the_next_one_that_a_server_takes(
    make: Make, returning: None, smtp: tuple[Inbox, Mailer]
) -> None:
    _inbox, mailer = smtp
    person, mailbox = make.person(), house.returns()
    assert mailbox is not None
    mail = queue(make, person.id, person.email, make.now)
    octets = samples.postfix(mailbox.of_mail(mail.id, mail.message_id))
    with transaction():
        actions.take(octets, mailbox, now=make.now)
    queue(make, person.id, person.email, make.now)
    assert deliver.send_due(mailer) == 1
    db.session.expire_all()
    assert person.address_failed_at == make.now, "the first server on the way takes everything"


def test_reminder_to_a_dead_address_is_held_back(make: Make) -> None:
    person, meeting = make.person(), make.meeting()
    make.registration(meeting, person)
    with transaction():
        reachable.refused(person, now=make.now)
    make.record(meeting, both("Paragraph"), published=True)
    post.handle(10, now=make.now)
    states = dict(db.session.execute(sa.select(Mail.kind, Mail.state)).all())
    assert states["registration.confirmed"] is MailState.KEPT
    assert states["record.published"] is MailState.WITHHELD
