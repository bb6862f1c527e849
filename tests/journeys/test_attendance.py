"""After a workshop: lists of connections, doubtful names, the list of participants, a certificate that is checked."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.secretariat import await_words
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

SECRETARIAT = "secretariat@hemicycle.example"
WORKSHOP = "/meetings/regional-workshop-1/"
ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"
FRENCH = "Nom (nom d’origine);E-mail de l’utilisateur;Heure d’arrivée;Heure de départ;Durée (minutes);Invité"


@pytest.fixture
def visit(demo: Site, browse: Callable[..., Page], accessible: Callable[[Page], None]) -> Callable[..., Visitor]:
    """Open a browser of somebody's own, signed in as the one with *email*."""

    def open_(email: str = "", **how: bool) -> Visitor:
        looks = accessible if how.get("script", True) else lambda _page: None
        visitor = Visitor(demo, browse(demo, **how), Words("en"), looks)
        if email:
            visitor.page.goto(demo.flask("demo", "sign-in", email))
            visitor.main.get_by_role("button").first.click()
        return visitor

    return open_


def registered(ilse: Visitor) -> list[tuple[str, str]]:
    """Return names and addresses of those who had a place, from the file of the registrations."""
    ilse.open(f"{WORKSHOP}registrations/")
    file = ilse.download(ilse.link("Download as CSV")).read_text("utf-8-sig")
    return [(row[0], row[1]) for row in list(csv.reader(io.StringIO(file)))[1:]]


def bring(ilse: Visitor, path: Path, text: str) -> None:
    """Choose a list and wait until its people are recognised."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    ilse.open(f"{WORKSHOP}attendance/lists/")
    ilse.attach("File", path)
    ilse.press("Show who was recognised")
    await_words(ilse, "only before or after the sitting")


def test_lists_become_attendance_participants_and_certificates(visit: Callable[..., Visitor]) -> None:
    ilse = visit(SECRETARIAT)
    people, folder = registered(ilse), ilse.site.folder / "files"
    (first, address), (second, other) = people[:2]
    doubtful = f"{first.split()[0]} {first.split()[-1][0]}."
    lines = [f'"{name}",{email},05/17/2021 10:02:00 AM,05/17/2021 12:58:00 PM,176,No' for name, email in people[1:]]
    lines += [f'"{doubtful}",,05/17/2021 10:00:00 AM,05/17/2021 12:00:00 PM,120,No']
    lines += ['"Recorder",,05/17/2021 09:50:00 AM,05/17/2021 01:05:00 PM,195,No']
    bring(ilse, folder / "day-1.csv", "\n".join([ZOOM, *lines, ""]))
    ilse.look()
    rows = ilse.main.get_by_role("row")
    rows.filter(has_text=doubtful).get_by_role("radio", name=re.compile(re.escape(address))).check()
    rows.filter(has_text="Recorder").get_by_role("radio", name=re.compile("Nobody")).check()
    ilse.press("Take over these decisions")
    ilse.reads("2 rows are settled. The next list will know them.")
    ilse.press("Take the list over into the attendance")
    await_words(ilse, "people of this list are in the attendance")

    lines = [f"{second};{other};19/05/2021 10:05:00;19/05/2021 11:00:00;55;Oui"]
    lines += ["Recorder;;19/05/2021 09:50:00;19/05/2021 13:05:00;195;Non"]
    bring(ilse, folder / "jour-3.csv", "\n".join([FRENCH, *lines, ""]))
    ilse.misses("Leave the open row out")
    ilse.press("Take the list over into the attendance")
    await_words(ilse, "1 person of this list is in the attendance")
    ilse.follow("See the attendance")
    expect(ilse.main.locator("dl dd").first).to_have_text(str(len(people)))
    ilse.look()

    publish(ilse, len(people))
    fetch_and_verify(ilse, visit(other), visit(phone=True, script=False), second)
    correct_by_link(ilse, visit(phone=True), other, second)


def publish(ilse: Visitor, number: int) -> None:
    """Read what publishing the final list does, publish it, and issue the certificates."""
    ilse.open(f"{WORKSHOP}participants/")
    ilse.follow("Publish the final list")
    ilse.reads(f"{number} people get a message")
    ilse.look()
    ilse.press("Publish the final list")
    ilse.sees("The list of participants is published. Messages to those on it are on their way.")
    ilse.look()
    assert ilse.download(ilse.link("Download as PDF")).read_bytes().startswith(b"%PDF")
    ilse.open(f"{WORKSHOP}certificates/")
    ilse.look()
    ilse.press("Issue %(num)d certificates", num=number)
    ilse.reads(f"{number} certificates are issued.")


def fetch_and_verify(ilse: Visitor, owner: Visitor, stranger: Visitor, name: str) -> None:
    """Fetch the certificate, let a stranger check it on a phone without scripts, and withdraw it."""
    owner.open(f"{WORKSHOP}attendance/mine/")
    owner.look()
    assert owner.download(owner.link("Download the certificate")).read_bytes().startswith(b"%PDF")
    owner.open("/certificates/")
    owner.look()
    code = owner.main.locator("a[href*='/verify/']").first.inner_text()
    stranger.open("/verify/")
    stranger.write("Code on the certificate", code.lower())
    stranger.press("Check")
    stranger.sees("%(name)s took part in this meeting.", name=name)
    ilse.open(f"{WORKSHOP}certificates/")
    row = ilse.main.get_by_role("row").filter(has_text=code)
    row.locator("summary").click()
    row.get_by_role("textbox").fill("Issued twice")
    row.get_by_role("button").click()
    stranger.page.reload()
    stranger.reads("Issued twice")


def correct_by_link(ilse: Visitor, phone: Visitor, address: str, name: str) -> None:
    """Follow the link of the mail on a phone, correct the function, and see it on the list."""
    mail = f"SELECT text FROM mail WHERE kind = 'participants.published' AND recipient_email = '{address}'"
    found = re.findall(r"/\w\w(/participants/correct/[\w-]+/)", str(ilse.site.await_value(mail)))
    phone.open(found[0])
    phone.look()
    phone.write("Function", "Deputy Director")
    phone.press("Send the correction")
    phone.sees("Thank you. The secretariat decides, and you see it here.")
    ilse.open(f"{WORKSHOP}participants/corrections/")
    ilse.look()
    ilse.press("Accept")
    ilse.open(f"{WORKSHOP}participants/")
    expect(ilse.main.get_by_role("row").filter(has_text=name)).to_contain_text("Deputy Director")


def test_door_works_without_a_network(visit: Callable[..., Visitor]) -> None:
    """A telephone keeps the list, notes who comes while it is cut off, and sends it afterwards."""
    door = visit(SECRETARIAT, phone=True)
    start = f"{WORKSHOP}door/"
    door.open(f"{start}?session={door.site.value('SELECT max(id) FROM session WHERE platform = ' + repr('KUDO'))}")
    door.look()
    door.page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    door.page.reload()
    door.page.wait_for_function("localStorage.length > 0")
    name = door.site.value(
        "SELECT min(p.name) FROM registration r JOIN person p ON p.id = r.person_id JOIN meeting m"
        " ON m.id = r.meeting_id WHERE m.slug = 'regional-workshop-1'"
    )
    door.page.context.set_offline(True)
    door.page.reload()
    door.write("Code, name or organisation", name)
    door.main.get_by_role("button", name=re.compile("Let in")).first.click()
    door.sees("No network. Everything is kept on this telephone for an hour, and sent when the network is back.")
    noted = "SELECT id FROM attendance_testimony WHERE source = 'door'"
    assert door.site.value(noted) is None
    door.page.context.set_offline(False)
    assert door.site.await_value(noted)
