"""What a registration says besides the place: break-outs, who comes along, what somebody needs, answers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration


class BreakoutChoice(Base):
    """Which break-out of one sitting a registered person takes part in, or waits for."""

    __tablename__ = "breakout_choice"
    __table_args__ = (
        UniqueConstraint("registration_id", "sitting_id"),
        Index("ix_breakout_choice_session_id_place", "session_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    #: The sitting during which the groups meet: one of them for each person.
    sitting_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    #: The group; it cannot go while somebody has chosen it.
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    session: Mapped[Session] = relationship(foreign_keys=[session_id])
    #: Confirmed or waiting.
    place: Mapped[Place] = mapped_column(Word(Place))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Companion(Base):
    """Somebody who accompanies a registered person and takes no part in the sittings."""

    __tablename__ = "companion"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration] = relationship()
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))


class Needs(Base):
    """What somebody eats and what access they need: apart from everything else, and seen by the secretariat alone."""

    __tablename__ = "registration_needs"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    registration: Mapped[Registration] = relationship()
    diet: Mapped[str] = mapped_column(Text, default="")
    access: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class QuestionKind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LONG = "long"
    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    FILE = "file"
    DATE = "date"


class RegistrationQuestion(Base):
    """One question of the secretariat's own to those who register for a meeting."""

    __tablename__ = "registration_question"
    __table_args__ = (CheckConstraint("kept_days > 0", name="answers_are_kept_for_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(Word(QuestionKind))
    label: Mapped[Bilingual] = bilingual("label")
    help: Mapped[Bilingual] = bilingual("help")
    required: Mapped[bool]
    #: How long answers are kept, from the end of the last sitting.
    kept_days: Mapped[int]
    #: The earlier question on whose answer it depends whether this one is asked.
    condition_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_question.id", ondelete="SET NULL"), index=True
    )
    #: “yes”, “no”, or the id of an option of that question.
    condition: Mapped[str] = mapped_column(String(20), default="")
    #: Since when it is no longer asked; its answers stay until their time is over.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Counts the edits, so that nobody overwrites what somebody else has just written.
    revision: Mapped[int] = mapped_column(default=1)


class RegistrationOption(Base):
    """One answer that can be chosen."""

    __tablename__ = "registration_option"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("registration_question.id", ondelete="CASCADE"), index=True)
    question: Mapped[RegistrationQuestion] = relationship()
    position: Mapped[int]
    text: Mapped[Bilingual] = bilingual("text")
    #: No longer offered; somebody had chosen it.
    withdrawn: Mapped[bool] = mapped_column(default=False)


class RegistrationAnswer(Base):
    """What one registered person answered to one question."""

    __tablename__ = "registration_answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    question_id: Mapped[int] = mapped_column(ForeignKey("registration_question.id", ondelete="CASCADE"), index=True)
    question: Mapped[RegistrationQuestion] = relationship()
    #: What was typed; “yes” or “no”; a day in ISO 8601; the name of the file.
    text: Mapped[str] = mapped_column(Text, default="")
    #: The ids of the options that were chosen.
    chosen: Mapped[list[int]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerFile(Base):
    """The file that somebody gave as an answer."""

    __tablename__ = "answer_file"

    answer_id: Mapped[int] = mapped_column(ForeignKey("registration_answer.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[RegistrationAnswer] = relationship()
    content_type: Mapped[str] = mapped_column(String(100))
    #: Octets.
    size: Mapped[int] = mapped_column(BigInteger)
    storage_key: Mapped[str] = mapped_column(String(100), unique=True)
