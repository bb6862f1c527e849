"""A mail to many is written, looked at, sent and watched in both languages; another one moves with the meeting.

Invitations of two readers follow it: to the new dates, and out of their calendars when they give up their places.
"""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import contact_point, secretariat
from tests.journeys.contact_point import Invitation
from tests.journeys.site import Site
from tests.journeys.story import BRUSSELS, TITLE, Someone
from tests.journeys.test_campaign import fits
from tests.journeys.test_registration import announce_plenary
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

PLAN = f"{secretariat.MEETING}mail/"
ODILE = "odile.mbarga@example.org"
WANJIRU = "wanjiru.kamande@example.org"
SUBJECT = {"en": "News of {{meeting}}", "fr": "Des nouvelles : {{meeting}}"}
#: Who takes a place in the session of their language, and what the subjects of their mails say.
READERS = {
    "en": Someone(WANJIRU, "Wanjiru Kamande", "Kenya", "en"),
    "fr": Someone(ODILE, "Odile Mbarga", "Cameroun", "fr"),
}
POSTPONED = {"en": "is postponed, the new date follows", "fr": "report à une date qui suivra"}
MOVED = {"en": "the English session moves to", "fr": "la séance en français est déplacée au"}
GIVEN_BACK = {"en": "you have given back your place", "fr": "est libérée"}
NEW_DAYS = {"en": 80, "fr": 82}
BODY = {"en": "Dear {{name}}, see {{link}}", "fr": "Bonjour {{name}}, voir {{link}}"}


def write(ilse: Visitor) -> None:
    """Begin in the empty plan, mistype a place, mend it, and see who gets it."""
    ilse.open(PLAN)
    ilse.sees("No mail is planned for this meeting yet.")
    ilse.look()
    ilse.follow("Free text")
    ilse.write_both("Subject", **SUBJECT)
    ilse.write_both("Text", **BODY | {"fr": "Bonjour {{nom}}"})
    ilse.choose("To whom", ilse.say("Everybody whom the series invites, or who is invited or registered"))
    ilse.page.get_by_label(ilse.say("Before the first session"), exact=True).check()
    ilse.write("How many", "1")
    ilse.choose("Counted in", ilse.say("hours"))
    ilse.press("Save and look at it")
    ilse.reads("There is no place called {{nom}}")
    ilse.look()
    ilse.write_both("Text", **BODY)
    ilse.press("Save and look at it")
    ilse.reads("Today it goes to 3 people")


def preview(ilse: Visitor) -> None:
    """Read it as somebody who reads French, and send a test to oneself."""
    ilse.write("Name or administration of a recipient", "cameroun")
    ilse.press("Search")
    ilse.reads("Bonjour Odile Mbarga")
    ilse.look()
    ilse.press("Send a test to myself")
    ilse.reads("A test is on its way")
    ilse.site.mailbox.newest("ilse.vandermeer@example.org", "[Essai] Des nouvelles")


def send(ilse: Visitor) -> None:
    """Plan a copy for later, send the other one, and watch it leave."""
    ilse.press("Copy")
    ilse.sees("This is the copy, a draft.")
    ilse.press("Plan it for its time")
    ilse.sees("The mail is planned. It goes by itself.")
    ilse.open(PLAN)
    ilse.link("News of 8th NCP Plenary").first.click()
    ilse.button("Send it to 3 people now").click()
    ilse.sees("The mail goes out now.")
    site = ilse.site
    french, english = site.mailbox.newest(ODILE, "Des nouvelles"), site.mailbox.newest(WANJIRU, "News of")
    assert (french["Content-Language"], english["Content-Language"]) == ("fr", "en")
    assert "Bonjour Odile Mbarga, voir " in site.mailbox.text(french)
    assert "Dear Wanjiru Kamande, see " in site.mailbox.text(english)
    ilse.open(PLAN)
    expect(ilse.main).to_contain_text("3/3")
    ilse.look()


def postpone(ilse: Visitor) -> None:
    """Postpone the meeting: what is counted from it waits, and says so."""
    ilse.open(f"{secretariat.MEETING}postpone/")
    ilse.write_both("Reason", en="The building is closed.", fr="Le bâtiment est fermé.")
    ilse.press("Postpone the meeting")
    ilse.open(PLAN)
    ilse.sees("It waits: no date of the meeting holds at present.")
    ilse.look()


def move(ilse: Visitor) -> None:
    """Fix new dates: what is counted from the meeting stands at its new time, with the old one beside it."""
    ilse.open(f"{secretariat.MEETING}new-dates/")
    for place, language in enumerate(NEW_DAYS):
        for label, hour in (("Start", 13), ("End", 15)):
            moment = f"{new_start(language).replace(hour=hour):%Y-%m-%dT%H:%M}"
            ilse.main.get_by_label(ilse.say(label), exact=True).nth(place).fill(moment)
    ilse.main.locator("form button.btn-primary").last.click()
    ilse.sees("The new dates are fixed. The mails are on their way.")
    ilse.open(PLAN)
    expect(ilse.main).to_contain_text("Moved along with the meeting; it was")
    ilse.look()


def new_start(language: str) -> datetime:
    """Return when the session in *language* begins in the end, by the clocks of Brussels."""
    day = datetime.now(UTC) + timedelta(days=NEW_DAYS[language])
    return datetime(day.year, day.month, day.day, 13, tzinfo=BRUSSELS)


def newest(site: Site, language: str, subject: dict[str, str]) -> Invitation:
    """Wait for the mail to the reader of *language* with this *subject*, and read its invitation with two readers."""
    mail = site.mailbox.newest(READERS[language].email, subject[language])
    assert TITLE[language] in " ".join(str(mail["Subject"]).split())
    assert mail["Content-Language"] == language
    return contact_point.invitation(mail)


def take_places(open_page, site: Site) -> dict[str, tuple[Visitor, Invitation]]:
    """Let each reader take a place in their session, and return them with their invitations."""
    found = {}
    for language, who in READERS.items():
        visitor = Visitor(site, open_page(language=language, script=False), Words(language))
        contact_point.sign_in(visitor, who)
        visitor.open(secretariat.MEETING)
        found[language] = visitor, contact_point.take_place(visitor, who, language)
    return found


def follow(site: Site, language: str, first: Invitation) -> Invitation:
    """Find the entry taken out when the dates fell, and back under the same name when new ones stood."""
    out, back = newest(site, language, POSTPONED), newest(site, language, MOVED)
    assert [each.method for each in (first, out, back)] == ["REQUEST", "CANCEL", "REQUEST"]
    assert first.uid == out.uid == back.uid
    assert first.sequence < out.sequence < back.sequence
    assert (back.starts, back.ends - back.starts) == (new_start(language), timedelta(hours=2))
    assert back.guests == (f"mailto:{READERS[language].email}",)
    return back


def withdraw(site: Site, visitor: Visitor, held: Invitation) -> None:
    """Give the place up, and find the entry taken out of the calendar for good."""
    visitor.open(secretariat.MEETING)
    contact_point.give_up_place(visitor, READERS[visitor.language])
    gone = newest(site, visitor.language, GIVEN_BACK)
    assert (gone.method, gone.uid) == ("CANCEL", held.uid)
    assert gone.sequence > held.sequence


def test_mails_to_many_from_the_first_word_to_a_meeting_that_moves(site: Site, open_page, accessible) -> None:
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    announce_plenary(ilse)
    write(ilse)
    preview(ilse)
    send(ilse)
    readers = take_places(open_page, site)
    postpone(ilse)
    move(ilse)
    for language, (visitor, first) in readers.items():
        withdraw(site, visitor, follow(site, language, first))
    ilse.open(PLAN)
    fits(ilse.page)
