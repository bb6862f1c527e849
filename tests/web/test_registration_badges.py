"""Badges: all of them, one of them, in both languages, with those who come along."""

import io

import pypdf
import pytest

from meetings.domain.registration import actions, actions_terms
from meetings.domain.registration.rules import Terms
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity
from tests.conftest import Browser
from tests.make import Make

LIST = "/en/meetings/ncp-plenary-8/registrations"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


def text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_sheet_of_everybody_with_a_place(make: Make, client: Browser, meeting: Meeting) -> None:
    ivory = make.member("CI", "Côte d’Ivoire", region="WCA")
    ana = make.registration(meeting, make.ncp(ivory, "Ana Kouassi", capacity=Capacity.HEAD))
    free = make.registration(meeting, make.person("Zoe Free"))
    gone = make.registration(meeting, make.ncp(make.member(), "Wanjiru Gone"))
    with transaction():
        actions_terms.set_terms(meeting, Terms(companions=1), seen=0, by=None, now=make.now)
        actions.withdraw(gone, by=gone.person, now=make.now)
    client.sign_in(ana.person)
    client.post("/en/meetings/ncp-plenary-8/registration/details/", data={"companion1": "Bo Kouassi"})
    client.sign_in(make.secretariat())
    answer = client.get(f"{LIST}/badges.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ncp-plenary-8-badges.pdf"'
    said = text(answer.data)
    for words in ("Ana Kouassi", "Bo Kouassi", "Zoe Free", "CI", "Accompanying person", "Accompagnant", "Participant"):
        assert words in said
    assert "Wanjiru" not in said
    assert said.index("Zoe Free") < said.index("Ana Kouassi") < said.index("Bo Kouassi")
    page = client.get(f"{LIST}/").text
    assert f"{LIST}/{free.id}/badge.pdf" in page
    one = text(client.get(f"{LIST}/{ana.id}/badge.pdf").data)
    assert "Bo Kouassi" in one
    assert "Zoe" not in one
    assert client.get(f"{LIST}/{gone.id}/badge.pdf").status_code == 404


def test_nobody_has_a_place(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    assert client.get(f"{LIST}/badges.pdf").location == f"{LIST}/"
    assert "so there are no badges" in client.get(f"{LIST}/").text
