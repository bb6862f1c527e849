"""Writes the texts of a meeting, each through the action of its own feature, and takes the steps that show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions_versions as agendas
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import actions as meetings
from meetings.domain.parity import queries, rules
from meetings.domain.parity.rules import Step, Text
from meetings.domain.record import actions as records
from meetings.models.agenda import AgendaVersion, Stage
from meetings.models.database import lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.record import Record

Both = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody decided of one text: English and French as they saw them, and as they want them."""

    key: str
    was: Both
    wanted: Both
    #: The translation says the same, whatever was changed; a machine's draft is accepted.
    current: bool = False
    #: The other language becomes the original.
    turned: bool = False


def save(meeting: Meeting, edits: Iterable[Edit], *, by: Person | None, now: datetime) -> int:
    """Do all *edits* in *meeting*, or none, and return how many texts were changed.

    Raises ``ChangedMeanwhile`` when somebody else wrote one of the texts since, ``TextGone``, ``NothingToTurn``, and
    what the feature of the text refuses.
    """
    lock(meeting)
    found = {text.key: text for text in queries.texts(meeting)}
    changed = 0
    for edit in edits:
        text = found.get(edit.key)
        if text is None:
            raise rules.TextGone
        if (text.words.en, text.words.fr) != edit.was:
            raise fingerprint.ChangedMeanwhile
        words = _decided(text.words, edit)
        if words != text.words:
            write(meeting, text, words, by=by, now=now)
            changed += 1
    return changed


def draft(meeting: Meeting, key: str, words: str, *, seen: str, by: Person | None, now: datetime) -> None:
    """Take *words* of a machine as the translation of the text *key*, marked as its draft.

    Raises ``NothingToDraft`` when the text is not as it was *seen*, ``DraftUnusable``, ``TextGone``, and what the
    feature of the text refuses.
    """
    lock(meeting)
    text = next((each for each in queries.texts(meeting) if each.key == key), None)
    if text is None:
        raise rules.TextGone
    if fingerprint.of(text.words) != seen or not text.can_be_drafted:
        raise rules.NothingToDraft
    clean = rules.cleaned(words, text.part)
    if not clean or rules.fault(clean, text.part):
        raise rules.DraftUnusable
    write(meeting, text, text.words.drafted(clean), by=by, now=now)
    audit.record("translation.drafted", text.thing, by=by, meeting=meeting, now=now, text=key)


def write(meeting: Meeting, text: Text, words: Bilingual, *, by: Person | None, now: datetime) -> None:
    """Put *words* in place of *text* of *meeting* through the action of its feature; raises what that refuses."""
    text.write(text.thing, text.part.name, words, seen=fingerprint.of(text.words), by=by, now=now)
    if text.words.machine and not words.machine:
        audit.record("translation.accepted", text.thing, by=by, meeting=meeting, now=now, text=text.key)


def announce(meeting: Meeting, waiver: str, *, tentative: bool = False, by: Person | None, now: datetime) -> None:
    """Show *meeting* to its readers; with gaps in what they see only with a *waiver*, which the history keeps.

    A *tentative* one is announced to save the date. Raises what ``meeting.actions.announce`` raises.
    """
    lock(meeting)
    gaps = _waive(meeting, Step.ANNOUNCE, Bilingual(waiver, waiver), by=by, now=now)
    meetings.announce(meeting, gaps=gaps, waiver=waiver, tentative=tentative, by=by, now=now)


def issue(meeting: Meeting, stage: Stage, waiver: str, *, by: Person | None, now: datetime) -> AgendaVersion:
    """Issue the agenda of *meeting*; with gaps in it only with a *waiver*, which the history keeps.

    Raises what ``agenda.actions_versions.issue`` raises.
    """
    lock(meeting)
    gaps = _waive(meeting, Step.ISSUE, Bilingual(waiver, waiver), by=by, now=now)
    return agendas.issue(meeting, stage, gaps=gaps, waiver=waiver, by=by, now=now)


def publish(record: Record, waiver: Bilingual, *, by: Person | None, now: datetime) -> None:
    """Publish *record*; with gaps in it only with a *waiver*, which its readers and the history keep.

    Raises what ``record.actions.publish`` raises.
    """
    lock(record.meeting)
    gaps = _waive(record.meeting, Step.PUBLISH, waiver, by=by, now=now)
    records.publish(record, waiver, gaps=gaps, by=by, now=now)


def _decided(words: Bilingual, edit: Edit) -> Bilingual:
    """Return what becomes of *words*; raises ``NothingToTurn``."""
    decided = words.revised(*edit.wanted, current=edit.current)
    if not edit.turned:
        return decided
    if not (decided.en and decided.fr) or decided.machine:
        raise rules.NothingToTurn
    return decided.turned()


def _waive(meeting: Meeting, step: Step, reason: Bilingual, *, by: Person | None, now: datetime) -> int:
    """Return how many texts of *meeting* have a gap at *step*; if there is a *reason*, note it with them."""
    gaps = queries.gaps(meeting, step)
    if gaps and reason:
        audit.record(
            queries.WAIVED,
            meeting,
            by=by,
            meeting=meeting,
            now=now,
            step=step.value,
            number=len(gaps),
            texts=" ".join(text.key for text in gaps),
            reason_en=reason.shown("en")[0],
            reason_fr=reason.shown("fr")[0],
        )
    return len(gaps)
