"""A file of the register in the browser: chosen, matched, mended, imported, undone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import secretariat
from tests.journeys.secretariat import await_words
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

STRANGE = """Pays;Adresse pro;Nom et prénom;Couleur;Qualité
KE;wanjiru@example.org;Wanjiru Kamandé;red;PCN
KE;nonsense;Otieno Barasa;green;PCN
"""


@pytest.fixture
def ilse(site: Site, open_page, accessible) -> Visitor:
    """The secretariat of a house with the 186 Members."""
    found = Visitor(site, open_page(), Words("en"), accessible)
    secretariat.set_up(found)
    return found


def _choose(ilse: Visitor, path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    ilse.open("/organisations/import/")
    ilse.attach("File", path)
    ilse.press("Show what it would do")


def test_file_with_problems_is_mended_imported_and_undone(ilse: Visitor) -> None:
    folder = ilse.site.folder / "files"
    _choose(ilse, folder / "strange.csv", STRANGE.encode("cp1252"))
    ilse.sees("What the columns hold")
    ilse.reads("It seems to be Windows-1252")
    ilse.reads("Wanjiru Kamandé")
    ilse.look()
    ilse.page.get_by_label("Column B").select_option(label="E-mail address of the person")
    ilse.press("Show what it would do")
    await_words(ilse, "One row needs a look")
    ilse.look()
    mended = ilse.download(ilse.link("These rows as a file")).read_bytes().replace(b"nonsense", b"otieno@example.org")
    ilse.page.get_by_label("Leave the rows with problems out").check()
    ilse.press("Import %(num)d row", num=1)
    await_words(ilse, "1 row was imported.")
    ilse.look()

    _choose(ilse, folder / "mended.csv", mended)
    await_words(ilse, "same as in the register")
    ilse.press("Import %(num)d row", num=1)
    await_words(ilse, "1 row was imported.")
    ilse.open("/organisations/ke/")
    ilse.reads("Otieno Barasa")

    ilse.open("/organisations/import/")
    ilse.look()
    ilse.link("mended.csv").click()
    ilse.follow("Undo the whole import")
    ilse.look()
    ilse.press("Undo the import")
    await_words(ilse, "This import was undone as a whole.")
    ilse.open("/organisations/ke/")
    ilse.reads("Wanjiru Kamandé")
    ilse.misses("Otieno Barasa")


def test_new_address_of_somebody_known_is_asked_about_without_script(site: Site, ilse: Visitor, open_page) -> None:
    folder = site.folder / "files"
    good = "organisation,email,name\nKE,wanjiru@example.org,Wanjiru Kamande\n"
    _choose(ilse, folder / "good.csv", good.encode())
    await_words(ilse, "same as in the register")
    ilse.press("Import %(num)d row", num=1)
    await_words(ilse, "1 row was imported.")

    page = open_page(script=False)
    page.context.add_cookies(ilse.page.context.cookies())
    plain = Visitor(site, page, Words("en"))
    _choose(plain, folder / "new.csv", good.replace("wanjiru@", "w.kamande@").encode())
    await_words(plain, "One row needs a look")
    page.get_by_label(re.compile("the same person, with a new address")).check()
    plain.press("Take over these decisions")
    await_words(plain, "same as in the register")
    plain.reads("w.kamande@example.org")
    plain.press("Import %(num)d row", num=1)
    await_words(plain, "1 row was imported.")
    assert site.value("SELECT count(*) FROM person WHERE email = 'w.kamande@example.org'") == 1
    assert site.value("SELECT count(*) FROM person WHERE name = 'Wanjiru Kamande'") == 1
    expect(plain.link("Undo the whole import")).to_be_visible()
