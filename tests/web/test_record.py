"""Reading and writing the record on its pages."""

import re
from io import BytesIO

import docx
import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.outcome import actions as outcomes
from meetings.domain.outcome import queries as find_outcomes
from meetings.domain.outcome.rules import Task
from meetings.domain.record import queries, rules
from meetings.extensions import transaction
from meetings.models.meeting import Visibility
from meetings.models.outcome import Owner
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

SHOW = "/en/meetings/ncp-plenary-8/record/"
EDIT = f"{SHOW}edit/"
LONG = "x" * 20_001
BAD = ["a\x00b", "a\u202eb", "a\x07b", LONG]


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    """A browser in which someone of the secretariat is signed in."""
    return client.sign_in(make.secretariat())


def test_record_of_an_open_meeting_is_behind_the_sign_in(make: Make, client: Browser) -> None:
    make.record(make.meeting(), published=True)
    answer = client.get(SHOW)
    assert answer.status_code == 303
    assert "/en/sign-in/?next=" in answer.location
    assert client.sign_in(make.person()).get(SHOW).status_code == 200


def test_page_without_a_record_says_when_it_can_be_expected(make: Make, client: Browser) -> None:
    make.meeting(visibility=Visibility.PUBLIC)
    answer = client.get(SHOW)
    assert answer.status_code == 404
    assert "It is expected by 21\xa0March 2027" in answer.text
    assert "Write the record" not in answer.text
    assert client.get(f"{SHOW[:-1]}.docx").status_code == 404


def test_draft_is_for_the_secretariat_only(make: Make, client: Browser) -> None:
    make.record(make.meeting(visibility=Visibility.PUBLIC), both("Not yet public."))
    assert "Not yet public" not in client.get(SHOW).text
    assert client.get(EDIT).status_code == 303
    assert client.sign_in(make.person()).get(EDIT).status_code == 403
    page = client.sign_in(make.secretariat()).get(SHOW)
    assert "Draft, only the secretariat sees it" in page.text
    assert "Not yet public" in page.text


def test_record_shows_both_languages_or_one(make: Make, client: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    item = make.item(meeting)
    with transaction():
        outcomes.decide(meeting, Bilingual("**Adopted.**", "**Adopté.**"), item=item, by=None, now=make.now)
    make.record(meeting, published=True)
    page = client.get(SHOW).text
    assert 'id="p1"' in page
    assert 'class="hc-para dec" id="p2"' in page
    assert "Decision NCP8/D1" in page
    assert "Décision NCP8/D1" in page
    assert "<strong>Adopted.</strong>" in page
    assert "NCP8/REC" in page
    assert 'value="http://localhost/en/meetings/ncp-plenary-8/record/"' in page
    english, french = client.get(f"{SHOW}?languages=en").text, client.get(f"{SHOW}?languages=fr").text
    assert "Adopted." in english
    assert "Adopté." not in english
    assert "Adopté." in french
    assert "Adopted." not in french
    assert client.get(f"{SHOW}?languages=%00xx").status_code == 200
    french_page = client.get(SHOW.replace("/en/", "/fr/")).text
    assert french_page.index("Adopté.") < french_page.index("Adopted.")


def test_missing_language_is_said_and_never_a_blank(make: Make, client: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    record = make.record(meeting, Bilingual("Only in English."))
    with transaction():
        record.published_at = make.now
        record.waiver = both("The translator is away.")
    page = client.get(SHOW).text
    assert "Pas encore disponible en français" in page
    assert "The translator is away." in page
    assert "Only in English." in client.get(f"{SHOW}?languages=fr").text


@pytest.mark.parametrize("languages", ["en", "fr", "both"])
def test_word_file_opens(make: Make, client: Browser, languages: str) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    make.action(meeting, Task(both("Send it", "Envoyer"), Owner.PERSON, person=make.person()))
    make.record(meeting, published=True)
    answer = client.get(f"{SHOW[:-1]}.docx?languages={languages}")
    expected = {"en": "EN", "fr": "FR", "both": "EN-FR"}[languages]
    assert f"NCP8-REC-{expected}.docx" in answer.headers["Content-Disposition"]
    document = docx.Document(BytesIO(answer.data))
    words = "\n".join(p.text for p in document.paragraphs)
    words += "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "NCP8/A1" in words
    assert ("La présidence ouvre" in words) is (languages != "en")
    assert ("Published on 2\xa0March 2027" in words) is (languages != "fr")


def test_secretariat_writes_and_publishes_a_record(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    item = make.item(meeting)
    make.registration(meeting, make.person())
    assert "Begin the record" in secretariat.get(EDIT).text
    assert secretariat.post(f"{SHOW}begin/").status_code == 303
    new = f"{SHOW}paragraphs/new/?item={item.id}"
    prefix = f"item-{item.id}-text"
    answer = secretariat.post(new, data={f"{prefix}-en": "Welcome.", f"{prefix}-fr": ""})
    assert answer.location == f"{EDIT}#item-{item.id}"
    secretariat.post(new, data={f"{prefix}-en": "Second.", f"{prefix}-fr": "Deuxième."})
    secretariat.post(f"{SHOW}decisions/new/?item={item.id}", data={"text-en": "Agreed.", "text-fr": "Convenu."})
    page = secretariat.get(EDIT).text
    assert "One text is not there in both languages" in page
    assert "Paragraph 1</a>: French is missing" in page

    publish = secretariat.get(f"{SHOW}publish/").text
    assert "One person who has a place at the meeting gets a mail" in publish
    refused = secretariat.post(f"{SHOW}publish/", data={})
    assert refused.status_code == 422
    assert "say why it can wait" in refused.text
    assert secretariat.post(f"{SHOW}publish/", data={"waiver-en": "Later."}).location == SHOW
    assert "Later." in secretariat.get(SHOW).text
    assert "Add a paragraph" not in secretariat.get(EDIT).text

    secretariat.post(f"{SHOW}withdraw/")
    paragraph = queries.paragraphs(queries.of(meeting))[1]
    secretariat.post(f"{SHOW}paragraphs/{paragraph.id}/move/", data={"direction": "up"})
    make.again(meeting)
    assert [entry.text.en for entry in queries.view(meeting).entries] == ["Second.", "Welcome.", "Agreed."]


def _address(make: Make) -> str:
    record = make.record(make.meeting())
    (paragraph,) = queries.paragraphs(record)
    return f"{SHOW}paragraphs/{paragraph.id}/"


def _version(text: str) -> str:
    return re.search(r'name="version"[^>]*value="([0-9a-f]+)"', text)[1]


def test_two_people_who_edit_lose_nothing(make: Make, secretariat: Browser) -> None:
    address = _address(make)
    seen = _version(secretariat.get(address).text)
    theirs = {"text-en": "Theirs", "text-fr": "Le leur", "version": seen}
    assert secretariat.post(address, data=theirs).status_code == 303
    mine = {"text-en": "Mine", "text-fr": "Le mien", "version": seen}
    answer = secretariat.post(address, data=mine)
    assert answer.status_code == 422
    assert "Someone else changed this while you were writing" in answer.text
    assert '<pre class="mb-0 text-wrap" lang="en">Theirs</pre>' in answer.text
    assert "Mine</textarea>" in answer.text
    again = secretariat.post(address, data={**mine, "version": _version(answer.text)})
    assert again.status_code == 303
    struck = secretariat.post(f"{address}strike/", data={"version": seen})
    assert struck.location == address
    assert "Mine" in secretariat.get(address).text
    fresh = _version(secretariat.get(address).text)
    assert secretariat.post(f"{address}strike/", data={"version": fresh}).location == f"{EDIT}#item-0"


@pytest.mark.parametrize("bad", BAD)
def test_bad_text_is_refused_and_kept(make: Make, secretariat: Browser, bad: str) -> None:
    address = _address(make)
    answer = secretariat.post(address, data={"text-en": bad, "text-fr": "Gardé", "version": "x"})
    assert answer.status_code == 422
    assert "Gardé</textarea>" in answer.text
    new = secretariat.post(f"{SHOW}paragraphs/new/", data={"item-0-text-en": bad, "item-0-text-fr": "Gardé"})
    assert new.status_code == 422
    assert "Gardé</textarea>" in new.text
    decision = secretariat.post(f"{SHOW}decisions/new/", data={"text-en": bad, "text-fr": "Gardé"})
    assert decision.status_code == 422
    waiver = secretariat.post(f"{SHOW}publish/", data={"waiver-en": bad})
    assert waiver.status_code == 422


def test_text_in_neither_language_is_refused(make: Make, secretariat: Browser) -> None:
    answer = secretariat.post(_address(make), data={"text-en": " ", "text-fr": ""})
    assert answer.status_code == 422
    assert "at least one of the two languages" in answer.text


def test_lone_surrogate_never_breaks_a_page(make: Make, secretariat: Browser) -> None:
    body = "text-en=a%ED%A0%80b&text-fr=c&version=%ED%A0%80"
    answer = secretariat.post(_address(make), data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422


def test_what_does_not_exist_is_not_found(make: Make, secretariat: Browser) -> None:
    make.record(make.meeting())
    other = make.meeting(number=9)
    item = make.item(other)
    for path in (
        f"paragraphs/{2**63}/",
        "paragraphs/999/",
        f"paragraphs/new/?item={item.id}",
        f"paragraphs/new/?item={2**63}",
        "paragraphs/new/?item=x%00",
        f"decisions/new/?item={item.id}",
    ):
        assert secretariat.get(f"{SHOW}{path}").status_code == 404, path
    assert secretariat.get(f"/en/decisions/{2**63}/").status_code == 404
    assert secretariat.get(f"/en/actions/{2**63}/").status_code == 404
    assert secretariat.post("/en/meetings/ncp-plenary-9/record/withdraw/").status_code == 404


def test_move_in_no_direction_is_not_understood(make: Make, secretariat: Browser) -> None:
    assert secretariat.post(f"{_address(make)}move/", data={"direction": "sideways"}).status_code == 400


def test_preview_shows_the_markdown_as_readers_see_it(make: Make, secretariat: Browser) -> None:
    address = _address(make)
    seen = _version(secretariat.get(address).text)
    bad = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"
    secretariat.post(address, data={"text-en": bad, "text-fr": "gras", "version": seen})
    page = secretariat.get(address).text
    assert "<strong>bold</strong>" in page
    assert "<script>" not in page
    assert 'href="javascript' not in page


def test_withdrawing_a_draft_is_refused_in_words(make: Make, secretariat: Browser) -> None:
    make.record(make.meeting())
    secretariat.post(f"{SHOW}withdraw/")
    assert "The record is not published. Nothing was changed." in secretariat.get(EDIT).text


def test_correction_shows_its_day_on_the_page(make: Make, client: Browser) -> None:
    record = make.record(make.meeting(visibility=Visibility.PUBLIC), published=True)
    assert "corrected on" not in client.get(SHOW).text
    with transaction():
        record.published_at = make.now.replace(day=1)
    assert "corrected on 2\xa0March 2027" in client.get(SHOW).text
    assert rules.corrected(record)


def test_pages_take_as_many_statements_for_thirty_paragraphs_as_for_one(make: Make, secretariat: Browser) -> None:
    counts = []
    for number, many in ((1, 1), (2, 30)):
        meeting = make.meeting(number=number)
        item, person = make.item(meeting), make.person()
        make.record(meeting, *(both(f"p{each}") for each in range(many)))
        for _ in range(many):
            make.action(meeting, Task(both("x"), Owner.PERSON, person=person, item=item))
            with transaction():
                outcomes.decide(meeting, both("d"), item=item, by=None, now=make.now)
        for page in ("", "edit/", "publish/"):
            make.again(meeting)
            with counted() as statements:
                answer = secretariat.get(f"/en/meetings/ncp-plenary-{number}/record/{page}")
            assert answer.status_code == 200
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
    assert find_outcomes.decisions(meeting)[-1].number == 30
