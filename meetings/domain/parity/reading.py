"""Finds the things of a meeting that have bilingual texts, each with the numbers or the symbol that readers know."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from meetings.domain.agenda import proposal_queries as proposed
from meetings.domain.agenda import proposal_rules
from meetings.domain.agenda import queries as agenda
from meetings.domain.deadline import queries as deadlines
from meetings.domain.document import queries as papers
from meetings.domain.mailing import queries as mails
from meetings.domain.meeting import queries as meetings
from meetings.domain.outcome import queries as outcomes
from meetings.domain.outcome import rules as symbols
from meetings.domain.question import queries as put
from meetings.domain.question import rules as question_rules
from meetings.domain.record import queries as records
from meetings.domain.registration import question_queries as registration
from meetings.models.agenda import AgendaItem, AgendaProposal, AgendaVersion
from meetings.models.database import current
from meetings.models.deadline import Deadline, DeadlineMove
from meetings.models.document import Document
from meetings.models.mailing import Mailing
from meetings.models.meeting import Meeting, Session
from meetings.models.outcome import Action, Decision
from meetings.models.poll import Poll, PollOption, QuestionKind
from meetings.models.question import Question, QuestionState
from meetings.models.record import Paragraph, Record
from meetings.models.registration_details import RegistrationOption, RegistrationQuestion

Marks = tuple[str, ...]


def itself(meeting: Meeting) -> Iterator[tuple[Meeting, Marks]]:
    """Yield *meeting*, which needs no number."""
    yield meeting, ()


def sessions(meeting: Meeting) -> Iterator[tuple[Session, Marks]]:
    """Yield the sittings and break-outs of *meeting*, counted in the order they begin."""
    return ((session, (str(number),)) for number, session in enumerate(meetings.programme(meeting), 1))


def dues(meeting: Meeting) -> Iterator[tuple[Deadline, Marks]]:
    """Yield the deadlines of *meeting* that have words of their own, counted as they pass."""
    return ((row, (str(number),)) for number, row in enumerate(deadlines.rows(meeting), 1))


def moves(meeting: Meeting) -> Iterator[tuple[DeadlineMove, Marks]]:
    """Yield each time that a deadline of *meeting* was moved, counted from the first."""
    return ((move, (str(number),)) for number, move in enumerate(deadlines.moves(meeting), 1))


def items(meeting: Meeting) -> Iterator[tuple[AgendaItem, Marks]]:
    """Yield the items of the agenda of *meeting*."""
    return ((item, (item.number,)) for item in agenda.items(meeting))


def corrections(meeting: Meeting) -> Iterator[tuple[AgendaVersion, Marks]]:
    """Yield the versions of the agenda of *meeting*; only those that correct an adopted one have words."""
    return ((version, (str(version.number),)) for version in agenda.versions(meeting))


def proposals(meeting: Meeting) -> Iterator[tuple[AgendaProposal, Marks]]:
    """Yield what Members propose for *meeting* and nobody has decided; words of what was decided are not read again."""
    found = proposed.of_meeting(meeting)
    return ((each, (each.organisation.code,)) for each in found if each.state in proposal_rules.OPEN)


def documents(meeting: Meeting) -> Iterator[tuple[Document, Marks]]:
    """Yield the documents of *meeting*."""
    return ((document, (document.symbol,)) for document in papers.of_meeting(meeting))


def questions(meeting: Meeting) -> Iterator[tuple[RegistrationQuestion, Marks]]:
    """Yield what those who register for *meeting* are asked, counted in its order."""
    return ((question, (str(number),)) for number, question in enumerate(registration.questions(meeting), 1))


def choices(meeting: Meeting) -> Iterator[tuple[RegistrationOption, Marks]]:
    """Yield the choices that those questions offer, each with its own number and that of its question."""
    for number, asked in enumerate(registration.asked(meeting), 1):
        offered = (option for option in asked.options if not option.withdrawn)
        yield from ((option, (str(place), str(number))) for place, option in enumerate(offered, 1))


def polls(meeting: Meeting) -> Iterator[tuple[Poll, Marks]]:
    """Yield the polls of *meeting*, counted in the order in which they were prepared."""
    query = select(Poll).where(Poll.meeting_id == meeting.id).order_by(Poll.id)
    return ((poll, (str(number),)) for number, poll in enumerate(current().scalars(query), 1))


def options(meeting: Meeting) -> Iterator[tuple[PollOption, Marks]]:
    """Yield the options of the polls of *meeting*, with its own number and that of its poll; dates word themselves."""
    query = select(PollOption).join(PollOption.poll).where(Poll.meeting_id == meeting.id)
    query = query.where(Poll.kind != QuestionKind.DATES)
    query = query.order_by(PollOption.poll_id, PollOption.position).options(contains_eager(PollOption.poll))
    numbers = {poll.id: marks for poll, marks in polls(meeting)}
    return ((option, (str(option.position), *numbers[option.poll_id])) for option in current().scalars(query))


def paragraphs(meeting: Meeting) -> Iterator[tuple[Paragraph, Marks]]:
    """Yield the paragraphs of the record of *meeting*, numbered as it is read."""
    for entry in records.view(meeting).entries:
        if isinstance(entry.thing, Paragraph):
            yield entry.thing, (str(entry.number),)


def decisions(meeting: Meeting) -> Iterator[tuple[Decision, Marks]]:
    """Yield the decisions of *meeting*."""
    return ((each, (symbols.decision_symbol(meeting, each.number),)) for each in outcomes.decisions(meeting))


def answered(meeting: Meeting) -> Iterator[tuple[Question, Marks]]:
    """Yield the questions put at *meeting* that were answered: its record has them."""
    return ((each, (question_rules.symbol(each),)) for each in put.answered(meeting))


def unanswered(meeting: Meeting) -> Iterator[tuple[Question, Marks]]:
    """Yield the questions put at *meeting* that wait for review or for an answer."""
    return ((each, (question_rules.symbol(each),)) for each in put.unanswered(meeting))


def declined(meeting: Meeting) -> Iterator[tuple[Question, Marks]]:
    """Yield the questions put at *meeting* that were not taken: whoever asked reads why."""
    found = put.at_meeting(meeting)
    return ((each, (question_rules.symbol(each),)) for each in found if each.state is QuestionState.DECLINED)


def actions(meeting: Meeting) -> Iterator[tuple[Action, Marks]]:
    """Yield the actions of *meeting*."""
    return ((each, (symbols.action_symbol(meeting, each.number),)) for each in outcomes.actions(meeting))


def mailings(meeting: Meeting) -> Iterator[tuple[Mailing, Marks]]:
    """Yield the mails to many of *meeting* that were not given up, counted in the order in which they were written."""
    return ((each, (str(number),)) for number, each in enumerate(mails.worded(meeting), 1))


def record(meeting: Meeting) -> Iterator[tuple[Record, Marks]]:
    """Yield the record of *meeting*, if it was begun."""
    found = records.of(meeting)
    if found:
        yield found, ()
