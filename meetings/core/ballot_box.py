"""Sealed ballots: closed for a public key, all equally long, opened once by whoever holds the private one.

libsodium's sealed boxes (X25519, XSalsa20-Poly1305, an ephemeral key for each) through PyNaCl.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meetings.core.later import Later

if TYPE_CHECKING:
    from nacl import exceptions, public
else:
    exceptions, public = Later("nacl.exceptions"), Later("nacl.public")

#: Bytes inside a box; what is shorter is filled up, so that the length says nothing.
ROOM = 1024
#: Where people write sentences.
WIDE_ROOM = 8192


class Unreadable(ValueError):
    """A box does not open with this key, or holds nothing that we wrote."""


class KeysGone(Exception):
    """The keys of a poll are not where they were put."""


class TooLong(ValueError):
    """What should be sealed has no room in the box."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the ballots of one poll (32 bytes), and what makes the tags of its voters (32 bytes)."""

    private: bytes
    tags: bytes

    @property
    def public(self) -> str:
        """The key that ballots are sealed for, hexadecimal."""
        return bytes(public.PrivateKey(self.private).public_key).hex()


def new_keys() -> Keys:
    """Return fresh random keys."""
    return Keys(bytes(public.PrivateKey.generate()), secrets.token_bytes(32))


def written(keys: Keys) -> str:
    """Return *keys* as text."""
    return keys.private.hex() + keys.tags.hex()


def read(text: str) -> Keys:
    """Return the keys written as *text*; raises ``ValueError``."""
    raw = bytes.fromhex(text)
    if len(raw) != 64:
        raise ValueError("two keys of 32 bytes were expected")
    return Keys(raw[:32], raw[32:])


def slot() -> str:
    """Return a fresh random name for a ballot: 128 bits, without a time in it."""
    return secrets.token_hex(16)


def tag(keys: Keys, voter: int) -> str:
    """Return the name of *voter*'s ballot, which nobody can make without the key (HMAC-SHA-256)."""
    return hmac.new(keys.tags, str(voter).encode(), hashlib.sha256).hexdigest()


def seal(content: dict[str, Any], public_key: str, *, room: int = ROOM) -> bytes:
    """Return *content* in a box of a fixed length; raises ``TooLong``."""
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    if len(raw) > room:
        raise TooLong
    box = public.SealedBox(public.PublicKey(bytes.fromhex(public_key)))
    return bytes(box.encrypt(raw.ljust(room)))


def unseal(sealed: bytes, keys: Keys) -> dict[str, Any]:
    """Return what a box holds; raises ``Unreadable``."""
    try:
        found = json.loads(public.SealedBox(public.PrivateKey(keys.private)).decrypt(sealed))
    except (exceptions.CryptoError, ValueError) as error:
        raise Unreadable from error
    if not isinstance(found, dict):
        raise Unreadable
    return found


def fingerprint(purpose: str, text: str) -> str:
    """Return SHA-256 of *text* for one *purpose*, so that the prints of two purposes cannot be compared."""
    return hashlib.sha256(f"{purpose}:{text}".encode()).hexdigest()


def receipt(form: str) -> str:
    """Return the receipt of the ballot that came by *form*: 100 bits, in groups of five letters.

    It is made from the random name of the form, so that a form sent again shows the same receipt although nothing
    of it is kept.
    """
    raw = int(fingerprint("receipt", form), 16)
    letters = "".join(_LETTERS[(raw >> (5 * place)) & 31] for place in range(20))
    return "-".join(letters[place : place + 5] for place in range(0, 20, 5))


def as_receipt(typed: str) -> str:
    """Return a receipt as it was printed, whatever case, spaces and look-alikes (O, I, L) were *typed*."""
    letters = [letter for letter in typed.upper().translate(_ALIKE) if letter in _LETTERS][:20]
    return "-".join("".join(letters[place : place + 5]) for place in range(0, len(letters), 5))


#: Crockford's alphabet: no I, L, O or U, which people misread.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: What people type instead of them.
_ALIKE = str.maketrans("OIL", "011")
