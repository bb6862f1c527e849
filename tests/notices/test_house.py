"""What mails say of the house, with and without a request."""

from dataclasses import replace

import pytest
from flask import Flask

from config import Settings, SettingsError
from meetings.application import create_app
from meetings.calendars.values import Organizer
from meetings.notices import house


def test_address_is_the_same_without_a_request_and_under_a_false_host(app: Flask) -> None:
    with app.app_context():
        here = house.address("meeting.show", "fr", slug="ncp-plenary-8")
    with app.test_request_context("/en/", base_url="https://evil.example"):
        there = house.address("meeting.show", "fr", slug="ncp-plenary-8")
    assert here == there == "http://localhost/fr/meetings/ncp-plenary-8/"


def test_organiser_is_the_sender(app: Flask) -> None:
    with app.app_context():
        assert house.organizer() == Organizer("Test Body", "secretariat@hemicycle.example")
        assert house.reply_to() is None


def test_house_without_any_mailbox_still_has_an_organiser(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = replace(settings, contact_email="")
    try:
        with app.app_context():
            assert house.sender() == ("Test Body", "no-reply@localhost")
    finally:
        app.extensions["settings"] = settings


@pytest.mark.parametrize("url", ["smtp://", "smtp://host/path", "smtp://user@host", "smtp+plain://a:b@host"])
def test_wrong_mail_server_is_said_in_one_sentence(settings: Settings, url: str) -> None:
    with pytest.raises(SettingsError, match=r"^HEMICYCLE_MAIL_URL is wrong\. The address .*\.$|without user name"):
        create_app(replace(settings, mail_url=url))
