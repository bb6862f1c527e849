"""Texts that only this house can read, sealed with a key made from its secret."""

import base64
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from meetings.core import tokens
from meetings.core.later import Later

if TYPE_CHECKING:
    from cryptography import fernet
else:
    fernet = Later("cryptography.fernet")


def _box(secret: str, purpose: str) -> "fernet.Fernet":
    """Return what seals for *purpose*: a text sealed for one is worth nothing for another."""
    key = bytes.fromhex(tokens.derived(secret, "sealing", purpose))
    return fernet.Fernet(base64.urlsafe_b64encode(key))


def sealed(text: str, *, secret: str, purpose: str, now: datetime) -> str:
    """Return *text* so that only who knows *secret* can read or change it (Fernet: AES-128 with HMAC-SHA-256)."""
    return _box(secret, purpose).encrypt_at_time(text.encode(), int(now.timestamp())).decode()


def opened(text: str, *, secret: str, purpose: str, now: datetime, lasts: timedelta | None = None) -> str | None:
    """Return what was sealed, or nothing when it was sealed elsewhere, for another purpose, or too long ago."""
    box, token = _box(secret, purpose), text.encode("utf-8", "replace")
    try:
        if lasts is None:
            return box.decrypt(token).decode()
        return box.decrypt_at_time(token, int(lasts.total_seconds()), int(now.timestamp())).decode()
    except fernet.InvalidToken:
        return None
