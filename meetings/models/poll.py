"""Polls: the question, its options, and the rule by which it is answered, counted and shown."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.document import Document
from meetings.models.meeting import Meeting

if TYPE_CHECKING:
    from meetings.models.poll_date import PollDate


class PollState(StrEnum):
    """Where a poll stands."""

    PREPARED = "prepared"
    OPEN = "open"
    #: Between two sittings: it takes no ballots, and will again.
    PAUSED = "paused"
    CLOSED = "closed"
    #: Taken back after it was opened; its ballots count for nothing.
    WITHDRAWN = "withdrawn"


class Procedure(StrEnum):
    """How a poll is held."""

    #: In the room, while the meeting lasts.
    MEETING = "meeting"
    #: By mail, until a deadline days ahead.
    WRITTEN = "written"
    #: The proposal is adopted unless somebody objects by the deadline.
    SILENCE = "silence"


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    RATING = "rating"
    RANKING = "ranking"
    POINTS = "points"
    NUMBER = "number"
    TEXT = "text"
    WORDS = "words"
    #: Days and times, each answered with yes, if need be, or no.
    DATES = "dates"


class Secrecy(StrEnum):
    """Who can know who answered what."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105


class Voters(StrEnum):
    """Who is entitled."""

    #: The Members that have named somebody.
    MEMBERS = "members"
    #: The organisations of certain kinds that have named somebody.
    KINDS = "kinds"
    #: The organisations on a list.
    CHOSEN = "chosen"
    #: Those of whom somebody is at the meeting when the poll opens.
    PRESENT = "present"


class Unit(StrEnum):
    """Who has one ballot."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Majority(StrEnum):
    """What carries a motion."""

    #: An opinion: nothing is carried.
    NONE = "none"
    #: More for it than against it.
    SIMPLE = "simple"
    #: More than half.
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"


class Basis(StrEnum):
    """Of what a majority is taken."""

    #: Those who answered yes or no; abstentions do not count.
    VOTING = "voting"
    #: All ballots; an abstention works like a no.
    CAST = "cast"
    #: The whole electorate; staying away works like a no.
    ENTITLED = "entitled"


class Method(StrEnum):
    """How the answers become an order or a choice."""

    MOST = "most"
    BORDA = "borda"
    RUNOFF = "runoff"
    STV = "stv"
    SCHULZE = "schulze"


class Ties(StrEnum):
    """How a tie ends; it is never decided silently."""

    REPORTED = "reported"
    LOT = "lot"
    CHAIR = "chair"
    REPEATED = "repeated"


class ResultsWhen(StrEnum):
    """From when on the result is shown."""

    LIVE = "live"
    AT_CLOSE = "at_close"
    ON_RELEASE = "on_release"


class ResultsTo(StrEnum):
    """To whom the result is shown."""

    READERS = "readers"
    ENTITLED = "entitled"
    MANAGERS = "managers"


class Poll(Base):
    """One question put to those entitled; ballots of all language sessions are one result."""

    __tablename__ = "poll"
    __table_args__ = (
        CheckConstraint("most >= least", name="bounds_are_in_order"),
        CheckConstraint("quorum BETWEEN 0 AND 100", name="quorum_is_a_percentage"),
        CheckConstraint("seats >= 1", name="somebody_is_elected"),
        CheckConstraint("stops_at >= 1", name="an_objection_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    question: Mapped[Bilingual] = bilingual("question")
    state: Mapped[PollState] = mapped_column(Word(PollState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When it opens by itself, as long as it is prepared; *closes_at* is then what was planned with it.
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    #: Why it did not open by itself: a word of ``actions_schedule``. Nobody tries again until it is planned anew.
    not_opened: Mapped[str] = mapped_column(String(40), default="", server_default="")
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: From then on no ballot is taken, whether or not someone has closed the poll.
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why it was withdrawn.
    withdrawn: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: The poll whose question it puts again, and how often that has been done.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("poll.id", ondelete="SET NULL"), index=True)
    follows: Mapped["Poll | None"] = relationship(remote_side=[id])
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    #: The file that it was taken from; polls of one file have this mark in common.
    imported: Mapped[str] = mapped_column(String(40), default="", server_default="")

    procedure: Mapped[Procedure] = mapped_column(Word(Procedure), default=Procedure.MEETING, server_default="meeting")
    #: So many objections stop a silence procedure.
    stops_at: Mapped[int] = mapped_column(default=1, server_default="1")
    #: So many days before the deadline those who have not answered are reminded; not in the meeting.
    reminders: Mapped[list[int]] = mapped_column(JSON, default=lambda: [7, 1], server_default="[7, 1]")
    #: Until when reminders are done with: the last one, the opening, or a new deadline.
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kind: Mapped[QuestionKind] = mapped_column(Word(QuestionKind), default=QuestionKind.ONE, server_default="one")
    #: How many options at least and at most; the ends of a scale; the points to share out (*most*).
    least: Mapped[int] = mapped_column(default=1, server_default="1")
    most: Mapped[int] = mapped_column(default=1, server_default="1")
    secrecy: Mapped[Secrecy] = mapped_column(Word(Secrecy), default=Secrecy.NAMED, server_default="named")
    voters: Mapped[Voters] = mapped_column(Word(Voters), default=Voters.MEMBERS, server_default="members")
    #: The ids of the kinds of organisation entitled, where these decide.
    kinds: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    unit: Mapped[Unit] = mapped_column(Word(Unit), default=Unit.ORGANISATION, server_default="organisation")
    #: Organisations without a vote answer too, and are counted apart.
    observers: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: Whether a ballot can be replaced until the poll closes; at the secret level it never can.
    changeable: Mapped[bool] = mapped_column(default=True, server_default="1")
    majority: Mapped[Majority] = mapped_column(Word(Majority), default=Majority.NONE, server_default="none")
    basis: Mapped[Basis] = mapped_column(Word(Basis), default=Basis.VOTING, server_default="voting")
    #: So many of a hundred entitled must have cast a ballot; none while 0.
    quorum: Mapped[int] = mapped_column(default=0, server_default="0")
    method: Mapped[Method] = mapped_column(Word(Method), default=Method.MOST, server_default="most")
    #: How many options are chosen in the end.
    seats: Mapped[int] = mapped_column(default=1, server_default="1")
    ties: Mapped[Ties] = mapped_column(Word(Ties), default=Ties.REPORTED, server_default="reported")
    results_when: Mapped[ResultsWhen] = mapped_column(
        Word(ResultsWhen), default=ResultsWhen.AT_CLOSE, server_default="at_close"
    )
    results_to: Mapped[ResultsTo] = mapped_column(Word(ResultsTo), default=ResultsTo.READERS, server_default="readers")
    #: When whoever runs the meeting let the result be seen, where that is theirs to decide.
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    #: Ballots are sealed for this key (hexadecimal); empty at the named level and once they are counted.
    public_key: Mapped[str] = mapped_column(String(64), default="", server_default="")
    #: What opens them at the confidential level, itself sealed with the secret of the application.
    sealed_keys: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: Publishing it would tell what individuals answered: it waits for whoever runs the meeting to decide.
    held: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: The ballots could not be opened, since the key was gone.
    key_lost: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: What a confidential poll shows while it is open, and of how many ballots.
    shown: Mapped[str] = mapped_column(Text, default="", server_default="")
    shown_cast: Mapped[int] = mapped_column(default=0, server_default="0")
    #: By region, as it may be published; made at closing, when the link to the organisations is cut.
    tabulation: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: The ids of the options that lots fell on, or that the chair named, to end ties, in their order.
    lots: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    #: SHA-256 of rule, electorate and ballots as they were counted.
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")


class PollOption(Base):
    """One answer that can be chosen."""

    __tablename__ = "poll_option"
    __table_args__ = (UniqueConstraint("poll_id", "position"), UniqueConstraint("poll_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    poll: Mapped[Poll] = relationship()
    position: Mapped[int]
    text: Mapped[Bilingual] = bilingual("text")
    #: Present but neither for nor against; counted apart.
    abstention: Mapped[bool] = mapped_column(default=False)
    #: “None of these”: stands alone, like an abstention, but is an answer.
    none_of_these: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: The document of the meeting that it is about.
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    document: Mapped[Document | None] = relationship()
    #: Where its picture lies in the storage; the copies of a poll share it.
    image_key: Mapped[str] = mapped_column(String(100), default="", server_default="", index=True)
    #: What the picture says beyond the words of the option, for those who do not see it.
    image_text: Mapped[Bilingual] = bilingual("image_text", empty=True)
    #: Where the poll asks for dates: when it would be; the words follow from it.
    date: Mapped["PollDate | None"] = relationship(cascade="all, delete-orphan", passive_deletes=True)
