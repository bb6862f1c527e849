"""The main job, told once in each language: a plenary from an empty house to a record found in the archive."""

import pytest
from playwright.sync_api import Page

from tests.journeys import contact_point, secretariat
from tests.journeys.site import Site
from tests.journeys.story import Plot
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site and looking at many pages takes its time on a busy machine.
pytestmark = pytest.mark.timeout(900)

YES, NO = {"en": "Yes", "fr": "Oui"}, {"en": "No", "fr": "Non"}


@pytest.fixture(params=["en", "fr"])
def plot(request: pytest.FixtureRequest) -> Plot:
    """The story, for an English-speaking and for a French-speaking secretariat."""
    return Plot(request.param)


def test_plenary_from_empty_house_to_archive(site: Site, open_page, accessible, plot: Plot) -> None:
    language, other = plot.language, plot.esther.language

    def visitor(page: Page, reader: str = language) -> Visitor:
        return Visitor(site, page, Words(reader))

    ilse = Visitor(site, open_page(language=language), Words(language), accessible)
    secretariat.set_up(ilse)
    secretariat.begin_series(ilse)
    secretariat.plan(ilse, plot)
    secretariat.fill_other_language(ilse)
    secretariat.write_agenda(ilse)
    secretariat.import_contact_points(ilse, plot, site.folder / "files")
    secretariat.announce(ilse)

    wanjiru = visitor(open_page(language=language, phone=True, script=False))
    contact_point.sign_in(wanjiru, plot.wanjiru)
    contact_point.see_both_sessions(wanjiru, plot)
    first = contact_point.take_place(wanjiru, plot.wanjiru, "en")
    assert (first.method, first.starts, first.ends) == ("REQUEST", plot.starts("en"), plot.ends("en"))
    assert first.guests == (f"mailto:{plot.wanjiru.email}",)
    contact_point.find_join_link(wanjiru, "en")
    moved = contact_point.switch(wanjiru, plot.wanjiru, "fr")
    assert (moved.method, moved.uid, moved.starts) == ("REQUEST", first.uid, plot.starts("fr"))
    assert moved.sequence > first.sequence
    contact_point.find_join_link(wanjiru, "fr")
    contact_point.subscribe(wanjiru, plot, "fr")
    gone = contact_point.give_up_place(wanjiru, plot.wanjiru)
    assert (gone.method, gone.uid) == ("CANCEL", first.uid)
    back = contact_point.take_place(wanjiru, plot.wanjiru, "en")
    assert (back.method, back.uid, back.starts) == ("REQUEST", first.uid, plot.starts("en"))
    assert back.sequence > gone.sequence > moved.sequence

    poll = secretariat.open_poll(ilse)
    contact_point.vote(wanjiru, plot.wanjiru, YES[language])
    otieno = visitor(open_page(language=language))
    contact_point.sign_in(otieno, plot.otieno)
    contact_point.see_that_colleague_voted(otieno, plot, poll, YES[language])
    esther = visitor(open_page(language=other, phone=True), other)
    contact_point.sign_in(esther, plot.esther)
    contact_point.vote(esther, plot.esther, NO[other])
    secretariat.close_poll(ilse, poll)

    secretariat.upload_presentation(ilse, site.folder / "files")
    secretariat.write_record(ilse, plot)
    secretariat.publish_record(ilse)
    contact_point.hear_of_record(wanjiru, plot, "en")
    site.let_time_pass(days=40)

    contact_point.find_in_archive(wanjiru, "quantum mombasa")
    contact_point.find_in_archive(wanjiru, "capteurs frontiere")
    contact_point.read_record(wanjiru)
    contact_point.take_files_home(wanjiru)
    secretariat.read_history(ilse, plot)
