"""A deadline of registration is set, then extended with a reason: only who has not answered hears of it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import contact_point, secretariat
from tests.journeys.site import Site
from tests.journeys.story import Plot, Someone
from tests.journeys.test_campaign import fits, name_head
from tests.journeys.test_registration import invite_french_readers
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

PAGE = f"{secretariat.MEETING}deadlines/"
ODILE = Someone("odile.mbarga@example.org", "Odile Mbarga", "Cameroun", "fr")
YAO = Someone("yao.kouame@example.org", "Yao Kouamé", "Togo", "fr")
REASON = {"en": "Two public holidays", "fr": "Deux jours fériés"}


def wall(plot: Plot, days: int) -> str:
    """Return six in the evening so many *days* before the first session."""
    return f"{plot.starts('en') - timedelta(days=days):%Y-%m-%d}T18:00"


def set_before_announcing(ilse: Visitor, plot: Plot) -> None:
    """Find that there is none, and set the end of registration and a day for the documents."""
    ilse.open(PAGE)
    ilse.sees("No deadline has been set for this meeting.")
    for what, days in (("Registration closes", 5), ("Documents due", 8)):
        ilse.follow(what)
        ilse.write("Date and time", wall(plot, days))
        ilse.press("Save the deadline")
        ilse.sees("The deadline is saved.")
    ilse.look()


def extend(ilse: Visitor, plot: Plot) -> None:
    """Come from the plan, forget the reason, write it, and see beforehand who hears of it."""
    ilse.open(f"{secretariat.MEETING}edit/")
    ilse.follow("Move it, with a reason")
    ilse.write("Date and time", wall(plot, 2))
    ilse.reads("1 person who could register and has not answered")
    expect(ilse.field("Tell them")).to_be_checked()
    ilse.press("Move the deadline")
    ilse.reads("Write this in at least one of the two languages.")
    ilse.look()
    ilse.write_both("Reason", **REASON)
    ilse.press("Move the deadline")
    ilse.reads("1 person was told.")
    ilse.look()


def test_deadline_from_its_setting_to_its_extension(site: Site, open_page, accessible) -> None:
    plot = Plot("en")
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    secretariat.set_up(ilse)
    secretariat.begin_series(ilse)
    secretariat.plan(ilse, plot)
    secretariat.fill_other_language(ilse)
    set_before_announcing(ilse, plot)
    secretariat.announce(ilse)
    for code, who in (("cm", ODILE), ("tg", YAO)):
        name_head(ilse, code, who.name, who.email, "fr")
    invite_french_readers(ilse)

    odile = Visitor(site, open_page(), Words("fr"))
    contact_point.sign_in(odile, ODILE)
    odile.open(secretariat.MEETING)
    contact_point.take_place(odile, ODILE, "fr")

    before = len(site.mailbox.mails)
    extend(ilse, plot)
    mail = site.mailbox.newest(YAO.email, "nouvelle date limite", after=before)
    assert REASON["fr"] in site.mailbox.text(mail)
    assert "/fr/place/" in site.mailbox.text(mail)
    assert not [one for one in site.mailbox.mails[before:] if ODILE.email in str(one["To"])]

    yao = Visitor(site, open_page(phone=True, script=False), Words("fr"))
    yao.open(PAGE)
    yao.reads(REASON["fr"])
    expect(yao.main.locator("del").first).to_contain_text("18 h")
    fits(yao.page)
