"""How much of the register people have read, so that nobody carries it away."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime


class RegisterReading(Base):
    """How many organisations or people someone read the addresses of within one minute."""

    __tablename__ = "register_reading"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    #: The minute, by its first instant.
    minute: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    number: Mapped[int]
    #: Whether a refusal was noted in the audit trail in this minute; more of the same day are not.
    refused: Mapped[bool] = mapped_column(default=False)
