"""Votes by proxy: whether a meeting allows them, and which organisation votes for which other."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll


class ProxyTerms(Base):
    """The rule of a meeting about proxies; without a row it allows none."""

    __tablename__ = "proxy_terms"
    __table_args__ = (CheckConstraint("most >= 0", name="most_is_no_debt"),)

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    #: How many one organisation may hold at most; none while 0.
    most: Mapped[int] = mapped_column(default=0, server_default="0")
    #: Whoever gave a proxy may still cast the ballot itself.
    own_vote: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: Whoever gave a proxy counts as present while its holder is.
    present: Mapped[bool] = mapped_column(default=False, server_default="0")


class Proxy(Base):
    """One organisation that lets another cast its ballots at a meeting, in all polls or in one."""

    __tablename__ = "proxy"
    __table_args__ = (CheckConstraint("giver_id <> holder_id", name="nobody_is_their_own_proxy"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    #: The only poll it is for; empty when it is for all of the meeting.
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    poll: Mapped[Poll | None] = relationship()
    #: Whose ballot it is.
    giver_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    giver: Mapped[Organisation] = relationship(foreign_keys=[giver_id])
    #: Who casts it.
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    holder: Mapped[Organisation] = relationship(foreign_keys=[holder_id])
    #: The only one of the holder's people who may cast it; empty when all who vote for the holder may.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    given_by: Mapped[Person | None] = relationship(foreign_keys=[given_by_id])
    #: Written by the secretariat from a letter; what the letter was.
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    document: Mapped[Document | None] = relationship()
    #: Since when the ballots are the giver's alone again; empty while they are not.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
    #: It was the holder who did not want it.
    declined: Mapped[bool] = mapped_column(default=False, server_default="0")


#: Nobody gives two for the same poll, nor two for all polls of a meeting.
_IN_FORCE = Proxy.ended_at.is_(None)
_WHOLE, _SINGLE = _IN_FORCE & Proxy.poll_id.is_(None), _IN_FORCE & Proxy.poll_id.is_not(None)
Index("uq_proxy_whole", Proxy.meeting_id, Proxy.giver_id, unique=True, sqlite_where=_WHOLE, postgresql_where=_WHOLE)
Index("uq_proxy_single", Proxy.poll_id, Proxy.giver_id, unique=True, sqlite_where=_SINGLE, postgresql_where=_SINGLE)
