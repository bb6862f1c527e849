"""The register kept in order: somebody known twice becomes one person, is found by the old address, and two again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

pytestmark = pytest.mark.timeout(600)

SECRETARIAT, STAYS, CLOSED = "secretariat@hemicycle.example", "ncp2.ci@hemicycle.example", "ncp2.ci+pleniere"


@pytest.fixture
def visit(demo: Site, browse: Callable[..., Page], accessible: Callable[[Page], None]) -> Callable[..., Visitor]:
    """Open a browser of somebody's own."""

    def open_(**how: bool) -> Visitor:
        looks = accessible if how.get("script", True) else lambda _page: None
        return Visitor(demo, browse(demo, **how), Words("en"), looks)

    return open_


def test_somebody_known_twice_becomes_one_person_and_two_again(visit: Callable[..., Visitor]) -> None:
    ilse = visit()
    ilse.page.goto(ilse.site.flask("demo", "sign-in", SECRETARIAT))
    ilse.main.get_by_role("button").first.click()
    ilse.open("/organisations/")
    ilse.follow("People known twice")
    ilse.check(ilse.page)
    pair = ilse.main.get_by_role("listitem").filter(has_text=CLOSED)
    expect(pair).to_contain_text("nearly certain")
    ilse.follow("Compare", within=pair)
    ilse.check(ilse.page)
    ilse.page.get_by_label("The other address still leads").check()
    ilse.press("Merge the two records")
    ilse.sees("The two records are one now")
    ilse.check(ilse.page)

    bamba = visit(phone=True, script=False)
    bamba.open("/sign-in/")
    bamba.write("E-mail address", f"{CLOSED}@hemicycle.example")
    bamba.main.get_by_role("button").first.click()
    number = "SELECT count(*) FROM sign_in_request r JOIN person p ON p.id = r.person_id WHERE p.email ="
    assert bamba.site.await_value(f"{number} '{STAYS}'") == 1

    ilse.press("Undo the merge")
    ilse.sees("Both records are as they were")
    expect(ilse.main).to_contain_text(CLOSED)
    assert ilse.site.value(f"SELECT count(*) FROM person WHERE email LIKE '{CLOSED}%' AND disabled_at IS NULL") == 1


def test_comparison_fits_a_phone_in_both_languages(visit: Callable[..., Visitor]) -> None:
    ilse = visit(phone=True)
    ilse.page.goto(ilse.site.flask("demo", "sign-in", SECRETARIAT))
    ilse.main.get_by_role("button").first.click()
    one, other = (
        ilse.site.value(f"SELECT id FROM person WHERE email LIKE '{start}%'") for start in ("ncp3.us@", "pceh2@")
    )
    for language in ("en", "fr"):
        for path in ("", f"{one}/{other}/"):
            ilse.page.goto(f"/{language}/people/duplicates/{path}")
            expect(ilse.page.get_by_role("heading", level=1)).to_be_visible()
            assert ilse.page.evaluate("document.documentElement.scrollWidth") <= 390
            ilse.check(ilse.page)
