"""Secrets that travel: random tokens, short codes, their stored hashes, keyed derivations."""

import hashlib
import hmac
import secrets

CODE_DIGITS = 6


def new() -> str:
    """Return a fresh URL-safe token of 256 random bits (ASVS 5.0, 11.5.1)."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what the database keeps of *token*: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derived(secret: str, purpose: str, nonce: str) -> str:
    """Return the token that *secret* makes of *nonce* for *purpose* (HMAC-SHA-256, RFC 2104).

    The database keeps only the nonce, so that a reader of the database cannot make the token.
    """
    return hmac.new(secret.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256).hexdigest()


def code(secret: str, purpose: str, nonce: str) -> str:
    """Return the six decimal digits that *secret* makes of *nonce* for *purpose*."""
    number = int(derived(secret, purpose, nonce)[:16], 16) % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}d}"


def equal(one: str, other: str) -> bool:
    """Compare two texts in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
