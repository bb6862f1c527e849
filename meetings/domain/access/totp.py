"""Authenticator apps: the secret they share with the house, and the six digits they make of it (RFC 6238)."""

from datetime import datetime

import pyotp

from meetings.core import tokens

PERIOD = 30
#: Clocks of telephones are a little early or late.
LEEWAY = 1


def new_secret() -> str:
    """Return a fresh secret of 160 random bits, in letters and figures (base32)."""
    return pyotp.random_base32()


def address(secret: str, *, account: str, house: str) -> str:
    """Return what the QR code holds: the secret, and the names under which the app shows it."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=house))


def in_groups(secret: str) -> str:
    """Return *secret* in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def digits(secret: str, step: int) -> str:
    """Return the digits of one half minute."""
    return str(pyotp.TOTP(secret).generate_otp(step))


def step_at(now: datetime) -> int:
    """Return the number of the half minute that *now* lies in."""
    return int(now.timestamp()) // PERIOD


def accepted(secret: str, code: str, *, after: int, now: datetime) -> int | None:
    """Return the half minute that *code* belongs to, if it is this one or one beside it, and later than *after*."""
    step = step_at(now)
    near = range(step - LEEWAY, step + LEEWAY + 1)
    found = [one for one in near if tokens.equal(code, digits(secret, one)) and one > after]
    return max(found, default=None)
