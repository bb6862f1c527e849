"""What makes an address usable, and how two writings of it are one."""

import re

from meetings.core import tokens
from meetings.core.errors import Refused

#: RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all. Only plain addresses: no quotes, no comments.
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
LONGEST = 254


class AddressTaken(Refused):
    """Someone else is known by this address."""


def normal(address: str) -> str:
    """Return *address* as it is stored and compared: in lower case, without spaces around it."""
    return address.strip().lower()


def is_address(address: str) -> bool:
    """Say whether *address*, in its normal form, can be written to."""
    return len(address) <= LONGEST and _ADDRESS.fullmatch(address) is not None and ".." not in address


def feed_token(nonce: str, secret: str) -> str:
    """Return the token in the address of a personal calendar, made from its *nonce* and the house's *secret*."""
    return tokens.derived(secret, "personal calendar", nonce)
