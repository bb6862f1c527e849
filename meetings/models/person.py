"""People who sign in or are written to."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import ColumnElement, Dialect, String, TypeDecorator, func
from sqlalchemy.orm import Mapped, mapped_column

from meetings.core import former
from meetings.core.bilingual import ENGLISH, Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.search import Folded, LastWord, folded_column


class Role(StrEnum):
    """What someone is to the house itself; what they are to an organisation is a nomination."""

    PARTICIPANT = "participant"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"


class Seen(StrEnum):
    """By whom something about a person is seen; the person decides, the secretariat always sees it."""

    EVERYONE = "everyone"
    ORGANISATION = "organisation"
    SECRETARIAT = "secretariat"


class _Reader:
    """Remembers the one function that finds the language of the reader."""

    language: Callable[[], Language] = staticmethod(lambda: ENGLISH)


def bind(language: Callable[[], Language]) -> None:
    """Let *language* answer from now on in which language former names are read."""
    _Reader.language = staticmethod(language)


class Name(TypeDecorator[str]):
    """The name of a person; of one whose account was erased, what they were, in the reader's language."""

    impl = String(200)
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give a former name back in the language of the reader."""
        return former.spoken(value, _Reader.language()) if value and value.startswith(former.MARK) else value


class Person(Base):
    """Anyone who signs in or is written to."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In lower case; the way to reach and to recognise someone.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    #: In the form and the order in which they use it.
    name: Mapped[str] = mapped_column(Name)
    #: The part of the name under which lists have it; while it is empty, the last word.
    family_name: Mapped[str] = mapped_column(String(200), default="")
    #: What they do in their administration, in their own words.
    function: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[Language] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(Word(Role))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Whether a role was granted that has not been ended; only then grants are looked up.
    holds_grants: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: When a mail server last refused the address for good; empty again once a mail goes through.
    address_failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: From these the secret address of the personal calendar is made and recognised.
    feed_nonce: Mapped[str] = mapped_column(String(64))
    feed_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: Codes of the languages they speak, with a space between.
    speaks: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    #: Where the photo lies, if there is one.
    photo_key: Mapped[str | None] = mapped_column(String(100))
    address_seen_by: Mapped[Seen] = mapped_column(Word(Seen), default=Seen.ORGANISATION)
    phone_seen_by: Mapped[Seen] = mapped_column(Word(Seen), default=Seen.ORGANISATION)
    photo_seen_by: Mapped[Seen] = mapped_column(Word(Seen), default=Seen.EVERYONE)
    #: Kinds of mails that they do not want, with a space between.
    unwanted: Mapped[str] = mapped_column(String(400), default="")
    #: Whether mails that are not pressing come together, once a day.
    daily_mail: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: The version of the privacy notice that they accepted last; 0 before the first.
    accepted_version: Mapped[int] = mapped_column(default=0)
    #: Since then only what they were is left: the account cannot be opened again.
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def runs_the_house(self) -> bool:
        """Whether this is someone of the secretariat."""
        return self.role is not Role.PARTICIPANT

    @property
    def sorts_as(self) -> str:
        """The name as lists order it: the family name, then the whole."""
        return f"{self.family_name or self.name.rpartition(' ')[2]} {self.name}"


def by_name() -> tuple[Folded, Folded]:
    """Return the order of lists in the database, that of ``sorts_as``: by family name, without accents."""
    family = func.coalesce(func.nullif(Person.family_name, ""), LastWord(Person.name))
    return folded_column(family), folded_column(cast("ColumnElement[str]", Person.name))
