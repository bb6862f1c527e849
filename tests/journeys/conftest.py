"""Browsers and sites for the journeys."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import tour
from tests.journeys.barriers import find_barriers
from tests.journeys.site import Site

#: What a test asks for when it needs the demonstration, which takes long to load.
OF_DEMO = {"demo", "lively", "passes"}
SCREEN = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put those with the demonstration first, so that one of two workers has them all and loads it once."""
    items.sort(key=lambda item: OF_DEMO.isdisjoint(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium, which talks to nobody but the site."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)))
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--no-sandbox", *quiet, "--disable-component-update", "--disable-sync"],
    }


@pytest.fixture
def site(tmp_path: Path, worker_id: str) -> Iterator[Site]:
    """A running site with an empty database."""
    with Site(tmp_path / "site", worker_id).running() as running:
        yield running


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """A running site with the demonstration, shared by tests that change little."""
    with Site(tmp_path_factory.mktemp("demo"), worker_id, demo=True).running(("demo", "load")) as running:
        yield running


@pytest.fixture
def browse(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser of its own: ``browse(site, language="fr", phone=True, script=False, dark=True, who=…)``."""
    contexts = []

    def open_(
        site: Site,
        *,
        language: str = "en",
        phone: bool = False,
        script: bool = True,
        dark: bool = False,
        who: Any = None,
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            locale="fr-FR" if language == "fr" else "en-GB",
            viewport=PHONE if phone else SCREEN,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            storage_state=who,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(browse: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """Open a browser at the site of the test."""
    return partial(browse, site)


@pytest.fixture(scope="session")
def passes(demo: Site, browser: Browser) -> Callable[[str], Any]:
    """Sign somebody of the demonstration in, once, and return what their browser remembers."""
    known: dict[str, Any] = {"": None}

    def remembered(email: str) -> Any:
        if email not in known:
            context = browser.new_context(base_url=demo.url)
            page = context.new_page()
            page.goto("/en/sign-in/")
            page.get_by_label("E-mail address").fill(email)
            page.get_by_role("button", name="Send me the link and the code").click()
            page.get_by_label("Six-digit code").fill(demo.code(email))
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(re.compile("/people/me/|/(en|fr)/$"))
            known[email] = context.storage_state()
            context.close()
        return known[email]

    return remembered


@pytest.fixture(scope="session")
def lively(demo: Site, passes: Callable[[str], Any], browser: Browser) -> Site:
    """The demonstration with an open poll, a record under way and a mail with an invitation."""
    page = browser.new_page(base_url=demo.url, storage_state=passes(tour.SECRETARIAT))
    page.goto(f"/en/polls/{demo.value(tour.THINGS['prepared'])}/open/")
    page.get_by_role("button", name="Open the poll").click()
    page.goto(f"/en/meetings/{tour.NEXT}/record/edit/")
    page.get_by_role("button", name="Begin the record").click()
    page.get_by_text("Add a paragraph").first.click()
    page.locator("#item-0 textarea").first.fill("The Chair opened the meeting.")
    page.get_by_role("button", name="Add the paragraph").first.click()
    page.get_by_text("The paragraph is added.").wait_for()
    page.close()
    page = browser.new_page(base_url=demo.url, storage_state=passes(tour.KENYA))
    page.goto(f"/en/meetings/{tour.NEXT}/")
    page.get_by_role("button", name="Move to: ").click()
    page.close()
    demo.await_value(tour.THINGS["number"])
    return demo


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail when axe-core finds anything on a page."""

    def check(page: Page) -> None:
        barriers = find_barriers(page)
        assert not barriers, "\n".join(barriers)

    return check
