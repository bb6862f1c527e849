"""What a registration says besides the session: questions, companions and needs, on the web and in the files."""

import csv
import io
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.registration import actions_questions as asking
from meetings.domain.registration import actions_terms, details, links, terms
from meetings.domain.registration import question_queries as queries
from meetings.domain.registration.question_rules import QuestionDraft
from meetings.domain.registration.rules import Terms
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import MeetingLink
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.registration_details import QuestionKind, RegistrationAnswer, RegistrationQuestion
from tests.conftest import SECRET, Browser
from tests.make import Make, both
from tests.queries import counted

MEETING = "/en/meetings/ncp-plenary-8/"
OWN, LIST = f"{MEETING}registration/", f"{MEETING}registrations"
DETAILS, QUESTIONS, NEEDS = f"{OWN}details/", f"{LIST}/questions/", f"{LIST}/needs/"
KIND = QuestionKind


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def ask(make: Make, meeting: Meeting) -> Callable[..., RegistrationQuestion]:
    def asked(kind: QuestionKind, label: str, *texts: str, **more: Any) -> RegistrationQuestion:
        draft = QuestionDraft(kind, both(label, f"{label} (fr)"), options=tuple((None, both(t)) for t in texts), **more)
        with transaction():
            return asking.ask(meeting, draft, by=None, now=make.now)

    return asked


def on(make: Make, meeting: Meeting, **chosen: Any) -> None:
    with transaction():
        seen = terms.revision_of_terms(meeting)
        actions_terms.set_terms(meeting, Terms(**chosen), seen=seen, by=None, now=make.now)


def answers() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(RegistrationAnswer.text).order_by(RegistrationAnswer.id)))


def session_of(make: Make, meeting: Meeting) -> int:
    return make.sessions(meeting)[0].id


def test_form_asks_everything_and_keeps_what_was_typed(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    on(make, meeting, companions=1, needs=True)
    stays = ask(KIND.YES_NO, "Do you come on site?", required=True)
    night = ask(KIND.TEXT, "Which hotel?", required=True, condition_id=stays.id, condition="yes")
    person = make.ncp(make.member())
    client.sign_in(person)
    plate = client.get(MEETING).text
    assert f'href="{OWN}"' in plate
    assert 'type="radio"' not in plate
    page = client.get(OWN).text
    for words in (
        "Do you come on site?",
        "Only if you answer “Yes” to “Do you come on site?”",
        "Accompanying persons",
        "Dietary needs",
        "Seen by the secretariat alone",
    ):
        assert words in page
    session = session_of(make, meeting)
    answer = client.post(OWN, data={"session": session, f"q{stays.id}": "yes", "diet": "No nuts", "companion1": "Ann"})
    assert answer.status_code == 422
    assert "Which hotel?: Answer this question." in answer.text
    assert "No nuts</textarea>" in answer.text
    assert 'value="Ann"' in answer.text
    sent = {
        "session": session,
        f"q{stays.id}": "yes",
        f"q{night.id}": "Astoria",
        "diet": "No nuts",
        "companion1": "Ann",
    }
    for _ in range(2):
        assert client.post(OWN, data=sent).status_code == 303
    assert answers() == ["yes", "Astoria"]
    registration = db.session.scalars(db.select(Registration)).one()
    assert details.companions_of(registration) == ["Ann"]


def test_answers_are_shown_again_and_changed(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    one = ask(KIND.ONE, "Which?", "A", "B")
    several = ask(KIND.SEVERAL, "Which ones?", "C", "D")
    day = ask(KIND.DATE, "When?")
    numbers = {option.text.en: option.id for option in queries.options(meeting).values()}
    person = make.person()
    client.sign_in(person)
    sent = {
        "session": session_of(make, meeting),
        f"q{one.id}": numbers["A"],
        f"q{several.id}": [numbers["C"], numbers["D"]],
        f"q{day.id}": "2027-03-11",
    }
    assert client.post(OWN, data=sent).status_code == 303
    assert "What you said when registering" in client.get(MEETING).text
    page = client.get(DETAILS).text
    assert page.count(" checked>") == 3
    assert 'value="2027-03-11"' in page
    assert client.post(DETAILS, data={**sent, f"q{several.id}": [numbers["D"]]}).location == MEETING
    found = queries.answers_of(db.session.scalars(db.select(Registration)).one())
    assert found[several.id].chosen == [numbers["D"]]


@pytest.mark.parametrize("typed", ["x", "-1", "0", str(2**63), "%00", "%ED%A0%80", "9" * 5000])
def test_choice_that_is_none_is_refused(make: Make, client: Browser, meeting: Meeting, ask, typed: str) -> None:
    made = [ask(KIND.ONE, "Which?", "A", "B"), ask(KIND.SEVERAL, "Which ones?", "A", "B"), ask(KIND.YES_NO, "Yes?")]
    made.append(ask(KIND.DATE, "When?"))
    client.sign_in(make.person())
    for question in made:
        data = f"session={session_of(make, meeting)}&q{question.id}={typed}"
        answer = client.post(OWN, data=data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 422
        assert "<title>Error: " in answer.text
    assert answers() == []


def test_file_is_given_replaced_and_handed_out_to_those_who_run_the_meeting(
    make: Make, client: Browser, meeting: Meeting, ask
) -> None:
    question = ask(KIND.FILE, "Your photo?")
    person = make.person()
    client.sign_in(person)
    name = f"q{question.id}"
    bad = {"session": session_of(make, meeting), name: (BytesIO(b"MZ"), "run.exe")}
    assert "are not taken" in client.post(OWN, data=bad, content_type="multipart/form-data").text
    sent = {"session": session_of(make, meeting), name: (BytesIO(b"What I need."), "need <b>.txt")}
    assert client.post(OWN, data=sent, content_type="multipart/form-data").status_code == 303
    page = client.get(DETAILS).text
    assert "There is: need" in page
    path = f"{LIST}/{db.session.scalars(db.select(Registration.id)).one()}/answers/{question.id}/"
    assert client.get(path).status_code == 403
    client.sign_in(make.secretariat())
    answer = client.get(path)
    assert answer.data == b"What I need."
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    assert client.get(f"{LIST}/999/answers/{question.id}/").status_code == 404
    client.sign_in(person).post(DETAILS, data={f"{name}-remove": "y"})
    assert answers() == []


def test_details_without_a_place_or_a_question_say_so(make: Make, client: Browser, meeting: Meeting) -> None:
    person = make.person()
    client.sign_in(person)
    assert client.get(DETAILS).location == MEETING
    make.registration(meeting, person)
    assert "Nothing more is asked for this meeting." in client.get(DETAILS).text


def test_closed_registration_keeps_the_answers(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    question = ask(KIND.TEXT, "Why?")
    person = make.person()
    make.registration(meeting, person)
    with transaction():
        meeting.registration_closes_at = make.now
    client.sign_in(person)
    assert "can no longer be changed here" in client.get(DETAILS).text
    assert client.post(DETAILS, data={f"q{question.id}": "x"}).status_code == 422
    assert answers() == []


def test_personal_link_asks_the_same_and_changes_it(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    question = ask(KIND.TEXT, "Which language do you speak?", required=True)
    person = make.person()
    make.registration(meeting, person)
    link = db.session.scalars(db.select(MeetingLink)).one()
    path = f"/fr/place/{links.token(link.key, SECRET)}/"
    client.post(f"{path}begin/")
    assert "Vos réponses à l’inscription" in client.get(path).text
    assert "Which language do you speak? (fr)" in client.get(f"{path}details/").text
    assert "Répondez à cette question." in client.post(f"{path}details/").text
    assert client.post(f"{path}details/", data={f"q{question.id}": "Swahili"}).location == path
    assert answers() == ["Swahili"]
    client.post(f"{path}decline/")
    assert client.get(f"{path}details/").location == path
    again = {"session": session_of(make, meeting), f"q{question.id}": ""}
    assert "Répondez à cette question." in client.post(path, data=again).text
    assert client.post(path, data={**again, f"q{question.id}": "French"}).location == path
    assert answers() == ["French"]


def test_answers_stand_on_the_list_and_in_the_files(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    on(make, meeting, companions=2)
    one, free = ask(KIND.ONE, "Which <b>?", "=A", "B"), ask(KIND.TEXT, "Why?")
    chosen = next(option.id for option in queries.options(meeting).values() if option.text.en == "=A")
    client.sign_in(make.person("Zoé"))
    sent = {"session": session_of(make, meeting), f"q{one.id}": chosen, f"q{free.id}": "@SUM(1)", "companion1": "Ann"}
    client.post(OWN, data=sent)
    client.sign_in(make.secretariat())
    page = client.get(f"{LIST}/").text
    assert 'Which &lt;b&gt;? <strong class="fw-semibold">=A' in page
    assert "with Ann" in page
    assert "accompanying person, counted apart" in page
    rows = list(csv.reader(io.StringIO(client.get(f"{LIST}.csv").data.decode("utf-8-sig"))))
    assert rows[0][-3:] == ["Accompanying persons", "Which <b>?", "Why?"]
    assert rows[1][-3:] == ["Ann", "'=A", "'@SUM(1)"]
    with transaction():
        asking.withdraw(free, by=None, now=make.now)
    assert "@SUM(1)" in client.get(f"{LIST}.csv").text
    assert client.get(f"{LIST}.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("number", [1, 30])
def test_list_with_answers_takes_the_same_statements(
    make: Make, client: Browser, meeting: Meeting, ask, number
) -> None:
    question = ask(KIND.TEXT, "Why?")
    for n in range(number):
        made = make.registration(meeting, make.ncp(make.member(f"M{n}", f"Member {n}"), f"Person {n:02}"))
        with transaction():
            given = RegistrationAnswer(
                registration_id=made.id, question_id=question.id, text="So.", changed_at=make.now
            )
            db.session.add(given)
    client.sign_in(make.secretariat())
    with counted() as statements:
        assert client.get(f"{LIST}/").text.count(">So.<") == number
    assert len(statements) == 13


def new(client: Browser, **sent: Any) -> Any:
    usual = {"label-en": "Which day?", "label-fr": "Quel jour ?", "kind": "text", "kept_days": "30"}
    return client.post(f"{QUESTIONS}new/", data=usual | sent)


def test_secretariat_writes_changes_moves_and_deletes_questions(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    assert "No questions yet." in client.get(QUESTIONS).text
    assert new(client).location == QUESTIONS
    choices = {"options-0-text-en": "Mon", "options-0-text-fr": "Lun", "options-1-text-en": "Tue"}
    assert new(client, kind="one", required="y", **choices, **{"label-en": "Or which?"}).location == QUESTIONS
    first, second = queries.questions(meeting)
    page = client.get(QUESTIONS).text
    for words in ("Which day?", "One of several choices", "has to be answered", "kept for 30 days after the meeting"):
        assert words in page
    option = queries.options_of(second)[0]
    page = client.get(f"{QUESTIONS}new/").text
    assert f'value="{second.id}:{option.id}"' in page
    assert "whoever answers “Mon” to “Or which?”" in page
    assert new(client, condition=f"{second.id}:{option.id}", **{"label-en": "Why Monday?"}).status_code == 303
    assert client.post(f"{QUESTIONS}{second.id}/move/", data={"direction": "up"}).location == QUESTIONS
    assert client.post(f"{QUESTIONS}{second.id}/move/", data={"direction": "x"}).status_code == 400
    assert [one.id for one in queries.questions(meeting)][:2] == [second.id, first.id]
    page = client.get(f"{QUESTIONS}{second.id}/").text
    assert 'value="Mon"' in page
    sent = {"seen": 1, "label-en": "Which?", "kind": "one", "kept_days": "5", "options-0-number": option.id}
    sent |= {"options-0-text-en": "Monday", "options-1-text-en": "Friday"}
    assert client.post(f"{QUESTIONS}{second.id}/", data=sent).location == QUESTIONS
    db.session.expire_all()
    assert [one.text.en for one in queries.options_of(second)] == ["Monday", "Friday"]
    again = client.post(f"{QUESTIONS}{second.id}/", data=sent)
    assert again.status_code == 422
    assert "Somebody else changed this question" in again.text
    assert "Nobody has answered it." in client.get(f"{QUESTIONS}{first.id}/delete/").text
    assert client.post(f"{QUESTIONS}{first.id}/delete/", data={"answers": "0"}).location == QUESTIONS
    assert client.post(f"{QUESTIONS}{second.id}/delete/", data={"answers": "0"}).location == QUESTIONS
    assert len(queries.questions(meeting)) == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"label-en": "", "label-fr": ""}, "Write this in at least one of the two languages."),
        ({"kind": "one"}, "A question with choices needs at least two."),
        ({"kind": "x"}, "This is not offered."),
        ({"kept_days": "0"}, "Write a whole number from 1 to 1100."),
        ({"condition": "999:yes"}, "This is not offered."),
        ({"options-99-text-en": "x", "kind": "one"}, "needs at least two"),
    ],
)
def test_wrong_question_is_refused_and_kept(make: Make, client: Browser, meeting: Meeting, sent, words) -> None:
    client.sign_in(make.secretariat())
    answer = new(client, **sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert queries.questions(meeting) == []


def test_row_for_a_choice_is_added(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    assert client.get(f"{QUESTIONS}new/").text.count('-number"') == 2
    page = new(client, add="1", kind="one").text
    assert page.count('-number"') == 3
    assert queries.questions(meeting) == []


def test_question_with_answers_asks_before_they_go(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    question = ask(KIND.TEXT, "Why?")
    client.sign_in(make.person()).post(OWN, data={"session": session_of(make, meeting), f"q{question.id}": "So."})
    client.sign_in(make.secretariat())
    page = client.get(f"{QUESTIONS}{question.id}/delete/").text
    assert "One answer is deleted with it" in page
    assert "Ask it no longer, keep the answers" in page
    for agreed in ("0", "", "x", "-1"):
        client.post(f"{QUESTIONS}{question.id}/delete/", data={"answers": agreed})
    assert answers() == ["So."]
    client.post(f"{QUESTIONS}{question.id}/withdraw/")
    assert "no longer asked" in client.get(QUESTIONS).text
    client.post(f"{QUESTIONS}{question.id}/again/")
    assert "no longer asked" not in client.get(QUESTIONS).text
    client.post(f"{QUESTIONS}{question.id}/delete/", data={"answers": "1"})
    assert answers() == []


def test_question_of_another_meeting_is_not_found(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    question = ask(KIND.TEXT, "Why?")
    make.meeting(number=9)
    client.sign_in(make.secretariat())
    assert client.get(f"/en/meetings/ncp-plenary-9/registrations/questions/{question.id}/").status_code == 404


@pytest.fixture
def needy(make: Make, client: Browser, meeting: Meeting) -> Person:
    on(make, meeting, needs=True)
    person = make.ncp(make.member())
    sent = {"session": session_of(make, meeting), "diet": "=Halal", "access": "A ramp"}
    client.sign_in(person).post(OWN, data=sent)
    return person


def looked() -> list[str]:
    lines = db.session.scalars(db.select(AuditLine).filter_by(verb="registration.needs_read").order_by(AuditLine.id))
    return [str(line.details["form"]) for line in lines]


def test_needs_are_shown_by_a_button_and_each_look_is_noted(
    make: Make, client: Browser, meeting: Meeting, needy: Person
) -> None:
    assert client.get(NEEDS).status_code == 403
    client.sign_in(make.secretariat())
    page = client.get(NEEDS)
    assert "Show what one person has said" in page.text
    assert "Halal" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    for path in (f"{LIST}/", f"{LIST}.csv", MEETING):
        assert "Halal" not in client.get(path).text
    assert looked() == []
    page = client.post(NEEDS).text
    assert "=Halal" in page
    assert "A ramp" in page
    assert "'=Halal" in client.post(f"{NEEDS}file/", data={"form": "csv"}).text
    assert client.post(f"{NEEDS}file/", data={"form": "xlsx"}).data[:2] == b"PK"
    assert client.post(f"{NEEDS}file/", data={"form": "exe"}).status_code == 400
    assert looked() == ["page", "csv", "xlsx"]
    history = client.get(f"{MEETING}history/").text
    assert "Dietary and access needs of 1 people read (page)" in history
    assert "Halal" not in history


def test_needs_that_are_not_asked_or_not_there_are_said_so(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    assert "It is not asked at this meeting." in client.get(NEEDS).text
    on(make, meeting, needs=True)
    assert "Nobody has said anything yet." in client.get(NEEDS).text


def test_french_form_has_its_words(make: Make, client: Browser, meeting: Meeting, ask) -> None:
    on(make, meeting, companions=1, needs=True)
    ask(KIND.YES_NO, "Sur place ?", help=Bilingual("On site", "À Bruxelles"))
    client.sign_in(make.person(language="fr"))
    page = client.get(OWN.replace("/en/", "/fr/")).text
    for words in ("À Bruxelles", "Oui", "Accompagnants", "Besoins alimentaires", "Facultatif."):
        assert words in page
    assert not re.search(r">\s*(Yes|No|Optional)\b", page)
