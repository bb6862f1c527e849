"""Takes in what translators send back, takes it over, and undoes that."""

from collections.abc import Sequence
from datetime import datetime

from meetings.core import filenames
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.parity import actions, file_queries, file_reading, queries
from meetings.domain.parity import file_rules as rules
from meetings.domain.parity.rules import Text
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.translation import FileState, TranslationFile

LONGEST_NAME = 80


def bring(meeting: Meeting, name: str, data: bytes, *, by: Person | None, now: datetime) -> TranslationFile:
    """Take in the file *data* that was called *name*; no text is changed by that.

    Raises what ``file_reading.read`` and ``file_rules.language_of`` raise.
    """
    rows = file_reading.read(data)
    brought = add(
        TranslationFile(
            meeting=meeting,
            language=rules.language_of(rows, meeting.id),
            name=filenames.cleaned(name, longest=LONGEST_NAME) or "translation",
            state=FileState.READY,
            rows=[list(row) for row in rows],
            changes={},
            brought_at=now,
            by=by,
            applied_at=None,
        )
    )
    audit.record("translation.file_brought", brought, by=by, meeting=meeting, now=now, rows=len(rows))
    return brought


def apply(file: TranslationFile, *, seen: str, by: Person | None, now: datetime) -> int:
    """Take over the good rows of *file*, all of them or none, and return how many.

    Raises ``FileOutdated`` when the rows would do something else than what was *seen*, ``NothingToTakeOver``, and
    what the features of the texts refuse.
    """
    meeting = _hold(file, FileState.READY)
    rows = file_queries.judged(file)
    if rules.fingerprint_of(rows) != seen:
        raise rules.FileOutdated
    good = [row for row in rows if row.is_good]
    if not good:
        raise rules.NothingToTakeOver
    file.changes = {row.text.key: [_stored(row.text.words), _stored(row.words())] for row in good if row.text}
    for row in good:
        if row.text:
            actions.write(meeting, row.text, row.words(), by=by, now=now)
    file.state, file.applied_at = FileState.APPLIED, now
    audit.record("translation.file_applied", file, by=by, meeting=meeting, now=now, texts=len(good))
    return len(good)


def undo(file: TranslationFile, *, by: Person | None, now: datetime) -> None:
    """Bring back what the texts said before *file* was taken over: all of them or none.

    Raises ``UndoTooLate``, ``FileOutdated``, and ``ChangedSince`` when somebody wrote one of them since.
    """
    meeting = _hold(file, FileState.APPLIED)
    if not rules.can_be_undone(file, now=now):
        raise rules.UndoTooLate
    texts = {text.key: text for text in queries.texts(meeting)}
    moved = [key for key, (_before, after) in file.changes.items() if not _stands(texts, key, after)]
    if moved:
        raise rules.ChangedSince(len(moved))
    for key, (before, _after) in file.changes.items():
        actions.write(meeting, texts[key], Bilingual(*before), by=by, now=now)
    file.state = FileState.UNDONE
    audit.record("translation.file_undone", file, by=by, meeting=meeting, now=now, texts=len(file.changes))


def drop(file: TranslationFile, *, by: Person | None, now: datetime) -> None:
    """Forget *file*, which was not taken over; raises ``FileOutdated``."""
    meeting = _hold(file, FileState.READY)
    audit.record("translation.file_dropped", file, by=by, meeting=meeting, now=now)
    current().delete(file)


def _hold(file: TranslationFile, state: FileState) -> Meeting:
    """Hold *file* and its meeting until the transaction ends; raises ``FileOutdated`` when it is in another *state*."""
    lock(file.meeting)
    lock(file)
    if file.state is not state:
        raise rules.FileOutdated
    return file.meeting


def _stored(words: Bilingual) -> list[str | bool]:
    return list(words.__composite_values__())


def _stands(texts: dict[str, Text], key: str, after: Sequence[str | bool]) -> bool:
    """Say whether the text *key* is still as the file left it."""
    return key in texts and _stored(texts[key].words) == list(after)
