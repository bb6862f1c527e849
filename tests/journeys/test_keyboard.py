"""Registering, voting and mending a form with the keyboard alone; the focus can be seen at every stop."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import tour
from tests.journeys.site import Site
from tests.journeys.words import Words, loosely

#: Starting a site and looking at many pages takes its time on a busy machine.
pytestmark = pytest.mark.timeout(900)

#: Nobody presses Tab more often than this to get somewhere.
MOST_STOPS = 60
FOCUS = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
  const labelled = [...(here.labels || [])].some(one => one.contains(top));
  const covered = top && !here.contains(top) && !top.contains(here) && !labelled;
  if ((ring || style.boxShadow !== "none") && inside && !covered) return "";
  return `${here.outerHTML.slice(0, 120)}: ring ${ring}, inside ${inside}, covered by ${covered && top.outerHTML}`;
}"""
#: Someone named by an administration, who reads a language and has no place at the next plenary.
WITHOUT_PLACE = """SELECT p.email FROM person p JOIN nomination n ON n.person_id = p.id
 WHERE p.language = '{language}' AND n.until_on IS NULL
 AND p.id NOT IN (SELECT person_id FROM registration r JOIN session s ON s.id = r.session_id
 JOIN meeting m ON m.id = s.meeting_id JOIN series e ON e.id = m.series_id
 WHERE e.slug = 'ncp-plenary' AND m.number = 8)
 ORDER BY p.id LIMIT 1"""
VOTERS = {"en": tour.KENYA, "fr": "ncp.cm@hemicycle.example"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])


def go_to(page: Page, goal: Locator) -> None:
    """Press Tab until *goal* has the focus, which must be seen at every stop on the way."""
    unseen = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if where := page.evaluate(FOCUS):
            unseen.append(where)
        if goal.evaluate("one => one === document.activeElement"):
            assert not unseen, "\n".join(unseen)
            return
    raise AssertionError(f"Tab does not lead to {goal}")


def main(page: Page, role: str, words: str) -> Locator:
    """Find by role and words between head and foot."""
    name = re.compile(rf"^\s*{loosely(words)}")
    return page.get_by_role("main").get_by_role(role, name=name).first  # type: ignore[arg-type]


@LANGUAGES
def test_keyboard_alone_takes_a_place(lively: Site, browse, passes, language: str) -> None:
    say, email = Words(language), lively.value(WITHOUT_PLACE.format(language=language))
    page = browse(lively, language=language, who=passes(email))
    page.goto(f"/{language}/meetings/{tour.NEXT}/")
    go_to(page, main(page, "link", say("Take a place")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/registration/"))
    go_to(page, page.get_by_role("main").get_by_role("radio", checked=True))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    go_to(page, main(page, "radio", say("Yes")))
    page.keyboard.press("ArrowDown")
    go_to(page, main(page, "button", say("Take a place")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    go_to(page, main(page, "link", say("Give up my place")))


@LANGUAGES
def test_keyboard_alone_votes(lively: Site, browse, passes, language: str) -> None:
    say, poll = Words(language), lively.value(tour.THINGS["poll_id"])
    page = browse(lively, language=language, who=passes(VOTERS[language]))
    page.goto(f"/{language}/polls/{poll}/")
    cast = page.get_by_role("main").get_by_role("button").first
    go_to(page, cast)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    go_to(page, page.locator("#problems a").first)
    page.keyboard.press("Enter")
    go_to(page, page.get_by_role("main").get_by_role("radio").first)
    page.keyboard.press("Space")
    go_to(page, page.get_by_role("main").locator("form button").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("The ballot is in"))


@LANGUAGES
def test_error_summary_leads_to_the_field(lively: Site, browse, accessible, language: str) -> None:
    page = browse(lively, language=language)
    page.goto(f"/{language}/sign-in/")
    field = page.get_by_role("main").locator("input[type=email]")
    go_to(page, field)
    page.keyboard.type("nobody at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(field).to_have_value("nobody at all")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text().strip()
    accessible(page)
    go_to(page, page.locator("#problems a").first)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()


@LANGUAGES
def test_skip_link_leads_to_the_content(lively: Site, browse, language: str) -> None:
    page = browse(lively, language=language)
    page.goto(f"/{language}/meetings/")
    page.keyboard.press("Tab")
    assert not page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
