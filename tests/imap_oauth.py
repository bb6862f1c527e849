"""The IMAP server of the tests, which also takes one access token (XOAUTH2) for its one user: run as a program."""

import sys
from collections.abc import Sequence
from typing import Any

from pymap.main import main
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.mechanism.oauth import OAuth2Mechanism

from tests.imap_server import PASSWORD, TOKEN


def _as_password(mechanism: OAuth2Mechanism, responses: Sequence[Any]) -> tuple[PlainCredentials, None]:
    """Take the token as if it were the password of the user."""
    found, more = _attempt(mechanism, responses)
    return PlainCredentials(found.authzid, PASSWORD if found._token == TOKEN else "another"), more


if __name__ == "__main__":
    _attempt: Any = OAuth2Mechanism.server_attempt
    OAuth2Mechanism.server_attempt = _as_password  # type: ignore[assignment]
    SASLAuth.defaults = classmethod(lambda cls: cls.named([b"PLAIN", b"XOAUTH2"]))  # type: ignore[assignment,method-assign]
    sys.exit(main())
