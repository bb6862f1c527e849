"""What the page of a translator's file shows: its rows, each with what it would do and what stands against that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core.bilingual import Language, other
from meetings.core.paging import Page
from meetings.domain.parity import file_queries as queries
from meetings.domain.parity import file_rules as rules
from meetings.domain.parity.file_rules import Judged, Problem, Verdict
from meetings.models.meeting import Meeting
from meetings.models.translation import FileState, TranslationFile
from meetings.web.parity import names

SIZE = 50
#: The mark beside the words that say where a file stands.
MARKS: dict[FileState, str] = {FileState.READY: "half warn", FileState.APPLIED: "full ok", FileState.UNDONE: ""}
VERDICTS: dict[Verdict, tuple[Any, str]] = {
    Verdict.PROBLEM: (_l("problem"), "bad"),
    Verdict.NEW: (_l("new translation"), "full ok"),
    Verdict.CHANGED: (_l("changed"), "full ok"),
    Verdict.SAME: (_l("same as here"), ""),
}
#: Why a row stays out, in a sentence.
PROBLEMS: dict[Problem, Any] = {
    Problem.UNKNOWN: _l("The row has no mark that is known here, or its text is gone."),
    Problem.OTHER_MEETING: _l("The row belongs to another meeting."),
    Problem.TWICE: _l("The same text stands in more than one row."),
    Problem.MERGED: _l("Cells of this row are merged with others. Split them."),
    Problem.LOCKED: _l("The poll has been opened; its words can no longer change."),
    Problem.MOVED: _l("The source is no longer what it was when the list was handed out."),
    Problem.EMPTY: _l("The translation is empty."),
    Problem.PLACEHOLDER: _l("Missing in the translation: %(detail)s."),
    Problem.TOO_LONG: _l("The translation is longer than %(detail)s characters."),
    Problem.UNUSABLE: _l("The translation holds characters that cannot be stored."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it."""

    number: int
    name: str
    source: str
    #: What the source says now, where it is something else.
    source_now: str
    before: str
    after: str
    words: str
    mark: str
    remark: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A translator's file."""

    file: TranslationFile
    meeting: Meeting
    language: Language
    verdict: str
    counts: Mapping[Verdict, int]
    lines: Page[Line]
    #: By this somebody says that they saw what would be done.
    seen: str
    can_be_undone: bool

    @property
    def source(self) -> Language:
        """The language of the originals."""
        return other(self.language)

    @property
    def good(self) -> int:
        """How many rows would change a text."""
        return self.counts[Verdict.NEW] + self.counts[Verdict.CHANGED]

    @property
    def verdicts(self) -> list[tuple[str, str, int]]:
        """The verdicts that there are, in words, with the number of rows."""
        return [
            (verdict.value, str(words), self.counts[verdict])
            for verdict, (words, _mark) in VERDICTS.items()
            if self.counts[verdict]
        ]

    def url(self, number: int) -> str:
        """Return the address of page *number* of the same rows."""
        values = {"show": self.verdict} if self.verdict else {}
        return url_for("parity_files.show", slug=self.meeting.slug, file_id=self.file.id, page=number, **values)  # type: ignore[arg-type]


def of(file: TranslationFile, *, verdict: str, number: int, now: datetime) -> PreviewPage:
    """Judge the rows of *file* and gather its page; one that was taken over shows none, since it would say “same”."""
    rows = queries.judged(file) if file.state is FileState.READY else []
    chosen = [row for row in rows if verdict in ("", row.verdict)] if verdict in list(Verdict) else rows
    ordered = sorted(chosen, key=lambda row: (list(Verdict).index(row.verdict), row.row.number))
    last = max(1, -(-len(ordered) // SIZE))
    number = min(number, last)
    shown = [_line(row) for row in ordered[(number - 1) * SIZE : number * SIZE]]
    return PreviewPage(
        file=file,
        meeting=file.meeting,
        language=file.language,
        verdict=verdict if verdict in list(Verdict) else "",
        counts={each: sum(row.verdict is each for row in rows) for each in Verdict},
        lines=Page(shown, number, SIZE, len(ordered)),
        seen=rules.fingerprint_of(rows),
        can_be_undone=rules.can_be_undone(file, now=now),
    )


def _line(judged: Judged) -> Line:
    words, mark = VERDICTS[judged.verdict]
    text = judged.text
    now = text.words.text(text.words.original) if text else ""
    moved = judged.problem is Problem.MOVED
    return Line(
        number=judged.row.number,
        name=names.name(text) if text else judged.row.mark or _("Row without a mark"),
        source=judged.row.source if moved or not text else now,
        source_now=now if moved else "",
        before=text.words.text(text.words.translation) if text else "",
        after=judged.target,
        words=str(words),
        mark=mark,
        remark=_remark(judged),
    )


def _remark(judged: Judged) -> str:
    """Say what stands against a row, or what somebody still has to do about its text."""
    if judged.problem:
        return str(PROBLEMS[judged.problem]) % {"detail": judged.detail}
    if judged.verdict is Verdict.SAME and judged.text and judged.text.is_gap:
        return str(_("Still marked: if these words hold, say so on the page with the languages of the meeting."))
    return ""
