"""The pages of questions: asked, voted for, dealt with, renewed by the browser, and told by mail."""

import pytest

from meetings.domain.question import actions, queries
from meetings.domain.question import actions_moderation as moderation
from meetings.domain.question.rules import Task
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.models.question import Intake, Question, QuestionState, Voice
from meetings.notices import post
from tests.conftest import Browser
from tests.domain.question.test_actions import ask, do, take
from tests.make import Make, both
from tests.queries import counted

PAGE = "/en/meetings/ncp-plenary-8/questions/"
WELL = {"text": "When do drones start?", "language": "en", "item": "", "voice": "person"}


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def ncp(make: Make) -> Person:
    return make.ncp(make.member())


@pytest.fixture
def asked(make: Make, meeting: Meeting, ncp: Person) -> Question:
    return ask(make, meeting, ncp, both("When?", "Quand\u00a0?"))


def at(question: Question, what: str = "") -> str:
    return f"{PAGE}{question.id}/{what}"


def test_asked_in_french_and_seen_after_review(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    client.sign_in(ncp)
    item = make.item(meeting)
    answer = client.post(PAGE, data=WELL | {"text": "Quand\u00a0?", "language": "fr", "item": str(item.id)})
    assert answer.status_code == 303
    page = client.get(PAGE).text
    assert "It appears once it has been reviewed." in page
    assert '<span lang="fr">Quand\u00a0?</span>' in page
    assert "No question waits for an answer." in page
    (found,) = queries.at_meeting(meeting)
    assert (found.voice, found.item, found.text.original) == (Voice.PERSON, item, "fr")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": " "}, "Write your question."),
        ({"text": "x" * 1001}, "At most 1000 characters"),
        ({"voice": "nameless"}, "Not a valid choice"),
        ({"language": "de"}, "Not a valid choice"),
        ({"item": "999999"}, "Not a valid choice"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    meeting: Meeting, ncp: Person, client: Browser, wrong: dict[str, str], words: str
) -> None:
    answer = client.sign_in(ncp).post(PAGE, data=WELL | wrong)
    assert answer.status_code == 422
    assert "Your question was not sent." in answer.text
    assert (WELL | wrong)["text"].strip() in answer.text


def test_closed_while_somebody_writes(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    take(make, meeting, Intake.CLOSED)
    answer = client.sign_in(ncp).post(PAGE, data=WELL)
    assert answer.status_code == 422
    assert "The meeting takes no questions now." in answer.text


def test_who_has_no_part_reads_and_cannot_ask(make: Make, meeting: Meeting, asked: Question, client: Browser) -> None:
    client.sign_in(make.person("Nobody"))
    assert "Whoever has a place at the meeting" in client.get(PAGE).text
    assert client.post(PAGE, data=WELL).status_code == 403
    assert client.get(f"{PAGE}work/").status_code == 403


def test_voted_for_and_taken_back(make: Make, asked: Question, ncp: Person, client: Browser) -> None:
    do(make, moderation.publish, asked)
    client.sign_in(ncp)
    assert client.post(at(asked, "vote/")).headers["Location"].endswith("/questions/?order=votes#q1")
    assert "1 person wants this answered" in client.get(PAGE).text
    client.post(at(asked, "unvote/"))
    assert "0 people want this answered" in client.get(PAGE).text


def test_part_of_the_page_is_sent_again_only_when_something_changed(
    make: Make, meeting: Meeting, asked: Question, ncp: Person, client: Browser
) -> None:
    client.sign_in(ncp)
    first = client.get(f"{PAGE}board/")
    tag = first.headers["ETag"]
    assert f"data-tag='{tag}'" in client.get(PAGE).text
    with counted() as statements:
        again = client.get(f"{PAGE}board/", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert sum("question" in statement for statement in statements) == 1
    do(make, moderation.publish, asked)
    changed = client.get(f"{PAGE}board/", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    client.sign_in(make.ncp(make.member("CM", "Cameroon"), "Odile"))
    assert client.get(f"{PAGE}board/", headers={"If-None-Match": changed.headers["ETag"]}).status_code == 200


def test_the_secretariat_deals_with_a_question(make: Make, asked: Question, client: Browser) -> None:
    client.sign_in(make.secretariat())
    assert "To be reviewed" in client.get(f"{PAGE}work/").text
    assert client.get(at(asked)).status_code == 200
    for what in ("reword", "answer", "decline", "assign", "merge"):
        page = {"reword": "words"}.get(what, what)
        assert client.get(at(asked, f"{page}/")).status_code == 200
    client.post(at(asked, "publish/"))
    refused = client.post(at(asked, "answer/"), data={"answer-en": " "})
    assert refused.status_code == 422
    assert "Write this in at least one of the two languages." in refused.text
    client.post(at(asked, "live/"))
    make.again(asked)
    assert asked.state is QuestionState.LIVE
    client.post(at(asked, "reopen/"))
    client.post(at(asked, "answer/"), data={"answer-en": "In **May**.", "answer-fr": ""})
    make.again(asked)
    assert (asked.state, asked.answer.en) == (QuestionState.WRITTEN, "In **May**.")
    assert "In <strong>May</strong>." in client.get(PAGE).text
    assert client.post(at(asked, "decline/"), data={"reason-en": "No"}).status_code == 422


def test_words_saved_by_two(make: Make, asked: Question, client: Browser) -> None:
    client.sign_in(make.secretariat())
    answer = client.post(at(asked, "words/"), data={"text-en": "Mine", "text-fr": "La mienne", "version": "old"})
    assert answer.status_code == 422
    assert "Mine" in answer.text
    assert client.post(at(asked, "words/"), data={"text-en": "Mine", "text-fr": "La mienne"}).status_code == 303
    assert "What it said before" in client.get(at(asked)).text


def test_handed_out_to_somebody_who_then_answers(make: Make, asked: Question, client: Browser) -> None:
    other = make.person("Presenter", email="presenter@example.org")
    client.sign_in(make.secretariat())
    wrong = client.post(at(asked, "assign/"), data={"owner": "other", "email": "nobody@example.org", "due": ""})
    assert "Nobody is known here by this address." in wrong.text
    given = {"owner": "other", "email": "presenter@example.org", "due": "2027-03-20"}
    assert client.post(at(asked, "assign/"), data=given).status_code == 303
    client.post(at(asked, "publish/"))
    client.sign_in(other)
    assert "When?" in client.get(f"{PAGE}work/").text
    assert client.post(at(asked, "answer/"), data={"answer-en": "In May."}).status_code == 303
    assert client.post(at(asked, "hide/")).status_code == 403


def test_merged_and_taken_apart(make: Make, meeting: Meeting, asked: Question, ncp: Person, client: Browser) -> None:
    second = ask(make, meeting, ncp, both("And when?"))
    client.sign_in(make.secretariat())
    assert client.post(at(asked, "merge/"), data={}).status_code == 422
    assert client.post(at(asked, "merge/"), data={"others": str(second.id)}).status_code == 303
    assert "And when?" in client.get(at(asked)).text
    assert "was merged into another one" in client.get(at(second)).text
    client.post(at(second, "part/"))
    make.again(second)
    assert second.into_id is None


def test_how_questions_are_taken(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    client.sign_in(make.secretariat())
    assert client.post(f"{PAGE}settings/", data={"intake": "never"}).status_code == 422
    assert client.post(f"{PAGE}settings/", data={"intake": "at_once", "nameless": "y"}).status_code == 303
    client.sign_in(ncp)
    assert "nothing that is kept leads to you" in client.get(PAGE).text
    client.post(PAGE, data=WELL | {"voice": "nameless"})
    assert "without a name" in client.get(PAGE).text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_list_as_a_file(make: Make, asked: Question, client: Browser, ending: str) -> None:
    client.sign_in(make.secretariat())
    answer = client.get(f"{PAGE}questions.{ending}")
    assert answer.status_code == 200
    if ending == "csv":
        assert 'NCP8/Q1,When?,EN,"Wanjiru Kamande, Kenya"' in answer.text
        assert "Secretariat,2027-03-28" in answer.text


def mails(make: Make, kind: str = "question.settled") -> list[Mail]:
    post.handle(50, now=make.now)
    return db.session.query(Mail).filter_by(kind=kind).all()


def test_who_asked_is_told_once_in_their_language(make: Make, meeting: Meeting, asked: Question) -> None:
    odile = make.ncp(make.member("CM", "Cameroun"), "Odile", language="fr")
    second = ask(make, meeting, odile, both("And when?", "Et quand\u00a0?"))
    do(make, moderation.publish, asked)
    do(make, moderation.merge, asked, [second])
    do(make, moderation.answer, asked, both("In **May**.", "En **mai**."))
    do(make, moderation.answer, asked, both("In June.", "En juin."))
    told = {mail.recipient_name: mail for mail in mails(make)}
    assert sorted(told) == ["Odile", "Wanjiru Kamande"]
    assert "Et quand\u00a0?" in told["Odile"].text
    assert "En juin." in told["Odile"].text
    assert "question" in told["Odile"].subject
    assert "/fr/meetings/ncp-plenary-8/questions/" in told["Odile"].text


def test_who_is_to_answer_is_told_while_it_waits_for_them(make: Make, asked: Question) -> None:
    odile, secretary = make.person("Odile", language="fr"), make.secretariat()
    for owner in (odile, odile, secretary):
        do(make, moderation.assign, asked, Task(owner, make.now.date()), by=secretary)
    assert mails(make, "question.assigned") == []
    for _twice in range(2):
        do(make, moderation.assign, asked, Task(odile, make.now.date()), by=secretary)
    (mail,) = mails(make, "question.assigned")
    assert (mail.recipient_name, "Quand\u00a0?" in mail.text, "2\u00a0mars 2027" in mail.text) == ("Odile", True, True)


def test_not_told_when_it_was_taken_back_or_refused_or_has_no_name(make: Make, meeting: Meeting, ncp: Person) -> None:
    take(make, meeting, nameless=True)
    nameless, own = ask(make, meeting, ncp, voice=Voice.NAMELESS), ask(make, meeting, ncp)
    do(make, moderation.answer, nameless, both("In May."))
    do(make, moderation.decline, own, both("No."))
    do(make, moderation.reopen, own)
    assert mails(make) == []
    with transaction():
        ncp.unwanted = "question.settled"
    do(make, moderation.decline, own, both("No."))
    assert mails(make) == []


@pytest.mark.parametrize("number", [1, 30])
def test_statements_of_the_page_do_not_grow(
    make: Make, meeting: Meeting, ncp: Person, client: Browser, number: int
) -> None:
    take(make, meeting)
    for _ in range(number):
        found = ask(make, meeting, ncp)
    with transaction():
        actions.vote(found, by=ncp, now=make.now)
    client.sign_in(ncp)
    client.get(PAGE)
    with counted() as statements:
        assert client.get(PAGE).status_code == 200
    assert len(statements) <= 18
