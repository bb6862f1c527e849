"""Sending through a real SMTP server: encryption, time limits and what became of each message."""

import datetime as dt
import email
import email.policy
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import flask_mail
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from meetings.notices.mailer import (
    Mailer,
    Outgoing,
    Permanent,
    SafeConnection,
    Server,
    Temporary,
    Unreachable,
)

LETTER = Outgoing(
    recipient_name="Zoé Lefèvre",
    recipient_email="zoe@ncp.example",
    language="fr",
    subject="Votre inscription à la 8e plénière\u00a0: confirmée",
    text="Vous êtes inscrite.\n.\n",
    html="<p>Vous êtes inscrite.</p>",
    message_id="<notice.17@hemicycle.example>",
    sender=("Secrétariat", "secretariat@hemicycle.example"),
    sent_at=dt.datetime(2027, 2, 20, 9, 0, tzinfo=dt.UTC),
)
PASSWORD = "s3cret/word"


class Inbox:
    """What the server was given, and the replies it is told to give."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.sessions: list[Session] = []
        self.replies: dict[str, str] = {}

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies.get(f"RCPT {address}", self.replies.get("RCPT", "250 OK"))
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.replies.get("DATA", "250 taken")
        if reply.startswith("250"):
            self.taken.append(envelope)
            self.sessions.append(session)
        return reply


@dataclass
class Running:
    """A server that runs, and the settings that reach it."""

    inbox: Inbox
    server: Server

    def send(self, letter: Outgoing = LETTER) -> None:
        Mailer(self.server).send(letter)


def knows_password(mechanism: str, login: bytes, password: bytes) -> bool:
    return password == PASSWORD.encode()


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    """Start SMTP servers: run(url_pattern, ...) gives the server that the URL names."""
    with ExitStack() as stack:

        def start(url: str, *, implicit: ssl.SSLContext | None = None, **options: object) -> Running:
            inbox = Inbox()
            controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), ssl_context=implicit, **options)
            controller.start()
            stack.callback(controller.stop)
            server = Server.from_url(url.format(port=controller.port))
            return Running(inbox, replace(server, connect_timeout=2.0, step_timeout=2.0))

        yield start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Authority:
    """A certificate authority of the test, and what it has signed."""

    ca_file: Path
    good: ssl.SSLContext
    other_host: ssl.SSLContext
    self_signed: ssl.SSLContext
    expired: ssl.SSLContext


def certificate(
    folder: Path,
    name: str,
    *,
    hosts: tuple[x509.GeneralName, ...],
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
    ends_in: dt.timedelta = dt.timedelta(hours=1),
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signer = issuer[1] if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=2))
        .not_valid_after(now + ends_in)
        .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None), critical=True)
    )
    if hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
    signed = builder.sign(signer, hashes.SHA256())
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return signed, key, path


def speaks(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("certificates")
    here = (x509.IPAddress(ipaddress.ip_address("127.0.0.1")),)
    elsewhere = (x509.DNSName("mail.elsewhere.example"),)
    ca, ca_key, _ = certificate(folder, "authority", hosts=())
    ca_file = folder / "authority-public.pem"
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    issuer = (ca, ca_key)
    return Authority(
        ca_file=ca_file,
        good=speaks(certificate(folder, "good", hosts=here, issuer=issuer)[2]),
        other_host=speaks(certificate(folder, "other", hosts=elsewhere, issuer=issuer)[2]),
        self_signed=speaks(certificate(folder, "self", hosts=here)[2]),
        expired=speaks(certificate(folder, "old", hosts=here, issuer=issuer, ends_in=-dt.timedelta(hours=1))[2]),
    )


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield listener.getsockname()[1]


@pytest.fixture
def falls_silent() -> Iterator[int]:
    """The port of a server that greets, answers EHLO and MAIL, and then hangs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        thread = threading.Thread(target=_greet_then_hang, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


def _greet_then_hang(listener: socket.socket) -> None:
    peer, _ = listener.accept()
    with peer, peer.makefile("rwb") as stream:
        for reply in (b"220 hello", b"250 hello", b"250 OK"):
            stream.write(reply + b"\r\n")
            stream.flush()
            stream.readline()
        while stream.readline():
            pass


def test_send_hands_over_one_message_to_one_person(run: Callable[..., Running]):
    running = run("smtp+plain://127.0.0.1:{port}")
    running.send()
    (envelope,) = running.inbox.taken
    assert envelope.mail_from == "secretariat@hemicycle.example"
    assert envelope.rcpt_tos == ["zoe@ncp.example"]
    parsed = email.message_from_bytes(envelope.original_content, policy=email.policy.SMTP)
    assert parsed["Subject"] == LETTER.subject
    assert parsed["To"].addresses[0].display_name == "Zoé Lefèvre"
    assert parsed.get_body(("plain",)).get_content().splitlines() == ["Vous êtes inscrite.", "."]


def test_send_needs_no_application_and_tells_flask_mail(run: Callable[..., Running]):
    running = run("smtp+plain://127.0.0.1:{port}")
    with flask_mail.Mail().record_messages() as recorded:
        running.send()
    assert [message.subject for message in recorded] == [LETTER.subject]


def test_send_lets_no_bcc_through_the_wire(run: Callable[..., Running]):
    running = run("smtp+plain://127.0.0.1:{port}")
    attack = "=?utf-8?q?Hello=0d=0aBcc=3a_evil=40attacker.example?=\r\nBcc: evil@attacker.example"
    running.send(replace(LETTER, subject=attack, recipient_name=attack, sender=(attack, "s@hemicycle.example")))
    (envelope,) = running.inbox.taken
    lines = envelope.original_content.split(b"\r\n")
    assert not [line for line in lines if line.lower().startswith(b"bcc")]
    assert envelope.rcpt_tos == ["zoe@ncp.example"]
    assert max(len(line) for line in lines) <= 998


def test_send_refuses_a_false_address_without_asking_the_server(run: Callable[..., Running]):
    running = run("smtp+plain://127.0.0.1:{port}")
    with pytest.raises(Permanent, match="address is not valid"):
        running.send(replace(LETTER, recipient_email="alice@x)bob@evil.example"))
    assert not running.inbox.taken


def test_connected_sends_a_batch_on_one_connection(run: Callable[..., Running]):
    running = run("smtp+plain://127.0.0.1:{port}")
    running.inbox.replies["RCPT gone@ncp.example"] = "550 5.1.1 No such user"
    with Mailer(running.server).connected() as connection:
        connection.deliver(LETTER)
        with pytest.raises(Permanent):
            connection.deliver(replace(LETTER, recipient_email="gone@ncp.example"))
        connection.deliver(LETTER)
    assert len(running.inbox.taken) == 2
    assert len({session.peer for session in running.inbox.sessions}) == 1


def test_connected_opens_again_after_the_server_closed(run: Callable[..., Running]):
    running = run("smtp+plain://127.0.0.1:{port}")
    with Mailer(running.server).connected() as connection:
        running.inbox.replies["RCPT"] = "421 4.3.2 Closing"
        with pytest.raises(Temporary):
            connection.deliver(LETTER)
        running.inbox.replies.clear()
        connection.deliver(LETTER)
    assert len(running.inbox.taken) == 1


def test_starttls_is_used_with_a_verified_certificate(run: Callable[..., Running], authority: Authority):
    url = f"smtp://postman:s3cret%2Fword@127.0.0.1:{{port}}?ca={authority.ca_file}"
    running = run(url, tls_context=authority.good, auth_callback=knows_password, require_starttls=True)
    running.send()
    (session,) = running.inbox.sessions
    assert session.ssl is not None
    assert session.authenticated


def test_tls_from_the_start_is_used_with_a_verified_certificate(run: Callable[..., Running], authority: Authority):
    running = run(f"smtps://127.0.0.1:{{port}}?ca={authority.ca_file}", implicit=authority.good)
    running.send()
    assert len(running.inbox.taken) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("certificate_of", ["self_signed", "other_host", "good"])
def test_send_refuses_a_certificate_it_cannot_verify(
    run: Callable[..., Running], authority: Authority, scheme: str, certificate_of: str
):
    context = getattr(authority, certificate_of)
    trust = "" if certificate_of == "good" else f"?ca={authority.ca_file}"
    encryption = {"tls_context": context} if scheme == "smtp" else {"implicit": context}
    running = run(f"{scheme}://127.0.0.1:{{port}}{trust}", **encryption)
    with pytest.raises(Unreachable, match="certificate") as refusal:
        running.send()
    assert refusal.value.code == "certificate"
    assert not running.inbox.taken


def test_send_refuses_a_server_without_starttls(run: Callable[..., Running]):
    running = run("smtp://127.0.0.1:{port}")
    with pytest.raises(Unreachable) as refusal:
        running.send()
    assert refusal.value.code == "unsupported"
    assert not running.inbox.taken


def test_send_says_no_secret_when_the_password_is_refused(run: Callable[..., Running], authority: Authority):
    url = f"smtp://postman:wrong-s3cret@127.0.0.1:{{port}}?ca={authority.ca_file}"
    running = run(url, tls_context=authority.good, auth_callback=knows_password, auth_required=True)
    with pytest.raises(Unreachable, match="user name or password") as refusal:
        running.send()
    assert "s3cret" not in refusal.value.reason + repr(running.server)


@pytest.mark.parametrize(
    ("step", "reply", "kind", "code"),
    [
        ("RCPT", "451 4.7.1 Greylisted, come back", Temporary, "later"),
        ("RCPT", "452 4.2.2 Mailbox full", Temporary, "later"),
        ("RCPT", "421 4.3.2 Closing", Temporary, "later"),
        ("RCPT", "550 5.1.1 No such user", Permanent, "recipient"),
        ("RCPT", "530 5.7.0 Authentication required", Unreachable, "credentials"),
        ("MAIL", "451 4.3.0 Busy", Temporary, "later"),
        ("MAIL", "550 5.7.1 Sender not allowed", Temporary, "sender"),
        ("MAIL", "552 5.3.4 Too big", Permanent, "content"),
        ("DATA", "421 4.3.2 Closing", Temporary, "later"),
        ("DATA", "451 4.3.0 Busy", Temporary, "later"),
        ("DATA", "554 5.6.0 Looks like spam", Permanent, "content"),
    ],
)
def test_send_tells_for_now_from_for_good(
    run: Callable[..., Running], step: str, reply: str, kind: type[Exception], code: str
):
    running = run("smtp+plain://127.0.0.1:{port}")
    running.inbox.replies[step] = reply
    with pytest.raises((Temporary, Permanent)) as refusal:
        running.send()
    assert type(refusal.value) is kind
    assert refusal.value.code == code
    assert code == "credentials" or reply[4:] in refusal.value.reason
    assert not running.inbox.taken


def test_send_gives_up_a_silent_server_in_time(silent: int):
    server = replace(Server.from_url(f"smtp+plain://127.0.0.1:{silent}"), connect_timeout=0.3)
    began = time.monotonic()
    with pytest.raises(Unreachable) as refusal:
        Mailer(server).send(LETTER)
    assert refusal.value.code == "timeout"
    assert time.monotonic() - began < 1.5


def test_send_gives_up_a_silent_encrypted_server_in_time(silent: int):
    server = replace(Server.from_url(f"smtps://127.0.0.1:{silent}"), connect_timeout=0.3)
    began = time.monotonic()
    with pytest.raises(Unreachable) as refusal:
        Mailer(server).send(LETTER)
    assert refusal.value.code == "timeout"
    assert time.monotonic() - began < 1.5


def test_send_gives_up_a_server_that_falls_silent(falls_silent: int):
    server = Server.from_url(f"smtp+plain://127.0.0.1:{falls_silent}")
    began = time.monotonic()
    with pytest.raises(Unreachable) as refusal:
        Mailer(replace(server, connect_timeout=0.3, step_timeout=0.3)).send(LETTER)
    assert refusal.value.code == "timeout"
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_send_says_that_the_server_cannot_be_reached(host: str):
    with pytest.raises(Unreachable, match="cannot be reached"):
        Mailer(Server.from_url(f"smtp+plain://{host}:{free_port()}")).send(LETTER)


def test_safe_connection_takes_only_letters():
    with SafeConnection(Server.from_url("smtp+plain://127.0.0.1")) as connection, pytest.raises(TypeError):
        connection.send(flask_mail.Message(sender="a@hemicycle.example", recipients=["b@ncp.example"]))
