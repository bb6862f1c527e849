"""A mailbox that is opened with access tokens, as Exchange Online and Gmail want it."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from meetings.application import create_app
from meetings.jobs import mailbox
from meetings.notices import access_token
from meetings.notices.access_token import TokenFailure, TokenSource
from meetings.notices.mailbox import Box
from tests import imap_server, imap_tokens
from tests.conftest import Browser
from tests.imap_tokens import SECRET, Provider
from tests.jobs.test_mailbox import bounced, failure, free_port, house, put, rows
from tests.make import Make

__all__ = ["house"]


@pytest.fixture(scope="module")
def running() -> Iterator[int]:
    """A server that takes a token."""
    port = free_port()
    with imap_server.running(port, takes_tokens=True):
        yield port


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Who hands out the token that the server takes."""
    with imap_tokens.providing(imap_server.TOKEN) as server:
        yield server


@pytest.fixture
def source(provider: Provider) -> TokenSource:
    return TokenSource(url=provider.url, client_id="we", client_secret=SECRET, scope="mail", timeout=2)


@pytest.fixture
def box(house: Flask, running: int, source: TokenSource) -> Box:
    """The mailbox of the house, without a password."""
    found = Box.from_url(f"imap+plain://{imap_server.USER}@127.0.0.1:{running}", tokens=source)
    house.extensions["mailbox"] = found
    return found


def test_mailbox_is_read_with_one_token_until_it_ends(make: Make, box: Box, provider: Provider) -> None:
    put(box, bounced(make, make.person()))
    assert mailbox.step() == 1
    assert mailbox.step() == 0
    assert (failure(), len(rows())) == ("", 1)
    assert provider.asked == [
        {"grant_type": "client_credentials", "client_id": "we", "client_secret": SECRET, "scope": "mail"}
    ]


def test_refresh_token_is_used_where_there_is_one(house: Flask, make: Make, box: Box, provider: Provider) -> None:
    source = TokenSource(url=provider.url, client_id="we", client_secret="other", refresh_token=SECRET)
    house.extensions["mailbox"] = replace(box, tokens=source)
    mailbox.step()
    assert failure() == ""
    assert provider.asked[0]["grant_type"] == "refresh_token"
    assert SECRET not in repr(source)


def test_token_that_the_server_refuses_is_fetched_anew(make: Make, box: Box, provider: Provider) -> None:
    provider.token = "an.old-one"
    mailbox.step()
    assert failure() == "credentials"
    provider.token = imap_server.TOKEN
    mailbox.step()
    assert (failure(), len(provider.asked)) == ("", 2)


def test_token_is_kept_until_a_minute_before_its_end(provider: Provider, source: TokenSource) -> None:
    provider.expires_in = access_token.MARGIN
    assert [source.token(), source.token()] == [imap_server.TOKEN] * 2
    provider.expires_in = 2 * access_token.MARGIN
    assert [source.token(), source.token()] == [imap_server.TOKEN] * 2
    assert len(provider.asked) == 3


def test_provider_that_refuses_us_is_told_on_the_page(
    house: Flask, make: Make, box: Box, source: TokenSource, client: Browser
) -> None:
    house.extensions["mailbox"] = replace(box, tokens=replace(source, client_secret="wrong"))
    mailbox.step()
    assert failure() == "token_refused"
    page = client.sign_in(make.secretariat()).get("/en/incoming/").text
    assert "The provider of access tokens refused us" in page
    assert "fournisseur de jetons d’accès" in client.get("/fr/incoming/").text


@pytest.mark.parametrize(
    ("wrong", "value"),
    [("status", 500), ("status", 302), ("token", "two words"), ("token", "line\r\nend"), ("token", None)],
)
def test_provider_that_is_broken_gives_no_token(
    provider: Provider, source: TokenSource, wrong: str, value: object
) -> None:
    setattr(provider, wrong, value)
    with pytest.raises(TokenFailure) as failed:
        source.token()
    assert failed.value.code == "token"
    assert len(provider.asked) == 1, "a secret is sent nowhere else"


def test_provider_that_is_silent_is_given_up_in_time(source: TokenSource) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/token"
        with pytest.raises(TokenFailure):
            replace(source, url=url, timeout=0.2).token()


def test_settings_say_where_tokens_come_from(settings: Settings) -> None:
    known = replace(
        settings,
        return_address="returns@example.org",
        imap_url="imaps://returns%40example.org@mail.example",
        imap_token_url="https://login.example/token",
        imap_client_id="we",
        imap_client_secret=SECRET,
        imap_read_folder="Read",
    )
    box = create_app(known).extensions["mailbox"]
    assert (box.username, box.done, box.tokens.url) == ("returns@example.org", "Read", "https://login.example/token")
    assert SECRET not in repr(known) + json.dumps(repr(box))
