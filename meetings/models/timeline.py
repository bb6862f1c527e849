"""The way of a meeting from the first letter to the adopted record: what the secretariat decided of its steps."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import Word
from meetings.models.meeting import Meeting


class StepKind(StrEnum):
    """What is to be done, in the order in which it is usually due."""

    SAVE_THE_DATE = "save_the_date"
    REGISTRATION_OPENS = "registration_opens"
    INVITATION = "invitation"
    PROPOSALS_CLOSE = "proposals_close"
    AGENDA = "agenda"
    DOCUMENTS = "documents"
    REMINDER = "reminder"
    LINKS = "links"
    REGISTRATION_CLOSES = "registration_closes"
    DOCUMENTS_CLOSE = "documents_close"
    SESSION = "session"
    ATTENDANCE = "attendance"
    FOLLOW_UP = "follow_up"
    SURVEY_CLOSES = "survey_closes"
    DRAFT_RECORD = "draft_record"
    COMMENTS_CLOSE = "comments_close"
    RECORD = "record"
    ADOPTION = "adoption"
    #: Of the secretariat's own, in its own words.
    OWN = "own"


class StepState(StrEnum):
    """What the secretariat says of a step."""

    OPEN = "open"
    DONE = "done"
    #: Not needed for this meeting.
    DROPPED = "dropped"


class TimelineStep(Base):
    """A step that goes another way than usual, or one of the secretariat's own; usual ones have no row."""

    __tablename__ = "timeline_step"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    kind: Mapped[StepKind] = mapped_column(Word(StepKind))
    #: Counts a meeting's own steps from 1; 0 for the usual ones.
    number: Mapped[int] = mapped_column(default=0)
    #: Of an own step; only those who run the meeting read it, in the language they share.
    title: Mapped[str] = mapped_column(String(200), default="")
    #: Another day than the usual one; an own step always has one.
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[StepState] = mapped_column(Word(StepState), default=StepState.OPEN)
    #: When it was ticked.
    done_on: Mapped[date | None] = mapped_column(Date)
