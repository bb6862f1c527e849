"""The secretariat's own questions: asked, changed, withdrawn, deleted; answers kept, changed and forgotten."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from meetings.core import uploads
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.merging import actions as merging
from meetings.domain.privacy import actions_erasure, actions_retention, download, retention
from meetings.domain.registration import actions, actions_details, actions_terms, details, question_rules, rules
from meetings.domain.registration import actions_questions as asking
from meetings.domain.registration import question_queries as queries
from meetings.domain.registration.actions_details import Said
from meetings.domain.registration.actions_questions import Direction
from meetings.domain.registration.question_rules import Given, QuestionDraft
from meetings.domain.registration.rules import Terms
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.registration import Registration
from meetings.models.registration_details import (
    AnswerFile,
    Companion,
    Needs,
    QuestionKind,
    RegistrationAnswer,
    RegistrationQuestion,
)
from tests.make import Make, both

KIND = QuestionKind


class Files:
    """A shelf that remembers what lies on it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, key: str, data: Any) -> int:
        self.kept[key] = data.read()
        return len(self.kept[key])

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


def in_one(action: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with transaction():
        return action(*args, **more)


def ask(make: Make, meeting: Meeting, kind: QuestionKind = KIND.TEXT, *texts: str, **more: Any) -> RegistrationQuestion:
    """Ask one more question; *texts* are its choices."""
    draft = QuestionDraft(
        kind, more.pop("label", both(f"{kind}?")), options=tuple((None, both(t)) for t in texts), **more
    )
    made: RegistrationQuestion = in_one(asking.ask, meeting, draft, by=None, now=make.now)
    return made


def options(question: RegistrationQuestion) -> dict[str, int]:
    return {option.text.en: option.id for option in queries.options_of(question) if not option.withdrawn}


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def place(make: Make, meeting: Meeting) -> Registration:
    return make.registration(meeting, make.ncp(make.member()))


@pytest.fixture
def keep(make: Make, files: Files) -> Callable[..., None]:
    """Let the holder of a place say something."""

    def kept(place: Registration, *, days: int = 0, **said: Any) -> None:
        now = make.now + timedelta(days=days)
        by = place.person
        in_one(actions_details.keep, place, Said(**said), files=files, limit=1000, by=by, now=now)

    return kept


def answers(place: Registration) -> dict[int, tuple[str, list[int]]]:
    db.session.expire_all()
    return {number: (one.text, one.chosen) for number, one in queries.answers_of(place).items()}


def test_questions_stand_in_their_order_and_can_move(make: Make, meeting: Meeting) -> None:
    first, second = ask(make, meeting), ask(make, meeting, KIND.YES_NO)
    third = ask(make, meeting, KIND.LONG, condition_id=second.id, condition="yes")
    in_one(asking.move, second, Direction.UP, by=None, now=make.now)
    assert [one.id for one in queries.questions(meeting)] == [second.id, first.id, third.id]
    in_one(asking.move, first, Direction.DOWN, by=None, now=make.now)
    with pytest.raises(question_rules.ConditionUnusable):
        in_one(asking.move, second, Direction.DOWN, by=None, now=make.now)
    in_one(asking.move, second, Direction.UP, by=None, now=make.now)
    assert [one.position for one in queries.questions(meeting)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("draft", "refused"),
    [
        (QuestionDraft(KIND.TEXT, Bilingual()), question_rules.QuestionLabelMissing),
        (QuestionDraft(KIND.ONE, both("Which?"), options=((None, both("A")),)), question_rules.OptionsMissing),
        (QuestionDraft(KIND.TEXT, both("Why?"), condition_id=1, condition="maybe"), question_rules.ConditionUnusable),
        (QuestionDraft(KIND.TEXT, both("Why?"), condition_id=99, condition="yes"), question_rules.ConditionUnusable),
    ],
)
def test_question_that_nobody_could_answer_is_refused(make: Make, meeting: Meeting, draft, refused) -> None:
    assert ask(make, meeting, KIND.YES_NO).id == 1
    with pytest.raises(refused):
        in_one(asking.ask, meeting, draft, by=None, now=make.now)


def test_at_most_thirty_questions(make: Make, meeting: Meeting) -> None:
    for _ in range(question_rules.MOST_QUESTIONS):
        ask(make, meeting)
    with pytest.raises(question_rules.TooManyQuestions):
        ask(make, meeting)


def test_every_kind_of_answer_is_kept(make: Make, meeting: Meeting, place: Registration, keep) -> None:
    asked = {kind: ask(make, meeting, kind, "A", "B") for kind in KIND}
    one, several = (options(asked[kind]) for kind in (KIND.ONE, KIND.SEVERAL))
    keep(
        place,
        answers={
            asked[KIND.TEXT].id: Given("Brussels"),
            asked[KIND.LONG].id: Given("Two\nlines"),
            asked[KIND.ONE].id: Given(chosen=(one["A"],)),
            asked[KIND.SEVERAL].id: Given(chosen=(several["A"], several["B"])),
            asked[KIND.YES_NO].id: Given("no"),
            asked[KIND.DATE].id: Given("2027-03-11"),
            asked[KIND.FILE].id: Given(file=("note.txt", BytesIO(b"What I need."))),
        },
    )
    found = answers(place)
    assert found[asked[KIND.SEVERAL].id] == ("", [several["A"], several["B"]])
    assert found[asked[KIND.FILE].id] == ("note.txt", [])
    assert [found[asked[kind].id][0] for kind in (KIND.TEXT, KIND.YES_NO, KIND.DATE)] == [
        "Brussels",
        "no",
        "2027-03-11",
    ]


def test_answers_change_and_go(make: Make, meeting: Meeting, place: Registration, keep) -> None:
    question = ask(make, meeting)
    keep(place, answers={question.id: Given("Plane")})
    keep(place, answers={question.id: Given("Train")})
    assert answers(place) == {question.id: ("Train", [])}
    keep(place, answers={})
    assert answers(place) == {}


def test_file_stays_is_replaced_and_taken_away(make, meeting, place, keep, files: Files) -> None:
    question = ask(make, meeting, KIND.FILE)
    keep(place, answers={question.id: Given(file=("one.txt", BytesIO(b"one")))})
    keep(place, answers={question.id: Given(keeps_file=True)})
    assert list(files.kept.values()) == [b"one"]
    keep(place, answers={question.id: Given(file=("two.txt", BytesIO(b"two")))})
    assert (list(files.kept.values()), answers(place)[question.id][0]) == ([b"two"], "two.txt")
    with pytest.raises(uploads.FileTypeUnknown):
        keep(place, answers={question.id: Given(file=("x.exe", BytesIO(b"MZ")))})
    keep(place, answers={})
    assert (files.kept, answers(place)) == ({}, {})


def test_required_answer_is_needed_only_where_the_question_applies(make, meeting, place, keep) -> None:
    comes = ask(make, meeting, KIND.YES_NO, required=True)
    hotel = ask(make, meeting, KIND.ONE, "Near", "Far", required=True, condition_id=comes.id, condition="yes")
    night = ask(make, meeting, required=True, condition_id=hotel.id, condition=str(options(hotel)["Far"]))
    for given in (
        {},
        {comes.id: Given("yes")},
        {comes.id: Given("yes"), hotel.id: Given(chosen=(options(hotel)["Far"],))},
    ):
        with pytest.raises(question_rules.AnswerMissing):
            keep(place, answers=given)
    # What does not apply is not kept, even if something was typed.
    keep(place, answers={comes.id: Given("no"), night.id: Given("Three")})
    assert set(answers(place)) == {comes.id}
    keep(place, answers={comes.id: Given("yes"), hotel.id: Given(chosen=(options(hotel)["Near"],))})
    assert set(answers(place)) == {comes.id, hotel.id}


@pytest.mark.parametrize(("change", "refused"), [("closed", rules.RegistrationClosed), ("gone", rules.NotRegistered)])
def test_answers_stay_once_registration_is_closed_or_the_place_given_up(
    make, meeting, place, keep, change, refused
) -> None:
    question = ask(make, meeting)
    keep(place, answers={question.id: Given("Plane")})
    with transaction():
        if change == "closed":
            meeting.registration_closes_at = make.now
        else:
            actions.withdraw(place, by=None, now=make.now)
    with pytest.raises(refused):
        keep(place, answers={question.id: Given("Train")})
    assert answers(place) == {question.id: ("Plane", [])}


def test_question_with_answers_is_withdrawn_or_deleted_with_their_number(make, meeting, place, keep, files) -> None:
    question = ask(make, meeting, KIND.FILE)
    keep(place, answers={question.id: Given(file=("one.txt", BytesIO(b"one")))})
    in_one(asking.withdraw, question, by=None, now=make.now)
    assert queries.questions(meeting) == []
    keep(place)
    assert set(answers(place)) == {question.id}
    in_one(asking.ask_again, question, by=None, now=make.now)
    assert len(queries.questions(meeting)) == 1
    for agreed in (-1, 0, 2):
        with pytest.raises(question_rules.AnswersThere) as caught:
            in_one(asking.delete, question, answers=agreed, files=files, by=None, now=make.now)
        assert caught.value.number == 1
    in_one(asking.delete, question, answers=1, files=files, by=None, now=make.now)
    assert (answers(place), files.kept) == ({}, {})
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="registration.question_deleted")).one()
    assert line.details["answers"] == 1


def test_question_on_which_another_depends_stays(make: Make, meeting: Meeting, files) -> None:
    first = ask(make, meeting, KIND.YES_NO)
    ask(make, meeting, condition_id=first.id, condition="yes")
    for act in (
        lambda: asking.withdraw(first, by=None, now=make.now),
        lambda: asking.delete(first, answers=0, files=files, by=None, now=make.now),
        lambda: asking.revise(first, QuestionDraft(KIND.TEXT, both("Why?")), seen=1, by=None, now=make.now),
    ):
        with pytest.raises(question_rules.OthersDepend):
            in_one(act)


def test_choice_that_somebody_took_is_kept_but_no_longer_offered(make, meeting, place, keep) -> None:
    question = ask(make, meeting, KIND.ONE, "A", "B", "C")
    a, b = options(question)["A"], options(question)["B"]
    keep(place, answers={question.id: Given(chosen=(b,))})
    draft = QuestionDraft(KIND.ONE, both("Which?"), options=((a, both("Aa")), (None, both("D"))))
    in_one(asking.revise, question, draft, seen=1, by=None, now=make.now)
    assert list(options(question)) == ["Aa", "D"]
    assert {option.id for option in queries.options_of(question) if option.withdrawn} == {b}
    with pytest.raises(ChangedMeanwhile):
        in_one(asking.revise, question, draft, seen=1, by=None, now=make.now)
    with pytest.raises(question_rules.KindFixed):
        in_one(asking.revise, question, QuestionDraft(KIND.TEXT, both("?")), seen=2, by=None, now=make.now)


@pytest.fixture
def said(make: Make, meeting: Meeting, place: Registration, keep) -> Registration:
    """A place with everything that can be said: a question kept ten days, a companion, needs."""
    terms = Terms(companions=2, needs=True)
    in_one(actions_terms.set_terms, meeting, terms, seen=0, by=None, now=make.now)
    question = ask(make, meeting, KIND.FILE, kept_days=10)
    given = {question.id: Given(file=("one.txt", BytesIO(b"one")))}
    keep(place, answers=given, companions=("Ann", "Bo", "Cy"), diet="No nuts", access="Ramp")
    return place


def count(*tables: Any) -> list[int]:
    db.session.expire_all()
    return [db.session.scalar(db.select(db.func.count()).select_from(table)) for table in tables]


def test_needs_and_companions_are_kept_as_the_terms_allow(make, meeting, said, keep) -> None:
    assert details.companions_of(said) == ["Ann", "Bo"]
    assert [(one.diet, one.access) for one in details.needs(meeting)] == [("No nuts", "Ramp")]
    assert (details.number_of_companions(meeting), details.number_of_needs(meeting)) == (2, 1)
    keep(said, companions=("Cy",), answers={})
    assert (details.companions_of(said), count(Needs)) == (["Cy"], [0])


def test_each_look_at_needs_is_noted(make: Make, meeting: Meeting, said: Registration) -> None:
    by = make.secretariat()
    assert len(in_one(actions_details.read_needs, meeting, "page", by=by, now=make.now)) == 1
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="registration.needs_read")).one()
    assert (line.actor_id, line.meeting_id, line.details) == (by.id, meeting.id, {"people": 1, "form": "page"})


@pytest.mark.parametrize(("days", "left"), [(0, [1, 1, 2]), (11, [0, 1, 2]), (15, [0, 0, 2]), (91, [0, 0, 0])])
def test_each_thing_goes_when_its_time_is_over(make, meeting, said, files, days, left) -> None:
    ends = max(session.ends_at for session in make.sessions(meeting))
    now = ends + timedelta(days=days)
    expected = retention.expected(on=now)
    assert (expected["needs"], expected["registration_answers"]) == (1 - left[1], 1 - left[0])
    in_one(actions_retention.let_go, files=files, now=now)
    assert count(RegistrationAnswer, Needs, Companion) == left
    assert (count(AnswerFile), len(files.kept)) == ([left[0]], left[0])


def test_everything_said_is_in_ones_own_data_and_goes_when_erased(make, meeting, said, files) -> None:
    held = download.everything(said.person)
    assert [row["name"] for row in held["companion.registration_id"]] == ["Ann", "Bo"]
    assert held["registration_needs.registration_id"][0]["diet"] == "No nuts"
    assert held["registration_answer.registration_id"][0]["text"] == "one.txt"
    in_one(actions_erasure.erase, said.person, files=files, by=None, now=make.now)
    assert count(RegistrationAnswer, AnswerFile, Needs, Companion) == [0, 0, 0, 0]
    assert files.kept == {}


def test_what_was_said_follows_the_place_when_records_are_merged(make, meeting, said) -> None:
    kept, by = make.person("Kept"), make.secretariat()
    in_one(merging.merge, kept, said.person, taken=(), alias=False, by=by, now=make.now)
    assert [row["name"] for row in download.everything(kept)["companion.registration_id"]] == ["Ann", "Bo"]


def test_cancelled_meeting_takes_no_answers(make, meeting, said, keep) -> None:
    with transaction():
        meeting.cancelled_at = make.now
    with pytest.raises(Refused) as caught:
        keep(said)
    assert caught.type is rules.MeetingCancelled
