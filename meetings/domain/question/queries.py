"""Finds questions, and counts who wants them answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.domain.poll import electorate
from meetings.domain.question import rules
from meetings.domain.question.rules import Line
from meetings.domain.registration import queries as registrations
from meetings.domain.role import queries as roles
from meetings.models.agenda import AgendaItem, AgendaPresenter
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.question import Question, QuestionPlan, QuestionVote, QuestionWording
from meetings.models.registration import Place


def plan(meeting: Meeting) -> QuestionPlan | None:
    """Return how *meeting* takes questions, if somebody has decided it or asked one."""
    return current().get(QuestionPlan, meeting.id)


def version(meeting: Meeting) -> int:
    """Return what every write to the questions of *meeting* raises; one statement by primary key."""
    query = select(QuestionPlan.version).where(QuestionPlan.meeting_id == meeting.id)
    return current().scalar(query) or 0


def by_id(meeting: Meeting, number: int) -> Question | None:
    """Return the question with the id *number*, if it was put at *meeting*."""
    return current().scalar(_whole().where(Question.id == number, Question.meeting_id == meeting.id))


def of_notice(number: int) -> Question | None:
    """Return one question with all that a mail about it says."""
    return current().scalar(_whole().where(Question.id == number))


def at_meeting(meeting: Meeting) -> Sequence[Question]:
    """Return every question of *meeting* with its people and item, by number."""
    return current().scalars(_whole().where(Question.meeting_id == meeting.id).order_by(Question.number)).all()


def lines(meeting: Meeting, reader: Person | None) -> list[Line]:
    """Return every question of *meeting* that was merged into no other, with its votes; two statements."""
    questions, counted = at_meeting(meeting), _votes(meeting, reader)
    merged: dict[int, list[Question]] = defaultdict(list)
    for each in questions:
        if each.into_id is not None:
            merged[each.into_id].append(each)
    return [
        Line(each, *counted.get(each.id, (0, False)), merged[each.id]) for each in questions if each.into_id is None
    ]


def answered(meeting: Meeting) -> Sequence[Question]:
    """Return the questions of *meeting* that were answered, by number: what its record has of them."""
    query = _whole().where(Question.meeting_id == meeting.id, Question.state.in_(rules.ANSWERED))
    return current().scalars(query.where(Question.into_id.is_(None)).order_by(Question.number)).all()


def unanswered(meeting: Meeting) -> Sequence[Question]:
    """Return the questions of *meeting* that wait for review or for an answer, by number, without merged ones."""
    query = _whole().where(Question.meeting_id == meeting.id, Question.state.in_(rules.UNSETTLED))
    return current().scalars(query.where(Question.into_id.is_(None)).order_by(Question.number)).all()


def next_number(meeting: Meeting) -> int:
    """Return the number of the next question; none is given twice."""
    query = select(func.max(Question.number)).where(Question.meeting_id == meeting.id)
    return (current().scalar(query) or 0) + 1


def together(question: Question) -> Sequence[Question]:
    """Return *question* and those that were merged into it."""
    mine = or_(Question.id == question.id, Question.into_id == question.id)
    return current().scalars(_whole().where(mine).order_by(Question.number)).all()


def wordings(question: Question) -> Sequence[QuestionWording]:
    """Return what *question* said before its words were changed, the first words first."""
    query = select(QuestionWording).where(QuestionWording.question_id == question.id).order_by(QuestionWording.id)
    return current().scalars(query.options(joinedload(QuestionWording.changed_by))).all()


def has_voted(question_ids: Iterable[int], person: Person) -> bool:
    """Say whether *person* wants one of these questions answered."""
    query = exists().where(QuestionVote.question_id.in_(list(question_ids)), QuestionVote.person_id == person.id)
    return bool(current().scalar(select(query)))


def spoken_for(meeting: Meeting, person: Person, *, now: datetime) -> Nomination | None:
    """Return for whom *person* speaks at *meeting*: whoever stands in speaks for whom they replace."""
    return electorate.nomination_at(meeting, person, now=now)


def takes_part(meeting: Meeting, person: Person, *, now: datetime) -> bool:
    """Say whether *person* has a place at *meeting*, represents a Member there, or presents an item."""
    named = spoken_for(meeting, person, now=now)
    if named is not None and named.organisation.kind.votes:
        return True
    place = registrations.of(meeting, person)
    if place is not None and place.place is Place.CONFIRMED:
        return True
    return bool(presented(meeting, person))


def presented(meeting: Meeting, person: Person) -> frozenset[int]:
    """Return the ids of the items of *meeting* that *person* presents, by the agenda or by a role."""
    of_agenda = select(AgendaPresenter.item_id).where(AgendaPresenter.person_id == person.id)
    items = roles.held(person).items
    query = select(AgendaItem.id).where(
        AgendaItem.meeting_id == meeting.id, or_(AgendaItem.id.in_(of_agenda), AgendaItem.id.in_(sorted(items)))
    )
    return frozenset(current().scalars(query))


def has_work(meeting: Meeting, person: Person | None) -> bool:
    """Say whether *person* presents an item of *meeting* by their role, or was given a question to answer."""
    if person is None:
        return False
    given = exists().where(Question.meeting_id == meeting.id, Question.owner_id == person.id)
    items = sorted(roles.held(person).items)
    presents = exists().where(AgendaItem.meeting_id == meeting.id, AgendaItem.id.in_(items))
    return bool(current().scalar(select(or_(given, presents))))


def presenters(meeting: Meeting) -> Sequence[Person]:
    """Return the people who present an item of *meeting*, each once."""
    ids = (
        select(AgendaPresenter.person_id)
        .join(AgendaItem, AgendaItem.id == AgendaPresenter.item_id)
        .where(AgendaItem.meeting_id == meeting.id)
    )
    query = select(Person).where(Person.id.in_(ids), Person.disabled_at.is_(None)).order_by(Person.name)
    return current().scalars(query).all()


def _votes(meeting: Meeting, reader: Person | None) -> dict[int, tuple[int, bool]]:
    """Return how many people want each question answered, merged ones together, and whether *reader* does."""
    main = func.coalesce(Question.into_id, Question.id)
    mine = func.max(case((QuestionVote.person_id == (reader.id if reader else None), 1), else_=0))
    query = (
        select(main, func.count(QuestionVote.person_id.distinct()), mine)
        .join(QuestionVote, QuestionVote.question_id == Question.id)
        .where(Question.meeting_id == meeting.id)
        .group_by(main)
    )
    return {number: (votes, bool(own)) for number, votes, own in current().execute(query)}


def _whole() -> Select[Question]:
    return select(Question).options(
        joinedload(Question.meeting, innerjoin=True),
        joinedload(Question.item),
        joinedload(Question.asker),
        joinedload(Question.organisation),
        joinedload(Question.owner),
    )
