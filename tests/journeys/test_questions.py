"""A question asked on a phone in French, wanted by another, answered in writing and in the record; a speaker's turn."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import contact_point, secretariat
from tests.journeys.site import Site
from tests.journeys.story import Plot, Someone
from tests.journeys.test_campaign import fits, name_head
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

PAGE, FLOOR = f"{secretariat.MEETING}questions/", f"{secretariat.MEETING}floor/"
ODILE = Someone("odile.mbarga@example.org", "Odile Mbarga", "Cameroun", "fr")
YAO = Someone("yao.kouame@example.org", "Yao Kouamé", "Togo", "fr")
QUESTION = "Quand les études de cas seront-elles traduites\u00a0?"
ANSWER = {"en": "In May, both together.", "fr": "En mai, les deux ensemble."}


def prepare(ilse: Visitor, plot: Plot) -> None:
    """Announce a meeting, and name two heads."""
    secretariat.set_up(ilse)
    secretariat.begin_series(ilse)
    secretariat.plan(ilse, plot)
    secretariat.fill_other_language(ilse)
    secretariat.announce(ilse)
    for code, who in (("cm", ODILE), ("tg", YAO)):
        name_head(ilse, code, who.name, who.email, "fr")


def ask(odile: Visitor) -> None:
    """Send nothing first, then the question in the name of the administration; it waits for review."""
    contact_point.sign_in(odile, ODILE)
    odile.open(PAGE)
    odile.press("Send the question")
    odile.sees("Write your question.")
    odile.write("Your question", QUESTION)
    odile.page.get_by_label("Au nom de").check()
    odile.press("Send the question")
    odile.reads(QUESTION)
    odile.sees("waits for review")
    odile.look()
    fits(odile.page)


def keep_what_is_half_written(odile: Visitor, ilse: Visitor) -> None:
    """Type into the part that renews itself and lose the line; then the new question appears, and not before."""
    odile.write("Your question", "À moitié")
    box = odile.page.locator("[data-live]")
    box.evaluate("(box) => box.insertAdjacentHTML('beforeend', '<form><input name=probe></form>')")
    probe = box.locator("[name=probe]")
    probe.fill("half")
    with odile.page.expect_response(lambda answer: "/board/" in answer.url and answer.status == 200, timeout=30_000):
        publish(ilse)
    odile.field("Your question").focus()
    expect(probe).to_have_value("half")
    odile.page.context.set_offline(True)
    expect(odile.page.get_by_role("status").filter(has_text="La connexion est interrompue")).to_be_visible(
        timeout=15_000
    )
    probe.evaluate("(field) => { field.value = '' }")
    odile.page.context.set_offline(False)
    expect(odile.section("Waiting for an answer")).to_contain_text(QUESTION, timeout=15_000)
    expect(probe).to_have_count(0)
    expect(odile.field("Your question")).to_have_value("À moitié")


def publish(ilse: Visitor) -> None:
    """Review the question from the list."""
    ilse.open(f"{PAGE}work/")
    ilse.reads(QUESTION)
    ilse.look()
    ilse.press("Publish")
    ilse.sees("Readers see the question now.")
    ilse.look()


def answer(ilse: Visitor) -> None:
    """Translate the question, and answer it in both languages."""
    ilse.follow("Change or translate the words")
    ilse.write_both("Question", en="When will the case studies be translated?")
    ilse.press("Save")
    ilse.follow("Answer in writing")
    ilse.write_both("Answer", **ANSWER)
    ilse.look()
    ilse.press("Save")
    ilse.sees("The answer is there for everybody.")


def speak(ilse: Visitor, yao: Visitor) -> None:
    """Ask for the floor, get it and end; the other one sees each step without loading the page again."""
    yao.open(FLOOR)
    yao.press("Ask for the floor")
    yao.reads("Togo")
    fits(yao.page)
    ilse.open(FLOOR)
    ilse.write("Speaking time in minutes", "3")
    ilse.press("Save the speaking time")
    ilse.press("Give the floor")
    expect(ilse.main.locator("[data-since]")).to_have_text(re.compile(r"0:(0[2-9]|[1-5]\d)"), timeout=10_000)
    ilse.look()
    ilse.press("End the statement")
    expect(ilse.section("Speaking time in this session")).to_contain_text("Togo")


def test_question_from_a_phone_to_the_record_and_a_turn_on_the_list_of_speakers(
    site: Site, open_page, accessible
) -> None:
    plot = Plot("en")
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    prepare(ilse, plot)
    odile = Visitor(site, open_page(phone=True), Words("fr"), accessible)
    ask(odile)
    keep_what_is_half_written(odile, ilse)

    yao = Visitor(site, open_page(phone=True, script=False), Words("fr"))
    contact_point.sign_in(yao, YAO)
    yao.open(PAGE)
    yao.press("I want this answered too")
    yao.sees("Your vote counts.")
    yao.reads("1 personne souhaite une réponse")

    answer(ilse)
    mail = site.mailbox.newest(ODILE.email, "réponse à votre question")
    assert ANSWER["fr"] in site.mailbox.text(mail)
    expect(odile.section("Answered questions")).to_contain_text(ANSWER["fr"], timeout=15_000)
    ilse.open(f"{secretariat.MEETING}record/edit/")
    ilse.press("Begin the record")
    for words in ("When will the case studies be translated?", *ANSWER.values()):
        ilse.reads(words)
    speak(ilse, yao)
