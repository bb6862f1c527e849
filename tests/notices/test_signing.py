"""Messages signed for the sender's domain, checked with the public key as a reader's server does."""

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from config import Settings, SettingsError
from meetings.application import create_app
from meetings.notices.mailer import Mailer, Server
from meetings.notices.message import Letter
from meetings.notices.signing import Signer
from tests.notices.test_message import INVITATION

WAY_OUT = "https://meetings.example/fr/people/mails/12-polls-" + "ab" * 32 + "/"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "dkim.pem"
    path.write_bytes(pem(rsa.generate_private_key(65537, 2048)))
    return path


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture
def signer(key_file: Path) -> Signer:
    return Signer.from_file(str(key_file), selector="s1", sender="secretariat@hemicycle.example")


def published(signer: Signer) -> Callable[..., bytes]:
    """Return a DNS that has the record that the page shows."""

    def answer(name: bytes, timeout: int = 5) -> bytes:
        return signer.record.encode() if name == b"s1._domainkey.hemicycle.example." else b""

    return answer


def test_signature_holds_and_covers_what_must_not_change(signer: Signer) -> None:
    octets = signer.signed(Letter(replace(INVITATION, way_out=WAY_OUT)).as_bytes())
    assert octets.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=hemicycle.example;")
    assert dkim.verify(octets, dnsfunc=published(signer))
    for was, becomes in (
        (b"Zo", b"Za"),
        (b"One-Click", b"Two-Click"),
        (b"auto-generated", b"no"),
        (b"BEGIN", b"BEGON"),
        (b"_12-polls", b"x"),
    ):
        changed = octets.replace(was, becomes)
        assert changed == octets or not dkim.verify(changed, dnsfunc=published(signer))


def test_message_arrives_with_its_signature(signer: Signer) -> None:
    taken: list[bytes] = []

    class Inbox:
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            taken.append(envelope.original_content or b"")
            return "250 taken"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Inbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        Mailer(Server(host="127.0.0.1", port=port, encryption="off"), signer).send(INVITATION)
    finally:
        controller.stop()
    assert dkim.verify(taken[0], dnsfunc=published(signer))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"nonsense", "no private key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "RSA key"),
    ],
)
def test_wrong_key_stops_the_program_with_one_sentence(
    settings: Settings, tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)
    wrong = replace(settings, mail_url="smtp+plain://localhost", dkim_key_file=str(path), dkim_selector="s1")
    with pytest.raises(SettingsError, match=says):
        create_app(wrong)


@pytest.mark.parametrize(
    "given", [{"DKIM_SELECTOR": "s1"}, {"DKIM_KEY_FILE": "/k"}, {"DKIM_KEY_FILE": "/k", "DKIM_SELECTOR": "a b"}]
)
def test_key_and_selector_go_together(tmp_path: Path, given: dict[str, str]) -> None:
    needed = {
        "DATABASE_URL": "sqlite:////tmp/x.sqlite",
        "DATA_DIR": str(tmp_path),
        "BASE_URL": "http://localhost",
        "SECRET_KEY": "x" * 40,
    }
    with pytest.raises(SettingsError, match="DKIM_SELECTOR"):
        Settings.from_environment({f"HEMICYCLE_{name}": value for name, value in {**needed, **given}.items()})
