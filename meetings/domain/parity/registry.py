"""The texts of a meeting: one literal list of whatever has words in two languages.

A feature whose things have bilingual texts adds a line to ``HOLDERS``: how the things of a meeting are found and
numbered, which texts they have, from which step on readers see them, and the action that writes them. What they are
called stands in ``web/parity/names.py``. The parity page, the check before announcing and publishing, and the lists for
translators then hold them too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions_words as agenda
from meetings.domain.deadline import actions as deadlines
from meetings.domain.document import actions_words as documents
from meetings.domain.mailing import actions as mailings
from meetings.domain.mailing import rules as mailing_rules
from meetings.domain.meeting import actions_words as meetings
from meetings.domain.outcome import actions as outcomes
from meetings.domain.parity import reading
from meetings.domain.parity.rules import Kind, Part, Step, Write
from meetings.domain.poll import actions_words as polls
from meetings.domain.question import actions_words as asked
from meetings.domain.record import actions as records
from meetings.domain.registration import actions_words as registrations
from meetings.models.meeting import Meeting
from meetings.models.poll import PollState

#: Finds the things of a meeting in their order, each with its numbers or its symbol.
Read = Callable[[Meeting], Iterable[tuple[Any, tuple[str, ...]]]]

LONG = 20_000


def _only(write: Callable[..., None]) -> Write:
    """Return *write* for things that have one text, so that it needs no name."""

    def written(thing: Any, _name: str, text: Bilingual, **who: Any) -> None:
        write(thing, text, **who)

    return written


def _never(_thing: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Holder:
    """One sort of things with bilingual texts."""

    kind: Kind
    read: Read
    parts: tuple[Part, ...]
    write: Write
    #: Says of a thing that its words can no longer change.
    locked: Callable[[Any], bool] = _never

    def seen_at(self, step: Step | None) -> bool:
        """Say whether readers see one of the texts from *step* on; without a step, any of them counts."""
        return any(part.shown_at(step) for part in self.parts)


#: Every text of a meeting, in the order in which lists show them.
HOLDERS: tuple[Holder, ...] = (
    Holder(
        Kind.MEETING,
        reading.itself,
        (
            Part("title", 200, Step.ANNOUNCE),
            Part("summary", 4_000, Step.ANNOUNCE, area=True, needed=False),
            Part("postponement", 2_000, area=True),
            Part("cancellation", 2_000, area=True),
        ),
        meetings.reword,
    ),
    Holder(
        Kind.MEETING,
        reading.sessions,
        (
            Part("title", 200, Step.ANNOUNCE, needed=False),
            Part("place", 200, Step.ANNOUNCE, needed=False),
            Part("cancellation", 2_000, area=True),
        ),
        meetings.reword_session,
    ),
    Holder(Kind.MEETING, reading.dues, (Part("title", 200, Step.ANNOUNCE, needed=False),), _only(deadlines.reword)),
    Holder(Kind.MEETING, reading.moves, (Part("reason", 1_000, area=True),), _only(deadlines.reword_reason)),
    Holder(
        Kind.AGENDA,
        reading.items,
        (
            Part("title", 300, Step.ANNOUNCE, again=Step.ISSUE),
            Part("presenter", 200, Step.ANNOUNCE, again=Step.ISSUE, needed=False),
            Part("notes", 2_000, area=True),
        ),
        agenda.reword,
    ),
    Holder(Kind.AGENDA, reading.corrections, (Part("reason", 1_000),), _only(agenda.reword_reason)),
    Holder(
        Kind.AGENDA,
        reading.proposals,
        (Part("title", 300), Part("why", 2_000, area=True), Part("answer", 2_000, area=True)),
        agenda.reword_proposal,
    ),
    Holder(Kind.DOCUMENT, reading.documents, (Part("title", 300, Step.ANNOUNCE),), _only(documents.reword)),
    Holder(
        Kind.REGISTRATION,
        reading.questions,
        (Part("label", 300, Step.ANNOUNCE), Part("help", 500, Step.ANNOUNCE, needed=False)),
        registrations.reword_question,
    ),
    Holder(
        Kind.REGISTRATION,
        reading.choices,
        (Part("text", 200, Step.ANNOUNCE),),
        _only(registrations.reword_option),
    ),
    Holder(
        Kind.POLL,
        reading.polls,
        (Part("question", 500),),
        _only(polls.reword_question),
        lambda poll: poll.state is not PollState.PREPARED,
    ),
    Holder(
        Kind.POLL,
        reading.options,
        (Part("text", 200), Part("image_text", 300, needed=False)),
        polls.reword_option,
        lambda option: option.poll.state is not PollState.PREPARED,
    ),
    Holder(
        Kind.RECORD, reading.paragraphs, (Part("text", LONG, Step.PUBLISH, area=True),), _only(records.revise_paragraph)
    ),
    Holder(
        Kind.OUTCOME, reading.decisions, (Part("text", LONG, Step.PUBLISH, area=True),), _only(outcomes.revise_decision)
    ),
    Holder(
        Kind.OUTCOME, reading.actions, (Part("text", 1_000, Step.PUBLISH, area=True),), _only(outcomes.reword_action)
    ),
    Holder(
        Kind.QUESTION,
        reading.answered,
        (
            Part("text", 1_000, Step.PUBLISH, area=True),
            Part("answer", 10_000, Step.PUBLISH, area=True, needed=False),
        ),
        asked.reword,
    ),
    Holder(
        Kind.QUESTION,
        reading.unanswered,
        (Part("text", 1_000, area=True), Part("answer", 10_000, area=True, needed=False)),
        asked.reword,
    ),
    Holder(Kind.QUESTION, reading.declined, (Part("reason", 1_000, area=True),), asked.reword),
    Holder(
        Kind.MAIL,
        reading.mailings,
        (Part("subject", 200), Part("body", 10_000, area=True)),
        mailings.reword,
        lambda mailing: mailing.state not in mailing_rules.OPEN,
    ),
    Holder(Kind.RECORD, reading.record, (Part("waiver", 500, area=True),), _only(records.reword_waiver)),
)
