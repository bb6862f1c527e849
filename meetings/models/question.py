"""Questions put at a meeting: who asked in which voice, who wants them answered, and what became of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Intake(StrEnum):
    """What happens to a question when it is asked."""

    REVIEW = "review"
    AT_ONCE = "at_once"
    CLOSED = "closed"


class QuestionPlan(Base):
    """How one meeting takes questions; without a row they wait for review and bear a name."""

    __tablename__ = "question_plan"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    meeting: Mapped[Meeting] = relationship()
    intake: Mapped[Intake] = mapped_column(Word(Intake), default=Intake.REVIEW)
    #: Whether one may ask without a name.
    nameless: Mapped[bool] = mapped_column(default=False)
    #: Raised by every write to the questions of the meeting, also by a vote: what a page asks whether to look again.
    version: Mapped[int] = mapped_column(default=0)


class Voice(StrEnum):
    """In whose name a question is asked."""

    PERSON = "person"
    ORGANISATION = "organisation"
    NAMELESS = "nameless"


class QuestionState(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    #: Readers see it, and it waits for an answer.
    OPEN = "open"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LIVE = "live"
    WRITTEN = "written"


class Question(Base):
    """One numbered question: NCP8/Q3. Without a name its row leads to nobody."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint(
            "voice <> 'nameless' OR (asker_id IS NULL AND organisation_id IS NULL)", name="nameless_leads_to_nobody"
        ),
        CheckConstraint("voice <> 'organisation' OR organisation_id IS NOT NULL", name="organisation_is_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    number: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    text: Mapped[Bilingual] = bilingual("text")
    voice: Mapped[Voice] = mapped_column(Word(Voice))
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    asker: Mapped[Person | None] = relationship(foreign_keys=[asker_id])
    #: For whom the asker spoke on that day.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    #: Of a question without a name only the hour.
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[QuestionState] = mapped_column(Word(QuestionState))
    #: Why it was declined.
    reason: Mapped[Bilingual] = bilingual("reason")
    answer: Mapped[Bilingual] = bilingual("answer")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
    #: Who is to answer it; the secretariat while empty.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    due_on: Mapped[date | None]
    #: The question that says the same and is answered for both; its own state and votes stay, so that it can come back.
    into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"), index=True)


class QuestionVote(Base):
    """Somebody who wants a question answered; of questions that were merged each person counts once."""

    __tablename__ = "question_vote"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class QuestionWording(Base):
    """What a question said before somebody else than its asker changed the words."""

    __tablename__ = "question_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    before_en: Mapped[str] = mapped_column(Text)
    before_fr: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    changed_by: Mapped[Person | None] = relationship()
