"""Headers and compression of every answer."""

import gzip
from typing import Any

from flask import Flask, Response, current_app, g, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
ONE_YEAR = 31_536_000
#: In octets; a form without files holds a few texts.
LONGEST_FORM = 1_000_000
WORTH_COMPRESSING = 1_000
#: Answers with these types are compressed; calendars are not, some readers fail on them.
COMPRESSED = ("text/html", "application/json", "image/svg+xml")


def always(secure: bool) -> dict[str, str]:
    """Return the headers of every answer, static files too; *secure* when readers come by https."""
    headers = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin"}
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    return headers


def _headers(response: Response) -> Response:
    """Set what a browser must be told whatever the page (ASVS 5.0, 3.4)."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.update(always(current_app.config["SECURE"]))
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store" if g.get("viewer") else "private, no-cache"
    return response


def _compress(response: Response) -> Response:
    """Compress a page for a reader who takes gzip."""
    if response.mimetype not in COMPRESSED or response.direct_passthrough or response.status_code < 200:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers:
        return response
    packed = compressed(response.get_data(), request.headers.get("Accept-Encoding", ""))
    if packed is not None:
        response.set_data(packed)
        response.headers["Content-Encoding"] = "gzip"
    return response


def compressed(data: bytes, accepted: str) -> bytes | None:
    """Return *data* as gzip (RFC 1952), always the same, if that is worth it and among the encodings *accepted*."""
    if "gzip" not in accepted or len(data) <= WORTH_COMPRESSING:
        return None
    return gzip.compress(data, compresslevel=3, mtime=0)


def _limit_body(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take long requests only with files: another form is read into memory at one go (ASVS 5.0, 2.4.1)."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = LONGEST_FORM


def register(app: Flask) -> None:
    """Let every request to *app* be limited, before its form is read, and every answer pass through both."""
    app.url_value_preprocessor(_limit_body)
    app.after_request(_headers)
    app.after_request(_compress)
