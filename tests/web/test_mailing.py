"""The plan of a meeting's mails on its pages: written, looked at, tested, planned, sent, stopped; series and words."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest

from meetings.core.bilingual import FRENCH, Bilingual
from meetings.domain.mailing import actions, actions_series, defaults, queries
from meetings.extensions import db, transaction
from meetings.models.mailing import Audience, Mailing, MailingKind, MailingState, Timing, Unit
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.person import Person
from tests.conftest import Browser
from tests.domain.mailing.test_actions import clock, draft, planned, prepared
from tests.make import Make
from tests.queries import counted

PLAN = "/en/meetings/ncp-plenary-8/mail/"
FILLED = {
    "seen": "0",
    "subject-en": "News of {{meeting}}",
    "subject-fr": "Nouvelles : {{meeting}}",
    "body-en": "Dear {{name}}, see {{link}}",
    "body-fr": "Bonjour {{name}}, voir {{link}}",
    "audience": "everybody",
    "timing": "before",
    "number": "3",
    "unit": "days",
    "hour": "09:00",
    "zone": "Europe/Brussels",
}


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def people(make: Make) -> list[Person]:
    kenya, france = make.member(), make.member("FR", "France")
    return [make.ncp(kenya), make.ncp(france, "Claire Dubois", language=FRENCH, zone="Europe/Paris")]


def marked(page: str) -> str:
    """Return what recognises the people that a page shows."""
    found = re.search('name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def the_only() -> Mailing:
    return db.session.query(Mailing).one()


def test_an_empty_plan_says_so_and_offers_every_kind(secretariat: Browser, meeting: Meeting) -> None:
    page = secretariat.get(PLAN).text
    assert "No mail is planned for this meeting yet." in page
    for kind in MailingKind:
        assert f"kind={kind.value}" in page


def test_a_mail_is_written_looked_at_and_planned(secretariat: Browser, meeting: Meeting, people: list[Person]) -> None:
    answer = secretariat.post(f"{PLAN}new/?kind=free", data=FILLED, follow_redirects=True)
    assert "Today it goes to 2 people" in answer.text
    assert "News of 8th NCP Plenary" in answer.text
    mailing = the_only()
    here = f"{PLAN}{mailing.id}/"
    french = secretariat.get(f"{here}?reader={people[1].id}").text
    assert "Nouvelles\u00a0: 8e réunion plénière des PCN" in french
    assert "Bonjour Claire Dubois" in french
    answer = secretariat.post(f"{here}plan/", data={"seen": marked(answer.text)}, follow_redirects=True)
    assert "The mail is planned." in answer.text
    assert "planned" in secretariat.get(PLAN).text
    clock(datetime(2027, 3, 10, 9, 0, tzinfo=UTC))
    assert "2/2" in secretariat.get(PLAN).text
    page = secretariat.get(here).text
    assert "Claire Dubois" in page
    assert "kept here" in page


@pytest.mark.parametrize("kind", MailingKind)
def test_each_kind_begins_with_words_in_both_languages(secretariat: Browser, meeting: Meeting, kind) -> None:
    page = secretariat.get(f"{PLAN}new/?kind={kind.value}").text
    words = defaults.words(kind)
    assert str(words.body.fr.split("\n")[0]) in page
    assert ("{{join_link}}" in page) == (kind is MailingKind.CONNECTION)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("body-fr", "Bonjour {{nom}}", "There is no place called {{nom}}"),
        ("subject-en", "{{link}}", "{{link}} cannot stand here"),
        ("body-en", "Dear {{name}", "A brace has no partner"),
        ("body-en", "<b>Dear</b>", "Leave out &lt;b&gt;"),
        ("number", "", "Write how many hours or days."),
        ("hour", "", "Write a time of day"),
        ("number", "999", "Write a whole number from 0 to 400."),
        ("audience", "all the world", "Choose one of these."),
        ("timing", "never", "Choose one of these."),
        ("subject-en", "x" * 201, "At most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(
    secretariat: Browser, meeting: Meeting, field: str, typed: str, said: str
) -> None:
    answer = secretariat.post(f"{PLAN}new/?kind=free", data=FILLED | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text.replace("&#34;", '"')
    assert "Nouvelles : {{meeting}}" in answer.text
    assert db.session.query(Mailing).count() == 0


def test_details_to_join_are_for_people_with_a_place(secretariat: Browser, meeting: Meeting) -> None:
    answer = secretariat.post(f"{PLAN}new/?kind=connection", data=FILLED)
    assert "Connection details go to people with a place only." in answer.text


def test_a_moment_of_its_own_has_its_zone(secretariat: Browser, meeting: Meeting) -> None:
    data = FILLED | {"timing": "at", "number": "", "hour": "", "at": "2027-03-08T10:00", "zone": "Africa/Nairobi"}
    secretariat.post(f"{PLAN}new/?kind=free", data=data)
    assert the_only().due_at == datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
    assert "8\u00a0March 2027" in secretariat.get(f"{PLAN}{the_only().id}/").text


def test_two_editors_do_not_overwrite_each_other(make: Make, secretariat: Browser, meeting: Meeting) -> None:
    here = f"{PLAN}{prepared(meeting, make.now).id}/edit/"
    seen = marked(secretariat.get(here).text)
    assert secretariat.post(here, data=FILLED | {"seen": seen}).status_code == 303
    answer = secretariat.post(here, data=FILLED | {"seen": seen, "subject-en": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.text


def test_sending_now_needs_both_languages_or_a_reason(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    mailing = prepared(meeting, make.now, subject=Bilingual("Only English"))
    here = f"{PLAN}{mailing.id}/"
    seen = marked(secretariat.get(here).text)
    answer = secretariat.post(f"{here}send/", data={"seen": seen})
    assert answer.status_code == 422
    assert "A language is missing or out of date." in answer.text
    answer = secretariat.post(f"{here}send/", data={"seen": seen, "waiver": "Urgent"}, follow_redirects=True)
    assert "The mail goes out now." in answer.text
    clock(make.now)
    french = db.session.query(Mail).filter_by(language="fr").one()
    assert french.subject == "[EN] Only English"


def test_the_people_have_to_be_those_that_were_seen(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    here = f"{PLAN}{prepared(meeting, make.now).id}/"
    answer = secretariat.post(f"{here}send/", data={"seen": "old"})
    assert "The list has changed since you saw it." in answer.text


def test_stop_copy_and_delete(make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]) -> None:
    mailing = planned(meeting, make.now)
    here = f"{PLAN}{mailing.id}/"
    assert "Stopped." in secretariat.post(f"{here}stop/", follow_redirects=True).text
    assert "so there is nothing to stop" in secretariat.post(f"{here}stop/", follow_redirects=True).text
    assert "This is the copy, a draft." in secretariat.post(f"{here}duplicate/", follow_redirects=True).text
    copy = db.session.query(Mailing).filter_by(state=MailingState.DRAFT).one()
    assert "The mail is deleted." in secretariat.post(f"{PLAN}{copy.id}/delete/", follow_redirects=True).text
    assert "can no longer change" in secretariat.get(f"{here}edit/", follow_redirects=True).text
    assert "can no longer change" in secretariat.post(f"{here}delete/", follow_redirects=True).text


def test_a_test_goes_to_oneself_without_anybodys_way_in(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    make.registration(meeting, people[1])
    mailing = prepared(meeting, make.now)
    data = {"reader": people[1].id}
    answer = secretariat.post(f"{PLAN}{mailing.id}/test/", data=data, follow_redirects=True)
    assert "A test is on its way to" in answer.text
    mail = db.session.query(Mail).filter_by(kind="mailing.test").one()
    assert mail.subject == "[Essai] 8e réunion plénière des PCN (fr)"
    assert "/place/" not in mail.text
    assert (mail.language, mail.person_id) != ("fr", people[1].id)


def test_the_preview_can_do_nothing(make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]) -> None:
    answer = secretariat.get(f"{PLAN}{prepared(meeting, make.now).id}/preview/")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Dear" in answer.text


def test_a_meeting_with_nobody_to_write_to(make: Make, secretariat: Browser, meeting: Meeting) -> None:
    mailing = prepared(meeting, make.now, audience=Audience.DECLINED)
    page = secretariat.get(f"{PLAN}{mailing.id}/").text
    assert "Nobody answers this choice today." in page
    assert secretariat.get(f"{PLAN}{mailing.id}/preview/").status_code == 404
    assert "nobody to write to" in secretariat.post(f"{PLAN}{mailing.id}/test/", follow_redirects=True).text


def test_the_series_carries_the_plan_into_its_meetings(make: Make, secretariat: Browser, meeting: Meeting) -> None:
    page = "/en/series/ncp-plenary/mail/"
    assert "No mail is planned for the meetings of this series." in secretariat.get(page).text
    assert secretariat.post(page, data={"seen": "1", "usual": "1"}).text.count("Remove this step") == 5
    rows = {
        "rows-0-kind": "reminder",
        "rows-0-audience": "silent",
        "rows-0-number": "2",
        "rows-0-unit": "working_days",
        "rows-0-timing": "before",
        "rows-0-hour": "09:00",
    }
    revision = str(make.series().revision)
    assert "Write a time of day" in secretariat.post(page, data=rows | {"seen": revision, "rows-0-hour": ""}).text
    wrong = rows | {"seen": revision, "rows-0-kind": "connection"}
    assert "people with a place only" in secretariat.post(page, data=wrong).text
    answer = secretariat.post(page, data=rows | {"seen": revision}, follow_redirects=True)
    assert "The series is saved." in answer.text
    assert "2 working days before the first session" in answer.text
    late = secretariat.post(page, data=rows | {"seen": revision})
    assert late.status_code == 422
    assert "Take over the 1 step of the series" in secretariat.get(PLAN).text
    assert "The plan of the series is here." in secretariat.post(f"{PLAN}follow/", follow_redirects=True).text
    mailing = the_only()
    assert (mailing.timing, mailing.unit, mailing.state) == (
        Timing.BEFORE,
        Unit.WORKING_DAYS,
        MailingState.PLANNED,
    )


def test_the_secretariat_keeps_words(make: Make, secretariat: Browser, meeting: Meeting) -> None:
    for page, place in (("/en/mail-words/reminder/", None), ("/en/series/ncp-plenary/mail/reminder/", make.series())):
        seen = marked(secretariat.get(page).text)
        words = {"seen": seen, "subject-en": "A {{meeting}}", "body-en": "B"}
        answer = secretariat.post(page, data=words | {"body-en": "{{x}}"})
        assert "There is no place called {{x}}" in answer.text
        assert secretariat.post(page, data=words).status_code == 303
        assert queries.words(MailingKind.REMINDER, place).subject.en == "A {{meeting}}"
        assert secretariat.post(page, data=words).status_code == 409
        answer = secretariat.post(f"{page}forget/", follow_redirects=True)
        assert "New mails begin again with the usual words." in answer.text
    assert "built in" in secretariat.get("/en/mail-words/").text
    assert secretariat.get("/en/mail-words/nothing/").status_code == 404


def test_postponing_is_seen_at_once(make: Make, secretariat: Browser, people: list[Person], meeting: Meeting) -> None:
    planned(meeting, make.now)
    with transaction():
        for session in make.sessions(meeting):
            session.starts_at = session.starts_at.replace(month=4)
            session.ends_at = session.ends_at.replace(month=4)
    assert "Moved along with the meeting" in secretariat.get(PLAN).text


def test_the_page_asks_the_same_whatever_the_plan_holds(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    numbers = []
    for more in (1, 29):
        for number in range(more):
            prepared(meeting, make.now, audience=list(Audience)[number % len(Audience)])
        secretariat.get(PLAN)
        with counted() as statements:
            secretariat.get(PLAN)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_one_mail_asks_the_same_whoever_gets_it(make: Make, secretariat: Browser, meeting: Meeting) -> None:
    member, numbers = make.member(), []
    mailing = prepared(meeting, make.now)
    for more in (1, 29):
        for number in range(more):
            make.ncp(member, f"Person {more} {number}")
        secretariat.get(f"{PLAN}{mailing.id}/")
        with counted() as statements:
            secretariat.get(f"{PLAN}{mailing.id}/")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_the_console_says_what_is_due(make: Make, secretariat: Browser, people: list[Person], meeting: Meeting) -> None:
    with transaction():
        mailing = actions.prepare(meeting, draft(), by=None, now=make.now)
        mailing.due_at = make.now
    page = secretariat.get("/en/meetings/ncp-plenary-8/console/").text
    assert "1 mail of the plan is due and waits for you." in page
    assert f'href="{PLAN}"' in page


def test_the_next_meeting_of_a_series_begins_with_its_mails(make: Make, secretariat: Browser) -> None:
    series = make.series()
    with transaction():
        actions_series.set_plan(series, defaults.USUAL, seen=series.revision, by=None, now=make.now)
    assert "60 days before the first session" in secretariat.get("/en/series/ncp-plenary/").text


@pytest.mark.parametrize(("language", "said"), [("en", "Dear Madam, Sir"), ("fr", "Madame, Monsieur")])
def test_an_invitation_is_a_letter_on_paper_too(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person], language: str, said: str
) -> None:
    words = defaults.words(MailingKind.INVITATION)
    with transaction():
        mailing = actions.prepare(
            meeting,
            replace(draft(MailingKind.INVITATION), subject=words.subject, body=words.body),
            by=None,
            now=make.now,
        )
    here = f"/{language}/meetings/ncp-plenary-8/mail/{mailing.id}/"
    assert "NCP8/L1" in secretariat.get(here).text
    file = secretariat.get(f"{here}letter.docx?to=FR")
    text = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(file.data)).paragraphs)
    for part in (said, "NCP8/L1", "France", "8e réunion" if language == "fr" else "8th NCP Plenary"):
        assert part in text
    assert secretariat.get(f"{here}letter.pdf").data.startswith(b"%PDF")
    assert secretariat.get(f"{here}letter.pdf?to=XX").status_code == 404


def test_only_an_invitation_is_a_letter(make: Make, secretariat: Browser, meeting: Meeting) -> None:
    assert secretariat.get(f"{PLAN}{prepared(meeting, make.now).id}/letter.pdf").status_code == 404
