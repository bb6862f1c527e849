"""A confidential poll and a secret ranking on the phones of one administration, in two languages, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import tour
from tests.journeys.polling import ROOM, SPEAKS_FOR, ballot, open_poll, receipt_on
from tests.journeys.site import Site
from tests.journeys.test_campaign import fits
from tests.journeys.test_keyboard import go_to
from tests.journeys.words import Words, loosely

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

OBSERVER = "observer@hemicycle.example"


def test_two_phones_of_one_administration_and_an_observer(demo: Site, browse, passes, accessible) -> None:
    ilse = browse(demo, who=passes(tour.SECRETARIAT))
    opinion = open_poll(ilse, "Single window first?", "opinion")
    election = open_poll(ilse, "Who chairs?", "election", ("Amina Hassan", "Bruno Keller"))
    wanjiru = browse(demo, phone=True, who=passes(tour.KENYA))
    colleague = browse(demo, language="fr", phone=True, who=passes(demo.value(SPEAKS_FOR.format("KE", 1))))

    wanjiru.goto(f"/en{ROOM}")
    accessible(wanjiru)
    fits(wanjiru)
    # An opinion by keyboard alone.
    form = ballot(wanjiru, opinion)
    go_to(wanjiru, form.get_by_role("radio").first)
    wanjiru.keyboard.press("Space")
    go_to(wanjiru, form.get_by_role("button"))
    colleague.goto(f"/fr{ROOM}")
    wanjiru.keyboard.press("Enter")
    first = receipt_on(wanjiru)
    accessible(wanjiru)
    wanjiru.reload()  # sends the form again
    assert receipt_on(wanjiru) == first

    # The colleague's page learns it by itself, without what was chosen, and keeps what is half filled in.
    say = Words("fr")
    sealed = re.compile(loosely(say("%(person)s cast the ballot. What it says is sealed.", person="Wanjiru Kamande")))
    ballot(colleague, election).get_by_role("combobox").first.select_option("2")
    colleague.evaluate("document.activeElement.blur()")
    expect(ballot(colleague, election).get_by_role("combobox").first).to_have_value("2")
    ranks = ballot(colleague, election).get_by_role("combobox")
    ranks.nth(1).select_option("2")
    ballot(colleague, election).get_by_role("button").click()
    expect(colleague.locator("#problems")).to_contain_text(
        say("Two options have the same rank. Give each a rank of its own.")
    )
    accessible(colleague)
    ranks.nth(1).select_option("1")
    ballot(colleague, election).get_by_role("button").click()
    chair = receipt_on(colleague)
    fits(colleague)
    colleague.goto(f"/fr{ROOM}")
    expect(colleague.get_by_role("main")).to_contain_text(sealed)
    accessible(colleague)
    expect(ballot(colleague, election)).to_have_count(0)

    observer = browse(demo, who=passes(OBSERVER))
    observer.goto(f"/en/polls/{election}/")
    expect(observer.get_by_role("main")).to_contain_text("takes part without a ballot")
    expect(observer.get_by_role("main")).not_to_contain_text("Kenya")
    accessible(observer)

    ilse.goto(f"/en/polls/{election}/close/")
    ilse.get_by_role("button", name="Close the poll").click()
    colleague.goto(f"/fr/polls/{election}/receipts/")
    colleague.get_by_label(say("Receipt"), exact=True).fill(chair.lower())
    colleague.get_by_role("button", name=say("Check"), exact=True).click()
    expect(colleague.get_by_role("status").first).to_contain_text(say("This receipt is among the counted."))
    accessible(colleague)
