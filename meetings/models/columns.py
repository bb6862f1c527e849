"""Kinds of columns that all tables share: bilingual texts, UTC instants, words of a closed list."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Boolean, DateTime, Dialect, String, Text, TypeDecorator, false
from sqlalchemy.orm import Composite, composite, mapped_column

from meetings.core.bilingual import Bilingual

Choice = TypeVar("Choice", bound=StrEnum)


def as_utc(value: datetime) -> datetime:
    """Return *value* as aware UTC; one without a zone is UTC already."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC; a naive one is a mistake and raises ``ValueError``."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn *value* into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give *value* back as aware UTC."""
        return None if value is None else as_utc(value)


class Word(TypeDecorator[StrEnum]):
    """One word of the closed list *choices*, stored as text."""

    impl = String(20)
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Check that *value* is on the list."""
        return None if value is None else str(self.choices(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Give the word back as a member of the list."""
        return None if value is None else self.choices(value)


def bilingual(name: str, *, empty: bool = False) -> Composite[Bilingual]:
    """Map one bilingual text over the four columns that begin with *name*; *empty* is for texts that came later."""
    words: dict[str, Any] = {"default": "", "server_default": ""} if empty else {}
    original: dict[str, Any] = {"default": "en", "server_default": "en"} if empty else {}
    behind: dict[str, Any] = {"default": False, "server_default": false()} if empty else {}
    return composite(
        Bilingual,
        mapped_column(f"{name}_en", Text, nullable=False, **words),
        mapped_column(f"{name}_fr", Text, nullable=False, **words),
        mapped_column(f"{name}_original", String(2), nullable=False, **original),
        mapped_column(f"{name}_behind", Boolean, nullable=False, **behind),
        # What it said before is known when it is written, also where nobody has read it (models/translation.py).
        active_history=True,
    )
