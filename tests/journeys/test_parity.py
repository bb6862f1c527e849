"""The languages of a draft brought in step: in place, by two at once, by a machine, by a translator's list."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import secretariat, story
from tests.journeys.site import Site
from tests.journeys.story import Plot
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words
from tests.machine import Machine, running

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

PARITY = f"{secretariat.MEETING}parity/"
UNIT = re.compile(r"(<source>(.*?)</source>\n<target) state=\"[^\"]*\"[^>]*>.*?</target>", re.S)
FRENCH = {item["en"]: item["fr"] for item in story.ITEMS} | {"Chair": "Présidence"}


@pytest.fixture
def site(tmp_path: Path, worker_id: str) -> Iterator[Site]:
    """A running site with an empty database, which has a machine that translates."""
    with running(Machine()) as machine:
        found = Site(tmp_path / "site", worker_id)
        found.environment["HEMICYCLE_TRANSLATOR_URL"] = machine.url
        with found.running() as started:
            yield started


def plan_in_english(ilse: Visitor) -> None:
    """Plan the 8th plenary and its agenda, in English alone."""
    secretariat.set_up(ilse)
    secretariat.begin_series(ilse)
    secretariat.plan(ilse, Plot("en"))
    for item in story.ITEMS:
        secretariat.manage(ilse, "Agenda")
        ilse.write_both("Title", en=item["en"])
        ilse.field("For decision").check()
        ilse.press("Add the item")
    ilse.open(PARITY)
    ilse.reads("0 / 5")
    ilse.look()


def two_at_once(ilse: Visitor, mathieu: Visitor) -> None:
    """Both write the same title; the second sees the words of the first, and takes them."""
    mathieu.open(PARITY)
    ilse.write_both("Title", fr=story.TITLE["fr"])
    ilse.press("Save all that was changed")
    ilse.reads(ilse.say.number("%(num)d text is saved.", "%(num)d texts are saved.", 1))
    mathieu.write_both("Title", fr="8e plénière")
    mathieu.write_both("Summary", fr=story.SUMMARY["fr"])
    mathieu.press("Save all that was changed")
    mathieu.sees("Somebody else has changed this in the meantime")
    mathieu.page.get_by_label(re.compile(story.TITLE["fr"])).check()
    mathieu.look()
    mathieu.press("Save what was chosen")
    mathieu.reads(mathieu.say.number("%(num)d text is saved.", "%(num)d texts are saved.", 1))


def have_drafted(ilse: Visitor) -> None:
    """Let the machine draft the first item: readers are told, and announcing still asks for a reason."""
    ilse.open(PARITY)
    first = ilse.main.get_by_role("group", name=ilse.say("Title of item %s") % 1)
    ilse.press("Have it drafted by machine", within=first)
    ilse.sees("French is a machine’s draft")
    ilse.look()
    ilse.page.goto(f"/fr{secretariat.MEETING}")
    ilse.reads(f"fr : {story.ITEMS[0]['en']} [traduction automatique]")
    ilse.open(f"{secretariat.MEETING}check/")
    ilse.press("Announce the meeting")
    ilse.sees("A language is missing or out of date. Fill it, or say why it can wait.")


def come_back(ilse: Visitor, folder: Path, file: bytes) -> None:
    """Bring the list of the translator back."""
    path = folder / "translated.xlf"
    path.write_bytes(file)
    ilse.open(f"{PARITY}files/")
    ilse.attach("File", path)
    ilse.press("Show what it would do")


def translate(ilse: Visitor, folder: Path) -> None:
    """Hand out what is left as XLIFF, take it back with one mistake, undo it, and take it back once more."""
    folder.mkdir(exist_ok=True)
    ilse.open(f"{PARITY}files/")
    ilse.look()
    given = ilse.download(ilse.link("XLIFF")).read_text("utf-8")
    done = UNIT.sub(lambda unit: f'{unit[1]} state="translated">{FRENCH[unit[2]]}</target>', given)
    assert done.count("<target") == 3
    come_back(ilse, folder, done.replace(story.ITEMS[2]["fr"], "").encode())
    ilse.sees("The translation is empty.")
    ilse.look()
    ilse.button(ilse.say.number("Take over %(num)d translation", "Take over %(num)d translations", 2)).click()
    ilse.reads(ilse.say.number("%(num)d translation is taken over.", "%(num)d translations are taken over.", 2))
    ilse.look()
    ilse.press("Undo the whole list")
    ilse.sees("This list was undone as a whole.")
    come_back(ilse, folder, done.encode())
    ilse.button(ilse.say.number("Take over %(num)d translation", "Take over %(num)d translations", 3)).click()
    ilse.follow("See what is still to be done")
    ilse.sees("All texts are current in both languages.")


def waive(ilse: Visitor) -> None:
    """Change an original, have a look at what changed, announce with a reason, and find it again."""
    ilse.open(f"{PARITY}?state=all")
    item = ilse.main.get_by_role("group", name=ilse.say("Title of item %s") % 2)
    ilse.write("English, original", f"{story.ITEMS[1]['en']}, with a vote", within=item)
    ilse.press("Save all that was changed")
    ilse.open(PARITY)
    ilse.page.locator("summary").first.click()
    expect(ilse.main.locator("ins")).to_contain_text("with a vote")
    ilse.open(f"{secretariat.MEETING}check/")
    ilse.write("Why the other language can wait", "Settled this morning.")
    ilse.press("Announce the meeting")
    ilse.open(PARITY)
    ilse.reads("Settled this morning.")
    ilse.sees("Reason: %(reason)s", reason="Settled this morning.")
    ilse.look()
    ilse.press("Mark as current")
    ilse.sees("All of them are by now, or gone.")


def test_gaps_of_a_draft_are_filled_and_a_list_is_handed_out_and_taken_back(
    site: Site, browse, open_page, accessible
) -> None:
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    plan_in_english(ilse)
    known = ilse.page.context.storage_state()
    without_script = partial(browse, site, phone=True, script=False, who=known)
    two_at_once(ilse, Visitor(site, without_script(), Words("fr")))
    have_drafted(ilse)
    translate(ilse, site.folder / "files")
    waive(ilse)
