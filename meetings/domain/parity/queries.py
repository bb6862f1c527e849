"""Reads the texts of a meeting, and what stands beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from meetings.core.bilingual import LANGUAGES, Language, State, other
from meetings.domain.document import queries as documents
from meetings.domain.document.queries import Paper
from meetings.domain.parity import registry
from meetings.domain.parity.rules import Step, Text
from meetings.models.audit import AuditLine
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.translation import TranslationSource, key_of

WAIVED = "parity.waived"


def texts(meeting: Meeting, step: Step | None = None) -> list[Text]:
    """Return every text of *meeting* that has words, or those that readers see from *step* on.

    The number of statements is that of the sorts of things, not of the things.
    """
    return [
        Text(key_of(thing, part.name), holder.kind, thing, part, marks, words, holder.locked(thing), holder.write)
        for holder in registry.HOLDERS
        if holder.seen_at(step)
        for thing, marks in holder.read(meeting)
        for part in holder.parts
        if part.shown_at(step) and (words := getattr(thing, part.name))
    ]


def gaps(meeting: Meeting, step: Step) -> list[Text]:
    """Return the texts of *meeting* that readers see from *step* on and that lack a language, or are behind in one."""
    return [text for text in texts(meeting, step) if text.is_gap]


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A document without a file in one language, or with an older one than in the other."""

    paper: Paper
    language: Language
    state: State

    @property
    def expected_on(self) -> date | None:
        """When the file is expected."""
        return self.paper.expected_on


def missing_files(meeting: Meeting) -> list[MissingFile]:
    """Return the files that documents of *meeting* lack in one of their languages; one without any file lacks none."""
    found = []
    for paper in documents.for_meeting(meeting):
        for language in LANGUAGES:
            version = paper.versions.get(language)
            if version is None and other(language) in paper.versions:
                found.append(MissingFile(paper, language, "missing"))
            elif version and version.state == "behind":
                found.append(MissingFile(paper, language, "behind"))
    return found


def sources(shown: Iterable[Text]) -> dict[str, TranslationSource]:
    """Return what the originals of those *shown* that are behind said before, by the texts' keys, in one statement."""
    behind = [text.key for text in shown if text.words.behind]
    if not behind:
        return {}
    query = select(TranslationSource).where(TranslationSource.text.in_(behind))
    return {source.text: source for source in current().scalars(query)}


def waivers(meeting: Meeting) -> Sequence[AuditLine]:
    """Return each step that *meeting* took with gaps, as the history keeps it, newest first."""
    query = select(AuditLine).where(AuditLine.meeting_id == meeting.id, AuditLine.verb == WAIVED)
    return current().scalars(query.order_by(AuditLine.id.desc())).all()
