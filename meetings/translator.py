"""Lets a machine draft translations: the one thing a translator can do, and LibreTranslate, which does it over HTTP.

What is sent leaves this house for the one that the setting names. Nothing is sent by itself, only when somebody asks.
"""

import json
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

from meetings.core.bilingual import Language
from meetings.core.errors import Refused

#: Seconds to wait for the connection and for each piece of the answer, and for all of it.
PATIENCE, WHOLE = 10, 30
#: Octets; a longer answer is none to a text of ours.
LARGEST_ANSWER = 1_000_000
PIECE = 64 * 1024


class TranslatorAway(Refused):
    """The translator does not answer, or not in time."""


class TranslatorBusy(Refused):
    """The translator was asked too often and wants to be left alone for a while."""


class TranslatorDenies(Refused):
    """The translator does not accept the key of this house, or none was set."""


class TranslatorCannot(Refused):
    """The translator does not know one of the languages, or the text is too long for it."""


class TranslatorWrong(Refused):
    """The translator answers something that is no translation."""


class Translator(Protocol):
    """Drafts translations."""

    def translate(self, text: str, *, source: Language, target: Language) -> str:
        """Return *text* in *target*; raises one of the refusals above."""


#: What an answer with this status says; any other one is wrong.
_REFUSALS: dict[int, type[Refused]] = {
    400: TranslatorCannot,
    401: TranslatorDenies,
    403: TranslatorDenies,
    413: TranslatorCannot,
    429: TranslatorBusy,
    502: TranslatorAway,
    503: TranslatorAway,
    504: TranslatorAway,
}


class LibreTranslate:
    """A server that speaks the API of LibreTranslate (POST /translate, documented at docs.libretranslate.com)."""

    def __init__(self, url: str, key: str = "") -> None:
        self._parts = urlsplit(url)
        self._key = key

    def translate(self, text: str, *, source: Language, target: Language) -> str:
        """Return *text* in *target*; raises one of the refusals above."""
        asked = {"q": text, "source": source, "target": target, "format": "text"}
        status, answer = self._ask(asked | ({"api_key": self._key} if self._key else {}))
        if status != 200:
            raise _REFUSALS.get(status, TranslatorWrong)
        try:
            translated = json.loads(answer)["translatedText"]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise TranslatorWrong from None
        if not isinstance(translated, str) or not translated.strip():
            raise TranslatorWrong
        return translated

    def _ask(self, asked: dict[str, str]) -> tuple[int, bytes]:
        """Send what is *asked* and return status and body of the answer; redirects are not followed."""
        connection = self._connection()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            path = f"{self._parts.path.rstrip('/')}/translate"
            connection.request("POST", path, json.dumps(asked).encode(), headers)
            return self._read(connection)
        except (OSError, HTTPException):
            raise TranslatorAway from None
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "http":
            return HTTPConnection(host, port, timeout=PATIENCE)
        return HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())

    def _read(self, connection: HTTPConnection) -> tuple[int, bytes]:
        """Read an answer piece by piece, no longer than it may be and no longer than it may take."""
        until = time.monotonic() + WHOLE
        response, body = connection.getresponse(), b""
        while piece := response.read1(PIECE):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise TranslatorWrong
            if time.monotonic() > until:
                raise TranslatorAway
        return response.status, body
