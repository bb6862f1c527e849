"""The frame around every page."""

import re

import pytest
from flask import Flask, render_template_string

from meetings.web import shell
from tests.conftest import Browser
from tests.make import Make

#: Pages about the reader or the house, which stand under no entry of the navigation.
OF_NO_SECTION = {
    *("access", "confirm", "factor", "second", "sso", "sso_back"),
    *("address", "passkey", "person", "privacy", "privacy_mine", "security"),
    *("health", "home", "mails", "refusing", "verify"),
}

PAGE = '{% extends "layouts/page.html" %}{% block main %}<p>This is about {{ person }}.</p>{% endblock %}'


def test_frame_hides_nothing_that_a_page_names(app) -> None:
    with app.test_request_context("/en/"):
        assert "This is about Wanjiru." in render_template_string(PAGE, person="Wanjiru")


def test_every_page_stands_under_one_entry_of_the_navigation(application: Flask) -> None:
    entries = {"meeting", "archive", "organisation", "outcome", "outbox", "admin"}
    pages = {rule.endpoint.split(".")[0] for rule in application.url_map.iter_rules() if "." in rule.endpoint}
    assert {page for page in pages if shell.section(page) not in entries} == OF_NO_SECTION


@pytest.mark.parametrize("page", ["", "console/", "deadlines/", "certificates/", "attendance/", "participants/"])
def test_pages_of_a_meeting_mark_the_meetings(client: Browser, make: Make, page: str) -> None:
    client.sign_in(make.secretariat())
    html = client.get(f"/en/meetings/{make.meeting().slug}/{page}").text
    navigation = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r'aria-current="page">([^<]+)', navigation) == ["Meetings"]
