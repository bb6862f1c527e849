"""What a translator's file is, what each of its rows would do, and what is refused."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual, Language
from meetings.core.errors import Refused
from meetings.domain.parity import rules
from meetings.domain.parity.rules import Fault, Text
from meetings.models.translation import FileState, TranslationFile

BIGGEST = 10_000_000
MOST_ROWS = 5_000
#: How long a list that was taken over can be undone.
UNDO_LASTS = timedelta(days=1)
#: The mark of a text in a list: the meeting, the text as “table:id:name”, and the language to write.
_MARK = re.compile(r"([0-9]{1,10}):([a-z_]{1,40}:[0-9]{1,10}:[a-z_]{1,40}):(en|fr)")
#: What has to stand in a translation as it stands in its source: values to be filled in, numbers of outcomes,
#: web and mail addresses.
_HELD = re.compile(
    r"\{[^{}\s]{1,40}\}|%\([a-z_]{1,40}\)[sd]|\b[A-Z]{2,10}[0-9]{1,4}/[A-Z]{1,3}[0-9]{0,4}\b"
    r"|https?://[^\s<>()\[\]]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)


class FileEmpty(Refused):
    """The file holds no texts."""


class FileTooBig(Refused):
    """The file is bigger than the texts of a meeting can be."""


class TooManyRows(Refused):
    """The file has more rows than a meeting can have texts."""


class NotHandedOut(Refused):
    """No row of the file bears the mark of a text: it is no list of ours."""


class OtherMeeting(Refused):
    """All rows of the file belong to another meeting."""


class FileBroken(Refused):
    """The file is neither a workbook nor XLIFF that can be read."""


class FileSuspicious(Refused):
    """The file is built as attacks are: far larger inside than outside, or with entities in its XML."""


class WrongEncoding(Refused):
    """The file is XML in another encoding than UTF-8."""


class FileOutdated(Refused):
    """The texts, or what was decided of the file, are no longer what somebody saw."""


class NothingToTakeOver(Refused):
    """No row of the file would change anything."""


class UndoTooLate(Refused):
    """The time in which a file can be undone is over."""


class ChangedSince(Refused):
    """So many texts that the file wrote were changed since."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Row(NamedTuple):
    """One row as it came: its number in the file, its mark, source and translation, and whether cells were merged."""

    number: int
    mark: str
    source: str
    target: str
    merged: bool = False


class Verdict(StrEnum):
    """What a row would do."""

    PROBLEM = "problem"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Problem(StrEnum):
    """Why a row cannot be taken over."""

    UNKNOWN = "unknown"
    OTHER_MEETING = "other_meeting"
    TWICE = "twice"
    MERGED = "merged"
    LOCKED = "locked"
    MOVED = "moved"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    TOO_LONG = "too_long"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Judged:
    """One row: what it is about, what it would write, and what stands against that."""

    row: Row
    text: Text | None
    target: str
    verdict: Verdict
    problem: Problem | None = None
    #: What was lost, or how long the text may be.
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the row would change something and may."""
        return self.verdict in (Verdict.NEW, Verdict.CHANGED)

    def words(self) -> Bilingual:
        """Return the text as the row would leave it."""
        if self.text is None:
            raise ValueError("a row without a text writes nothing")
        before = self.text.words
        en, fr = (self.target, before.fr) if before.translation == "en" else (before.en, self.target)
        return before.revised(en, fr)


def can_be_undone(file: TranslationFile, *, now: datetime) -> bool:
    """Say whether *file* was taken over so lately that it can be undone."""
    at = file.applied_at
    return file.state is FileState.APPLIED and at is not None and now <= at + UNDO_LASTS


def mark_of(meeting_id: int, text: Text) -> str:
    """Return the mark that *text* has in a list."""
    return f"{meeting_id}:{text.key}:{text.words.translation}"


def read_mark(mark: str) -> tuple[int, str, Language] | None:
    """Return meeting, text and language that *mark* names, or nothing when it is no mark."""
    found = _MARK.fullmatch(mark.strip())
    if not found:
        return None
    return int(found[1]), found[2], "fr" if found[3] == "fr" else "en"


def language_of(rows: Sequence[Row], meeting_id: int) -> Language:
    """Return the language that *rows* translate into.

    Raises ``FileEmpty``, ``TooManyRows``, ``NotHandedOut``, or ``OtherMeeting`` when none is of the meeting with
    *meeting_id*.
    """
    if not rows:
        raise FileEmpty
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    marks = [mark for row in rows if (mark := read_mark(row.mark))]
    if not marks:
        raise NotHandedOut
    if all(number != meeting_id for number, _key, _language in marks):
        raise OtherMeeting
    return Counter(language for _number, _key, language in marks).most_common(1)[0][0]


def judge(rows: Sequence[Row], texts: Mapping[str, Text], meeting_id: int) -> list[Judged]:
    """Say of each of *rows* what it would do to the *texts* of the meeting with *meeting_id*, by their keys."""
    often = Counter(row.mark.strip() for row in rows)
    return [_judged(row, texts, meeting_id, twice=often[row.mark.strip()] > 1) for row in rows]


def fingerprint_of(judged: Sequence[Judged]) -> str:
    """Return a mark of what *judged* rows would do, by which somebody says that they saw it."""
    return fingerprint.of([(each.row.mark, each.verdict, each.text.words if each.text else "") for each in judged])


def _judged(row: Row, texts: Mapping[str, Text], meeting_id: int, *, twice: bool) -> Judged:
    mark = read_mark(row.mark)
    text = texts.get(mark[1]) if mark and mark[0] == meeting_id else None
    if mark is None or text is None:
        strange = mark is not None and mark[0] != meeting_id
        return Judged(row, None, row.target, Verdict.PROBLEM, Problem.OTHER_MEETING if strange else Problem.UNKNOWN)
    words = text.words
    source, there = words.text(words.original), words.text(words.translation)
    target = rules.cleaned(row.target, text.part)
    if mark[2] != words.translation or _plain(row.source) != _plain(source):
        return Judged(row, text, target, Verdict.PROBLEM, Problem.MOVED)
    if twice or row.merged or text.locked:
        why = Problem.TWICE if twice else Problem.MERGED if row.merged else Problem.LOCKED
        return Judged(row, text, target, Verdict.PROBLEM, why)
    if target == rules.cleaned(there, text.part) and target:
        return Judged(row, text, target, Verdict.SAME)
    problem, detail = _problem(source, target, text)
    if problem:
        return Judged(row, text, target, Verdict.PROBLEM, problem, detail)
    return Judged(row, text, target, Verdict.CHANGED if there else Verdict.NEW)


def _problem(source: str, target: str, text: Text) -> tuple[Problem | None, str]:
    """Return what stands against *target* as the translation of *source*, and a detail of it."""
    if not target:
        return Problem.EMPTY, ""
    fault = rules.fault(target, text.part)
    if fault is Fault.TOO_LONG:
        return Problem.TOO_LONG, str(text.part.limit)
    if fault:
        return Problem.UNUSABLE, ""
    lost = _held(source) - _held(target)
    return (Problem.PLACEHOLDER, ", ".join(sorted(lost))) if lost else (None, "")


def _plain(text: str) -> str:
    """Return *text* as programs of translators leave it: they may change blanks and line ends."""
    return " ".join(text.split())


def _held(text: str) -> set[str]:
    """Return what a translation of *text* has to hold; of web addresses the host, since pages have languages."""
    return {found.split("/")[2] if "://" in found else found for found in _HELD.findall(text)}
