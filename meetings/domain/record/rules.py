"""How a record is put together and numbered, what is still missing in it, and what is refused."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Literal

from meetings.core import fingerprint, markdown
from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.domain.outcome import rules as outcomes
from meetings.domain.question import rules as questions
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Session
from meetings.models.outcome import Decision
from meetings.models.question import Question, QuestionState
from meetings.models.record import Paragraph, Record

Direction = Literal["up", "down"]
#: After the last session, as readers are told.
WRITTEN_WITHIN = timedelta(days=7)
ANSWER = Bilingual("Answer:", "Réponse\u00a0:")
ANSWERED_LIVE = Bilingual("Answered during the meeting.", "Réponse donnée pendant la réunion.")


class AlreadyBegun(Refused):
    """The meeting has a record."""


class AlreadyPublished(Refused):
    """The record is published: its words can be corrected, but no paragraph can come, go or move."""


class NotPublished(Refused):
    """The record is a draft."""


class RecordEmpty(Refused):
    """A record without a paragraph or a decision cannot be published."""


class MeetingIsDraft(Refused):
    """Nobody could read the record of a meeting that is not announced."""


class RecordGaps(Refused):
    """A language is missing or behind in so many *texts*, and no reason was given."""

    def __init__(self, texts: int) -> None:
        super().__init__(texts)
        self.texts = texts


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered entry of a record: a paragraph, a question with its answer, or a decision, which has a *symbol*."""

    number: int
    text: Bilingual
    symbol: str
    thing: Paragraph | Question | Decision


@dataclass(frozen=True, slots=True)
class Section:
    """The entries under one agenda item, or before them all when there is no *item*."""

    item: AgendaItem | None
    number: str
    title: Bilingual
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as it is read: every agenda item with its entries, numbered from 1 throughout."""

    meeting: Meeting
    record: Record | None
    sections: tuple[Section, ...]

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries in their order."""
        return (entry for section in self.sections for entry in section.entries)

    @property
    def written(self) -> tuple[Section, ...]:
        """The sections under which something is written."""
        return tuple(section for section in self.sections if section.entries)


def symbol(meeting: Meeting) -> str:
    """Return how the record of *meeting* is cited: “NCP7/REC”."""
    return f"{meetings.symbol(meeting)}/REC"


def corrected(record: Record) -> bool:
    """Say whether the words of *record* changed after it was published."""
    return record.published_at is not None and record.changed_at > record.published_at


def expected_on(sessions: Sequence[Session], today: date) -> date | None:
    """Return by when the record can be expected, or nothing when that day is over or not known."""
    if not sessions:
        return None
    on = max(session.ends_local for session in sessions).date() + WRITTEN_WITHIN
    return on if on >= today else None


def assemble(
    meeting: Meeting,
    record: Record | None,
    *,
    items: Sequence[AgendaItem],
    paragraphs: Sequence[Paragraph],
    decisions: Sequence[Decision],
    asked: Sequence[Question] = (),
) -> RecordView:
    """Put *paragraphs*, then the questions *asked*, then *decisions*, under their *items*, and number them."""
    numbers = count(1)
    sections = []
    for item in (None, *items):
        under = item.id if item else None
        entries = tuple(
            _entries(
                meeting,
                numbers,
                [each for each in paragraphs if each.item_id == under],
                [each for each in asked if each.item_id == under],
                [each for each in decisions if each.item_id == under],
            )
        )
        number, title = (item.number, item.title) if item else ("", Bilingual())
        sections.append(Section(item, number, title, entries))
    return RecordView(meeting, record, tuple(sections))


def _entries(
    meeting: Meeting,
    numbers: Iterator[int],
    paragraphs: Iterable[Paragraph],
    asked: Iterable[Question],
    decisions: Iterable[Decision],
) -> Iterator[Entry]:
    for paragraph in paragraphs:
        yield Entry(next(numbers), paragraph.text, "", paragraph)
    for question in asked:
        yield Entry(next(numbers), spoken(question), "", question)
    for decision in decisions:
        yield Entry(next(numbers), decision.text, outcomes.decision_symbol(meeting, decision.number), decision)


def spoken(question: Question) -> Bilingual:
    """Return *question* and its answer as one text in Markdown; a language that has neither stays empty."""
    texts = [question.text, *([question.answer] if question.answer else [])]
    en, fr = (_spoken(question, language) for language in LANGUAGES)
    behind = any(text.behind or text.machine for text in texts)
    return Bilingual(en, fr, question.text.original, behind)


def _spoken(question: Question, language: Language) -> str:
    if not (question.text.text(language) or question.answer.text(language)):
        return ""
    asked = f"**{questions.symbol(question)}** ({markdown.escaped(questions.asked_by(question, language))}) "
    asked += markdown.escaped(question.text.tagged(language))
    if question.state is QuestionState.LIVE and not question.answer:
        return f"{asked}\n\n*{ANSWERED_LIVE.text(language)}*"
    return f"{asked}\n\n**{ANSWER.text(language)}** {question.answer.tagged(language)}"


def moved(paragraphs: Sequence[Paragraph], paragraph: Paragraph, direction: Direction) -> list[Paragraph]:
    """Return *paragraphs* with one of them a place further up or down; at the end it stays."""
    order = list(paragraphs)
    at = order.index(paragraph)
    to = min(max(at + (-1 if direction == "up" else 1), 0), len(order) - 1)
    order.insert(to, order.pop(at))
    return order


def version(paragraph: Paragraph) -> str:
    """Return the mark of *paragraph* as it is now."""
    return fingerprint.of(paragraph.text)
