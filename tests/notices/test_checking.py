"""What the page of the administrator finds out about the mail server: encryption, certificate, sign-in."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from meetings.models.outbox import MailReason
from meetings.notices.checking import probe
from meetings.notices.server import Server
from tests.notices.test_mailer import (
    PASSWORD,
    Authority,
    Running,
    authority,
    free_port,
    knows_password,
    run,
    silent,
)

__all__ = ["authority", "run", "silent"]


def offers(scheme: str, context: ssl.SSLContext) -> dict[str, ssl.SSLContext]:
    """Return how a server is started that encrypts as *scheme* says."""
    return {"tls_context" if scheme == "smtp" else "implicit": context}


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_encryption_and_certificate_are_described(
    run: Callable[..., Running], authority: Authority, scheme: str
) -> None:
    url = f"{scheme}://127.0.0.1:{{port}}?ca={authority.ca_file}"
    found = probe(run(url, **offers(scheme, authority.good)).server)
    assert (found.problem, found.issuer) == (None, "authority")
    assert found.encryption in ("TLSv1.2", "TLSv1.3")
    assert found.until is not None
    assert timedelta() < found.until - datetime.now(UTC) <= timedelta(hours=1)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("wrong", ["self_signed", "expired", "other_host"])
def test_certificate_that_proves_nothing_is_told(
    run: Callable[..., Running], authority: Authority, scheme: str, wrong: str
) -> None:
    url = f"{scheme}://127.0.0.1:{{port}}?ca={authority.ca_file}"
    found = probe(run(url, **offers(scheme, getattr(authority, wrong))).server)
    assert found.problem is MailReason.CERTIFICATE
    assert (found.encryption, found.until, found.issuer) == ("", None, "")


def test_authority_that_nobody_trusts_is_told(run: Callable[..., Running], authority: Authority) -> None:
    assert probe(run("smtp://127.0.0.1:{port}", tls_context=authority.good).server).problem is MailReason.CERTIFICATE


def test_server_without_starttls_is_told_and_gets_no_password(run: Callable[..., Running]) -> None:
    running = run(
        f"smtp://me:{quote(PASSWORD, safe='')}@127.0.0.1:{{port}}", auth_callback=knows_password, auth_require_tls=False
    )
    assert probe(running.server).problem is MailReason.UNSUPPORTED
    assert running.inbox.sessions == []


def test_server_without_tls_where_it_begins_with_it_is_told(run: Callable[..., Running]) -> None:
    assert probe(run("smtps://127.0.0.1:{port}").server).problem is MailReason.ENCRYPTION


def test_wrong_password_is_told(run: Callable[..., Running], authority: Authority) -> None:
    url = f"smtp://me:another@127.0.0.1:{{port}}?ca={authority.ca_file}"
    found = probe(run(url, tls_context=authority.good, auth_callback=knows_password, auth_required=True).server)
    assert found.problem is MailReason.CREDENTIALS


def test_unencrypted_server_on_the_same_machine_is_fine(run: Callable[..., Running]) -> None:
    found = probe(run("smtp+plain://127.0.0.1:{port}").server)
    assert (found.problem, found.encryption) == (None, "")


def test_server_that_is_away_is_told() -> None:
    assert probe(Server.from_url(f"smtp+plain://127.0.0.1:{free_port()}")).problem is MailReason.UNREACHABLE


def test_silent_server_is_given_up_in_time(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetings.notices.checking.PATIENCE", 0.2)
    assert probe(Server.from_url(f"smtp+plain://127.0.0.1:{silent}")).problem is MailReason.TIMEOUT
