"""The days and times that a poll offers, and the sitting that one of them became."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core import zones
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.meeting import Session
from meetings.models.poll import PollOption


class PollDate(Base):
    """When an option of a poll would be: wall times as they were proposed, of which the instants follow."""

    __tablename__ = "poll_date"

    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id", ondelete="CASCADE"), primary_key=True)
    starts_local: Mapped[datetime] = mapped_column(DateTime)
    ends_local: Mapped[datetime] = mapped_column(DateTime)
    #: Where the clocks go back and show a time twice: whether the second is meant (PEP 495).
    starts_fold: Mapped[bool] = mapped_column(default=False, server_default=false())
    ends_fold: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: In which it was proposed.
    zone: Mapped[str] = mapped_column(String(64))
    #: From midnight to midnight: the times are found later.
    whole_day: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def starts(self) -> datetime:
        """The naive wall time at which it begins; its fold says which of two is meant."""
        return self.starts_local.replace(fold=self.starts_fold)

    @property
    def ends(self) -> datetime:
        """The naive wall time at which it ends; its fold says which of two is meant."""
        return self.ends_local.replace(fold=self.ends_fold)

    @property
    def starts_at(self) -> datetime:
        """The instant at which it begins, by today's time-zone data."""
        return _instant(self.starts, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The instant at which it ends, by today's time-zone data."""
        return _instant(self.ends, self.zone)


def _instant(wall: datetime, zone: str) -> datetime:
    """Return the instant of *wall*; where the clocks jump over it, as over some midnights, that of the jump."""
    return wall.replace(tzinfo=zones.zone(zone)).astimezone(UTC)


class PollSettlement(Base):
    """What a poll about dates came to: one of them, and the sitting that it became."""

    __tablename__ = "poll_settlement"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id", ondelete="CASCADE"), index=True)
    option: Mapped[PollOption] = relationship()
    #: Empty once the sitting was taken out of the plan.
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"), index=True)
    session: Mapped[Session | None] = relationship()
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)
