"""Questions asked, voted for, merged, answered and taken back."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.parity import queries as parity
from meetings.domain.parity.rules import Step
from meetings.domain.question import actions, queries, rules
from meetings.domain.question import actions_moderation as moderation
from meetings.domain.question.rules import Draft, Task
from meetings.domain.record import queries as records
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.question import Intake, Question, QuestionState, QuestionVote, Voice
from tests.make import Make, both
from tests.queries import counted

ENGLISH = Bilingual("When do *drones* start?", "")


def ask(
    make: Make, meeting: Meeting, by: Person, text: Bilingual = ENGLISH, *, voice: Voice = Voice.PERSON, **given: object
) -> Question:
    """Ask a question in a transaction of its own."""
    with transaction():
        return actions.ask(meeting, Draft(text, voice, **given), by=by, now=make.now)  # type: ignore[arg-type]


def take(make: Make, meeting: Meeting, intake: Intake = Intake.AT_ONCE, *, nameless: bool = False) -> None:
    """Say how *meeting* takes questions."""
    with transaction():
        actions.set_intake(meeting, intake, nameless=nameless, by=None, now=make.now)


def do(make: Make, act: Callable[..., object], question: Question, *given: object, by: Person | None = None) -> None:
    """Do one step with *question* in a transaction of its own."""
    with transaction():
        act(question, *given, by=by, now=make.now)
    make.again(question)


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def ncp(make: Make) -> Person:
    return make.ncp(make.member())


@pytest.fixture
def question(make: Make, meeting: Meeting, ncp: Person) -> Question:
    take(make, meeting)
    return ask(make, meeting, ncp)


def test_a_question_waits_for_review_and_is_numbered(make: Make, meeting: Meeting, ncp: Person) -> None:
    first, second = ask(make, meeting, ncp), ask(make, meeting, ncp, voice=Voice.ORGANISATION)
    assert [first.state, second.state] == [QuestionState.WAITING] * 2
    assert [rules.symbol(first), rules.symbol(second)] == ["NCP8/Q1", "NCP8/Q2"]
    assert (first.asker, first.organisation.code, first.text.original) == (ncp, "KE", "en")
    assert first.due_on == make.now.date().replace(day=28)
    assert rules.asked_by(first, "en") == "Wanjiru Kamande, Kenya"
    assert rules.asked_by(second, "fr") == "Kenya"


@pytest.mark.parametrize(
    ("intake", "voice", "refusal"),
    [
        (Intake.CLOSED, Voice.PERSON, rules.QuestionsClosed),
        (Intake.REVIEW, Voice.NAMELESS, rules.NameNeeded),
        (Intake.REVIEW, Voice.ORGANISATION, rules.SpeaksForNobody),
    ],
)
def test_what_is_not_taken(make: Make, meeting: Meeting, intake: Intake, voice: Voice, refusal) -> None:
    take(make, meeting, intake)
    with pytest.raises(refusal):
        ask(make, meeting, make.person("Nobody"), voice=voice)


def test_without_a_name_nothing_leads_to_the_asker(make: Make, meeting: Meeting, ncp: Person) -> None:
    take(make, meeting, nameless=True)
    make.now = make.now.replace(minute=17, second=3)
    found = ask(make, meeting, ncp, voice=Voice.NAMELESS)
    assert (found.asker_id, found.organisation_id) == (None, None)
    assert (found.asked_at.minute, found.asked_at.second) == (0, 0)
    line = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.actor_id, line.actor_name, line.at, line.on_behalf_of_id) == (None, "", found.asked_at, None)
    assert line.details == {"number": 1}
    found.asker_id = ncp.id
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def votes(meeting: Meeting) -> dict[int, int]:
    return {line.question.number: line.votes for line in queries.lines(meeting, None)}


def test_each_person_counts_once_also_when_merged_and_taken_apart(
    make: Make, meeting: Meeting, question: Question, ncp: Person
) -> None:
    other, reader = ask(make, meeting, ncp), make.person()
    for each in (question, other):
        for who in (ncp, ncp):
            do(make, actions.vote, each, by=who)
    do(make, actions.vote, other, by=reader)
    assert votes(meeting) == {1: 1, 2: 2}
    do(make, moderation.merge, question, [other])
    assert votes(meeting) == {1: 2}
    do(make, actions.vote, question, by=reader)
    assert votes(meeting) == {1: 2}
    with pytest.raises(rules.NotOpen):
        do(make, actions.vote, other, by=reader)
    do(make, moderation.part, other)
    assert votes(meeting) == {1: 1, 2: 2}
    do(make, moderation.merge, question, [other])
    do(make, actions.unvote, question, by=ncp)
    assert votes(meeting) == {1: 1}


def test_what_cannot_be_merged(make: Make, meeting: Meeting, question: Question, ncp: Person) -> None:
    second, third = ask(make, meeting, ncp), ask(make, meeting, ncp)
    do(make, moderation.merge, second, [third])
    for others, refusal in (([second], rules.HasOthers), ([third], rules.NotMergeable), ([], rules.NotMergeable)):
        with pytest.raises(refusal):
            do(make, moderation.merge, question, others)
    with pytest.raises(rules.NotMergeable):
        do(make, moderation.merge, question, [question])


STEPS = {
    "publish": (QuestionState.WAITING, QuestionState.OPEN),
    "hide": (QuestionState.OPEN, QuestionState.WAITING),
    "answer_live": (QuestionState.OPEN, QuestionState.LIVE),
}


@pytest.mark.parametrize("name", STEPS)
def test_steps(make: Make, question: Question, name: str) -> None:
    before, after = STEPS[name]
    question.state = before
    db.session.commit()
    do(make, getattr(moderation, name), question)
    assert question.state is after
    with pytest.raises(rules.NotInThisState):
        do(make, getattr(moderation, name), question)


def test_declined_with_a_reason_and_taken_back(make: Make, question: Question) -> None:
    with pytest.raises(rules.ReasonMissing):
        do(make, moderation.decline, question, Bilingual())
    do(make, moderation.decline, question, both("Not ours."))
    assert (question.state, question.reason.en) == (QuestionState.DECLINED, "Not ours.")
    do(make, moderation.reopen, question)
    assert (question.state, bool(question.reason)) == (QuestionState.WAITING, False)


def test_withdrawn_by_the_asker_only_while_it_waits(make: Make, question: Question, ncp: Person) -> None:
    do(make, actions.withdraw, question, by=ncp)
    assert question.state is QuestionState.WITHDRAWN
    with pytest.raises(rules.NotInThisState):
        do(make, actions.withdraw, question, by=ncp)


def test_others_stand_alone_when_the_one_for_all_is_taken_back(make: Make, meeting, question, ncp: Person) -> None:
    other = ask(make, meeting, make.person())
    do(make, moderation.merge, question, [other])
    do(make, actions.withdraw, question, by=ncp)
    make.again(other)
    assert (other.into_id, other.state) == (None, QuestionState.OPEN)


def test_words_change_with_a_trace_but_a_translation_leaves_none(make: Make, question: Question) -> None:
    seen = rules.version(question)
    do(make, moderation.reword, question, question.text.revised(question.text.en, "Quand ?"))
    assert not queries.wordings(question)
    with pytest.raises(ChangedMeanwhile), transaction():
        moderation.reword(question, both("Other"), seen=seen, by=None, now=make.now)
    do(make, moderation.reword, question, both("When do drones start?"))
    (was,) = queries.wordings(question)
    assert (was.before_en, was.before_fr) == ("When do *drones* start?", "Quand ?")


def test_handed_out_with_a_date(make: Make, question: Question) -> None:
    presenter, today = make.person("Presenter"), make.now.date()
    do(make, moderation.assign, question, Task(presenter, today))
    assert (question.owner, question.due_on) == (presenter, today)
    assert queries.has_work(question.meeting, presenter)
    assert rules.is_late(question, today.replace(day=3))
    do(make, moderation.answer_live, question)
    assert not rules.is_late(question, today.replace(day=3))


def test_answered_ones_are_in_the_record_under_their_item(make: Make, meeting: Meeting, ncp: Person) -> None:
    item = make.item(meeting)
    take(make, meeting)
    live, written, waiting = (ask(make, meeting, ncp, item=item) for _ in range(3))
    do(make, moderation.answer_live, live)
    do(make, moderation.answer, written, both("In **May**.", "En **mai**."))
    section = records.view(meeting).written[0]
    assert section.item == item
    assert [entry.thing for entry in section.entries] == [live, written]
    first, second = (entry.text for entry in section.entries)
    assert first.en.startswith("**NCP8/Q1** (Wanjiru Kamande\\, Kenya) When do \\*drones\\* start\\?")
    assert first.en.endswith("*Answered during the meeting.*")
    assert first.fr == ""
    assert second.fr.endswith("**Réponse\u00a0:** En **mai**.")
    assert "[EN] When" in second.fr.replace("\\", "")
    gaps = {(gap.thing.id, gap.part.name) for gap in parity.gaps(meeting, Step.PUBLISH)}
    assert gaps == {(live.id, "text"), (written.id, "text")}
    do(make, moderation.reopen, written)
    assert [entry.thing for entry in records.view(meeting).entries] == [live]
    assert waiting.state is QuestionState.OPEN


def test_an_answer_corrects_a_published_record(make: Make, meeting: Meeting, question: Question) -> None:
    record = make.record(meeting, both("Said"), published=True)
    make.now = make.now.replace(hour=11)
    do(make, moderation.answer, question, both("In May."))
    make.again(record)
    assert record.changed_at == make.now


@pytest.mark.parametrize("number", [1, 30])
def test_statements_do_not_grow(make: Make, meeting: Meeting, ncp: Person, number: int) -> None:
    take(make, meeting)
    for _ in range(number):
        do(make, actions.vote, ask(make, meeting, ncp, voice=Voice.ORGANISATION), by=ncp)
    make.again(meeting)
    make.again(ncp)
    assert meeting.id != ncp.id + 1_000
    with counted() as statements:
        lines = queries.lines(meeting, ncp)
        assert [rules.asked_by(line.question, "en") for line in lines] == ["Kenya"] * number
    assert len(statements) == 2
    assert db.session.query(QuestionVote).count() == number
