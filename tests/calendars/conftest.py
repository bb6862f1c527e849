"""Meetings as the calendars see them: twelve zones, two languages, and every character that has hurt a reader."""

# ruff: noqa: DTZ001 - wall time is naive by definition

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from meetings.calendars.values import Attendee, Entry, Organizer
from tests.calendars.readers import CHROMIUM, ICAL_JS, READ_IN_BROWSER, Seen

ZONES = (
    "Europe/Brussels",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
    "UTC",
)
SUMMARIES = {
    "fr": (
        "8e réunion plénière : élections, procès-verbal ; suite",
        "Séance « extraordinaire » à Łódź – cœur, naïveté, où ? 🇪🇺",
        "Réunion annulée ; reportée \\N C:\\new, voir l’ordre du jour 👩🏽‍🔬 " + "é" * 90,
    ),
    "en": (
        "8th plenary: elections, record; more",
        "Extraordinary sitting “in Łódź” – 🎉",
        "A very long title, with; every\\separator " + "and-then-some " * 12,
    ),
}
DESCRIPTION = "Ordre du jour :\n1. Ouverture ; accueil,\n\n2. Rapport\\budget → 100 %\t✓\nBEGIN:VEVENT\nfin"


def _meeting(number: int) -> Entry:
    language = ("fr", "en")[number % 2]
    starts = datetime(2026, 1, 13, 9, 30) + timedelta(days=29 * number, minutes=15 * (number % 7))
    return Entry(
        uid=f"{number:08x}-7c1e-4f6b-9a55-0123456789ab",
        sequence=number % 4,
        changed_at=datetime(2025, 11, 3, 8, 15, 42, tzinfo=UTC) + timedelta(hours=number),
        starts=starts,
        ends=starts + timedelta(hours=3, seconds=number % 2),
        zone=ZONES[number % len(ZONES)],
        summary=SUMMARIES[language][number % 3],
        description=DESCRIPTION * (1 + number % 3),
        location="Salle Polyvalente, bâtiment B ; 2e étage" if language == "fr" else "Room 7, Building B; 2nd floor",
        url=f"https://meetings.example.org/{language}/meetings/{number}?a=1,2;b=é".replace("é", "%C3%A9"),
        categories=("plénière", "bureau, élargi") if language == "fr" else ("plenary", "bureau; enlarged"),
        cancelled=number % 9 == 8,
        join_link=f"https://join.example.org/r/{number}?pwd=a,b" if number % 4 == 1 else None,
        language=language,
        tentative=number % 5 == 2,
    )


@pytest.fixture(scope="session")
def meetings() -> list[Entry]:
    """Sixty meetings over nearly five years."""
    return [_meeting(number) for number in range(60)]


@pytest.fixture(scope="session")
def meeting(meetings: list[Entry]) -> Entry:
    """One meeting in Casablanca, in English, with a join link."""
    return meetings[1]


@pytest.fixture(scope="session")
def organizer() -> Organizer:
    return Organizer("Secrétariat, plénières", "secretariat@example.org")


@pytest.fixture(scope="session")
def attendee() -> Attendee:
    return Attendee('Zoé "Zo" Nowak; présidente', "zoe.nowak@example.org")


@pytest.fixture(scope="session")
def unfolded() -> Callable[[bytes], list[str]]:
    """Undo the folding of RFC 5545 section 3.1, and nothing else."""
    return lambda data: data.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n")


@pytest.fixture(scope="session")
def by_ical_js(playwright):
    """Read calendars with ical.js in Chromium; all texts in one visit."""
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
    page = browser.new_page()

    def read(*texts: str) -> list[list[Seen]]:
        answer = page.evaluate(READ_IN_BROWSER, [ICAL_JS.read_text(encoding="utf-8"), list(texts)])
        return [
            [Seen(**{name: tuple(v) if isinstance(v, list) else v for name, v in one.items()}) for one in told]
            for told in answer
        ]

    yield read
    browser.close()
