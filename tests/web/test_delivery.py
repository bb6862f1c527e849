"""The page about the way out for mail: the server, the DNS, a test message."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import dns.message
import dns.resolver
import dns.rrset
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from flask import Flask

from config import Settings
from meetings.extensions import db
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import post
from meetings.notices.mailer import Mailer, Server
from tests.conftest import Browser
from tests.make import Make

PAGE = "/en/admin/mail/"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sending(app: Flask, settings: Settings, port: int) -> Iterator[None]:
    """A house that has a mail server, which does not run yet."""
    app.extensions["mailer"] = Mailer(Server(host="127.0.0.1", port=port, encryption="off"))
    app.extensions["settings"] = replace(settings, mail_url="smtp+plain://x", mail_from="mail@body.example")
    yield
    app.extensions["mailer"], app.extensions["settings"] = None, settings


@pytest.fixture
def person(make: Make) -> Person:
    return make.secretariat()


@pytest.fixture
def administrator(person: Person, client: Browser) -> Browser:
    return client.sign_in(person)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A name server of this machine that says these texts; what is not there does not exist."""
    said: dict[str, str] = {}
    found = dns.resolver.Resolver(configure=False)
    found.nameservers = ["127.0.0.1"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        found.port = listener.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", found)
        thread = threading.Thread(target=_serve, args=(listener, said), daemon=True)
        thread.start()
        yield said
        listener.sendto(b"", listener.getsockname())
        thread.join(5)


def _serve(listener: socket.socket, said: dict[str, str]) -> None:
    while True:
        octets, peer = listener.recvfrom(4096)
        if not octets:
            return
        asked = dns.message.from_wire(octets)
        answer, name = dns.message.make_response(asked), asked.question[0].name
        text = said.get(name.to_text(omit_final_dot=True))
        if text is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", f'"{text}"'))
        listener.sendto(answer.to_wire(), peer)


def test_page_says_what_to_publish(administrator: Browser, sending: None) -> None:
    page = administrator.get(PAGE).text
    assert "v=spf1 a:127.0.0.1 -all" in page
    assert "_dmarc.body.example" in page
    assert "Messages are not signed here." in page
    assert administrator.get("/fr/admin/mail/").status_code == 200


def test_house_without_a_mail_server_says_so(administrator: Browser) -> None:
    page = administrator.get(PAGE).text
    assert "No mail server is set" in page
    assert "Try the mail server now" not in page
    assert administrator.post(f"{PAGE}server/").status_code == 200


def test_server_that_answers_and_one_that_does_not(administrator: Browser, sending: None, port: int) -> None:
    assert "The mail server cannot be reached." in administrator.post(f"{PAGE}server/").text
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert "The mail server answers and lets us in." in administrator.post(f"{PAGE}server/").text
    finally:
        controller.stop()


def test_dns_is_asked_and_shown_beside_what_it_should_say(
    administrator: Browser, sending: None, names: dict[str, str]
) -> None:
    names["body.example"] = "v=spf1 include:provider.example -all"
    page = administrator.post(f"{PAGE}dns/").text
    assert "v=spf1 include:provider.example -all" in page
    assert "Nothing of this is published." in page


def test_dns_that_cannot_be_asked_is_no_fault_of_the_page(
    administrator: Browser, sending: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = dns.resolver.Resolver(configure=False)
    monkeypatch.setattr(dns.resolver, "default_resolver", nobody)
    assert "The DNS could not be asked." in administrator.post(f"{PAGE}dns/").text


def test_test_message_goes_to_whoever_asked(make: Make, person: Person, administrator: Browser, sending: None) -> None:
    assert administrator.post(f"{PAGE}test/").status_code == 303
    assert person.email in administrator.get(PAGE).text
    post.handle(10, now=make.now)
    [mail] = db.session.scalars(db.select(Mail)).all()
    assert (mail.kind, mail.recipient_email, mail.subject) == (
        "delivery.tested",
        person.email,
        "Test message of Test Body",
    )
