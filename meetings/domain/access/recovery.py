"""Recovery codes: how they look, and what the database keeps of them."""

import secrets

from meetings.core import tokens

NUMBER = 10
FEW = 3
#: Without 0, 1, I and O, which look alike on paper; sixteen of these are 80 random bits.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 16


def new_codes() -> list[str]:
    """Return a fresh set, each in groups of four."""
    return [_grouped("".join(secrets.choice(LETTERS) for _ in range(LENGTH))) for _ in range(NUMBER)]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normal(typed: str) -> str:
    """Return a code as it is compared: in capitals, without spaces and dashes."""
    return "".join(typed.upper().replace("-", " ").split())


def kept(code: str, person_id: int, *, secret: str) -> str:
    """Return what the database keeps of *code*: nobody can make it without the house's *secret*."""
    return tokens.derived(secret, f"recovery code of {person_id}", normal(code))
