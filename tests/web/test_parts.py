"""Parts of pages that are kept: a change shows at once, and no reader gets another's language, zone or rights."""

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import issued as agenda
from meetings.domain.document import queries as documents
from meetings.domain.meeting import listing
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Meeting, Visibility
from tests.conftest import Browser
from tests.make import Make, both

PAGE = "/en/meetings/ncp-plenary-8/"
FRENCH = PAGE.replace("/en/", "/fr/")
LIST = "/en/meetings/"


def item(meeting: Meeting, title: Bilingual) -> AgendaItem:
    with transaction():
        found = AgendaItem(
            meeting=meeting, position=1, title=title, purpose=Purpose.DECISION, presenter=Bilingual(), minutes=10
        )
        db.session.add(found)
    return found


def test_changed_item_and_document_show_at_once(make: Make, client: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    point, document = item(meeting, both("Opening", "Ouverture")), make.document(meeting)
    assert "Opening" in client.get(PAGE).text
    with transaction():
        db.session.merge(point).title = both("Adoption", "Adoption de l’ordre du jour")
        document.title = both("Annual <report>", "Rapport annuel")
    page = client.get(PAGE).text
    assert "Adoption" in page
    assert "Opening" not in page
    assert "Annual &lt;report&gt;" in page
    assert "Rapport annuel" in client.get(FRENCH).text
    make.version(document)
    assert "documents/1/" in client.get(PAGE).text


def test_languages_do_not_mix_whoever_comes_first(make: Make, client: Browser) -> None:
    item(make.meeting(), both("Opening", "Ouverture"))
    for _ in range(2):
        english, french = client.get(PAGE).text, client.get(FRENCH).text
        assert "Opening" in english
        assert "For decision" in english
        assert "Ouverture" not in english
        assert "Ouverture" in french
        assert "Opening" not in french
        assert "For decision" not in french


def test_line_of_a_list_follows_title_state_zone_and_language(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    assert "8th NCP Plenary" in client.get(LIST).text
    kenyan = client.sign_in(make.ncp(make.member())).get(LIST).text
    assert "Nairobi" in kenyan
    with transaction():
        db.session.merge(meeting).title = both("Eighth session", "Huitième session")
    assert "Eighth session" in client.get(LIST).text
    assert "Huitième session" in client.get("/fr/meetings/").text
    with transaction():
        db.session.merge(meeting).cancelled_at = make.now
    assert "Cancelled on" in client.get(LIST).text


def test_reader_without_the_right_gets_no_links_that_another_was_shown(make: Make, client: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.OPEN)
    make.version(make.document(meeting))
    link = "/documents/1/"
    assert link not in client.get(PAGE).text
    assert link in client.sign_in(make.person()).get(PAGE).text
    client.post("/en/sign-out/")
    assert link not in client.get(PAGE).text


def test_chamber_follows_the_register(make: Make, client: Browser) -> None:
    kenya = make.member()
    make.meeting()
    assert "of 1 administration" in client.get(PAGE).text
    make.member("CM", "Cameroon", region="WCA")
    assert "of 2 administrations" in client.get(PAGE).text
    assert [seat.named for seat in register.seats(on=make.now.date()) if seat.id == kenya.id] == [False]
    make.ncp(kenya)
    assert [seat.named for seat in register.seats(on=make.now.date()) if seat.id == kenya.id] == [True]


def test_equal_rows_give_the_same_values(make: Make) -> None:
    meeting = make.meeting()
    point = item(meeting, both("Opening", "Ouverture"))
    make.version(make.document(meeting))
    assert agenda.shown(meeting) is agenda.shown(meeting)
    assert documents.for_meeting(meeting) is documents.for_meeting(meeting)
    assert listing.coming(None, now=make.now)[0] is listing.coming(None, now=make.now)[0]
    before = agenda.shown(meeting)
    with transaction():
        db.session.merge(point).minutes = 20
    assert (before.points[0].minutes, agenda.shown(meeting).points[0].minutes) == (10, 20)
