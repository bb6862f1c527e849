"""Reads what a browser keeps of whoever is signed in, before Flask is troubled."""

from typing import Any

from flask import Flask
from itsdangerous import BadSignature
from werkzeug.http import parse_cookie


def by_browser(app: Flask, cookie: str) -> dict[str, Any]:
    """Return what the signed cookie of *app* among those of the header *cookie* holds; nothing if there is none."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    lasts = app.permanent_session_lifetime
    signed = parse_cookie(cookie).get(app.config["SESSION_COOKIE_NAME"], "")
    try:
        return dict(signer.loads(signed, max_age=int(lasts.total_seconds())))
    except BadSignature:
        return {}
