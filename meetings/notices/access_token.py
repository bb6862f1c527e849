"""Access tokens for a mailbox that takes no passwords (OAuth 2.0, RFC 6749): fetched, and kept while they last."""

import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlencode

#: An answer is a few kilobytes.
LONGEST = 65_536
#: A token is not used in its last seconds, and lasts so long if nothing is said.
MARGIN, USUAL = 60, 300


class TokenFailure(Exception):
    """No token was given; *code* says why: a key of the words on the page of the mailbox."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenSource:
    """Where access tokens come from, and as whom they are asked for: with a refresh token, or in our own name."""

    url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    refresh_token: str = field(default="", repr=False)
    timeout: float = 20.0
    _kept: "_Kept" = field(default_factory=lambda: _Kept(), init=False, repr=False, compare=False)

    def token(self) -> str:
        """Return a token that is valid for a while yet; raises ``TokenFailure``."""
        with self._kept.lock:
            if self._kept.until <= time.monotonic():
                self._kept.token, seconds = self._fetch()
                self._kept.until = time.monotonic() + seconds - MARGIN
            return self._kept.token

    def forget(self) -> None:
        """Fetch another token next time: the server did not take this one."""
        with self._kept.lock:
            self._kept.until = 0.0

    def _fetch(self) -> tuple[str, float]:
        request = urllib.request.Request(self.url, urlencode(self._asked()).encode(), {"Accept": "application/json"})  # noqa: S310  # the settings take https and this machine only
        try:
            with _OPENER.open(request, timeout=self.timeout) as answer:
                said = json.loads(answer.read(LONGEST))
            return _token(said), float(said.get("expires_in", USUAL))
        except urllib.error.HTTPError as error:
            error.close()
            raise TokenFailure("token_refused" if 400 <= error.code < 500 else "token") from error
        except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TokenFailure("token") from error

    def _asked(self) -> dict[str, str]:
        asked = {
            "grant_type": "refresh_token" if self.refresh_token else "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "scope": self.scope,
            "refresh_token": self.refresh_token,
        }
        return {name: value for name, value in asked.items() if value}


def _token(said: dict[str, Any]) -> str:
    """Return the token of an answer; it goes into one line, so it is visible ASCII (RFC 6750, 2.1)."""
    token = said["access_token"]
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("not a bearer token")
    return str(token)


class _Kept:
    """The token of a source, and until when it is used."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.token, self.until = "", 0.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The secret goes nowhere but where the settings say."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nothing: the answer then counts as an error."""


_OPENER = urllib.request.build_opener(_NoRedirect)
