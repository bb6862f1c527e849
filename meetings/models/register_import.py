"""Files of the register on their way in: what became of each, its judged rows, and what it changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.person import Person


class ImportState(StrEnum):
    """Where a file stands."""

    #: Sheet, encoding or columns have to be chosen by somebody.
    CHOOSING = "choosing"
    WAITING = "waiting"
    JUDGING = "judging"
    READY = "ready"
    #: Somebody said that it may be taken over.
    ASKED = "asked"
    APPLYING = "applying"
    APPLIED = "applied"
    #: Somebody said that it shall be undone.
    TAKING_BACK = "taking_back"
    UNDONE = "undone"
    FAILED = "failed"


class RegisterImport(Base):
    """One file that somebody brought to the register."""

    __tablename__ = "register_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ImportState] = mapped_column(Word(ImportState), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    #: Where the file lies; empty once it has been forgotten.
    file_key: Mapped[str] = mapped_column(String(64))
    #: Which sheet of a workbook; empty for a text file.
    sheet: Mapped[str] = mapped_column(String(100), default="")
    #: In which encoding a text file is read; empty for a workbook.
    encoding: Mapped[str] = mapped_column(String(20), default="")
    #: What was found in the file: its sheets, encodings, headings and a few cells of each column.
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: For each column of the file the name of ours, empty where it is left out.
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: What was decided about single rows, by their numbers.
    choices: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    #: How many rows there are of each verdict, and how many are good.
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    #: Whether rows with problems are left out, so that the others can be taken over.
    only_good: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: Why it could not be done: the name of the refusal and what it carries.
    failure: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Until then the process that works on it has it for itself.
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How often the clock began with the step under way.
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    applied_by: Mapped[Person | None] = relationship(foreign_keys=applied_by_id)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    undone_by: Mapped[Person | None] = relationship(foreign_keys=undone_by_id)


class ImportRows(Base):
    """Up to a page of judged rows of one verdict, packed."""

    __tablename__ = "register_import_rows"

    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    #: Compressed JSON.
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ImportChange(Base):
    """One row of the database that an import wrote: what changed in it, before and after."""

    __tablename__ = "register_import_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id", ondelete="CASCADE"), index=True)
    thing_table: Mapped[str] = mapped_column(String(60))
    thing_id: Mapped[int]
    #: Nothing where the import added the row.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportMatching(Base):
    """How the columns of files with the same headings were matched to ours."""

    __tablename__ = "register_import_matching"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    columns: Mapped[list[str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
