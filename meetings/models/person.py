"""People who sign in or are written to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.core.bilingual import Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word


class Role(StrEnum):
    """What someone is to the house itself; what they are to an organisation is a nomination."""

    PARTICIPANT = "participant"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"


class Person(Base):
    """Anyone who signs in or is written to."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In lower case; the way to reach and to recognise someone.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    #: What they do in their administration, in their own words.
    function: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[Language] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(Word(Role))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: From these the secret address of the personal calendar is made and recognised.
    feed_nonce: Mapped[str] = mapped_column(String(64))
    feed_hash: Mapped[str] = mapped_column(String(64), unique=True)

    @property
    def runs_the_house(self) -> bool:
        """Whether this is someone of the secretariat."""
        return self.role is not Role.PARTICIPANT
